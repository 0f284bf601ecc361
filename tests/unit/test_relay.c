// SPDX-License-Identifier: MIT
/** relay: batches are processed in a thread, in their order; the reader waits when it has to. */
#include "relay.h"
#include "scene.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#define BATCH 3

/** What was processed, and where. Nothing is asserted in the thread, which cmocka cannot end. */
struct seen {
    pthread_t reader;
    size_t rows;
    size_t batches;
    size_t misplaced; /**< rows in another order, and batches while one is processed */
    size_t elsewhere; /**< batches that another thread processed */
    useconds_t pause; /**< before each */
    atomic_bool at_work;
    sigset_t blocked; /**< signals that the last thread blocks */
};

static void take(void *context, struct sock_table *rows)
{
    struct seen *seen = context;
    seen->misplaced += atomic_exchange(&seen->at_work, true);
    usleep(seen->pause);
    for (size_t i = 0; i < rows->count; i++)
        seen->misplaced += scene_local_port(&rows->rows[i]) != ++seen->rows;
    seen->batches++;
    seen->elsewhere += !pthread_equal(pthread_self(), seen->reader);
    pthread_sigmask(SIG_SETMASK, NULL, &seen->blocked);
    atomic_store(&seen->at_work, false);
}

static void add(struct row_sink *sink, unsigned first, unsigned last)
{
    for (unsigned port = first; port <= last; port++) {
        const struct sock sock = scene_sockf("tcp established 0.0.0.0:%u", port);
        sink_add(sink, &sock);
    }
}

/** A sink whose batches SEEN processes. */
static struct row_sink sink_of(struct sock_table *table, struct seen *seen)
{
    seen->reader = pthread_self();
    return (struct row_sink){.rows = table, .batch = BATCH, .take = take, .context = seen};
}

static void test_a_thread_processes_batches_in_order(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct seen seen = {.pause = 100};
    struct row_sink sink = sink_of(&table, &seen);
    struct relay relay;

    (void)state;
    relay_begin(&relay, &sink);
    add(&sink, 1, 1000);
    assert_int_equal(sink_mark(&sink), 1000);
    sink_flush(&sink);
    assert_int_equal(seen.rows, 1000); // the flush waited for the last one
    assert_int_equal(seen.batches, 334);
    assert_int_equal(seen.misplaced, 0);
    assert_int_equal(seen.elsewhere, 334);
    relay_end(&relay);
    assert_true(sink.take == take && sink.context == &seen && !sink.settle);
    assert_int_equal(table.count, 0);
}

static void test_settling_waits_for_the_thread(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct seen seen = {.pause = 30000};
    struct row_sink sink = sink_of(&table, &seen);
    struct relay relay;

    (void)state;
    relay_begin(&relay, &sink);
    add(&sink, 1, BATCH + 1); // the first batch is passed on
    sink_settle(&sink);
    assert_int_equal(seen.rows, BATCH);
    assert_int_equal(table.count, 1); // what is not passed on stays
    relay_end(&relay);
    assert_int_equal(seen.rows, BATCH);
}

/** Passes on a batch, which SEEN processes, and ends. */
static void pass_one_batch(struct seen *seen)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = sink_of(&table, seen);
    struct relay relay;

    relay_begin(&relay, &sink);
    add(&sink, 1, BATCH + 1);
    relay_end(&relay);
}

/** The batch is passed on just before: the thread has not begun yet. */
static void test_ending_waits_for_the_thread(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 10; round++) {
        struct seen seen = {.pause = 1000};

        pass_one_batch(&seen);
        assert_int_equal(seen.rows, BATCH);
    }
}

/** Signals that writing raises do what they would do in the thread that reads. */
static void test_signals_of_writing_reach_the_thread(void **state)
{
    static const int of_write[] = {SIGPIPE, SIGTTOU};
    sigset_t one, before;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (int how = SIG_BLOCK; how != -1; how = how == SIG_BLOCK ? SIG_UNBLOCK : -1) {
            struct seen seen = {.pause = 0};

            sigemptyset(&one);
            sigaddset(&one, of_write[i]);
            pthread_sigmask(how, &one, &before);
            pass_one_batch(&seen);
            pthread_sigmask(SIG_SETMASK, &before, NULL);
            assert_int_equal(seen.elsewhere, 1);
            assert_int_equal(sigismember(&seen.blocked, of_write[i]), how == SIG_BLOCK);
            assert_true(sigismember(&seen.blocked, SIGINT));
        }
    }
}

static void test_few_rows_are_processed_without_a_thread(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct seen seen = {0};
    struct row_sink sink = sink_of(&table, &seen);
    struct relay relay;

    (void)state;
    relay_begin(&relay, &sink);
    add(&sink, 1, BATCH - 1);
    sink_settle(&sink);
    sink_flush(&sink);
    assert_int_equal(seen.rows, BATCH - 1);
    assert_int_equal(seen.elsewhere, 0);
    relay_end(&relay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_thread_processes_batches_in_order),
        cmocka_unit_test(test_settling_waits_for_the_thread),
        cmocka_unit_test(test_ending_waits_for_the_thread),
        cmocka_unit_test(test_signals_of_writing_reach_the_thread),
        cmocka_unit_test(test_few_rows_are_processed_without_a_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

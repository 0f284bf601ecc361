// SPDX-License-Identifier: MIT
/** os/read_ahead: every piece once, in order, up to the last one. */
#include "unit.h"

#include "os/read_ahead.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

/** Datagrams that each hold their own number. */
struct counter {
    size_t count;         /**< of pieces, the last one is told apart */
    int error;            /**< instead of the last one; 0: none */
    atomic_size_t served; /**< so far */
};

static ssize_t serve(void *context, void *buffer, size_t size)
{
    struct counter *counter = context;
    size_t number = atomic_fetch_add(&counter->served, 1);

    if (counter->error && number + 1 == counter->count)
        return counter->error;
    assert_true(size >= sizeof(number) + 1);
    memcpy(buffer, &number, sizeof(number));
    ((char *)buffer)[sizeof(number)] = number + 1 == counter->count;
    return sizeof(number) + 1;
}

static bool is_last(const char *piece, size_t length)
{
    return piece[length - 1];
}

static struct read_ahead *start(struct counter *counter)
{
    const struct read_source source = {serve, is_last, counter};
    struct read_ahead *ahead = read_ahead_begin(&source);

    assert_non_null(ahead);
    return ahead;
}

struct length_row {
    const char *name;
    size_t count;
    int error;
};

static const struct length_row rows[] = {
    {"one piece", 1, 0},
    {"as many as come without a thread", 8, 0},
    {"one more", 9, 0},
    {"as many as there are places", 16, 0},
    {"one more than that", 17, 0},
    {"an error when the thread begins", 9, -EPERM},
    {"many", 10000, 0},
    {"an error at once", 1, -ETIMEDOUT},
    {"an error behind many", 1000, -ENOBUFS},
};

static void test_every_piece_comes_in_order(void **state)
{
    const struct length_row *row = *state;
    struct counter counter = {.count = row->count, .error = row->error};
    struct read_ahead *ahead = start(&counter);

    for (size_t i = 0; i < row->count; i++) {
        const char *piece = NULL;
        size_t number = 0;
        ssize_t length = read_ahead_next(ahead, &piece);
        if (row->error && i + 1 == row->count) {
            assert_int_equal(length, row->error);
            break;
        }
        assert_int_equal(length, sizeof(number) + 1);
        memcpy(&number, piece, sizeof(number));
        assert_int_equal(number, i);
    }
    read_ahead_end(ahead);
    assert_int_equal(counter.served, row->count); // nothing was asked for behind the last one
}

static void test_a_piece_stays_until_the_next_is_asked_for(void **state)
{
    struct counter counter = {.count = 100};
    struct read_ahead *ahead = start(&counter);
    const char *piece = NULL;
    size_t number = 1;

    (void)state;
    for (int i = 0; i < 9; i++) // of which the last one comes through the thread
        read_ahead_next(ahead, &piece);
    alarm(600);
    while (counter.served < 16) // until the thread has filled all other slots
        sched_yield();
    for (int i = 0; i < 1000; i++) // in which a thread that fills one more would do so
        sched_yield();
    memcpy(&number, piece, sizeof(number));
    assert_int_equal(number, 8);
    read_ahead_end(ahead);
    alarm(0);
    assert_int_equal(counter.served, 16);
}

static void test_it_can_be_stopped_at_any_time(void **state)
{
    (void)state;
    for (size_t taken = 0; taken < 30; taken++) {
        struct counter counter = {.count = SIZE_MAX};
        struct read_ahead *ahead = start(&counter);
        const char *piece = NULL;
        for (size_t i = 0; i < taken; i++)
            assert_true(read_ahead_next(ahead, &piece) > 0);
        read_ahead_end(ahead);
        assert_true(counter.served <= taken + 9);
    }
    read_ahead_end(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_piece_stays_until_the_next_is_asked_for),
        cmocka_unit_test(test_it_can_be_stopped_at_any_time),
    };

    return RUN_ROWS(test_every_piece_comes_in_order, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** os/read_ahead: every piece once, in order, up to the last one. */
#include "unit.h"

#include "os/read_ahead.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

/** More pieces than come without a thread, and than are kept in memory. */
#define SEVERAL 40

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

static struct read_ahead *start_kind(struct counter *counter, bool secret)
{
    const struct read_source source = {serve, is_last, counter, secret};
    struct read_ahead *ahead = read_ahead_begin(&source, 1);

    assert_non_null(ahead);
    return ahead;
}

static struct read_ahead *start(struct counter *counter)
{
    return start_kind(counter, false);
}

struct length_row {
    const char *name;
    size_t count;
    int error;
};

static const struct length_row rows[] = {
    {"one piece", 1, 0},
    {"many", 10000, 0},
    {"an error at once", 1, -ETIMEDOUT},
    {"an error behind many", 1000, -ENOBUFS},
};

/** Reads COUNT pieces, or one less and ERROR. */
static void check_order_of(size_t count, int error, bool secret)
{
    struct counter counter = {.count = count, .error = error};
    struct read_ahead *ahead = start_kind(&counter, secret);

    for (size_t i = 0; i < count; i++) {
        const char *piece = NULL;
        size_t number = 0;
        ssize_t length = read_ahead_next(ahead, &piece);
        if (error && i + 1 == count) {
            assert_int_equal(length, error);
            break;
        }
        assert_int_equal(length, sizeof(number) + 1);
        memcpy(&number, piece, sizeof(number));
        assert_int_equal(number, i);
    }
    read_ahead_end(ahead);
    assert_int_equal(counter.served, count); // nothing was asked for behind the last one
}

static void check_order(size_t count, int error)
{
    check_order_of(count, error, false);
    check_order_of(count, error, true);
}

static void test_every_piece_comes_in_order(void **state)
{
    const struct length_row *row = *state;

    check_order(row->count, row->error);
}

/** Whatever comes without a thread, and however many slots the thread has. */
static void test_every_small_number_of_pieces(void **state)
{
    (void)state;
    for (size_t count = 1; count < SEVERAL; count++) {
        check_order(count, 0);
        check_order(count, -EPERM);
    }
}

/** Waits until no more pieces come; gives a thread that fills one more the time to do so. */
static void settle(const struct counter *counter)
{
    size_t served = counter->served;

    for (int quiet = 0; quiet < 1000 && served < 10000; quiet++) {
        sched_yield();
        if (counter->served != served)
            quiet = 0;
        served = counter->served;
    }
}

static void test_a_piece_stays_until_the_next_is_asked_for(void **state)
{
    struct counter counter = {.count = SIZE_MAX};
    struct read_ahead *ahead = start(&counter);
    const char *piece = NULL;

    (void)state;
    alarm(600);
    for (size_t i = 0; i < SEVERAL; i++) {
        size_t number = SIZE_MAX;
        assert_true(read_ahead_next(ahead, &piece) > 0);
        settle(&counter);
        memcpy(&number, piece, sizeof(number));
        assert_int_equal(number, i);
    }
    read_ahead_end(ahead);
    alarm(0);
}

static void test_pieces_come_before_they_are_asked_for(void **state)
{
    struct counter counter = {.count = SIZE_MAX};
    struct read_ahead *ahead = start(&counter);
    const char *piece = NULL;

    (void)state;
    alarm(600);
    for (size_t i = 0; i < SEVERAL; i++)
        assert_true(read_ahead_next(ahead, &piece) > 0);
    while (counter.served <= SEVERAL)
        sched_yield();
    read_ahead_end(ahead);
    alarm(0);
}

static void test_it_can_be_stopped_at_any_time(void **state)
{
    (void)state;
    for (size_t taken = 0; taken < SEVERAL; taken++) {
        struct counter counter = {.count = SIZE_MAX};
        struct read_ahead *ahead = start(&counter);
        const char *piece = NULL;
        for (size_t i = 0; i < taken; i++)
            assert_true(read_ahead_next(ahead, &piece) > 0);
        settle(&counter);
        assert_true(counter.served <= taken + SEVERAL); // few are kept in memory
        read_ahead_end(ahead);
    }
    read_ahead_end(NULL);
}

#define SOURCES 3

/** Pieces of several sources, and what came of them. */
struct counters {
    struct counter counters[SOURCES];
    struct read_source sources[SOURCES];
    size_t given[SOURCES];
};

static struct read_ahead *start_several(struct counters *all, const size_t counts[SOURCES])
{
    for (size_t i = 0; i < SOURCES; i++) {
        all->counters[i] = (struct counter){.count = counts[i]};
        all->sources[i] = (struct read_source){serve, is_last, &all->counters[i], i == 1};
        all->given[i] = 0;
    }
    return read_ahead_begin(all->sources, SOURCES);
}

/** Takes a piece of any source, which is the next one of that source. */
static void take_any(struct read_ahead *ahead, struct counters *all)
{
    const char *piece = NULL;
    size_t number = SIZE_MAX;

    assert_int_equal(read_ahead_next(ahead, &piece), sizeof(number) + 1);
    memcpy(&number, piece, sizeof(number));
    assert_true(read_ahead_source(ahead) < SOURCES);
    assert_int_equal(number, all->given[read_ahead_source(ahead)]);
    all->given[read_ahead_source(ahead)]++;
}

static void check_several(const size_t counts[SOURCES])
{
    struct counters all;
    struct read_ahead *ahead = start_several(&all, counts);
    size_t left = 0;

    for (size_t i = 0; i < SOURCES; i++)
        left += counts[i];
    for (; left > 0; left--)
        take_any(ahead, &all);
    read_ahead_end(ahead);
    for (size_t i = 0; i < SOURCES; i++) {
        assert_int_equal(all.given[i], counts[i]);
        assert_int_equal(all.counters[i].served, counts[i]);
    }
}

static void test_several_sources(void **state)
{
    static const size_t counts[][SOURCES] = {
        {1, 1, 1}, {1, 100, 3}, {1000, 1, 1}, {1, 1, 1000}, {1000, 2000, 3000}, {16, 17, 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        check_several(counts[i]);
}

static void test_several_sources_can_be_stopped(void **state)
{
    static const size_t endless[SOURCES] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct counters all;

    (void)state;
    for (size_t taken = 0; taken < SEVERAL; taken++) {
        struct read_ahead *ahead = start_several(&all, endless);
        for (size_t i = 0; i < taken; i++)
            take_any(ahead, &all);
        read_ahead_end(ahead);
    }
}

/** The first source is received in this thread only while no piece of the others is there. */
static void test_this_thread_receives_the_first_source(void **state)
{
    static const size_t counts[SOURCES] = {SIZE_MAX, 2, 2};
    struct counters all;
    struct read_ahead *ahead = start_several(&all, counts);

    (void)state;
    alarm(600);
    while (all.given[1] < 2 || all.given[2] < 2 || all.given[0] == 0) {
        take_any(ahead, &all);
        assert_int_equal(all.counters[0].served, all.given[0]); // none ahead
    }
    read_ahead_end(ahead);
    alarm(0);
}

static void test_an_error_of_one_source(void **state)
{
    static const size_t counts[SOURCES] = {SIZE_MAX, SIZE_MAX, 50};
    struct counters all;
    struct read_ahead *ahead = start_several(&all, counts);
    const char *piece = NULL;
    ssize_t length = 0;

    (void)state;
    all.counters[2].error = -ENOBUFS; // before the first call, no thread runs
    alarm(600);
    do
        length = read_ahead_next(ahead, &piece);
    while (length > 0);
    assert_int_equal(length, -ENOBUFS);
    assert_int_equal(read_ahead_source(ahead), 2);
    read_ahead_end(ahead);
    alarm(0);
}

#define SLOW 50000 // microseconds

/** Serves as serve(); a piece takes long if another thread than that of the test receives it. */
static ssize_t serve_slowly(void *context, void *buffer, size_t size)
{
    if (gettid() != getpid())
        usleep(SLOW);
    return serve(context, buffer, size);
}

/** At most the piece that is being received, and one that begins while this thread ends it. */
static void test_the_end_waits_for_one_piece_only(void **state)
{
    struct counter counter = {.count = SIZE_MAX};
    const struct read_source source = {serve_slowly, is_last, &counter, false};
    struct read_ahead *ahead = read_ahead_begin(&source, 1);
    const char *first = NULL;
    const char *piece = NULL;

    (void)state;
    assert_true(read_ahead_next(ahead, &first) > 0);
    do
        assert_true(read_ahead_next(ahead, &piece) > 0);
    while (piece == first);
    size_t served = counter.served;
    read_ahead_end(ahead);
    assert_true(counter.served <= served + 2);
}

/** Serves pieces that are full of a byte; see counter.served. */
static ssize_t serve_secret(void *context, void *buffer, size_t size)
{
    atomic_fetch_add(&((struct counter *)context)->served, 1);
    memset(buffer, 'k', size);
    return (ssize_t)size;
}

static bool is_never_last(const char *piece, size_t length)
{
    (void)piece;
    (void)length;
    return false;
}

/** Up to the last one without a thread: each is in the same buffer, so the thread must have come.
 */
static void test_a_secret_piece_is_overwritten(void **state)
{
    struct counter counter = {.count = SIZE_MAX};
    const struct read_source source = {serve_secret, is_never_last, &counter, true};
    struct read_ahead *ahead = read_ahead_begin(&source, 1);
    const char *first = NULL;
    const char *piece = NULL;

    (void)state;
    assert_int_equal(read_ahead_next(ahead, &first), READ_AHEAD_SIZE);
    do {
        assert_int_equal(read_ahead_next(ahead, &piece), READ_AHEAD_SIZE);
        assert_int_equal(piece[0], 'k');
    } while (piece == first);
    for (size_t i = 0; i < READ_AHEAD_SIZE; i++)
        assert_int_equal(first[i], 0);
    read_ahead_end(ahead);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_small_number_of_pieces),
        cmocka_unit_test(test_a_piece_stays_until_the_next_is_asked_for),
        cmocka_unit_test(test_pieces_come_before_they_are_asked_for),
        cmocka_unit_test(test_it_can_be_stopped_at_any_time),
        cmocka_unit_test(test_several_sources),
        cmocka_unit_test(test_several_sources_can_be_stopped),
        cmocka_unit_test(test_this_thread_receives_the_first_source),
        cmocka_unit_test(test_an_error_of_one_source),
        cmocka_unit_test(test_the_end_waits_for_one_piece_only),
        cmocka_unit_test(test_a_secret_piece_is_overwritten),
    };

    return RUN_ROWS(test_every_piece_comes_in_order, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

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
    struct read_ahead *ahead = read_ahead_begin(&source);

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
    struct read_ahead *ahead = read_ahead_begin(&source);
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
    struct read_ahead *ahead = read_ahead_begin(&source);
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
        cmocka_unit_test(test_the_end_waits_for_one_piece_only),
        cmocka_unit_test(test_a_secret_piece_is_overwritten),
    };

    return RUN_ROWS(test_every_piece_comes_in_order, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

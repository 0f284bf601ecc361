// SPDX-License-Identifier: MIT
/** track/rate: counters of connections, and rates between two looks. */
#include "scene.h"

#include "sock/event.h"
#include "sock/field.h"
#include "sock/tcp_info.h"
#include "track/rate.h"

#define UNKNOWN UINT64_MAX
#define SECOND 1000000000

struct counters_row {
    const char *name;
    enum state state;
    size_t length; /**< of struct tcp_info, which has 1000, 2000 and 3 */
    struct rate_counters counters;
};

static const struct counters_row counters[] = {
    {"established", STATE_ESTABLISHED, sizeof(struct tcp_info_known), {1000, 2000, 3}},
    {"its FIN is acknowledged", STATE_FIN_WAIT_2, sizeof(struct tcp_info_known), {1000, 1999, 3}},
    {"its FIN is not", STATE_FIN_WAIT_1, sizeof(struct tcp_info_known), {1000, 2000, 3}},
    {"the peer's FIN came", STATE_CLOSE_WAIT, sizeof(struct tcp_info_known), {999, 2000, 3}},
    {"and it was answered", STATE_LAST_ACK, sizeof(struct tcp_info_known), {999, 2000, 3}},
    {"both at once", STATE_CLOSING, sizeof(struct tcp_info_known), {999, 2000, 3}},
    {"its SYN is to be acknowledged",
     STATE_SYN_SENT,
     sizeof(struct tcp_info_known),
     {1000, 2001, 3}},
    {"of Linux 3.15",
     STATE_CLOSE_WAIT,
     offsetof(struct tcp_info_known, bytes_acked),
     {UNKNOWN, UNKNOWN, 3}},
    {"of Linux 4.1", STATE_ESTABLISHED, offsetof(struct tcp_info_known, segs_out), {1000, 2000, 3}},
    {"too short for anything", STATE_SYN_SENT, 8, {UNKNOWN, UNKNOWN, UINT32_MAX}},
};

static void test_counters(void **state)
{
    const struct counters_row *row = *state;
    const struct tcp_info_known info = {
        .bytes_received = 1000, .bytes_acked = 2000, .total_retrans = 3};
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, row->length});
    struct rate_counters actual = rate_counters_of(strbuf_contents(&detail), row->state);
    assert_int_equal(actual.received, row->counters.received);
    assert_int_equal(actual.acked, row->counters.acked);
    assert_int_equal(actual.retransmits, row->counters.retransmits);
}

struct between_row {
    const char *name;
    struct rate_counters before, now;
    uint64_t nanoseconds;
    struct row_rates rates;
};

static const struct between_row betweens[] = {
    {"one second", {100, 200, 3}, {1100, 2200, 8}, SECOND, {1000, 2000, 3000, 5000, 1000, 2000}},
    {"two seconds", {0, 0, 0}, {1000, 2000, 1}, 2LL * SECOND, {500, 1000, 1500, 500, 1000, 2000}},
    {"half a second", {0, 0, 0}, {1000, 2000, 1}, SECOND / 2, {2000, 4000, 6000, 2000, 1000, 2000}},
    {"nothing", {7, 7, 7}, {7, 7, 7}, SECOND, {0, 0, 0, 0, 0, 0}},
    {"rounded down", {0, 0, 0}, {4, 4, 0}, 3LL * SECOND, {1, 1, 2, 0, 4, 4}},
    {"rounded up", {0, 0, 0}, {5, 5, 2}, 3LL * SECOND, {2, 2, 4, 667, 5, 5}},
    {"one lower",
     {100, 0, 5},
     {99, 18, 4},
     2LL * SECOND,
     {UNKNOWN, 9, UNKNOWN, UNKNOWN, UNKNOWN, 18}},
    {"one not known before",
     {UNKNOWN, 0, 0},
     {9, 9, 0},
     SECOND,
     {UNKNOWN, 9, UNKNOWN, 0, UNKNOWN, 9}},
    {"one not known now", {9, 0, 0}, {UNKNOWN, 9, 0}, SECOND, {UNKNOWN, 9, UNKNOWN, 0, UNKNOWN, 9}},
    {"no retransmissions known",
     {0, 0, UINT32_MAX},
     {1, 1, UINT32_MAX},
     SECOND,
     {1, 1, 2, UNKNOWN, 1, 1}},
    {"no time", {0, 0, 0}, {9, 9, 9}, 0, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 9, 9}},
    {"100 Gbit/s for a day",
     {0, 0, 0},
     {1080000000000000, 0, 0},
     86400LL * SECOND,
     {12500000000, 0, 12500000000, 0, 1080000000000000, 0}},
    {"more than fits",
     {0, 0, 0},
     {UNKNOWN - 1, 0, 0},
     1000,
     {UNKNOWN, 0, UNKNOWN, 0, UNKNOWN - 1, 0}},
};

static void test_between(void **state)
{
    const struct between_row *row = *state;
    struct row_rates actual = rate_between(&row->before, &row->now, row->nanoseconds);

    assert_int_equal(actual.received, row->rates.received);
    assert_int_equal(actual.sent, row->rates.sent);
    assert_int_equal(actual.total, row->rates.total);
    assert_int_equal(actual.retransmits, row->rates.retransmits);
    assert_int_equal(actual.bytes_received, row->rates.bytes_received);
    assert_int_equal(actual.bytes_sent, row->rates.bytes_sent);
}

/** A look: a table, and when each place was read. */
struct scene {
    struct sock_table table;
    struct facts facts;
    struct place_facts other;
};

static void scene_begin(struct scene *scene, uint64_t own, uint64_t other)
{
    *scene = (struct scene){.facts.own.tcp_time = own, .other.tcp_time = other};
    scene->facts.others = &scene->other;
    scene->facts.other_count = 1;
    scene->facts.details = &scene->table.details;
}

static void add(struct scene *scene, const char *line, uint64_t received)
{
    const struct tcp_info_known info = {.bytes_received = received};
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, sizeof(info)});
    scene_add(&scene->table, line);
    sock_table_add_detail(&scene->table, strbuf_contents(&detail));
}

/** Takes the look; returns how many connections have gone of which nothing was reported. */
static size_t look(struct rates *rates, struct scene *scene)
{
    CLEANUP(rate_ended_free) struct rate_ended ended;

    rates_update(rates, &scene->table, &scene->facts, &ended);
    assert_int_equal(ended.known.count + ended.fresh.count, 0);
    assert_false(ended.lost);
    return ended.unreported;
}

/** Holds what row INDEX received a second to RATE; negative: it has none. */
static void assert_rate(const struct scene *scene, size_t index, int64_t rate)
{
    struct value value = field_value(&field_table[FIELD_RECV_RATE_BYTES_PER_S],
                                     &scene->table.rows[index], &scene->facts);

    assert_int_equal(value.type, rate < 0 ? VALUE_NONE : VALUE_NUMBER);
    if (rate >= 0)
        assert_int_equal(value.number, rate);
}

static void test_first_sight_has_no_rate(void **state)
{
    struct rates *rates = rates_new(false, false);
    struct scene scene;

    (void)state;
    scene_begin(&scene, SECOND, SECOND);
    add(&scene, "tcp established cookie=1", 1000);
    assert_int_equal(look(rates, &scene), 0);
    assert_rate(&scene, 0, -1);
    sock_table_free(&scene.table);
    scene_begin(&scene, 2LL * SECOND, SECOND);
    add(&scene, "tcp established cookie=2", 500);
    add(&scene, "tcp established cookie=1", 1700);
    assert_int_equal(look(rates, &scene), 0);
    assert_rate(&scene, 0, -1);
    assert_rate(&scene, 1, 700);
    sock_table_free(&scene.table);
    rates_free(rates);
}

/** The same cookie in another network namespace is another socket, which has its own time. */
static void test_places(void **state)
{
    struct rates *rates = rates_new(false, false);
    struct scene scene;

    (void)state;
    scene_begin(&scene, SECOND, SECOND);
    add(&scene, "tcp established cookie=1", 1000);
    add(&scene, "tcp established cookie=1 place=1", 5000);
    add(&scene, "tcp established cookie=2", 0);
    look(rates, &scene);
    sock_table_free(&scene.table);
    scene_begin(&scene, 2LL * SECOND, 3LL * SECOND);
    add(&scene, "tcp established cookie=1 place=1", 6000);
    add(&scene, "tcp established cookie=1", 1100);
    add(&scene, "tcp established cookie=2 place=1", 9);
    assert_int_equal(look(rates, &scene), 1);
    assert_rate(&scene, 0, 500);
    assert_rate(&scene, 1, 100);
    assert_rate(&scene, 2, -1);
    sock_table_free(&scene.table);
    rates_free(rates);
}

/** A connection in TIME-WAIT is over, and others are none. */
static void test_what_has_gone(void **state)
{
    struct rates *rates = rates_new(false, false);
    struct scene scene;

    (void)state;
    scene_begin(&scene, SECOND, SECOND);
    add(&scene, "tcp established cookie=1", 1000);
    add(&scene, "tcp established cookie=2", 1000);
    add(&scene, "tcp fin-wait-1 cookie=3", 1000);
    add(&scene, "tcp listen cookie=4", 0);
    add(&scene, "tcp established", 0);
    add(&scene, "udp established cookie=5", 0);
    scene_add(&scene.table, "tcp established cookie=6"); // without counters
    look(rates, &scene);
    sock_table_free(&scene.table);
    scene_begin(&scene, 2LL * SECOND, SECOND);
    add(&scene, "tcp fin-wait-2 cookie=2", 1000);
    add(&scene, "tcp time-wait cookie=3", 0);
    add(&scene, "tcp listen cookie=4", 0);
    assert_int_equal(look(rates, &scene), 2);
    assert_rate(&scene, 0, 0);
    assert_rate(&scene, 2, -1);
    sock_table_free(&scene.table);
    rates_free(rates);
}

/** The third look is compared with the second. */
static void test_looks_follow_each_other(void **state)
{
    struct rates *rates = rates_new(false, false);
    struct scene scene;

    (void)state;
    for (uint64_t i = 1; i <= 3; i++) {
        scene_begin(&scene, i * SECOND, SECOND);
        add(&scene, "tcp established cookie=1", i * i * 100);
        look(rates, &scene);
        assert_rate(&scene, 0, i == 1 ? -1 : i == 2 ? 300 : 500);
        sock_table_free(&scene.table);
    }
    rates_free(rates);
    rates_free(NULL);
}

/** A row that is there twice counts once. */
static void test_duplicates(void **state)
{
    struct rates *rates = rates_new(false, false);
    struct scene scene;

    (void)state;
    for (uint64_t i = 1; i <= 2; i++) {
        scene_begin(&scene, i * SECOND, SECOND);
        add(&scene, "tcp established cookie=1", i * 100);
        add(&scene, "tcp established cookie=1", i * 100);
        assert_int_equal(look(rates, &scene), 0);
        sock_table_free(&scene.table);
    }
    rates_free(rates);
}

/** Takes a look one second after the last one, with these rows. */
static struct rate_ended look_at(struct rates *rates, uint64_t second, const char *const lines[])
{
    struct rate_ended ended;
    struct scene scene;

    scene_begin(&scene, second * SECOND, second * SECOND);
    for (size_t i = 0; lines[i]; i++)
        add(&scene, lines[i], 1000);
    rates_update(rates, &scene.table, &scene.facts, &ended);
    sock_table_free(&scene.table);
    return ended;
}

/** Reports the end of the socket LINE, which received 1600 bytes and was acknowledged 300. */
static void end(struct rates *rates, const char *line)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    scene_add(&table, line);
    const struct observation observation = {.sock = table.rows[0],
                                            .tuple_known = true,
                                            .ending = {.reported = true,
                                                       .has_sent = true,
                                                       .bytes_acked = 300,
                                                       .bytes_sent = 300,
                                                       .bytes_received = 1600,
                                                       .data_segments = 1}};
    rates_take_end(rates, &observation);
}

/** Reports the end of a socket that has lost its ends; CONNECTED: it was a connection. */
static void end_without_ends(struct rates *rates, const char *line, bool connected)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    scene_add(&table, line);
    const struct observation observation = {.sock = table.rows[0], .connected = connected};
    rates_take_end(rates, &observation);
}

static struct row_rates rates_of(const struct sock_table *table, size_t index)
{
    struct text block =
        detail_find(sock_detail(&table->details, &table->rows[index]), DETAIL_RATES);
    struct row_rates rates;

    assert_int_equal(block.length, sizeof(rates));
    memcpy(&rates, block.bytes, sizeof(rates));
    return rates;
}

#define LOOK(...) ((const char *const[]){__VA_ARGS__, NULL})

/** A connection of the last look, and one that came and went, are told with what they carried. */
static void test_ends(void **state)
{
    struct rates *rates = rates_new(true, false);

    (void)state;
    look_at(rates, 1, LOOK("tcp established 10.0.0.1:80 10.0.0.2:999 cookie=1 inode=7"));
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.3:5 cookie=2 uid=4");
    end(rates, "tcp closed 10.0.0.1:90 cookie=3"); // a listener
    CLEANUP(rate_ended_free) struct rate_ended ended = look_at(rates, 3, LOOK(NULL));
    assert_int_equal(ended.unreported, 0);
    assert_int_equal(ended.known.count, 1);
    assert_int_equal(ended.known.rows[0].inode, 7);
    assert_int_equal(ended.known.rows[0].state, STATE_ESTABLISHED);
    assert_int_equal(rates_of(&ended.known, 0).bytes_received, 600);
    assert_int_equal(rates_of(&ended.known, 0).received, 300);
    assert_int_equal(rates_of(&ended.known, 0).bytes_sent, 300);
    assert_int_equal(ended.fresh.count, 1);
    assert_int_equal(ended.fresh.rows[0].uid, 4);
    assert_int_equal(ended.fresh.rows[0].state, STATE_ESTABLISHED);
    assert_int_equal(rates_of(&ended.fresh, 0).bytes_received, 1600);
    uint64_t received = 1;
    uint64_t sent = 2;
    rates_add_bytes(&ended.known, &received, &sent);
    rates_add_bytes(&ended.fresh, &received, &sent);
    assert_int_equal(received, 2201);
    assert_int_equal(sent, 602);
    rates_free(rates);
}

/** An end is about our own network namespace, and told once. */
static void test_ends_of_places(void **state)
{
    struct rates *rates = rates_new(true, false);

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1 place=1"));
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    CLEANUP(rate_ended_free)
    struct rate_ended ended = look_at(rates, 2, LOOK("tcp established cookie=1 place=1"));
    assert_int_equal(ended.fresh.count, 1);
    assert_int_equal(ended.known.count, 0);
    assert_int_equal(ended.unreported, 0);
    struct rate_ended again = look_at(rates, 3, LOOK("tcp established cookie=1 place=1"));
    assert_int_equal(again.fresh.count, 0);
    rates_free(rates);
}

/** What ended before the first look, or during it, is not counted; nor is a lost report. */
static void test_ends_before_the_first_look(void **state)
{
    struct rates *rates = rates_new(true, false);

    (void)state;
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    rates_lose_ends(rates);
    struct rate_ended ended = look_at(rates, 1, LOOK("tcp established cookie=2"));
    assert_int_equal(ended.fresh.count, 0);
    assert_int_equal(ended.unreported, 0);
    assert_false(ended.lost);
    rates_lose_ends(rates);
    assert_true(look_at(rates, 2, LOOK("tcp established cookie=2")).lost);
    assert_false(look_at(rates, 3, LOOK("tcp established cookie=2")).lost);
    rates_free(rates);
}

/** An end that comes after its row, or while the first look is taken, counts at the next look. */
static void test_ends_after_the_row(void **state)
{
    struct rates *rates = rates_new(true, false);

    (void)state;
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    struct rate_ended ended = look_at(rates, 1, LOOK("tcp established cookie=1"));
    assert_int_equal(ended.known.count, 0);
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=2");
    struct rate_ended second = look_at(rates, 2, LOOK("tcp established cookie=2"));
    assert_int_equal(second.known.count, 1);
    assert_int_equal(second.fresh.count, 0);
    struct rate_ended third = look_at(rates, 3, LOOK(NULL));
    assert_int_equal(third.known.count, 1);
    assert_int_equal(third.unreported, 0);
    rate_ended_free(&second);
    rate_ended_free(&third);
    rates_free(rates);
}

/** A connection that its own side reset has no counters; an attempt that failed carried nothing. */
static void test_ends_without_counters(void **state)
{
    struct rates *rates = rates_new(true, false);

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1", "tcp syn-sent cookie=2"));
    end_without_ends(rates, "tcp closed 0.0.0.0 10.0.0.2 cookie=1", true);
    end_without_ends(rates, "tcp closed 0.0.0.0 10.0.0.2 cookie=2", false);
    end_without_ends(rates, "tcp closed 0.0.0.0 10.0.0.2 cookie=3", true);
    end_without_ends(rates, "tcp closed 0.0.0.0 10.0.0.2 cookie=4", false);
    struct rate_ended ended = look_at(rates, 2, LOOK(NULL));
    assert_int_equal(ended.known.count, 0);
    assert_int_equal(ended.fresh.count, 0);
    assert_int_equal(ended.unreported, 2);
    rates_free(rates);
}

/** A counter that became lower says nothing, and is not added up. */
static void test_ends_with_lower_counters(void **state)
{
    struct rates *rates = rates_new(true, false);
    CLEANUP(sock_table_free) struct sock_table table = {0};
    uint64_t received = 0;
    uint64_t sent = 0;

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1"));
    scene_add(&table, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    struct observation observation = {.sock = table.rows[0],
                                      .tuple_known = true,
                                      .ending = {.reported = true, .bytes_received = 999}};
    rates_take_end(rates, &observation);
    CLEANUP(rate_ended_free) struct rate_ended ended = look_at(rates, 2, LOOK(NULL));
    assert_int_equal(ended.known.count, 1);
    rates_add_bytes(&ended.known, &received, &sent);
    assert_int_equal(received, 0);
    assert_int_equal(rates_of(&ended.known, 0).received, UNKNOWN);
    rates_free(rates);
}

/** Before Linux 4.1, the kernel reports no bytes. */
static void test_ends_of_old_kernels(void **state)
{
    struct rates *rates = rates_new(true, false);
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1"));
    scene_add(&table, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=2");
    struct observation observation = {.sock = table.rows[0], .tuple_known = true};
    rates_take_end(rates, &observation);
    CLEANUP(rate_ended_free)
    struct rate_ended ended = look_at(rates, 2, LOOK("tcp established cookie=1"));
    assert_int_equal(ended.fresh.count, 0);
    assert_int_equal(ended.unreported, 1);
    rates_free(rates);
}

/** A report that comes after the look that missed the connection adds nothing. */
static void test_late_end(void **state)
{
    struct rates *rates = rates_new(true, false);
    struct sock_table none = {0};

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1", "tcp established cookie=2"));
    assert_int_equal(rates_awaited(rates, &none), 2);
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=2");
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=3");
    assert_int_equal(rates_awaited(rates, &none), 1);
    CLEANUP(rate_ended_free) struct rate_ended ended = look_at(rates, 2, LOOK(NULL));
    assert_int_equal(ended.unreported, 1);
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    struct rate_ended late = look_at(rates, 3, LOOK(NULL));
    assert_int_equal(late.fresh.count, 0);
    assert_int_equal(late.unreported, 0);
    rates_free(rates);
}

/** Nothing is awaited of a connection that is still there, or of another place. */
static void test_awaited(void **state)
{
    struct rates *rates = rates_new(true, false);
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    assert_int_equal(rates_awaited(rates, &table), 0);
    look_at(rates, 1, LOOK("tcp established cookie=1", "tcp established cookie=2 place=1"));
    scene_add(&table, "tcp established cookie=1");
    scene_add(&table, "tcp established cookie=1");
    scene_add(&table, "tcp established cookie=2");
    assert_int_equal(rates_awaited(rates, &table), 0);
    end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
    assert_int_equal(rates_awaited(rates, &table), 0);
    rates_free(rates);
}

/** The details of a row come with it only if they are asked for. */
static void test_details_of_ends(void **state)
{
    (void)state;
    for (int details = 0; details <= 1; details++) {
        struct rates *rates = rates_new(true, details);
        look_at(rates, 1, LOOK("tcp established cookie=1"));
        assert_int_equal(rates_rows(rates)->count, 1);
        end(rates, "tcp closed 10.0.0.1:80 10.0.0.2:999 cookie=1");
        CLEANUP(rate_ended_free) struct rate_ended ended = look_at(rates, 2, LOOK(NULL));
        struct text detail = sock_detail(&ended.known.details, &ended.known.rows[0]);
        assert_int_equal(detail_find(detail, DETAIL_TCP_INFO).bytes != NULL, details);
        assert_int_equal(rates_of(&ended.known, 0).bytes_received, 600);
        rates_free(rates);
    }
}

/** There is a limit to what is remembered. */
static void test_most_ends(void **state)
{
    struct rates *rates = rates_new(true, false);
    const struct observation observation = {.sock.have = HAVE_COOKIE, .connected = true};

    (void)state;
    look_at(rates, 1, LOOK("tcp established cookie=1"));
    for (size_t i = 0; i < MOST_ENDED; i++)
        rates_take_end(rates, &observation);
    struct rate_ended ended = look_at(rates, 2, LOOK("tcp established cookie=1"));
    assert_int_equal(ended.unreported, MOST_ENDED);
    assert_false(ended.lost);
    for (size_t i = 0; i <= MOST_ENDED; i++)
        rates_take_end(rates, &observation);
    assert_true(look_at(rates, 3, LOOK("tcp established cookie=1")).lost);
    rates_free(rates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_sight_has_no_rate),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_what_has_gone),
        cmocka_unit_test(test_looks_follow_each_other),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_ends_of_places),
        cmocka_unit_test(test_ends_before_the_first_look),
        cmocka_unit_test(test_ends_after_the_row),
        cmocka_unit_test(test_ends_without_counters),
        cmocka_unit_test(test_ends_with_lower_counters),
        cmocka_unit_test(test_ends_of_old_kernels),
        cmocka_unit_test(test_late_end),
        cmocka_unit_test(test_awaited),
        cmocka_unit_test(test_details_of_ends),
        cmocka_unit_test(test_most_ends),
    };
    int failures = RUN_ROWS(test_counters, counters) + RUN_ROWS(test_between, betweens);

    return failures + cmocka_run_group_tests(tests, NULL, NULL);
}

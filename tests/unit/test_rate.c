// SPDX-License-Identifier: MIT
/** track/rate: counters of connections, and rates between two looks. */
#include "scene.h"

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
    {"one second", {100, 200, 3}, {1100, 2200, 8}, SECOND, {1000, 2000, 3000, 5000}},
    {"two seconds", {0, 0, 0}, {1000, 2000, 1}, 2LL * SECOND, {500, 1000, 1500, 500}},
    {"half a second", {0, 0, 0}, {1000, 2000, 1}, SECOND / 2, {2000, 4000, 6000, 2000}},
    {"nothing", {7, 7, 7}, {7, 7, 7}, SECOND, {0, 0, 0, 0}},
    {"rounded down", {0, 0, 0}, {4, 4, 0}, 3LL * SECOND, {1, 1, 2, 0}},
    {"rounded up", {0, 0, 0}, {5, 5, 2}, 3LL * SECOND, {2, 2, 4, 667}},
    {"one lower", {100, 0, 5}, {99, 18, 4}, 2LL * SECOND, {UNKNOWN, 9, UNKNOWN, UNKNOWN}},
    {"one not known before", {UNKNOWN, 0, 0}, {9, 9, 0}, SECOND, {UNKNOWN, 9, UNKNOWN, 0}},
    {"one not known now", {9, 0, 0}, {UNKNOWN, 9, 0}, SECOND, {UNKNOWN, 9, UNKNOWN, 0}},
    {"no retransmissions known",
     {0, 0, UINT32_MAX},
     {1, 1, UINT32_MAX},
     SECOND,
     {1, 1, 2, UNKNOWN}},
    {"no time", {0, 0, 0}, {9, 9, 9}, 0, {UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}},
    {"100 Gbit/s for a day",
     {0, 0, 0},
     {1080000000000000, 0, 0},
     86400LL * SECOND,
     {12500000000, 0, 12500000000, 0}},
    {"more than fits", {0, 0, 0}, {UNKNOWN - 1, 0, 0}, 1000, {UNKNOWN, 0, UNKNOWN, 0}},
};

static void test_between(void **state)
{
    const struct between_row *row = *state;
    struct row_rates actual = rate_between(&row->before, &row->now, row->nanoseconds);

    assert_int_equal(actual.received, row->rates.received);
    assert_int_equal(actual.sent, row->rates.sent);
    assert_int_equal(actual.total, row->rates.total);
    assert_int_equal(actual.retransmits, row->rates.retransmits);
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

/** Takes the look; returns how many connections have gone. */
static size_t look(struct rates *rates, struct scene *scene)
{
    return rates_update(rates, &scene->table, &scene->facts);
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
    struct rates *rates = rates_new();
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
    struct rates *rates = rates_new();
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
    struct rates *rates = rates_new();
    struct scene scene;

    (void)state;
    scene_begin(&scene, SECOND, SECOND);
    add(&scene, "tcp established cookie=1", 1000);
    add(&scene, "tcp established cookie=2", 1000);
    add(&scene, "tcp fin-wait-1 cookie=3", 1000);
    add(&scene, "tcp listen cookie=4", 0);
    add(&scene, "tcp established", 0);
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
    struct rates *rates = rates_new();
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
    struct rates *rates = rates_new();
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_sight_has_no_rate),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_what_has_gone),
        cmocka_unit_test(test_looks_follow_each_other),
        cmocka_unit_test(test_duplicates),
    };
    int failures = RUN_ROWS(test_counters, counters) + RUN_ROWS(test_between, betweens);

    return failures + cmocka_run_group_tests(tests, NULL, NULL);
}

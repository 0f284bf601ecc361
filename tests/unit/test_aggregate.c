// SPDX-License-Identifier: MIT
/** arrange/aggregate: sums, maxima and percentiles of groups. */
#include "../known.h"
#include "scene.h"

#include "arrange/group.h"
#include "arrange/order.h"
#include "sock/rates.h"
#include "sock/tcp_info.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

/** Sockets, and the aggregates of their groups. */
struct scene {
    struct sock_table table;
    struct facts facts;
    struct grouping grouping;
};

/** Groups by KEYS; has COLUMNS computed, "+" before each. */
static void scene_init(struct scene *scene, const char *keys, const char *columns)
{
    CLEANUP(field_list_free) struct field_list fields = {0};
    struct text rest = text_of(columns);

    *scene = (struct scene){0};
    known_init(&scene->facts);
    scene->facts.details = &scene->table.details;
    assert_true(grouping_parse(&scene->grouping, keys, &(struct user_error){0}));
    while (rest.bytes) {
        const struct field *field =
            field_list_take(&scene->grouping.offered, "columns", &rest, &(struct user_error){0});
        assert_non_null(field);
        field_list_add(&fields, field);
    }
    grouping_choose(&scene->grouping, &fields);
}

static void scene_free(struct scene *scene)
{
    sock_table_free(&scene->table);
    known_free(&scene->facts);
    grouping_free(&scene->grouping);
}

/** Adds the socket of LINE with this information, of which the kernel sent LENGTH bytes. */
static void add_info(struct scene *scene, const char *line, const struct tcp_info_known *info,
                     size_t length)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)info, length});
    scene_add(&scene->table, line);
    sock_table_add_detail(&scene->table, strbuf_contents(&detail));
}

static void add_rtt(struct scene *scene, const char *line, uint32_t rtt)
{
    const struct tcp_info_known info = {.rtt = rtt};

    add_info(scene, line, &info, sizeof(info));
}

/** The text of the column KEY for group NUMBER; "-" if it is absent. */
static void assert_cell(const struct scene *scene, size_t number, const char *key,
                        const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct field *field = field_list_find(&scene->grouping.offered, text_of(key));

    assert_non_null(field);
    field_cell(&text, field, &scene->table.rows[number], &scene->facts,
               &(struct style){.exact = true});
    assert_string_equal(text.length ? text.data : "-", expected);
}

struct percentile_row {
    const char *name;
    uint32_t times[8]; /**< round-trip times; 0: not known */
    uint32_t up_to;    /**< and all from 1 to this */
    const char *median, *p95, *max;
};

static const struct percentile_row percentile_rows[] = {
    {"none is known", {0}, 0, "-", "-", "-"},
    {"one", {700}, 0, "700us", "700us", "700us"},
    {"of two, the lower is the median", {900, 300}, 0, "300us", "900us", "900us"},
    {"of three", {30, 10, 20}, 0, "20us", "30us", "30us"},
    {"of four", {40, 10, 30, 20}, 0, "20us", "40us", "40us"},
    {"equal ones", {5, 9, 5, 5, 5}, 0, "5us", "9us", "9us"},
    {"one that is not known does not count", {8, 0, 4}, 0, "4us", "8us", "8us"},
    {"of 19", {0}, 19, "10us", "19us", "19us"},
    {"of 20", {0}, 20, "10us", "19us", "20us"},
    {"of 21", {0}, 21, "11us", "20us", "21us"},
    {"of 100", {0}, 100, "50us", "95us", "100us"},
    {"of 101", {0}, 101, "51us", "96us", "101us"},
    {"the largest", {UINT32_MAX, 1}, 0, "1us", "4294.9s", "4294.9s"},
    {"milliseconds", {1500, 2500000, 1500}, 0, "1.5ms", "2.5s", "2.5s"},
};

static void test_percentiles(void **state)
{
    const struct percentile_row *row = *state;
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, "proto", "rtt_us_p95,rtt_us_max,rtt_us_median");
    for (size_t i = 0; i < COUNT(row->times); i++)
        add_rtt(&scene, "tcp established", row->times[i]);
    for (uint32_t i = row->up_to; i > 0; i--)
        add_rtt(&scene, "tcp established", i);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_cell(&scene, 0, "rtt_us_median", row->median);
    assert_cell(&scene, 0, "rtt_us_p95", row->p95);
    assert_cell(&scene, 0, "rtt_us_max", row->max);
}

/** Sockets of two groups in turn; a third one has no value. */
static void test_each_group_has_its_own(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "state", "rtt_us_median,rtt_us_p95,rtt_us_max");
    add_rtt(&scene, "tcp established", 100);
    add_rtt(&scene, "tcp close-wait", 9);
    add_rtt(&scene, "tcp established", 300);
    scene_add(&scene.table, "tcp listen");
    add_rtt(&scene, "tcp close-wait", 1);
    add_rtt(&scene, "tcp established", 200);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_int_equal(scene.facts.groups.count, 3);
    assert_cell(&scene, 0, "rtt_us_median", "200us");
    assert_cell(&scene, 0, "rtt_us_p95", "300us");
    assert_cell(&scene, 0, "rtt_us_max", "300us");
    assert_cell(&scene, 1, "rtt_us_median", "1us");
    assert_cell(&scene, 1, "rtt_us_p95", "9us");
    assert_cell(&scene, 1, "rtt_us_max", "9us");
    assert_cell(&scene, 2, "rtt_us_median", "-");
    assert_cell(&scene, 2, "rtt_us_p95", "-");
    assert_cell(&scene, 2, "rtt_us_max", "-");
}

/** Percentiles of one field share its values, not those of another. */
static void test_percentiles_of_two_fields(void **state)
{
    static const struct field fields[] = {
        {.key = "a", .of = FIELD_CWND, .aggregate = AGGREGATE_MEDIAN},
        {.key = "b", .of = FIELD_RTT_US, .aggregate = AGGREGATE_P95},
        {.key = "c", .of = FIELD_CWND, .aggregate = AGGREGATE_P95},
    };
    const struct tcp_info_known one = {.rtt = 5, .snd_cwnd = 20};
    const struct tcp_info_known other = {.rtt = 4, .snd_cwnd = 30};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto", "count");
    for (size_t i = 0; i < COUNT(fields); i++)
        field_list_add(&scene.grouping.aggregates, &fields[i]);
    add_info(&scene, "tcp established", &one, sizeof(one));
    add_info(&scene, "tcp established", &other, sizeof(other));
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_int_equal(scene.facts.groups.aggregated[0].number, 20);
    assert_int_equal(scene.facts.groups.aggregated[1].number, 5);
    assert_int_equal(scene.facts.groups.aggregated[2].number, 30);
}

static void test_only_what_is_asked_for(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "state", "rtt_us_p95,count,state");
    add_rtt(&scene, "tcp established", 100);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_int_equal(scene.grouping.aggregates.count, 1);
    assert_cell(&scene, 0, "rtt_us_p95", "100us");
    assert_cell(&scene, 0, "rtt_us_median", "-");
    assert_cell(&scene, 0, "bytes_sent", "-");
}

static void test_sums_of_tcp(void **state)
{
    const struct tcp_info_known one = {.total_retrans = 3,
                                       .bytes_acked = 10,
                                       .bytes_received = UINT32_MAX,
                                       .bytes_sent = UINT64_MAX - 5,
                                       .bytes_retrans = 7};
    const struct tcp_info_known other = {.total_retrans = UINT32_MAX,
                                         .bytes_acked = 0,
                                         .bytes_received = UINT32_MAX,
                                         .bytes_sent = 6,
                                         .bytes_retrans = 8};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto",
               "retransmits_total,bytes_acked,bytes_received,bytes_sent,bytes_retransmitted");
    add_info(&scene, "tcp established", &one, sizeof(one));
    scene_add(&scene.table, "tcp listen");
    // From a kernel that does not know what follows.
    add_info(&scene, "tcp established", &other, offsetof(struct tcp_info_known, bytes_sent));
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_cell(&scene, 0, "retransmits_total", "4294967298");
    assert_cell(&scene, 0, "bytes_acked", "10");
    assert_cell(&scene, 0, "bytes_received", "8589934590");
    assert_cell(&scene, 0, "bytes_sent", "18446744073709551610");
    assert_cell(&scene, 0, "bytes_retransmitted", "7");
}

static void test_a_sum_that_is_too_large(void **state)
{
    const struct tcp_info_known info = {.bytes_sent = UINT64_MAX - 1};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto", "bytes_sent");
    for (size_t i = 0; i < 3; i++)
        add_info(&scene, "tcp established", &info, sizeof(info));
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_cell(&scene, 0, "bytes_sent", "18446744073709551615");
}

static void test_zero_is_a_sum(void **state)
{
    const struct tcp_info_known info = {0};
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "state", "bytes_sent,drops");
    add_info(&scene, "tcp established", &info, sizeof(info));
    scene_add(&scene.table, "tcp listen");
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_cell(&scene, 0, "bytes_sent", "0");
    assert_cell(&scene, 0, "drops", "-");
    assert_cell(&scene, 1, "bytes_sent", "-");
}

static void test_sums_of_memory(void **state)
{
    static const uint32_t memory[][SK_MEMINFO_VARS] = {
        {[SK_MEMINFO_RMEM_ALLOC] = 1, [SK_MEMINFO_WMEM_ALLOC] = 20, [SK_MEMINFO_DROPS] = 300},
        {[SK_MEMINFO_RMEM_ALLOC] = 4, [SK_MEMINFO_WMEM_ALLOC] = 50, [SK_MEMINFO_DROPS] = 600},
    };
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "proto", "rmem_bytes,wmem_bytes,drops");
    for (size_t i = 0; i < COUNT(memory); i++) {
        CLEANUP(strbuf_free) struct strbuf detail = {0};
        detail_put(&detail, DETAIL_MEMORY,
                   (struct text){(const char *)memory[i], sizeof(memory[i])});
        scene_add(&scene.table, "udp unconnected");
        sock_table_add_detail(&scene.table, strbuf_contents(&detail));
    }
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_cell(&scene, 0, "rmem_bytes", "5");
    assert_cell(&scene, 0, "wmem_bytes", "70");
    assert_cell(&scene, 0, "drops", "900");
}

/** A socket counts for each of the processes that hold it. */
static void test_groups_by_process(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "pid", "rtt_us_max,rtt_us_median");
    add_rtt(&scene, "tcp established inode=5", 10);
    add_rtt(&scene, "tcp established inode=6", 20);
    struct owners *owners = &scene.facts.owners;
    uint32_t one = owners_add_process(owners, 71, TEXT("a"));
    uint32_t both = owners_add_process(owners, 72, TEXT("b"));
    owners_want(owners, 5);
    owners_want(owners, 6);
    owners_add_holder(owners, 0, one, 3);
    owners_add_holder(owners, 0, both, 3);
    owners_add_holder(owners, 1, both, 4);
    group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
    assert_int_equal(scene.facts.groups.count, 2);
    assert_int_equal(scene.facts.groups.list[0].process, one + 1);
    assert_cell(&scene, 0, "rtt_us_max", "10us");
    assert_cell(&scene, 0, "rtt_us_median", "10us");
    assert_cell(&scene, 1, "rtt_us_max", "20us");
    assert_cell(&scene, 1, "rtt_us_median", "10us");
}

/** Adds the socket of LINE, which received RATE bytes a second, and has a round-trip time of 9. */
static void add_rate(struct scene *scene, const char *line, uint64_t rate)
{
    const struct row_rates rates = {.received = rate};
    CLEANUP(strbuf_free) struct strbuf block = {0};

    add_rtt(scene, line, 9);
    detail_put(&block, DETAIL_RATES, (struct text){(const char *)&rates, sizeof(rates)});
    sock_table_extend_detail(&scene->table, scene->table.count - 1, strbuf_contents(&block));
}

/** Only the rates of connections that have ended count, and no socket. */
static void test_ended(void **state)
{
    CLEANUP(scene_free) struct scene scene;

    (void)state;
    scene_init(&scene, "peer_port", "count,recv_rate,rtt_us_max,bytes_received");
    add_rate(&scene, "tcp established 10.0.0.1:1 10.0.0.2:80 queues=1/2", 100);
    add_rate(&scene, "tcp established 10.0.0.1:2 10.0.0.2:80 queues=4/8", 20);
    add_rate(&scene, "tcp established 10.0.0.1:3 10.0.0.2:81 queues=16/32", 3);
    group_with_ended(&scene.grouping, NEED_EPHEMERAL, &scene.table, 1, &scene.facts);
    assert_int_equal(scene.facts.groups.count, 2);
    assert_cell(&scene, 0, "peer_port", "80");
    assert_cell(&scene, 0, "count", "1");
    assert_cell(&scene, 0, "recv_q", "1");
    assert_cell(&scene, 0, "recv_rate_bytes_per_s", "960bit/s");
    assert_cell(&scene, 0, "rtt_us_max", "9us");
    assert_cell(&scene, 1, "peer_port", "81");
    assert_cell(&scene, 1, "count", "0");
    assert_cell(&scene, 1, "recv_q", "-");
    assert_cell(&scene, 1, "recv_rate_bytes_per_s", "24bit/s");
    assert_cell(&scene, 1, "rtt_us_max", "-");
    assert_cell(&scene, 1, "bytes_received", "-");
}

/** They count for the processes that held them, of which another scan told. */
static void test_ended_by_process(void **state)
{
    CLEANUP(scene_free) struct scene scene;
    struct owners before = {0};

    (void)state;
    scene_init(&scene, "process", "count,recv_rate");
    owners_want(&scene.facts.owners, 4);
    owners_add_holder(&scene.facts.owners, 0,
                      owners_add_process(&scene.facts.owners, 70, TEXT("a")), 3);
    owners_want(&before, 4);
    owners_want(&before, 5);
    owners_want(&before, 6);
    uint32_t one = owners_add_process(&before, 70, TEXT("a"));
    uint32_t both = owners_add_process(&before, 72, TEXT("b"));
    owners_set_context(&before, both, TEXT("c"));
    owners_add_holder(&before, 0, both, 9);
    owners_add_holder(&before, 1, one, 3);
    owners_add_holder(&before, 1, one, 4);
    owners_add_holder(&before, 1, both, 3);
    add_rate(&scene, "tcp established inode=4", 100);
    add_rate(&scene, "tcp established inode=5", 20);
    for (uint32_t inode = 4; inode <= 7; inode++)
        owners_adopt(&scene.facts.owners, &before, inode);
    group_with_ended(&scene.grouping, 0, &scene.table, 1, &scene.facts);
    assert_int_equal(scene.facts.groups.count, 2);
    assert_cell(&scene, 0, "process", "a");
    assert_cell(&scene, 0, "recv_rate_bytes_per_s", "960bit/s");
    assert_cell(&scene, 1, "process", "b");
    assert_cell(&scene, 1, "count", "0");
    assert_cell(&scene, 1, "recv_rate_bytes_per_s", "160bit/s");
    const struct owners *owners = &scene.facts.owners;
    assert_int_equal(owners->holder_count, 4); // what was known of inode 4 stays
    assert_int_equal(owners->process_count, 3);
    struct text context = owners_context(owners, &owners->processes[2]);
    assert_int_equal(context.length, 1);
    assert_memory_equal(context.bytes, "c", 1);
    assert_null(owners_of(owners, 6));
    assert_null(owners_of(owners, 7));
    owners_free(&before);
}

/** Absent values come last in either direction. */
static void test_sorted_by_percentile(void **state)
{
    static const char *const orders[][2] = {
        {"rtt_us_p95", "close-wait established listen "},
        {"-rtt_us_p95", "established close-wait listen "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(orders); i++) {
        CLEANUP(scene_free) struct scene scene;
        CLEANUP(sorting_free) struct sorting sorting = {0};
        CLEANUP(strbuf_free) struct strbuf states = {0};
        scene_init(&scene, "state", "state");
        assert_true(sorting_parse(&sorting, &scene.grouping.offered, orders[i][0],
                                  &(struct user_error){0}));
        grouping_choose(&scene.grouping, &sorting.keys);
        scene_add(&scene.table, "tcp listen");
        add_rtt(&scene, "tcp established", 30);
        add_rtt(&scene, "tcp close-wait", 20);
        group_sockets(&scene.grouping, 0, &scene.table, &scene.facts);
        order(&scene.table, &scene.facts, &sorting);
        for (size_t row = 0; row < scene.table.count; row++) {
            strbuf_text(&states, state_table[sock_table_at(&scene.table, row)->state].name);
            strbuf_byte(&states, ' ');
        }
        assert_text(&states, orders[i][1]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_group_has_its_own),
        cmocka_unit_test(test_percentiles_of_two_fields),
        cmocka_unit_test(test_only_what_is_asked_for),
        cmocka_unit_test(test_sums_of_tcp),
        cmocka_unit_test(test_a_sum_that_is_too_large),
        cmocka_unit_test(test_zero_is_a_sum),
        cmocka_unit_test(test_sums_of_memory),
        cmocka_unit_test(test_groups_by_process),
        cmocka_unit_test(test_ended),
        cmocka_unit_test(test_ended_by_process),
        cmocka_unit_test(test_sorted_by_percentile),
    };

    return RUN_ROWS(test_percentiles, percentile_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}

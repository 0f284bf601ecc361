// SPDX-License-Identifier: MIT
/** sock/metrics and show/metrics: labels, limits and the text of both formats. */
#include "unit.h"

#include "show/metrics.h"

#define TEXT_SIZE 4096

static void show(const struct metrics *metrics, enum metrics_format format,
                 char ret_text[TEXT_SIZE])
{
    FILE *file = tmpfile();

    assert_int_equal(show_metrics(metrics, format, fileno(file)), 0);
    rewind(file);
    ret_text[fread(ret_text, 1, TEXT_SIZE - 1, file)] = '\0';
    fclose(file);
}

static void assert_metrics(const struct metrics *metrics, enum metrics_format format,
                           const char *expected)
{
    char text[TEXT_SIZE];

    show(metrics, format, text);
    assert_string_equal(text, expected);
}

/** Adds a series with one label. */
static void add(struct metrics *metrics, enum metric metric, const char *label, const char *value,
                uint64_t number)
{
    CLEANUP(strbuf_free) struct strbuf labels = {0};

    metrics_label(&labels, label, text_of(value));
    metrics_add(metrics, metric,
                metrics_set(metrics, metric_table[metric].class, strbuf_contents(&labels), 0),
                number);
}

static void add_bare(struct metrics *metrics, enum metric metric, uint64_t number)
{
    metrics_add(metrics, metric, metrics_set(metrics, metric_table[metric].class, text_of(""), 0),
                number);
}

static void fill(struct metrics *metrics)
{
    add(metrics, METRIC_LISTENER_SOCKETS, "unit", "a\"b\\c", 2);
    add(metrics, METRIC_ACCEPT_USED, "unit", "a\"b\\c", 105);
    add_bare(metrics, METRIC_DURATION, 2100);
    add(metrics, METRIC_BUILD, "version", "1.2", 1);
    metrics_finish(metrics, 100);
}

#define LISTENERS                                                                                  \
    "# HELP sockstat_listener_sockets Sockets that listen at an address and port.\n"               \
    "# TYPE sockstat_listener_sockets gauge\n"                                                     \
    "sockstat_listener_sockets{unit=\"a\\\"b\\\\c\"} 2\n"
#define USED                                                                                       \
    "# HELP sockstat_listener_accept_used_ratio Use of the fullest accept queue of a listener; "   \
    "at 1 connections are dropped.\n"                                                              \
    "# TYPE sockstat_listener_accept_used_ratio gauge\n"
#define DURATION                                                                                   \
    "# HELP sockstat_scan_duration_seconds Time that the scan took.\n"                             \
    "# TYPE sockstat_scan_duration_seconds gauge\n"

static void test_prometheus(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    fill(&metrics);
    assert_metrics(&metrics, METRICS_PROMETHEUS,
                   LISTENERS USED
                   "sockstat_listener_accept_used_ratio{unit=\"a\\\"b\\\\c\"} 1.05\n" DURATION
                   "sockstat_scan_duration_seconds 0.0021\n"
                   "# HELP sockstat_build_info Version of sockstat.\n"
                   "# TYPE sockstat_build_info gauge\n"
                   "sockstat_build_info{version=\"1.2\"} 1\n");
}

static void test_openmetrics(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    fill(&metrics);
    assert_metrics(&metrics, METRICS_OPENMETRICS,
                   LISTENERS USED
                   "# UNIT sockstat_listener_accept_used_ratio ratio\n"
                   "sockstat_listener_accept_used_ratio{unit=\"a\\\"b\\\\c\"} 1.05\n" DURATION
                   "# UNIT sockstat_scan_duration_seconds seconds\n"
                   "sockstat_scan_duration_seconds 0.0021\n"
                   "# HELP sockstat_build Version of sockstat.\n"
                   "# TYPE sockstat_build info\n"
                   "sockstat_build_info{version=\"1.2\"} 1\n"
                   "# EOF\n");
}

static void test_nothing(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    assert_int_equal(metrics_finish(&metrics, 0), 0);
    assert_metrics(&metrics, METRICS_PROMETHEUS, "");
    assert_metrics(&metrics, METRICS_OPENMETRICS, "# EOF\n");
}

struct number_row {
    const char *name;
    uint64_t microseconds;
    const char *text;
};

static const struct number_row numbers[] = {
    {"zero", 0, "0"},
    {"the least", 1, "0.000001"},
    {"no zeros at the end", 500000, "0.5"},
    {"zeros within", 1000100, "1.0001"},
    {"whole", 30000000, "30"},
    {"the most", UINT64_MAX, "18446744073709.551615"},
};

static void test_number(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    const struct number_row *row = *state;

    add_bare(&metrics, METRIC_DURATION, row->microseconds);
    metrics_finish(&metrics, 0);
    strbuf_text(&expected, DURATION "sockstat_scan_duration_seconds ");
    strbuf_text(&expected, row->text);
    strbuf_text(&expected, "\n");
    assert_metrics(&metrics, METRICS_PROMETHEUS, expected.data);
}

static void test_equal_labels_are_one_series(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    add(&metrics, METRIC_DROPS, "proto", "a\xff", 1);
    add(&metrics, METRIC_DROPS, "proto", "a\\xff", 2); // the same once they are escaped
    metrics_finish(&metrics, 9);
    assert_metrics(&metrics, METRICS_PROMETHEUS,
                   "# HELP sockstat_drops Packets and connections dropped by the sockets that are "
                   "open now.\n"
                   "# TYPE sockstat_drops gauge\n"
                   "sockstat_drops{proto=\"a\\\\xff\"} 3\n");
}

static void test_absent_is_not_zero(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    add_bare(&metrics, METRIC_TIME_WAIT_SOCKETS, 0);
    metrics_finish(&metrics, 9);
    assert_metrics(&metrics, METRICS_PROMETHEUS,
                   "# HELP sockstat_time_wait_sockets TCP sockets in state TIME-WAIT.\n"
                   "# TYPE sockstat_time_wait_sockets gauge\n"
                   "sockstat_time_wait_sockets 0\n");
}

#define DROPS_HEAD                                                                                 \
    "# HELP sockstat_drops Packets and connections dropped by the sockets that are open now.\n"    \
    "# TYPE sockstat_drops gauge\n"

/** Sets are ordered by rank, then by label, in whatever order they were added. */
static void test_order(void **state)
{
    static const struct {
        const char *label;
        uint64_t rank;
    } sets[] = {{"c=\"\"", 2}, {"b=\"\"", 9}, {"a=\"\"", 2}, {"b=\"\"", 1}, {"c=\"\"", 7}};
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++)
        metrics_add(&metrics, METRIC_DROPS,
                    metrics_set(&metrics, CLASS_PROTO, text_of(sets[i].label), sets[i].rank), 1);
    metrics_finish(&metrics, 9);
    assert_metrics(&metrics, METRICS_PROMETHEUS,
                   DROPS_HEAD "sockstat_drops{b=\"\"} 2\n"
                              "sockstat_drops{a=\"\"} 1\n"
                              "sockstat_drops{c=\"\"} 2\n");
}

struct limit_row {
    const char *name;
    uint64_t limit;
    uint64_t dropped;
    unsigned drops, listeners; /**< series that remain */
};

static const struct limit_row limits[] = {
    {"all fit", 9, 0, 2, 7},
    {"all but the last listener", 8, 1, 2, 6},
    {"one of two series does not fit, and none after it is written", 7, 3, 2, 4},
    {"two listeners", 6, 3, 2, 4},
    {"one listener", 5, 5, 2, 2},
    {"no listener", 3, 7, 2, 0},
    {"earlier classes stay", 2, 7, 2, 0},
    {"one series", 1, 8, 1, 0},
    {"none", 0, 9, 0, 0},
};

static unsigned lines_with(const char *text, const char *start)
{
    unsigned count = 0;

    for (const char *line = text; line && *line; line = strchr(line, '\n') + 1)
        count += strncmp(line, start, strlen(start)) == 0;
    return count;
}

static void test_limit(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};
    const struct limit_row *row = *state;
    char text[TEXT_SIZE];

    for (const char *unit = "abc"; *unit; unit++) {
        const char name[] = {*unit, '\0'};
        add(&metrics, METRIC_LISTENER_SOCKETS, "unit", name, 1);
        add(&metrics, METRIC_ACCEPT_QUEUE, "unit", name, 1);
    }
    add(&metrics, METRIC_LISTENER_SOCKETS, "unit", "d", 1);
    add(&metrics, METRIC_DROPS, "proto", "tcp", 1);
    add(&metrics, METRIC_DROPS, "proto", "udp", 1);
    add_bare(&metrics, METRIC_COMPLETE, 1); // about the scan: always there
    assert_int_equal(metrics_finish(&metrics, row->limit), row->dropped);
    show(&metrics, METRICS_PROMETHEUS, text);
    assert_int_equal(lines_with(text, "sockstat_drops{"), row->drops);
    assert_int_equal(lines_with(text, "sockstat_listener_"), row->listeners);
    assert_int_equal(lines_with(text, "sockstat_scan_complete 1"), 1);
}

/** A class that does not fit leaves no room for a later one. */
static void test_limit_ends_with_a_set(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};
    char text[TEXT_SIZE];

    (void)state;
    add_bare(&metrics, METRIC_TIME_WAIT_SOCKETS, 1);
    add_bare(&metrics, METRIC_ORPHANED_SOCKETS, 1);
    add_bare(&metrics, METRIC_EPHEMERAL_PORTS, 1);
    add(&metrics, METRIC_EPHEMERAL_USED_PORTS, "proto", "tcp", 1);
    add(&metrics, METRIC_LISTENER_SOCKETS, "unit", "a", 1);
    assert_int_equal(metrics_finish(&metrics, 2), 5);
    show(&metrics, METRICS_PROMETHEUS, text);
    assert_string_equal(text, "");
}

static void test_labels(void **state)
{
    CLEANUP(strbuf_free) struct strbuf labels = {0};

    (void)state;
    metrics_label(&labels, "a", text_of("x"));
    metrics_label_number(&labels, "b", 0);
    metrics_label_number(&labels, "c", UINT64_MAX);
    assert_text(&labels, "a=\"x\",b=\"0\",c=\"18446744073709551615\"");
}

/** Of values that are raised, the highest stays, whether it comes first or last. */
static void test_raise(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};
    size_t set = metrics_set(&metrics, CLASS_LISTENER, text_of(""), 0);
    const struct metric_set *sets = metrics.classes[CLASS_LISTENER].list;
    static const uint64_t raised[] = {0, 3, 2, 3, 7, 6}, highest[] = {0, 3, 3, 3, 7, 7};
    uint64_t value = 99;

    (void)state;
    assert_false(metrics_value(&sets[set], METRIC_ACCEPT_USED, &value));
    assert_int_equal(value, 99);
    for (size_t i = 0; i < COUNT(raised); i++) {
        metrics_raise(&metrics, METRIC_ACCEPT_USED, set, raised[i]);
        assert_true(metrics_value(&sets[set], METRIC_ACCEPT_USED, &value));
        assert_int_equal(value, highest[i]);
    }
    assert_false(metrics_value(&sets[set], METRIC_LISTENER_SOCKETS, &value));
    assert_false(metrics_value(&sets[set], METRIC_LISTENER_DROPS, &value));
}

/** Sets are numbered as they are added; equal labels are the same set within their class. */
static void test_sets(void **state)
{
    CLEANUP(metrics_free) struct metrics metrics = {0};

    (void)state;
    assert_int_equal(metrics_set(&metrics, CLASS_PROTO, text_of("a"), 5), 0);
    assert_int_equal(metrics_set(&metrics, CLASS_PROTO, text_of("b"), 5), 1);
    assert_int_equal(metrics_set(&metrics, CLASS_PROTO, text_of("b"), 7), 1);
    assert_int_equal(metrics_set(&metrics, CLASS_STATE, text_of("b"), 5), 0);
    const struct metric_sets *sets = &metrics.classes[CLASS_PROTO];
    assert_int_equal(sets->list[1].rank, 5); // the lowest
    assert_int_equal(metrics_set(&metrics, CLASS_PROTO, text_of("a"), 3), 0);
    assert_int_equal(sets->list[0].rank, 3);
    assert_int_equal(
        text_compare(metrics_labels(&metrics, CLASS_PROTO, &sets->list[1]), text_of("b")), 0);
}

/** What the formats require of names, and what this program does of the table. */
static void test_table(void **state)
{
    size_t members[CLASS_COUNT] = {0};

    (void)state;
    for (enum metric metric = 0; metric < METRIC_COUNT; metric++) {
        const struct metric_info *info = &metric_table[metric];
        size_t length = strlen(info->name);
        assert_int_equal(strncmp(info->name, "sockstat_", 9), 0);
        assert_int_equal(strspn(info->name, "abcdefghijklmnopqrstuvwxyz_"), length);
        if (info->unit) // OpenMetrics: the unit is the last word of the name
            assert_string_equal(info->name + length - strlen(info->unit), info->unit);
        assert_int_equal(info->help[strlen(info->help) - 1], '.');
        assert_null(strpbrk(info->help, "\\\n\""));
        for (enum metric other = 0; other < metric; other++)
            assert_string_not_equal(info->name, metric_table[other].name);
        if (metric > 0 && metric_table[metric - 1].class != info->class)
            assert_int_equal(members[info->class], 0); // metrics of a class stand together
        members[info->class]++;
    }
    for (size_t i = 0; i < CLASS_COUNT; i++)
        assert_in_range(members[i], 1, COUNT(((struct metric_set *)NULL)->values));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prometheus),
        cmocka_unit_test(test_openmetrics),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_equal_labels_are_one_series),
        cmocka_unit_test(test_absent_is_not_zero),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_limit_ends_with_a_set),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_raise),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_table),
    };

    return RUN_ROWS(test_number, numbers) + RUN_ROWS(test_limit, limits) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

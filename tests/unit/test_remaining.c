// SPDX-License-Identifier: MIT
/** track/remaining: the sockets of a look that have not ended since. */
#include "scene.h"

#include "track/remaining.h"

#define ONE "tcp listen 10.0.0.1:80 * cookie=0x5"
#define OTHER "udp unconnected 10.0.0.1:53 * cookie=0x6"

struct row {
    const char *name;
    const char *rows[2]; /**< of the look */
    const char *ends[3]; /**< reported afterwards */
    bool none;           /**< none remains */
};

static const struct row table[] = {
    {"one that ended", {ONE}, {ONE}, true},
    {"one that did not", {ONE}, {OTHER}, false},
    {"nothing is reported", {ONE}, {0}, false},
    {"one of two", {ONE, OTHER}, {ONE}, false},
    {"one of two, twice", {ONE, OTHER}, {ONE, ONE}, false},
    {"two of two", {ONE, OTHER}, {OTHER, "udp established 10.0.0.9:9 * cookie=0x7", ONE}, true},
    {"a message without ends", {ONE}, {"tcp closed cookie=0x5"}, true},
    {"no rows", {0}, {ONE}, false},
    {"another place", {ONE " place=1"}, {ONE}, false},
    {"TIME-WAIT", {"tcp time-wait 10.0.0.1:80 10.0.0.2:9 cookie=0x5"}, {ONE}, false},
    {"no cookie", {"tcp listen 10.0.0.1:80 * inode=5"}, {ONE}, false},
    {"a protocol that is not reported", {"raw unconnected * * cookie=0x5"}, {ONE}, false},
    {"one whose end is not reported", {ONE, OTHER " place=1"}, {ONE, OTHER}, false},
};

static void begin(struct remaining *remaining, const struct row *row)
{
    struct sock_table rows = {0};

    for (size_t i = 0; i < COUNT(row->rows) && row->rows[i]; i++)
        scene_add(&rows, row->rows[i]);
    remaining_begin(remaining, &rows);
    sock_table_free(&rows);
}

static void test_ends(void **state)
{
    const struct row *row = *state;
    struct remaining remaining = {0};

    begin(&remaining, row);
    for (size_t i = 0; i < COUNT(row->ends) && row->ends[i]; i++) {
        const struct sock sock = scene_sock(row->ends[i]);
        remaining_end(&remaining, &sock);
    }
    assert_int_equal(remaining_is_none(&remaining), row->none);
    remaining_free(&remaining);
}

static void test_next_look(void **state)
{
    const struct row before = {.rows = {ONE " place=1"}};
    const struct row after = {.rows = {OTHER}};
    const struct sock ended = scene_sock(OTHER);
    struct remaining remaining = {0};

    (void)state;
    begin(&remaining, &before);
    begin(&remaining, &after);
    assert_false(remaining_is_none(&remaining));
    remaining_end(&remaining, &ended);
    assert_true(remaining_is_none(&remaining));
    remaining_free(&remaining);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_next_look)};
    int failures = RUN_ROWS(test_ends, table);

    return failures + cmocka_run_group_tests_name("remaining", tests, NULL, NULL);
}

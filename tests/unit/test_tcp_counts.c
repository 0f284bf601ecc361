// SPDX-License-Identifier: MIT
/** collect/tcp_counts: the counts of sockstat and sockstat6, and what they make superfluous. */
#include "unit.h"

#include "collect/tcp_counts.h"

#include <errno.h>

// Recorded on Linux 6.18.
#define OTHERS "UDP: inuse 3 mem 256\nUDPLITE: inuse 0\nRAW: inuse 1\nFRAG: inuse 0 memory 0\n"
#define USED "sockets: used 7\n"
#define OTHERS6 "UDP6: inuse 2\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n"

struct file_row {
    const char *name;
    const char *ipv4, *ipv6;
    int result;
    struct tcp_counts counts;
};

static const struct file_row files[] = {
    {"as the kernel writes them",
     "sockets: used 211\nTCP: inuse 5 orphan 7 tw 9 alloc 11 mem 13\n" OTHERS,
     "TCP6: inuse 4\n" OTHERS6,
     0,
     {{[FAMILY_IPV4] = 5, [FAMILY_IPV6] = 4}, 9, 211, 11}},
    {"without IPv6",
     "sockets: used 1\nTCP: inuse 0 orphan 0 tw 0 alloc 0 mem 0\n" OTHERS,
     "",
     0,
     {{0}, 0, 1, 0}},
    {"no newline at the end",
     USED "TCP: inuse 1 alloc 9 tw 2",
     "TCP6: inuse 3",
     0,
     {{1, 3}, 2, 7, 9}},
    {"no used", "TCP: inuse 5 alloc 7 tw 2\n", "TCP6: inuse 4\n", -EBADMSG, {{0}, 0, 0, 0}},
    {"no tw",
     USED "TCP: inuse 5 alloc 5\nUDP: inuse 3 tw 2\n",
     "TCP6: inuse 4\n",
     -EBADMSG,
     {{0}, 0, 0, 0}},
    {"no inuse", USED "TCP: tw 7 alloc 5\n", "TCP6: inuse 4\n", -EBADMSG, {{0}, 0, 0, 0}},
    {"no TCP", USED OTHERS, "TCP6: inuse 4\n", -EBADMSG, {{0}, 0, 0, 0}},
    {"no alloc", USED "TCP: inuse 5 tw 0\n", "TCP6: inuse 4\n", -EBADMSG, {{0}, 0, 0, 0}},
    {"no TCP6", USED "TCP: inuse 5 tw 0 alloc 5\n", OTHERS6, -EBADMSG, {{0}, 0, 0, 0}},
    {"no valid number",
     USED "TCP: inuse x tw 0 alloc 5\n",
     "TCP6: inuse 4\n",
     -EBADMSG,
     {{0}, 0, 0, 0}},
    {"a negative number",
     USED "TCP: inuse -1 tw 0 alloc 5\n",
     "TCP6: inuse 4\n",
     -EBADMSG,
     {{0}, 0, 0, 0}},
    {"no number", USED "TCP: tw 0 alloc 5 inuse", "TCP6: inuse 4\n", -EBADMSG, {{0}, 0, 0, 0}},
    {"words that begin alike",
     USED "TCP: inuse5 1 inuse 2 twice 3 tw 4 alloc 6\n",
     "",
     0,
     {{2, 0}, 4, 7, 6}},
};

static void test_file(void **state)
{
    const struct file_row *row = *state;
    struct tcp_counts counts = {{0}, 4711, 0, 0};
    char *ipv4 = text_copy(text_of(row->ipv4)); // ends where its memory ends, but for a NUL
    char *ipv6 = text_copy(text_of(row->ipv6));

    assert_int_equal(tcp_counts_parse(text_of(ipv4), text_of(ipv6), &counts), row->result);
    if (row->result)
        assert_int_equal(counts.time_wait, 4711);
    else
        assert_memory_equal(&counts, &row->counts, sizeof(counts));
    free(ipv4);
    free(ipv6);
}

struct walk_row {
    const char *name;
    struct tcp_counts counts;
    size_t listeners;
    bool only_ipv4;
    state_set states;
    bool empty;
};

#define ESTABLISHED STATE_BIT(STATE_ESTABLISHED)
#define REQUESTS (ESTABLISHED | STATE_BIT(STATE_SYN_RECV))

static const struct walk_row walks[] = {
    {"nothing at all", {{0, 0}, 0, 0, 0}, 0, false, ESTABLISHED, true},
    {"listeners of both families", {{2, 1}, 0, 0, 0}, 3, false, ESTABLISHED, true},
    {"a connection", {{3, 1}, 0, 0, 0}, 3, false, ESTABLISHED, false},
    {"a listener that was closed meanwhile", {{2, 0}, 0, 0, 0}, 3, false, ESTABLISHED, false},
    {"TIME-WAIT", {{2, 1}, 1, 0, 0}, 3, false, ESTABLISHED, false},
    {"IPv4 alone", {{2, 7}, 0, 0, 0}, 2, true, ESTABLISHED, true},
    {"IPv4 alone, and a connection", {{3, 7}, 0, 0, 0}, 2, true, ESTABLISHED, false},
    {"requests of connections need a listener", {{0, 0}, 0, 0, 0}, 0, false, REQUESTS, true},
    {"and may be there with one", {{1, 0}, 0, 0, 0}, 1, false, REQUESTS, false},
};

static void test_walk(void **state)
{
    const struct walk_row *row = *state;
    const bool families[FAMILY_COUNT] = {[FAMILY_IPV4] = true, [FAMILY_IPV6] = !row->only_ipv4};

    assert_int_equal(tcp_counts_are_listeners(&row->counts, row->listeners, families, row->states),
                     row->empty);
}

struct bound_row {
    const char *name;
    struct tcp_counts counts;
    uint64_t unix_sockets, netlink_sockets;
    bool excluded;
};

static const struct bound_row bounds[] = {
    {"nothing", {{0, 0}, 0, 0, 0}, 0, 0, true},
    {"listeners, Unix sockets and our own", {{2, 1}, 0, 9, 0}, 5, 1, true},
    {"one more is used", {{2, 1}, 0, 10, 0}, 5, 1, false},
    {"the kernel has one in use", {{2, 1}, 0, 8, 0}, 5, 1, false},
};

static void test_bound(void **state)
{
    const struct bound_row *row = *state;
    const struct protocol_counts others = {.sockets = {[PROTO_UNIX] = row->unix_sockets,
                                                       [PROTO_NETLINK] = row->netlink_sockets,
                                                       [PROTO_MPTCP] = 4711}};

    assert_int_equal(tcp_counts_exclude_bound(&row->counts, &others), row->excluded);
}

struct none_row {
    const char *name;
    struct tcp_counts before, after;
    bool none;
};

static const struct none_row nones[] = {
    {"few", {{16382, 1}, 0, 0, 16383}, {{16382, 1}, 0, 0, 16383}, false},
    {"few, one bound", {{9000, 0}, 7383, 0, 9001}, {{9000, 0}, 7383, 0, 9001}, false},
    {"many", {{16383, 1}, 0, 0, 16384}, {{16383, 1}, 0, 0, 16384}, true},
    {"many in TIME-WAIT", {{0, 0}, 16384, 0, 0}, {{0, 0}, 16384, 0, 0}, true},
    {"one is bound", {{16383, 1}, 0, 0, 16385}, {{16383, 1}, 0, 0, 16385}, false},
    {"one was made", {{20000, 0}, 0, 0, 20000}, {{20001, 0}, 0, 0, 20001}, false},
    {"one was made, and bound", {{20000, 0}, 0, 0, 19999}, {{20000, 0}, 0, 0, 20000}, false},
    {"one began to listen", {{19999, 0}, 0, 0, 20000}, {{20000, 0}, 0, 0, 20000}, false},
};

static void test_none_is_bound(void **state)
{
    const struct none_row *row = *state;

    assert_int_equal(tcp_counts_none_is_bound(&row->before, &row->after), row->none);
}

struct many_row {
    const char *name;
    struct tcp_counts counts;
    state_set states;
    bool many;
};

#define TIME_WAITS STATE_BIT(STATE_TIME_WAIT)

static const struct many_row manies[] = {
    {"few", {{16382, 1}, 0, 0, 16383}, ESTABLISHED, false},
    {"many", {{16383, 1}, 0, 0, 16384}, ESTABLISHED, true},
    {"many, that are not wanted", {{20000, 0}, 0, 0, 20000}, TIME_WAITS, false},
    {"many in TIME-WAIT", {{0, 0}, 16384, 0, 0}, TIME_WAITS, true},
    {"many in TIME-WAIT, that are not wanted", {{0, 0}, 16384, 0, 0}, ESTABLISHED, false},
    {"together", {{8192, 0}, 8192, 0, 8192}, ESTABLISHED | TIME_WAITS, true},
    {"as many in other namespaces", {{20000, 0}, 0, 0, 40000}, ESTABLISHED, true},
    {"more in other namespaces", {{20000, 0}, 0, 0, 40001}, ESTABLISHED, false},
};

static void test_many(void **state)
{
    const struct many_row *row = *state;

    assert_int_equal(tcp_counts_are_many(&row->counts, row->states), row->many);
}

/** Writes what the kernel counts: CONNECTIONS in use, and ALLOCATED. */
static void write_counts(FILE *file, unsigned connections, unsigned allocated)
{
    rewind(file);
    fprintf(file, USED "TCP: inuse %u tw 0 alloc %u\n", connections, allocated);
    fflush(file);
}

static void test_outlook(void **state)
{
    FILE *file = tmpfile();
    const int sockstat[] = {fileno(file), -ENOENT, -EBADF};
    const int none[] = {-EMFILE, -ENOENT, -EBADF};

    (void)state;
    write_counts(file, 20000, 20000);
    assert_true(tcp_counts_outlook(sockstat, ESTABLISHED).none_bound);
    assert_true(tcp_counts_outlook(sockstat, ESTABLISHED).many);
    assert_false(tcp_counts_outlook(sockstat, TIME_WAITS).many);
    write_counts(file, 20000, 20001);
    assert_false(tcp_counts_outlook(sockstat, ESTABLISHED).none_bound);
    assert_true(tcp_counts_outlook(sockstat, ESTABLISHED).many);
    assert_false(tcp_counts_outlook(none, ESTABLISHED).many);
    write_counts(file, 10000, 10000);
    assert_false(tcp_counts_outlook(sockstat, ESTABLISHED).none_bound);
    assert_false(tcp_counts_outlook(sockstat, ESTABLISHED).many);
    fclose(file);
}

static void test_files_are_read_again(void **state)
{
    FILE *file = tmpfile();
    const int sockstat[] = {fileno(file), -ENOENT, -EBADF};
    const int none[] = {fileno(file), -EMFILE, -EBADF};
    struct tcp_counts counts = {{0}, 0, 0, 0};

    (void)state;
    fputs(USED "TCP: inuse 5 tw 6 alloc 5\n", file);
    fflush(file);
    for (size_t i = 0; i < 2; i++) {
        counts.time_wait = 0;
        assert_int_equal(tcp_counts_read(sockstat, &counts), 0);
        assert_int_equal(counts.time_wait, 6);
    }
    assert_int_equal(tcp_counts_read(none, &counts), -EMFILE);
    fclose(file);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outlook),
        cmocka_unit_test(test_files_are_read_again),
    };

    return RUN_ROWS(test_file, files) + RUN_ROWS(test_walk, walks) + RUN_ROWS(test_bound, bounds) +
           RUN_ROWS(test_none_is_bound, nones) + RUN_ROWS(test_many, manies) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

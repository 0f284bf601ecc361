// SPDX-License-Identifier: MIT
/** collect/protocol_counts: the file of Linux 6.1, 6.12 and 6.18, damaged ones, and conclusions. */
#include "unit.h"

#include "collect/protocol_counts.h"

#include <errno.h>

#define HEADING                                                                                    \
    "protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de\n"

struct file_row {
    const char *name;
    const char *text;
    proto_set counted;
    uint64_t sockets[PROTO_COUNT];
};

#define SET(proto) PROTO_BIT(PROTO_##proto)

// Recorded, without the last columns of each line and without some lines.
static const struct file_row files[] = {
    {"Linux 6.1",
     HEADING "SMC6      1616      3      -1   NI       0   yes  smc         n  n\n"
             "SMC       1616      4      -1   NI       0   yes  smc         n  n\n"
             "TIPC      1016      0      -1   NI       0   yes  tipc        n  n\n"
             "SCTPv6    1552      8       0   no       0   yes  sctp        y  n\n"
             "PACKET    1600      8      -1   NI       0   no   kernel      n  n\n"
             "MPTCPv6   2112      0       0   no       0   yes  kernel      y  y\n"
             "TCPv6     2440     12       0   no     320   yes  kernel      y  y\n"
             "XDP       1024      3      -1   NI       0   no   kernel      n  n\n"
             "UNIX-STREAM 1024     28      -1   NI       0   yes  kernel      y  n\n"
             "UNIX      1024     11      -1   NI       0   yes  kernel      y  n\n"
             "MPTCP     1952      0       0   no       0   yes  kernel      y  y\n"
             "NETLINK   1088      6      -1   NI       0   no   kernel      n  n\n",
     SET(SMC) | SET(PACKET) | SET(MPTCP) | SET(XDP) | SET(UNIX) | SET(NETLINK),
     {[PROTO_SMC] = 7,
      [PROTO_PACKET] = 8,
      [PROTO_XDP] = 3,
      [PROTO_UNIX] = 39,
      [PROTO_NETLINK] = 6}},
    {"Linux 6.12",
     HEADING "INET6_SMC 1976      2      -1   NI       0   yes  smc         n  n\n"
             "INET_SMC  1832      2      -1   NI       0   yes  smc         n  n\n"
             "SMC6      1832      3      -1   NI       0   yes  smc         n  n\n"
             "SMC       1832      6      -1   NI       0   yes  smc         n  n\n"
             "MPTCPv6   2160      3       0   no       0   yes  kernel      y  y\n"
             "MPTCP     2016      3       0   no       0   yes  kernel      y  y\n",
     SET(SMC) | SET(MPTCP),
     {[PROTO_SMC] = 13, [PROTO_MPTCP] = 6}},
    {"Linux 5.10, one line for Unix sockets",
     HEADING "UNIX      1088     17      -1   NI       0   yes  kernel      n  n\n",
     SET(UNIX),
     {[PROTO_UNIX] = 17}},
    {"no protocol is known", HEADING "PPPOL2TP   900      7\n\nXDPv6 1 2\n", 0, {0}},
};

/** Parses a text that ends where its memory ends. */
static int parse(struct text text, struct protocol_counts *counts)
{
    char *exact = malloc(text.length ? text.length : 1);

    memcpy(exact, text.bytes, text.length);
    int result = protocol_counts_parse((struct text){exact, text.length}, counts);
    free(exact);
    return result;
}

static void test_file(void **state)
{
    const struct file_row *row = *state;
    struct protocol_counts counts = {.counted = 4711, .sockets = {99}};

    assert_int_equal(parse((struct text){row->text, strlen(row->text)}, &counts), 0);
    assert_int_equal(counts.counted, row->counted);
    assert_memory_equal(counts.sockets, row->sockets, sizeof(counts.sockets));
}

/** A file that is cut within a line is refused; so no count has fewer digits than it had. */
static void test_cut_at_every_length(void **state)
{
    const struct file_row *row = *state;
    size_t heading = strlen(HEADING);

    for (size_t length = 0; length < strlen(row->text); length++) {
        struct protocol_counts counts = {.counted = 4711};
        bool whole = length >= heading && row->text[length - 1] == '\n';
        assert_int_equal(parse((struct text){row->text, length}, &counts), whole ? 0 : -EBADMSG);
        assert_int_equal(counts.counted == 4711, !whole); // untouched on failure
    }
}

struct bad_row {
    const char *name;
    const char *text;
};

static const struct bad_row bad_files[] = {
    {"nothing", ""},
    {"no heading", "UNIX      1088     17      -1\n"},
    {"another first column", "proto     size sockets  memory\nUNIX      1088     17      -1\n"},
    {"another order of columns", "protocol  sockets size  memory\nUNIX      1088     17      -1\n"},
    {"another third column", "protocol  size socks  memory\nUNIX      1088     17      -1\n"},
    {"a column less", "protocol  size\nUNIX      1088\n"},
    {"a negative count", HEADING "UNIX      1088     -1      -1\n"},
    {"a count that is no number", HEADING "UNIX      1088     1x      -1\n"},
    {"a count above 31 bits", HEADING "UNIX      1088 2147483648      -1\n"},
    {"tabs", HEADING "UNIX      1088 17\t-1\n"},
};

static void test_bad_file(void **state)
{
    const struct bad_row *row = *state;
    struct protocol_counts counts = {.counted = 4711};

    assert_int_equal(parse((struct text){row->text, strlen(row->text)}, &counts), -EBADMSG);
    assert_int_equal(counts.counted, 4711);
}

struct conclusion_row {
    const char *name;
    enum proto proto;
    uint64_t sockets;
    size_t rows;
    bool contradict;
};

static const struct conclusion_row conclusions[] = {
    {"XDP: none of two", PROTO_XDP, 2, 0, true},
    {"XDP: one of two", PROTO_XDP, 2, 1, true},
    {"XDP: both", PROTO_XDP, 2, 2, false},
    {"XDP: one came meanwhile", PROTO_XDP, 2, 3, false},
    {"XDP: there is none", PROTO_XDP, 0, 0, false},
    {"Unix: none of many", PROTO_UNIX, 39, 0, true},
    {"Unix: some come and go", PROTO_UNIX, 39, 1, false},
    {"Unix: there is none", PROTO_UNIX, 0, 0, false},
    {"packet: none of one", PROTO_PACKET, 1, 0, true},
    {"netlink: none of one", PROTO_NETLINK, 1, 0, true},
    {"netlink: some of few, which may have no port", PROTO_NETLINK, 100, 99, false},
    {"netlink: a long dump that lacks some", PROTO_NETLINK, 2001, 1994, true},
    {"netlink: a long dump", PROTO_NETLINK, 2001, 2001, false},
    {"SMC: none of one", PROTO_SMC, 1, 0, true},
    {"MPTCP: one that neither listens nor is connected", PROTO_MPTCP, 1, 0, false},
};

static void test_conclusion(void **state)
{
    const struct conclusion_row *row = *state;
    struct protocol_counts counts = {.counted = PROTO_BIT(row->proto)};

    counts.sockets[row->proto] = row->sockets;
    assert_true(protocol_counts_has(row->proto));
    assert_int_equal(protocol_counts_contradict(&counts, row->proto, row->rows), row->contradict);
    counts.counted = 0; // the file has no such line
    assert_false(protocol_counts_contradict(&counts, row->proto, row->rows));
}

static void test_what_counts_nothing_is_not_asked(void **state)
{
    (void)state;
    assert_false(protocol_counts_has(PROTO_TIPC));
    assert_false(protocol_counts_has(PROTO_VSOCK));
    assert_false(protocol_counts_has(PROTO_SCTP)); // counts a socket of the kernel
    assert_false(protocol_counts_has(PROTO_TCP));
}

static void test_prepared_files_are_read_without_opening_one(void **state)
{
    struct protocol_counts_files opened = {0};
    struct protocol_counts counts = {0};

    (void)state;
    protocol_counts_prepare(&opened, true);
    for (size_t i = 0; i < PROTOCOL_COUNTS_READS; i++) {
        counts.counted = 0;
        protocol_counts_read(&opened, &counts);
        assert_true(counts.counted & PROTO_BIT(PROTO_UNIX));
    }
    counts.counted = 4711;
    protocol_counts_read(&opened, &counts); // none is left
    assert_int_equal(counts.counted, 4711);
    protocol_counts_close(&opened);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_counts_nothing_is_not_asked),
        cmocka_unit_test(test_prepared_files_are_read_without_opening_one),
    };

    return RUN_ROWS(test_file, files) + RUN_ROWS(test_cut_at_every_length, files) +
           RUN_ROWS(test_bad_file, bad_files) + RUN_ROWS(test_conclusion, conclusions) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

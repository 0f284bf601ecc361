// SPDX-License-Identifier: MIT
/**
 * collect/proc_net: the decoder, on lines of /proc/net, from hosts of either byte order, and the
 * reading of whole files.
 */
#include "scene.h"

#include "collect/proc_net.h"
#include "sock/detail.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct line_row {
    const char *name;
    const char *line;
    struct proc_net_format format;
    const char *sock;
};

#define TCP4                                                                                       \
    {                                                                                              \
        PROTO_TCP, FAMILY_IPV4, false, 100                                                         \
    }
#define TCP6                                                                                       \
    {                                                                                              \
        PROTO_TCP, FAMILY_IPV6, false, 100                                                         \
    }
#define UDP4                                                                                       \
    {                                                                                              \
        PROTO_UDP, FAMILY_IPV4, false, 100                                                         \
    }

// The little-endian lines were recorded on Linux 6.18; the big-endian ones are what the same
// sockets look like where the most significant byte of a word comes first.
static const struct line_row lines[] = {
    {"a listener, one connection waits",
     "   1: 0200007F:1F92 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 "
     "242665 2 00000000cc210ef3 100 0 0 10 0                    ",
     TCP4, "tcp listen 127.0.0.2:8082 accept=1 uid=0 inode=242665"},
    {"bytes not read",
     "  11: 0100007F:03E9 0100007F:1F90 01 00000000:000016A0 00:00000000 00000000     0        0 "
     "242652 2 0000000062876528 20 4 8 10 -1                    ",
     TCP4, "tcp established 127.0.0.1:1001 127.0.0.1:8080 queues=5792/0 uid=0 inode=242652"},
    {"bytes not acknowledged, timer",
     "   8: 0100007F:03EF 0200007F:1F92 02 00000001:00000000 01:00000056 00000000     0        0 "
     "242667 2 00000000b32846f6 100 0 0 10 -1                   ",
     TCP4,
     "tcp syn-sent 127.0.0.1:1007 127.0.0.2:8082 queues=0/1 timer=on/860/0 uid=0 inode=242667"},
    {"TIME-WAIT has neither user nor inode",
     "  13: 0100007F:03EB 0100007F:1F90 06 00000000:00000000 03:00001762 00000000     0        0 "
     "0 3 000000006b4cca99                                      ",
     TCP4, "tcp time-wait 127.0.0.1:1003 127.0.0.1:8080 queues=0/0 timer=timewait/59860/0"},
    {"bound after a connection was reset: no peer",
     "   0: 0100007F:1E61 0100007F:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
     "242664 1 00000000cc210ef3 100 0 0 10 0",
     TCP4, "tcp bound-inactive 127.0.0.1:7777 uid=0 inode=242664"},
    {"IPv6 link-local",
     "   2: 000080FE000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
     "00000000:00000000 00:00000000 00000000     0        0 242651 1 00000000eecc2950 100 0 0 10 0",
     TCP6, "tcp listen [fe80::1]:22 accept=0 uid=0 inode=242651"},
    {"IPv4 in IPv6",
     "   6: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000100007F:03ED 01 "
     "00000000:00000000 00:00000000 00000000     0        0 242663 1 0000000095eb76ce 20 0 0 10 -1",
     TCP6,
     "tcp established [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:1005 queues=0/0 uid=0 inode=242663"},
    {"UDP without a peer",
     "14356: 0100007F:0035 00000000:0000 07 00000000:00000340 00:00000000 00000000     0        0 "
     "242670 2 00000000c907fc5c 0        ",
     UDP4, "udp unconnected 127.0.0.1:53 queues=832/0 uid=0 inode=242670"},
    {"big-endian IPv4",
     "   1: 7F000002:1F92 0A010203:01BB 01 00000000:00000001 00:00000000 00000000     0        0 "
     "242665 2 00000000cc210ef3 100 0 0 10 0",
     {PROTO_TCP, FAMILY_IPV4, true, 100},
     "tcp established 127.0.0.2:8082 10.1.2.3:443 queues=1/0 uid=0 inode=242665"},
    {"big-endian IPv6",
     "   2: FE8000000000000000000000000000AB:0016 20010DB8123456789ABCDEF000000001:0050 01 "
     "00000000:00000000 00:00000000 00000000     0        0 242651 1 00000000eecc2950 100 0 0 10 0",
     {PROTO_TCP, FAMILY_IPV6, true, 100},
     "tcp established [fe80::ab]:22 [2001:db8:1234:5678:9abc:def0:0:1]:80 queues=0/0 uid=0 "
     "inode=242651"},
    {"little-endian IPv6, all words",
     "   2: B80D012078563412F0DEBC9A01000000:0016 000080FE0000000000000000AB000000:0050 01 "
     "00000000:00000000 00:00000000 00000000  1000        0 4294967295 1 0 100 0 0 10 0",
     TCP6,
     "tcp established [2001:db8:1234:5678:9abc:def0:0:1]:22 [fe80::ab]:80 queues=0/0 uid=1000 "
     "inode=4294967295"},
};

/** Decodes a line that ends where its memory ends. */
static int decode(const char *line, const struct proc_net_format *format, struct sock *sock)
{
    size_t length = strlen(line);
    char *exact = malloc(length ? length : 1);

    memcpy(exact, line, length);
    int result = proc_net_decode(exact, length, format, sock);
    free(exact);
    return result;
}

static void test_line(void **state)
{
    const struct line_row *row = *state;
    struct sock sock = {0};

    assert_int_equal(decode(row->line, &row->format, &sock), 0);
    assert_sock(&sock, row->sock);
}

static void test_timer_counts_in_ticks(void **state)
{
    static const struct proc_net_format format = TCP4;
    static const struct proc_net_format fast = {PROTO_TCP, FAMILY_IPV4, false, 1000};
    static const char line[] = "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:00000056 "
                               "00000000 1000 3 7 2 0 100";
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode(line, &format, &sock), 0);
    assert_sock(&sock, "tcp established 127.0.0.1:1007 127.0.0.2:8082 queues=0/1 "
                       "timer=keepalive/860/3 uid=1000 inode=7");
    assert_int_equal(decode(line, &fast, &sock), 0);
    assert_sock(&sock, "tcp established 127.0.0.1:1007 127.0.0.2:8082 queues=0/1 "
                       "timer=keepalive/86/3 uid=1000 inode=7");
}

#define GOOD_HEAD "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:00000056 00000003 "

struct bad_row {
    const char *name;
    const char *line;
};

static const struct bad_row bad_lines[] = {
    {"nothing", ""},
    {"blanks", "      "},
    {"a heading", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"},
    {"too few columns", GOOD_HEAD "1000 0"},
    {"uid is no number", GOOD_HEAD "1000x 0 7"},
    {"uid is negative", GOOD_HEAD "-1 0 7"},
    {"inode is no number", GOOD_HEAD "1000 0 7a"},
    {"inode above 32 bits", GOOD_HEAD "1000 0 4294967296"},
    {"address too short", "0: 100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"address too long", "0: 00100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"address not hexadecimal", "0: 0100007G:03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"IPv6 address in an IPv4 file",
     "0: 000080FE000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
     "00000000:00000000 00:00000000 00000000 0 0 7"},
    {"no colon before the port",
     "0: 0100007F.03EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"port too long", "0: 0100007F:003EF 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"port not hexadecimal", "0: 0100007F:03EX 0200007F:1F92 01 00000001:00000000 02:0 0 0 0 7"},
    {"bad peer", "0: 0100007F:03EF 0200007F:1F9 01 00000001:00000000 02:0 0 0 0 7"},
    {"state 0", "0: 0100007F:03EF 0200007F:1F92 00 00000001:00000000 02:0 0 0 0 7"},
    {"state unknown", "0: 0100007F:03EF 0200007F:1F92 0E 00000001:00000000 02:0 0 0 0 7"},
    {"state of one digit", "0: 0100007F:03EF 0200007F:1F92 1 00000001:00000000 02:0 0 0 0 7"},
    {"queues without colon", "0: 0100007F:03EF 0200007F:1F92 01 0000000100000000 02:0 0 0 0 7"},
    {"queue cut short", "0: 0100007F:03EF 0200007F:1F92 01 0000001:00000000 02:0 0 0 0 7"},
    {"second queue missing", "0: 0100007F:03EF 0200007F:1F92 01 00000001: 02:0 0 0 0 7"},
    {"timer is no pair", "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02 0 0 0 7"},
    {"retransmits no number", "0: 0100007F:03EF 0200007F:1F92 01 00000001:00000000 02:0 x 0 0 7"},
};

static void test_bad_line(void **state)
{
    static const struct proc_net_format format = TCP4;
    const struct bad_row *row = *state;
    struct sock sock = {.inode = 4711};

    assert_int_equal(decode(row->line, &format, &sock), -EBADMSG);
    assert_int_equal(sock.inode, 4711);
}

static void test_every_cut_is_safe(void **state)
{
    static const struct proc_net_format format = TCP4;

    (void)state;
    for (size_t length = 0; length < strlen(lines[0].line); length++) {
        char *cut = strndup(lines[0].line, length);
        struct sock sock = {0};
        // Up to the inode nothing can be missing; its first digit is byte number 91.
        assert_int_equal(decode(cut, &format, &sock) == 0, length > 91);
        free(cut);
    }
}

/** Reads TEXT as the file of the IPv4 or Unix sockets of a protocol, for those in STATES. */
static int read_text(enum proto proto, state_set states, struct text text, struct sock_table *table,
                     struct proc_net_answer *ret_answer)
{
    enum family family = proto == PROTO_UNIX ? FAMILY_UNIX : FAMILY_IPV4;
    struct request request = {.states = states};
    struct row_sink sink = {.rows = table};
    struct proc_net_files files = {.opened = true};
    FILE *file = tmpfile();

    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    rewind(file);
    request.protos[proto] = true;
    request.families[family] = true;
    files.fds[proto][family] = fileno(file);
    int error = proc_net_collect(&request, proto, &files, &sink, ret_answer);
    fclose(file);
    return error;
}

#define ALL (~(state_set)0)
#define HEADING "heading\n"

static void test_bad_lines_are_counted(void **state)
{
    static const char text[] = HEADING GOOD_HEAD "1000 0 7\n"
                                                 "nonsense\n" GOOD_HEAD "1000 0 8";
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct proc_net_answer answer;

    (void)state;
    assert_int_equal(read_text(PROTO_TCP, ALL, TEXT(text), &table, &answer), 0);
    assert_int_equal(answer.lines, 2);
    assert_int_equal(answer.bad_lines, 1);
    assert_int_equal(answer.name_lines, 0);
    assert_false(answer.forgeable);
    assert_int_equal(table.count, 2); // also of a line without a newline
    assert_int_equal(table.rows[0].inode, 7);
    assert_int_equal(table.rows[1].inode, 8);
}

/** The name in the first line contains a newline and a line with shorter pointers. */
static void test_a_line_in_a_name(void **state)
{
    static const char text[] =
        HEADING "0000000000000001: 00000002 00000000 00010000 0001 01 10007 /a\n"
                "00000001: 00000002 00000000 00010000 0001 01 10008 /b\n"
                "0000000000000001: 00000002 00000000 00010000 0001 01 10009 /c\n";
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct proc_net_answer answer;

    (void)state;
    assert_int_equal(read_text(PROTO_UNIX, ALL, TEXT(text), &table, &answer), 0);
    assert_int_equal(answer.lines, 2);
    assert_int_equal(answer.bad_lines, 0);
    assert_int_equal(answer.name_lines, 1);
    assert_true(answer.forgeable);
    assert_int_equal(table.count, 2);
    assert_int_equal(table.rows[0].inode, 10007);
    assert_int_equal(table.rows[1].inode, 10009);
    struct text name = detail_find(sock_detail(&table.details, &table.rows[1]), DETAIL_NAME);
    assert_int_equal(name.length, 2);
    assert_memory_equal(name.bytes, "/c", 2);
}

/** A connected datagram socket may also be one that only others are connected to. */
static void test_uncertain_states(void **state)
{
    static const char text[] =
        HEADING "0000000000000001: 00000002 00000000 00000000 0002 01 10001\n"
                "0000000000000001: 00000002 00000000 00000000 0002 03 10002\n"
                "0000000000000001: 00000002 00000000 00000000 0002 03 10003\n"
                "0000000000000001: 00000002 00000000 00010000 0001 01 10004\n"
                "0000000000000001: 00000002 00000000 00000000 0001 03     0\n";
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct proc_net_answer answer;

    (void)state;
    assert_int_equal(
        read_text(PROTO_UNIX, STATE_BIT(STATE_UNCONNECTED), TEXT(text), &table, &answer), 0);
    assert_int_equal(answer.lines, 5);
    assert_int_equal(answer.uncertain, 2);
    assert_int_equal(table.count, 1);
    assert_int_equal(table.rows[0].inode, 10001);
}

/** More lines than one read takes, so that some are divided. */
static void test_a_large_file(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct proc_net_answer answer;

    (void)state;
    strbuf_text(&text, HEADING);
    for (uint32_t inode = 1; inode <= 3000; inode++) {
        strbuf_text(&text, GOOD_HEAD "1000 0 ");
        strbuf_decimal(&text, inode);
        strbuf_byte(&text, '\n');
    }
    assert_true(text.length > 200000);
    assert_int_equal(read_text(PROTO_TCP, ALL, strbuf_contents(&text), &table, &answer), 0);
    assert_int_equal(answer.bad_lines, 0);
    assert_int_equal(table.count, 3000);
    for (uint32_t i = 0; i < 3000; i++)
        assert_int_equal(table.rows[i].inode, i + 1);
}

static void test_a_line_without_end(void **state)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct proc_net_answer answer;

    (void)state;
    strbuf_text(&text, HEADING);
    for (size_t i = 0; i < 200000; i++)
        strbuf_byte(&text, 'x');
    assert_int_equal(read_text(PROTO_TCP, ALL, strbuf_contents(&text), &table, &answer), -EBADMSG);
}

static void test_a_file_that_cannot_be_read(void **state)
{
    static const struct request request = {
        .protos = {[PROTO_UDP] = true}, .families = {[FAMILY_IPV4] = true}, .states = ALL};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};
    struct proc_net_files files = {.opened = true};
    struct proc_net_answer answer;

    (void)state;
    files.fds[PROTO_UDP][FAMILY_IPV4] = -EACCES; // of opening it
    assert_int_equal(proc_net_collect(&request, PROTO_UDP, &files, &sink, &answer), -EACCES);
    int directory = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    files.fds[PROTO_UDP][FAMILY_IPV4] = directory;
    assert_int_equal(proc_net_collect(&request, PROTO_UDP, &files, &sink, &answer), -EISDIR);
    close(directory);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_lines_are_counted),
        cmocka_unit_test(test_a_line_in_a_name),
        cmocka_unit_test(test_uncertain_states),
        cmocka_unit_test(test_a_large_file),
        cmocka_unit_test(test_a_line_without_end),
        cmocka_unit_test(test_a_file_that_cannot_be_read),
        cmocka_unit_test(test_timer_counts_in_ticks),
        cmocka_unit_test(test_every_cut_is_safe),
    };

    return RUN_ROWS(test_line, lines) + RUN_ROWS(test_bad_line, bad_lines) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

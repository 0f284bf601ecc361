// SPDX-License-Identifier: MIT
/**
 * collect/proc_line: lines of /proc/net/unix, packet and netlink: recorded ones, names that imitate
 * lines, and damaged lines.
 */
#include "unit.h"

#include "collect/proc_line.h"
#include "sock/detail.h"

#include <errno.h>

#define RECORDED "tests/data/proc_lines.txt"

typedef int line_decoder(const char *line, size_t length, struct proc_line *ret_line,
                         struct strbuf *detail);

static const struct file_row {
    const char *name;
    line_decoder *decode;
    unsigned lines; /**< recorded, with those that are bad */
} files[] = {
    {"unix", proc_line_decode_unix, 120}, // 38 sockets and 2 rests of names each
    {"packet", proc_line_decode_packet, 24},
    {"netlink", proc_line_decode_netlink, 38},
};

/** Decodes a line that ends where its memory ends. */
static int decode(line_decoder *decoder, struct text text, struct proc_line *line,
                  struct strbuf *detail)
{
    char *exact = malloc(text.length ? text.length : 1);

    memcpy(exact, text.bytes, text.length);
    strbuf_truncate(detail, 0);
    int result = decoder(exact, text.length, line, detail);
    free(exact);
    return result;
}

static struct text name_in(const struct strbuf *detail)
{
    return detail_find(strbuf_contents(detail), DETAIL_NAME);
}

/** "TYPE STATE INODE NAME" */
static void put_unix(struct strbuf *said, const struct proc_line *line, const struct strbuf *detail)
{
    const struct sock *sock = &line->sock;
    struct text name = name_in(detail);

    strbuf_text(said, type_names[sock_type(sock)]);
    strbuf_byte(said, ' ');
    strbuf_text(said, state_table[sock->state].name);
    strbuf_text(said, line->states == STATE_BIT(sock->state) ? " " : "? ");
    strbuf_decimal(said, sock->inode);
    strbuf_text(said, name.bytes ? " " : " -");
    for (size_t i = 0; i < name.length; i++)
        strbuf_hex(said, (unsigned char)name.bytes[i], 2);
    assert_int_equal(sock->have, HAVE_TYPE | HAVE_INODE);
    assert_int_equal(sock->proto, PROTO_UNIX);
    assert_memory_equal(sock->local.bytes, name.bytes, name.length < 16 ? name.length : 16);
}

/** "TYPE ETHERTYPE DEVICE UID INODE" */
static void put_packet(struct strbuf *said, const struct proc_line *line)
{
    const struct sock *sock = &line->sock;

    strbuf_text(said, sock_type(sock) ? type_names[sock_type(sock)] : "-");
    strbuf_byte(said, ' ');
    strbuf_decimal(said, address_number(&sock->local, 1));
    strbuf_byte(said, ' ');
    if (sock->have & HAVE_DEVICE)
        strbuf_decimal(said, sock->device);
    else
        strbuf_byte(said, '-');
    strbuf_byte(said, ' ');
    strbuf_decimal(said, sock->uid);
    strbuf_byte(said, ' ');
    strbuf_decimal(said, sock->inode);
    assert_int_equal(sock->have & ~(uint32_t)(HAVE_TYPE | HAVE_DEVICE), HAVE_UID | HAVE_INODE);
    assert_int_equal(address_number(&sock->local, 0), sock->device);
    assert_int_equal(sock->state, STATE_UNCONNECTED);
}

/** "PROTOCOL PORTID RECEIVED SENT INODE HOLDER" */
static void put_netlink(struct strbuf *said, const struct proc_line *line)
{
    const struct sock *sock = &line->sock;
    const uint32_t numbers[] = {address_number(&sock->local, 0), address_number(&sock->local, 1),
                                sock->recv_q, sock->send_q, sock->inode};

    for (size_t i = 0; i < COUNT(numbers); i++) {
        strbuf_decimal(said, numbers[i]);
        strbuf_byte(said, ' ');
    }
    strbuf_text(said, sock->of_kernel ? "kernel" : "program");
    assert_int_equal(sock->have, HAVE_QUEUES | HAVE_INODE);
    assert_int_equal(sock->state, STATE_UNCONNECTED);
    assert_true(line->states & STATE_BIT(STATE_ESTABLISHED)); // the line does not say
}

/** Writes what the line says as the recordings have it. */
static void put_line(struct strbuf *said, struct text text, const struct file_row *file)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct proc_line line;
    int result = decode(file->decode, text, &line, &detail);

    if (result != 0) {
        assert_true(result == -EBADMSG || result == LINE_WITHOUT_SOCKET);
        strbuf_text(said, result == -EBADMSG ? "bad" : "without");
        return;
    }
    assert_int_equal(line.digits, 16);
    assert_int_equal(line.sock.family, file - files + FAMILY_UNIX);
    if (file->decode == proc_line_decode_unix)
        put_unix(said, &line, &detail);
    else if (file->decode == proc_line_decode_packet)
        put_packet(said, &line);
    else
        put_netlink(said, &line);
}

/** Calls CHECK for each recorded line of FILE, with what it says; returns their number. */
static unsigned each_line(const struct file_row *file,
                          void (*check)(const struct file_row *file, struct text line,
                                        const char *says))
{
    FILE *recorded = fopen(RECORDED, "r");
    char row[2048];
    unsigned count = 0;

    assert_non_null(recorded);
    while (fgets(row, sizeof(row), recorded)) {
        row[strcspn(row, "\n")] = '\0';
        char *digits = strchr(row, '|');
        if (!digits || (size_t)(digits - row) != strlen(file->name) ||
            strncmp(row, file->name, strlen(file->name)) != 0)
            continue;
        char *says = strchr(++digits, '|');
        size_t length = (size_t)(says - digits) / 2;
        for (size_t i = 0; i < length; i++)
            digits[i] = (char)(hex_digit(digits[2 * i]) << 4 | hex_digit(digits[2 * i + 1]));
        check(file, (struct text){digits, length}, says + 1);
        count++;
    }
    fclose(recorded);
    return count;
}

static void check_recorded(const struct file_row *file, struct text line, const char *says)
{
    CLEANUP(strbuf_free) struct strbuf said = {0};

    put_line(&said, line, file);
    assert_string_equal(said.data, says);
}

static void test_recorded(void **state)
{
    const struct file_row *file = *state;

    assert_int_equal(each_line(file, check_recorded), file->lines);
}

/**
 * Of a line that is cut, no number is taken but the last one, the inode, and the name may be
 * shorter.
 */
static void check_cut(const struct file_row *file, struct text line, const char *says)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct proc_line whole, cut;

    (void)says;
    if (decode(file->decode, line, &whole, &detail) < 0)
        return;
    for (size_t length = 0; length < line.length; length++) {
        memset(&cut, 0xa5, sizeof(cut));
        const struct proc_line before = cut;
        int result = decode(file->decode, (struct text){line.bytes, length}, &cut, &detail);
        if (result == -EBADMSG) {
            assert_memory_equal(&cut, &before, sizeof(cut)); // untouched on failure
            assert_int_equal(detail.length, 0);
            continue;
        }
        assert_true(length > 57 || file->decode != proc_line_decode_unix);
        assert_int_equal(cut.sock.proto, whole.sock.proto);
        assert_int_equal(cut.states, whole.states);
        assert_int_equal(cut.sock.uid, whole.sock.uid);
        assert_int_equal(cut.sock.device, whole.sock.device);
        assert_true(cut.sock.inode <= whole.sock.inode);
        assert_true(name_in(&detail).length <= line.length);
    }
}

static void test_cut_at_every_length(void **state)
{
    assert_int_not_equal(each_line(*state, check_cut), 0);
}

static void check_damage(const struct file_row *file, struct text line, const char *says)
{
    static const char damages[] = {'\0', ' ', ':', '-', '0', 'F', 'g', '\n', '\t', '\377'};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    char *bytes = malloc(line.length);

    (void)says;
    memcpy(bytes, line.bytes, line.length);
    for (size_t i = 0; i < line.length; i++) {
        for (size_t damage = 0; damage < sizeof(damages); damage++) {
            struct proc_line result;
            bytes[i] = damages[damage];
            int error = decode(file->decode, (struct text){bytes, line.length}, &result, &detail);
            assert_true(error == 0 || error == LINE_WITHOUT_SOCKET || error == -EBADMSG);
        }
        bytes[i] = line.bytes[i];
    }
    free(bytes);
}

static void test_every_damage_is_survived(void **state)
{
    assert_int_not_equal(each_line(*state, check_damage), 0);
}

#define HEAD "00000000bcf1e255: 00000002 00000000 00010000 0001 01 "
#define PATH_107                                                                                   \
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"  \
    "1234567890123456"

struct name_row {
    const char *title;
    struct text line;
    struct text name; /**< bytes NULL: none */
};

// A name reaches the decoder up to its first newline; the rest comes as lines.
static const struct name_row names[] = {
    {"no name", TEXT(HEAD "24973736"), {NULL, 0}},
    {"a short inode", TEXT(HEAD "   37 x"), TEXT("x")},
    {"a path of one byte", TEXT(HEAD "24973736 x"), TEXT("x")},
    {"a blank", TEXT(HEAD "24973736  "), TEXT(" ")},
    {"blanks at both ends", TEXT(HEAD "24973736   a  b "), TEXT("  a  b ")},
    {"tabs and control characters", TEXT(HEAD "24973736 \t\x1b[31m\r"), TEXT("\t\x1b[31m\r")},
    {"no UTF-8", TEXT(HEAD "24973736 \xe9\xff\x80"), TEXT("\xe9\xff\x80")},
    {"a NUL", TEXT(HEAD "24973736 a\0b"), TEXT("a\0b")},
    {"107 bytes", TEXT(HEAD "24973736 " PATH_107), TEXT(PATH_107)},
    {"108 bytes", TEXT(HEAD "24973736 x" PATH_107), TEXT("x" PATH_107)},
    {"a name that is a line", TEXT(HEAD "24973736 " HEAD "    1 /run/docker.sock"),
     TEXT(HEAD "    1 /run/docker.sock")},
    {"of a kernel with 32 bits", TEXT("bcf1e255: 00000002 00000000 00010000 0001 01 24973736 x"),
     TEXT("x")},
};

static void test_name(void **state)
{
    const struct name_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct proc_line line;

    assert_int_equal(decode(proc_line_decode_unix, row->line, &line, &detail), 0);
    struct text name = name_in(&detail);
    assert_int_equal(name.length, row->name.length);
    assert_memory_equal(name.bytes, row->name.bytes, name.length);
    assert_int_equal(line.sock.have & HAVE_ABSTRACT, 0); // "@" can be anything
    assert_int_equal(line.digits, row->line.bytes[8] == ':' ? 8 : 16);
}

struct state_row {
    const char *title;
    const char *line;
    enum state state;
    state_set states;
    enum socket_type type;
};

static const struct state_row states[] = {
    {"a listener", HEAD "24973736", STATE_LISTEN, STATE_BIT(STATE_LISTEN), TYPE_STREAM},
    {"a stream without a peer", "00000000bcf1e255: 00000002 00000000 00000000 0001 01 24973736",
     STATE_UNCONNECTED, STATE_BIT(STATE_UNCONNECTED), TYPE_STREAM},
    {"a connected stream", "00000000bcf1e255: 00000003 00000000 00000000 0001 03 24973736",
     STATE_ESTABLISHED, STATE_BIT(STATE_ESTABLISHED), TYPE_STREAM},
    {"a connected sequence of packets",
     "00000000bcf1e255: 00000003 00000000 00000000 0005 03 24973736", STATE_ESTABLISHED,
     STATE_BIT(STATE_ESTABLISHED), TYPE_SEQPACKET},
    {"a datagram socket nobody connected to",
     "00000000bcf1e255: 00000002 00000000 00000000 0002 01 24973736", STATE_UNCONNECTED,
     STATE_BIT(STATE_UNCONNECTED), TYPE_DGRAM},
    {"a datagram socket that may have a peer",
     "00000000bcf1e255: 00000002 00000000 00000000 0002 03 24973736", STATE_ESTABLISHED,
     STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_UNCONNECTED), TYPE_DGRAM},
};

static void test_state(void **state)
{
    const struct state_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct text text = {row->line, strlen(row->line)};
    struct proc_line line;

    assert_int_equal(decode(proc_line_decode_unix, text, &line, &detail), 0);
    assert_int_equal(line.sock.state, row->state);
    assert_int_equal(line.states, row->states);
    assert_int_equal(line.sock.type, row->type);
}

struct bad_row {
    const char *title;
    line_decoder *decode;
    struct text line;
};

#define UNIX_ROW(title, line)                                                                      \
    {                                                                                              \
        title, proc_line_decode_unix, TEXT(line)                                                   \
    }

static const struct bad_row bad_lines[] = {
    UNIX_ROW("nothing", ""),
    UNIX_ROW("a path with a newline, its rest", "line 1 2"),
    UNIX_ROW("a pointer of 15 digits",
             "0000000bcf1e255: 00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a pointer of 17 digits",
             "000000000bcf1e255: 00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a pointer of 12 digits", "0000bcf1e255: 00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a pointer that is no number",
             "0x000000bcf1e255: 00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a blank before the line", " " HEAD "24973736"),
    UNIX_ROW("two blanks", "00000000bcf1e255:  00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a tab", "00000000bcf1e255:\t00000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("references of 7 digits",
             "00000000bcf1e255: 0000002 00000000 00010000 0001 01 24973736"),
    UNIX_ROW("a protocol", "00000000bcf1e255: 00000002 00000001 00010000 0001 01 24973736"),
    UNIX_ROW("other flags", "00000000bcf1e255: 00000002 00000000 00010001 0001 01 24973736"),
    UNIX_ROW("type 0", "00000000bcf1e255: 00000002 00000000 00010000 0000 01 24973736"),
    UNIX_ROW("type 6", "00000000bcf1e255: 00000002 00000000 00010000 0006 01 24973736"),
    UNIX_ROW("type 257", "00000000bcf1e255: 00000002 00000000 00010000 0101 01 24973736"),
    UNIX_ROW("state 0", "00000000bcf1e255: 00000002 00000000 00000000 0001 00 24973736"),
    UNIX_ROW("state 5", "00000000bcf1e255: 00000002 00000000 00000000 0001 05 24973736"),
    UNIX_ROW("an inode without blanks before it", HEAD "37"),
    UNIX_ROW("an inode with too many blanks", HEAD " 24973736"),
    UNIX_ROW("an inode with a zero before it", HEAD "024973736"),
    UNIX_ROW("an inode above 32 bits", HEAD "4294967296"),
    UNIX_ROW("a negative inode", HEAD "-24973736"),
    UNIX_ROW("no inode", HEAD "     "),
    UNIX_ROW("a blank and no name", HEAD "24973736 "),
    UNIX_ROW("a name of 109 bytes", HEAD "24973736 xy" PATH_107),
    {"packet: a column is missing", proc_line_decode_packet,
     TEXT("00000000c5bd6d1b 2      3    0000   0     0 0      467   ")},
    {"packet: one more", proc_line_decode_packet,
     TEXT("00000000c5bd6d1b 2      3    0000   0     0 0      0      467   1")},
    {"packet: five digits", proc_line_decode_packet,
     TEXT("00000000c5bd6d1b 2      3    00000  0     0 0      0      467   ")},
    {"packet: type 256", proc_line_decode_packet,
     TEXT("00000000c5bd6d1b 2      256  0000   0     0 0      0      467   ")},
    {"netlink: a column is missing", proc_line_decode_netlink,
     TEXT("00000000856c3697 0   12345      00000000 0        0        0     2        477     ")},
    {"netlink: one more", proc_line_decode_netlink,
     TEXT("00000000856c3697 0   12345      00000000 0        0        0     2        0        477 "
          "1")},
    {"netlink: groups of 7 digits", proc_line_decode_netlink,
     TEXT(
         "00000000856c3697 0   12345      0000000  0        0        0     2        0        477")},
    {"netlink: a negative number", proc_line_decode_netlink,
     TEXT(
         "00000000856c3697 0   -1         00000000 0        0        0     2        0        477")},
};

static void test_bad_line(void **state)
{
    const struct bad_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct proc_line line = {.sock = {.inode = 4711}};

    assert_int_equal(decode(row->decode, row->line, &line, &detail), -EBADMSG);
    assert_int_equal(line.sock.inode, 4711);
    assert_int_equal(detail.length, 0);
}

static void test_a_socket_that_waits_to_be_accepted_is_not_listed(void **state)
{
    static const char line[] = "000000004a6196c4: 00000003 00000000 00000000 0001 02     0 @full";
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct proc_line result;

    (void)state;
    assert_int_equal(
        decode(proc_line_decode_unix, (struct text){line, sizeof(line) - 1}, &result, &detail),
        LINE_WITHOUT_SOCKET);
    assert_int_equal(result.digits, 16);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_socket_that_waits_to_be_accepted_is_not_listed),
    };

    return RUN_ROWS(test_recorded, files) + RUN_ROWS(test_cut_at_every_length, files) +
           RUN_ROWS(test_every_damage_is_survived, files) + RUN_ROWS(test_name, names) +
           RUN_ROWS(test_state, states) + RUN_ROWS(test_bad_line, bad_lines) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

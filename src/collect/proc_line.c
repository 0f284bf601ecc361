// SPDX-License-Identifier: MIT
#include "collect/proc_line.h"

#include "base/parse.h"
#include "sock/detail.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#define NAME_SIZE sizeof(((struct sockaddr_un *)NULL)->sun_path)

/** Flags of a Unix listener: __SO_ACCEPTCON, include/uapi/linux/net.h. */
#define ACCEPTS 0x10000

/** States of a Unix socket, include/uapi/linux/net.h, socket_state. */
#define CONNECTED 3
#define DISCONNECTING 4

/** The rest of a line that is read. BAD: it differs from the layout, and no more is read. */
struct cursor {
    const char *at, *end;
    bool bad;
};

/** Takes LENGTH bytes as a number by PARSE. */
static uint64_t take_number(struct cursor *cursor, size_t length,
                            int (*parse)(const char *, size_t, uint64_t, uint64_t *))
{
    uint64_t number = 0;

    if (cursor->bad || length > (size_t)(cursor->end - cursor->at) ||
        parse(cursor->at, length, UINT32_MAX, &number) != 0) {
        cursor->bad = true;
        return 0;
    }
    cursor->at += length;
    return number;
}

/** Takes a hexadecimal number of exactly DIGITS digits. */
static uint32_t take_hex(struct cursor *cursor, size_t digits)
{
    return (uint32_t)take_number(cursor, digits, parse_hex);
}

/** Returns the number of bytes up to the next BYTE, or to the end. */
static size_t count_to(const struct cursor *cursor, char byte)
{
    size_t left = (size_t)(cursor->end - cursor->at);
    const char *found = memchr(cursor->at, byte, left);

    return found ? (size_t)(found - cursor->at) : left;
}

static void take_byte(struct cursor *cursor, char byte)
{
    cursor->bad = cursor->bad || cursor->at == cursor->end || *cursor->at != byte;
    if (!cursor->bad)
        cursor->at++;
}

/** Returns the number of blanks, and takes them. */
static size_t take_blanks(struct cursor *cursor)
{
    const char *start = cursor->at;

    while (cursor->at < cursor->end && *cursor->at == ' ')
        cursor->at++;
    return (size_t)(cursor->at - start);
}

/** Takes a pointer and the byte END; returns the number of its digits: 8 or 16. */
static unsigned take_pointer(struct cursor *cursor, char end)
{
    bool wide = count_to(cursor, end) == 16;

    take_hex(cursor, 8);
    if (wide)
        take_hex(cursor, 8);
    take_byte(cursor, end);
    return wide ? 16 : 8;
}

/** Takes a decimal number that blanks before it make WIDTH bytes long, if it is shorter. */
static uint32_t take_right(struct cursor *cursor, size_t width)
{
    size_t blanks = take_blanks(cursor);
    size_t digits = count_to(cursor, ' ');

    if (blanks + digits < width || (blanks > 0 && blanks + digits > width) ||
        (digits > 1 && *cursor->at == '0'))
        cursor->bad = true;
    return (uint32_t)take_number(cursor, digits, parse_decimal);
}

/** Takes a decimal number, and one or more blanks or the end of the line. */
static uint32_t take_left(struct cursor *cursor)
{
    uint32_t number = (uint32_t)take_number(cursor, count_to(cursor, ' '), parse_decimal);

    if (take_blanks(cursor) == 0 && cursor->at < cursor->end)
        cursor->bad = true;
    return number;
}

/** Takes a hexadecimal number of exactly DIGITS digits, and one or more blanks. */
static uint32_t take_left_hex(struct cursor *cursor, size_t digits)
{
    uint32_t number = take_hex(cursor, digits);

    if (!cursor->bad && take_blanks(cursor) == 0)
        cursor->bad = true;
    return number;
}

/** Takes a blank and a name, or nothing at the end of the line. */
static void take_name(struct cursor *cursor, struct sock *sock, struct strbuf *detail)
{
    if (cursor->bad || cursor->at == cursor->end)
        return;
    take_byte(cursor, ' ');
    struct text name = {cursor->at, (size_t)(cursor->end - cursor->at)};
    size_t room = sizeof(sock->local.bytes);

    if (name.length == 0 || name.length > NAME_SIZE)
        cursor->bad = true;
    if (cursor->bad)
        return;
    memcpy(sock->local.bytes, name.bytes, name.length < room ? name.length : room);
    detail_put(detail, DETAIL_NAME, name);
}

/** Sets the states by the columns Flags and St. Returns false if no socket can have them. */
static bool decode_unix_state(uint32_t flags, uint32_t state, struct proc_line *line)
{
    bool listens = flags == ACCEPTS;

    if ((flags != 0 && !listens) || state == 0 || state > DISCONNECTING)
        return false;
    line->sock.state = listens              ? STATE_LISTEN
                       : state == CONNECTED ? STATE_ESTABLISHED
                                            : STATE_UNCONNECTED;
    line->states = STATE_BIT(line->sock.state);
    if (line->sock.type == TYPE_DGRAM && state == CONNECTED)
        line->states |= STATE_BIT(STATE_UNCONNECTED);
    return true;
}

int proc_line_decode_unix(const char *line, size_t length, struct proc_line *ret_line,
                          struct strbuf *detail)
{
    struct cursor cursor = {.at = line, .end = line + length};
    struct proc_line result = {.sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX}};
    struct sock *sock = &result.sock;

    result.digits = take_pointer(&cursor, ':');
    take_byte(&cursor, ' ');
    take_hex(&cursor, 8); // references
    take_byte(&cursor, ' ');
    uint32_t protocol = take_hex(&cursor, 8); // always 0
    take_byte(&cursor, ' ');
    uint32_t flags = take_hex(&cursor, 8);
    take_byte(&cursor, ' ');
    uint32_t type = take_hex(&cursor, 4);
    take_byte(&cursor, ' ');
    uint32_t state = take_hex(&cursor, 2);
    take_byte(&cursor, ' ');
    sock_set_inode(sock, take_right(&cursor, 5));
    sock_set_type(sock, type < TYPE_COUNT ? (uint8_t)type : 0);
    if (cursor.bad || protocol != 0 || sock->type == 0 || !decode_unix_state(flags, state, &result))
        return -EBADMSG;
    take_name(&cursor, sock, detail);
    if (cursor.bad)
        return -EBADMSG;
    *ret_line = result;
    return sock->inode == 0 ? LINE_WITHOUT_SOCKET : 0;
}

int proc_line_decode_packet(const char *line, size_t length, struct proc_line *ret_line,
                            struct strbuf *detail)
{
    struct cursor cursor = {.at = line, .end = line + length};
    struct proc_line result = {.sock = {.proto = PROTO_PACKET,
                                        .family = FAMILY_PACKET,
                                        .state = STATE_UNCONNECTED,
                                        .have = HAVE_UID},
                               .states = STATE_BIT(STATE_UNCONNECTED)};
    struct sock *sock = &result.sock;

    (void)detail;
    result.digits = take_pointer(&cursor, ' ');
    take_left(&cursor); // references
    uint32_t type = take_left(&cursor);
    uint32_t ethertype = take_left_hex(&cursor, 4);
    sock->device = take_left(&cursor);
    take_left(&cursor); // running
    take_left(&cursor); // memory of what was received
    sock->uid = take_left(&cursor);
    sock_set_inode(sock, take_left(&cursor));
    if (cursor.bad || cursor.at < cursor.end || type > UINT8_MAX)
        return -EBADMSG;
    sock_set_type(sock, (uint8_t)type);
    sock->have |= sock->device != 0 ? HAVE_DEVICE : 0;
    address_set_number(&sock->local, 0, sock->device);
    address_set_number(&sock->local, 1, ethertype);
    *ret_line = result;
    return 0;
}

int proc_line_decode_netlink(const char *line, size_t length, struct proc_line *ret_line,
                             struct strbuf *detail)
{
    struct cursor cursor = {.at = line, .end = line + length};
    struct proc_line result = {.sock = {.proto = PROTO_NETLINK,
                                        .family = FAMILY_NETLINK,
                                        .state = STATE_UNCONNECTED,
                                        .have = HAVE_QUEUES},
                               .states =
                                   STATE_BIT(STATE_UNCONNECTED) | STATE_BIT(STATE_ESTABLISHED)};
    struct sock *sock = &result.sock;

    (void)detail;
    result.digits = take_pointer(&cursor, ' ');
    address_set_number(&sock->local, 0, take_left(&cursor));
    uint32_t portid = take_left(&cursor);
    take_left_hex(&cursor, 8); // the first groups
    sock->recv_q = take_left(&cursor);
    sock->send_q = take_left(&cursor);
    take_left(&cursor); // a dump is running
    take_left(&cursor); // references
    take_left(&cursor); // drops
    sock_set_inode(sock, take_left(&cursor));
    if (cursor.bad || cursor.at < cursor.end)
        return -EBADMSG;
    address_set_number(&sock->local, 1, portid);
    sock->of_kernel = portid == 0; // the kernel's own; a program's has a port
    *ret_line = result;
    return 0;
}

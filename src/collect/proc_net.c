// SPDX-License-Identifier: MIT
#include "collect/proc_net.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "collect/proc_line.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CHUNK 65536
#define LONGEST_LINE 65536 // real lines have about 150 bytes

/** The columns of a line that are read; more columns may follow. */
enum column {
    COLUMN_SLOT,
    COLUMN_LOCAL,
    COLUMN_PEER,
    COLUMN_STATE,
    COLUMN_QUEUES,
    COLUMN_TIMER,
    COLUMN_RETRANSMITS,
    COLUMN_UID,
    COLUMN_PROBES, /**< has the heading "timeout" */
    COLUMN_INODE,
    COLUMN_COUNT,
};

/** Splits a line at blanks; returns false if it has too few columns. */
static bool split(const char *line, size_t length, struct text ret_columns[COLUMN_COUNT])
{
    const char *end = line + length;

    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        while (line < end && *line == ' ')
            line++;
        const char *start = line;
        while (line < end && *line != ' ')
            line++;
        if (line == start)
            return false;
        ret_columns[i] = (struct text){start, (size_t)(line - start)};
    }
    return true;
}

/** Reads a hexadecimal number of exactly DIGITS digits. */
static bool fixed_hex(const char *text, size_t length, size_t digits, uint64_t *ret_number)
{
    return length == digits && parse_hex(text, length, UINT32_MAX, ret_number) == 0;
}

/** Reads two hexadecimal numbers separated by a colon. */
static bool hex_pair(struct text text, size_t first_digits, uint64_t ret_pair[2])
{
    const char *colon = memchr(text.bytes, ':', text.length);

    if (!colon)
        return false;
    size_t first = (size_t)(colon - text.bytes);
    return fixed_hex(text.bytes, first, first_digits, &ret_pair[0]) &&
           parse_hex(colon + 1, text.length - first - 1, UINT32_MAX, &ret_pair[1]) == 0;
}

/** Reads "0100007F:1F90": words of an address in the host's byte order, and a port. */
static bool decode_endpoint(struct text text, const struct proc_net_format *format,
                            struct address *ret_address, uint16_t *ret_port)
{
    size_t words = family_table[format->family].size / 4;
    uint64_t port = 0;

    if (text.length != words * 8 + 5 || text.bytes[words * 8] != ':' ||
        !fixed_hex(text.bytes + words * 8 + 1, 4, 4, &port))
        return false;
    for (size_t i = 0; i < words; i++) {
        uint64_t word = 0;
        if (!fixed_hex(text.bytes + 8 * i, 8, 8, &word))
            return false;
        for (size_t byte = 0; byte < 4; byte++) {
            size_t shift = 8 * (format->big_endian ? 3 - byte : byte);
            ret_address->bytes[4 * i + byte] = (uint8_t)(word >> shift);
        }
    }
    *ret_port = (uint16_t)port;
    return true;
}

static bool decode_state(struct text text, struct sock *sock)
{
    uint64_t state = 0;

    if (!fixed_hex(text.bytes, text.length, 2, &state))
        return false;
    sock->state = (uint8_t)state_from_kernel(sock->proto, (uint8_t)state, sock->local_port != 0);
    sock_clear_stale_peer(sock);
    return sock->state != 0;
}

static bool decode_queues(struct text text, struct sock *sock)
{
    uint64_t queues[2] = {0};

    if (!hex_pair(text, 8, queues))
        return false;
    sock->send_q = (uint32_t)queues[0];
    sock->recv_q = (uint32_t)queues[1];
    if (sock->state == STATE_LISTEN)
        sock->have |= HAVE_ACCEPT_QUEUE;
    else if (sock_has_queues(sock))
        sock->have |= HAVE_QUEUES;
    return true;
}

static bool decode_timer(const struct text columns[COLUMN_COUNT], unsigned ticks, struct sock *sock)
{
    const struct text *again = &columns[COLUMN_RETRANSMITS];
    const struct text *probes = &columns[COLUMN_PROBES];
    uint64_t parts[2] = {0}; // the timer, and ticks until it fires
    uint64_t counts[2] = {0};

    if (!hex_pair(columns[COLUMN_TIMER], 2, parts) ||
        parse_hex(again->bytes, again->length, UINT32_MAX, &counts[0]) != 0 ||
        parse_decimal(probes->bytes, probes->length, UINT32_MAX, &counts[1]) != 0)
        return false;
    if (parts[0] == TIMER_OFF || parts[0] >= TIMER_COUNT)
        return true;
    bool probing = parts[0] == TIMER_KEEPALIVE || parts[0] == TIMER_PERSIST;
    uint64_t milliseconds = parts[1] * 1000 / ticks;
    sock->timer = parts[0] & 7U;
    sock->timer_expires_ms = milliseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)milliseconds;
    sock->retransmits = counts[probing] > UINT8_MAX ? UINT8_MAX : (uint8_t)counts[probing];
    sock->have |= HAVE_TIMER;
    return true;
}

static bool decode_identity(struct text uid, struct text inode, struct sock *sock)
{
    uint64_t numbers[2] = {0};

    if (parse_decimal(uid.bytes, uid.length, UINT32_MAX, &numbers[0]) != 0 ||
        parse_decimal(inode.bytes, inode.length, UINT32_MAX, &numbers[1]) != 0)
        return false;
    sock->uid = (uint32_t)numbers[0];
    sock_set_inode(sock, (uint32_t)numbers[1]);
    if (sock_uid_is_user(sock))
        sock->have |= HAVE_UID;
    return true;
}

int proc_net_decode(const char *line, size_t length, const struct proc_net_format *format,
                    struct sock *ret_sock)
{
    struct text columns[COLUMN_COUNT];
    struct sock sock = {.proto = (uint8_t)format->proto, .family = (uint8_t)format->family};

    if (!split(line, length, columns) ||
        !decode_endpoint(columns[COLUMN_LOCAL], format, &sock.local, &sock.local_port) ||
        !decode_endpoint(columns[COLUMN_PEER], format, &sock.peer, &sock.peer_port) ||
        !decode_state(columns[COLUMN_STATE], &sock) ||
        !decode_queues(columns[COLUMN_QUEUES], &sock) ||
        !decode_timer(columns, format->ticks, &sock) ||
        !decode_identity(columns[COLUMN_UID], columns[COLUMN_INODE], &sock))
        return -EBADMSG;
    if (proto_table[sock.proto].lacks)
        sock_clear_lacking(&sock);
    *ret_sock = sock;
    return 0;
}

/** The format of the lines of a family that has its own. */
struct family_lines {
    int (*decode)(const char *line, size_t length, struct proc_line *ret_line,
                  struct strbuf *detail); /**< NULL: proc_net_decode */
    bool has_names;                       /**< a name can contain a newline */
};

/** By the messages of sock_diag about the same sockets. */
static const struct family_lines family_lines[] = {
    [DIAG_UNIX] = {proc_line_decode_unix, true},
    [DIAG_PACKET] = {proc_line_decode_packet, false},
    [DIAG_NETLINK] = {proc_line_decode_netlink, false},
    [DIAG_COUNT] = {NULL, false},
};

/** The reading of one file and its target. */
struct reading {
    const struct request *request;
    struct proc_net_format format;
    const struct family_lines *lines;
    struct row_sink *sink;
    struct strbuf detail; /**< of the line at hand */
    unsigned digits;      /**< of the pointers in the lines of a family; 0: not known yet */
    struct proc_net_answer answer;
    bool header_seen;
};

static void take_inet_line(struct reading *reading, const char *line, size_t length)
{
    struct sock sock;

    if (proc_net_decode(line, length, &reading->format, &sock) != 0) {
        reading->answer.bad_lines++;
        return;
    }
    reading->answer.lines++;
    sink_offer(reading->sink, reading->request, &sock, (struct text){0});
}

/** Adds the socket of a line if it is requested. */
static void add_family_sock(struct reading *reading, const struct proc_line *line)
{
    const struct sock *sock = &line->sock;
    state_set states = request_states(reading->request, sock->proto, sock->family);

    if (!request_lists(reading->request, sock))
        reading->answer.uncertain += (states & line->states) != 0;
    else
        sink_offer(reading->sink, reading->request, sock, strbuf_contents(&reading->detail));
}

static void take_family_line(struct reading *reading, const char *text, size_t length)
{
    struct proc_line line;

    strbuf_truncate(&reading->detail, 0);
    int result = reading->lines->decode(text, length, &line, &reading->detail);
    if (result >= 0 && reading->digits == 0)
        reading->digits = line.digits; // the first line is no part of a name
    if (result < 0 || line.digits != reading->digits) {
        size_t *count =
            reading->lines->has_names ? &reading->answer.name_lines : &reading->answer.bad_lines;
        (*count)++;
        return;
    }
    reading->answer.lines++;
    if (result == 0)
        add_family_sock(reading, &line);
}

static void take_line(struct reading *reading, const char *line, size_t length)
{
    if (!reading->header_seen)
        reading->header_seen = true;
    else if (reading->lines->decode)
        take_family_line(reading, line, length);
    else
        take_inet_line(reading, line, length);
}

/** Takes the complete lines in TEXT; returns their length in bytes. */
static size_t take_lines(struct reading *reading, const char *text, size_t length)
{
    const char *line = text;
    const char *newline;

    while ((newline = memchr(line, '\n', (size_t)(text + length - line)))) {
        take_line(reading, line, (size_t)(newline - line));
        line = newline + 1;
    }
    return (size_t)(line - text);
}

/**
 * A shorter read is the last one: the kernel fills a page of at least 4096 bytes while lines fit
 * (fs/seq_file.c, seq_read_iter). To read again would walk the whole table of connections again,
 * without a row (net/ipv4/tcp_ipv4.c, tcp_seq_start).
 */
#define SHORT_READ 2048

static int read_lines(int fd, struct reading *reading)
{
    CLEANUP(strbuf_free) struct strbuf pending = {0};

    for (;;) {
        char *room = strbuf_room(&pending, CHUNK);
        ssize_t count = file_read_some(fd, room, CHUNK);
        if (count < 0)
            return (int)count;
        if (count == 0)
            break;
        strbuf_added(&pending, (size_t)count);
        size_t taken = take_lines(reading, pending.data, pending.length);
        memmove(pending.data, pending.data + taken, pending.length - taken);
        strbuf_truncate(&pending, pending.length - taken);
        if (pending.length > LONGEST_LINE)
            return -EBADMSG;
        if (count < SHORT_READ)
            break;
    }
    if (pending.length > 0)
        take_line(reading, pending.data, pending.length);
    return 0;
}

/** Returns 0 if FD is on procfs; -EXDEV if it is not; otherwise the negative errno of the check. */
static int check_procfs(int fd)
{
    struct statfs filesystem;

    if (fstatfs(fd, &filesystem) < 0)
        return -errno;
    return filesystem.f_type == PROC_SUPER_MAGIC ? 0 : -EXDEV;
}

int proc_net_open_file(int directory, const char *name)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    if (!name)
        return -ENOENT;
    strbuf_text(&path, directory ? "" : "/proc/self/net/");
    strbuf_text(&path, name);
    if (!path.data)
        return -ENOENT;
    int fd = openat(directory, path.data, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int error = fd < 0 ? -errno : check_procfs(fd);

    if (!error)
        return fd;
    file_close(&fd);
    return error;
}

void proc_net_open(const struct request *request, struct proc_net_files *files)
{
    files->opened = true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            bool requested = request_states(request, proto, family) != 0;
            const char *name = proto_table[proto].files[family];
            files->fds[proto][family] =
                requested ? proc_net_open_file(files->directory, name) : -EBADF;
        }
    }
}

void proc_net_close(struct proc_net_files *files)
{
    for (enum proto proto = 0; proto < PROTO_COUNT && files->opened; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++)
            file_close(&files->fds[proto][family]);
    }
    files->opened = false;
}

/** Reads the file of the format of READING. */
static int read_file(const struct proc_net_files *files, struct reading *reading)
{
    enum proto proto = reading->format.proto;
    enum family family = reading->format.family;
    const char *name = proto_table[proto].files[family];
    bool opened = files && files->opened;
    CLEANUP(file_close)
    int now = opened ? -EBADF : proc_net_open_file(files ? files->directory : 0, name);
    int source = opened ? files->fds[proto][family] : now;

    if (opened && source >= 0)
        lseek(source, 0, SEEK_SET); // it may have been read before
    return source < 0 ? source : read_lines(source, reading);
}

int proc_net_collect(const struct request *request, enum proto proto,
                     const struct proc_net_files *files, struct row_sink *sink,
                     struct proc_net_answer *ret_answer)
{
    struct reading reading = {
        .request = request, .sink = sink, .lines = &family_lines[proto_table[proto].diag]};
    int error = 0;

    for (enum family family = 0; family < FAMILY_COUNT && !error; family++) {
        if (!request_states(request, proto, family))
            continue;
        reading.header_seen = false;
        reading.format = (struct proc_net_format){
            .proto = proto,
            .family = family,
            .big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
            .ticks = (unsigned)sysconf(_SC_CLK_TCK),
        };
        error = read_file(files, &reading);
        // A kernel with IPv6 switched off has no such file, and no such sockets.
        enum family mapped = family_table[family].maps;
        if (error == -ENOENT && mapped != family && request->families[mapped])
            error = 0;
    }
    sink_settle(sink);
    strbuf_free(&reading.detail);
    reading.answer.forgeable = reading.lines->has_names;
    *ret_answer = reading.answer;
    return error;
}

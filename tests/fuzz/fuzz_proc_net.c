// SPDX-License-Identifier: MIT
/**
 * A line of /proc/net/tcp, tcp6, udp or udp6. The first byte chooses protocol, family, byte order
 * and ticks. What was decoded is written as a line again, here, and must be decoded to the same;
 * the other byte order must find the same socket with its address words turned around.
 */
#include "socks.h"

#include "collect/proc_net.h"

#define NEVER                                                                                      \
    (HAVE_ACCEPT_LIMIT | HAVE_COOKIE | HAVE_DEVICE | HAVE_MARK | HAVE_V6ONLY | HAVE_CGROUP)

static size_t write_endpoint(char *text, size_t room, const uint8_t address[16], uint32_t port,
                             const struct proc_net_format *format)
{
    size_t words = format->family == FAMILY_IPV4 ? 1 : 4;
    size_t length = 0;

    for (size_t i = 0; i < words; i++) {
        const uint8_t *b = address + 4 * i;
        length +=
            (size_t)(format->big_endian ? snprintf(text + length, room - length, "%02X%02X%02X%02X",
                                                   b[0], b[1], b[2], b[3])
                                        : snprintf(text + length, room - length, "%02X%02X%02X%02X",
                                                   b[3], b[2], b[1], b[0]));
    }
    length += (size_t)snprintf(text + length, room - length, ":%04X", port);
    return length;
}

/** As net/ipv4/tcp_ipv4.c writes it, with timers in milliseconds. */
static size_t write_line(char *line, size_t room, const struct plain_sock *sock,
                         const struct proc_net_format *format)
{
    unsigned state = sock->state;
    // icsk_probes_out has a column of its own, headed "timeout"
    bool probes = sock->timer == TIMER_KEEPALIVE || sock->timer == TIMER_PERSIST;
    size_t length = (size_t)snprintf(line, room, "%4d: ", 17);

    if (state == STATE_UNCONNECTED || state == STATE_BOUND_INACTIVE)
        state = 7; // TCP_CLOSE
    length += write_endpoint(line + length, room - length, sock->local, sock->local_port, format);
    line[length++] = ' ';
    length += write_endpoint(line + length, room - length, sock->peer, sock->peer_port, format);
    length += (size_t)snprintf(
        line + length, room - length, " %02X %08X:%08X %02X:%08X %08X %5u %8d %u 1 0 100 0", state,
        sock->send_q, sock->recv_q, sock->timer, sock->timer_expires_ms,
        probes ? 0U : sock->retransmits, sock->uid, probes ? sock->retransmits : 0, sock->inode);
    return length;
}

static void check_again(const struct plain_sock *sock, struct proc_net_format format)
{
    char line[512];
    struct sock record = untouched();

    format.ticks = 1000;
    size_t length = write_line(line, sizeof(line), sock, &format);
    char *bytes = exact(line, length);
    MUST(proc_net_decode(bytes, length, &format, &record) == 0);
    struct plain_sock again = plain_of(&record);
    MUST(is_same(sock, &again));
    free(bytes);
}

static void turn_around(uint8_t address[16])
{
    uint8_t turned[16];

    for (size_t i = 0; i < sizeof(turned); i++)
        turned[i] = address[i / 4 * 4 + 3 - i % 4];
    memcpy(address, turned, sizeof(turned));
}

static void check_other_order(const char *line, size_t size, const struct plain_sock *sock,
                              struct proc_net_format format)
{
    struct sock record = untouched();

    format.big_endian = !format.big_endian;
    MUST(proc_net_decode(line, size, &format, &record) == 0);
    struct plain_sock other = plain_of(&record);
    turn_around(other.local);
    turn_around(other.peer);
    MUST(is_same(sock, &other));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned ticks[] = {100, 250, 1000, 1};
    uint8_t chosen = choice(&data, &size);
    struct proc_net_format format = {
        .proto = chosen & 1 ? PROTO_UDP : PROTO_TCP,
        .family = chosen & 2 ? FAMILY_IPV6 : FAMILY_IPV4,
        .big_endian = chosen & 4,
        .ticks = ticks[chosen >> 3 & 3],
    };
    struct sock record = untouched();
    char *line = exact(data, size);

    if (proc_net_decode(line, size, &format, &record) == 0) {
        struct plain_sock sock = plain_of(&record);
        MUST(sock.proto == format.proto && sock.family == format.family);
        check_sock(&sock);
        MUST(!knows(&sock, NEVER));
        check_again(&sock, format);
        check_other_order(line, size, &sock, format);
    } else {
        MUST(is_untouched(&record));
    }
    free(line);
    return 0;
}

// SPDX-License-Identifier: MIT
/**
 * A step that makes a TIME-WAIT socket, and what makes it stay. The kernel drops such a socket
 * after a minute (TCP_TIMEWAIT_LEN), too soon on a busy machine; a segment that the peer could have
 * sent restarts that minute (net/ipv4/tcp_minisocks.c, tcp_timewait_state_process).
 */
#include "steps.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

/** Values of TCP_REPAIR_QUEUE (linux/tcp.h), which not every libc declares. */
enum { REPAIR_RECV_QUEUE = 1, REPAIR_SEND_QUEUE = 2 };

static void set_repair(const struct words *words, int fd, int mode)
{
    if (setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &mode, sizeof(mode)) < 0)
        step_failed(words, "TCP_REPAIR");
}

/** Returns the next sequence number of a queue of a socket in repair mode. */
static uint32_t next_sequence(const struct words *words, int fd, int queue)
{
    uint32_t sequence = 0;
    socklen_t length = sizeof(sequence);

    if (setsockopt(fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue, sizeof(queue)) < 0 ||
        getsockopt(fd, IPPROTO_TCP, TCP_QUEUE_SEQ, &sequence, &length) < 0)
        step_failed(words, "TCP_QUEUE_SEQ");
    return sequence;
}

/** Turns an IPv4 address that is mapped into IPv6 into what the segment has. */
static void unmap(struct sockaddr_storage *address)
{
    struct sockaddr_in6 mapped;
    struct sockaddr_in plain = {.sin_family = AF_INET};

    memcpy(&mapped, address, sizeof(mapped));
    if (mapped.sin6_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&mapped.sin6_addr))
        return;
    plain.sin_port = mapped.sin6_port;
    memcpy(&plain.sin_addr, &mapped.sin6_addr.s6_addr[12], sizeof(plain.sin_addr));
    memcpy(address, &plain, sizeof(plain));
}

/** Returns what the peer of FD will say once it has sent its FIN, which is still to come. */
static struct held held_of(const struct words *words, int fd)
{
    struct held held = {0};
    socklen_t local = sizeof(held.local);
    socklen_t peer = sizeof(held.peer);

    if (getsockname(fd, (struct sockaddr *)&held.local, &local) < 0 ||
        getpeername(fd, (struct sockaddr *)&held.peer, &peer) < 0)
        step_failed(words, "name");
    unmap(&held.local);
    unmap(&held.peer);
    held.length = held.peer.ss_family == AF_INET ? sizeof(struct sockaddr_in) : peer;
    set_repair(words, fd, TCP_REPAIR_ON);
    held.sequence = next_sequence(words, fd, REPAIR_RECV_QUEUE) + 1;
    held.acknowledged = next_sequence(words, fd, REPAIR_SEND_QUEUE);
    set_repair(words, fd, TCP_REPAIR_OFF_NO_WP);
    return held;
}

void step_time_wait(struct registry *registry, const struct words *words)
{
    const char *first = words->word[1];
    const char *second = words->word[2];

    if (shutdown(step_socket(registry, words, first), SHUT_WR) < 0)
        step_failed(words, "shutdown");
    step_await_state(registry, words, second, TCP_CLOSE_WAIT);
    step_await_state(registry, words, first, TCP_FIN_WAIT2);
    registry->held[registry->held_count++] = held_of(words, step_socket(registry, words, first));
    if (shutdown(step_socket(registry, words, second), SHUT_WR) < 0)
        step_failed(words, "shutdown");
    step_await_state(registry, words, second, TCP_CLOSE);
    step_await_state(registry, words, first, TCP_CLOSE); // another socket is in TIME-WAIT
    step_close_socket(registry, words, first);
    step_close_socket(registry, words, second);
}

/** Returns the sum of 16-bit words in network order (RFC 1071). */
static uint32_t sum_of(const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;
    uint32_t sum = 0;

    for (size_t i = 0; i + 1 < size; i += 2)
        sum += (uint32_t)byte[i] << 8 | byte[i + 1];
    return sum;
}

static uint16_t checksum_ipv4(const struct held *held, const struct tcphdr *segment)
{
    struct sockaddr_in local;
    struct sockaddr_in peer;

    memcpy(&local, &held->local, sizeof(local));
    memcpy(&peer, &held->peer, sizeof(peer));
    uint32_t sum = sum_of(segment, sizeof(*segment)) + IPPROTO_TCP + (uint32_t)sizeof(*segment) +
                   sum_of(&local.sin_addr, sizeof(local.sin_addr)) +
                   sum_of(&peer.sin_addr, sizeof(peer.sin_addr));
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~sum);
}

/** Returns the port of an address, in network order, and sets it to 0, as raw sockets want it. */
static in_port_t take_port(struct sockaddr_storage *address)
{
    struct sockaddr_in name; // the port is at the same offset in IPv6

    memcpy(&name, address, sizeof(name));
    in_port_t port = name.sin_port;
    name.sin_port = 0;
    memcpy(address, &name, sizeof(name));
    return port;
}

/** Sends the acknowledgement that the peer could have sent. */
static bool send_again(struct held held)
{
    static const int checksum_offset = 16;
    struct tcphdr segment = {.th_seq = htonl(held.sequence),
                             .th_ack = htonl(held.acknowledged),
                             .th_off = sizeof(segment) / 4,
                             .th_flags = TH_ACK,
                             .th_win = htons(1024)};
    bool ipv4 = held.peer.ss_family == AF_INET;
    int fd = socket(held.peer.ss_family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP);

    segment.th_sport = take_port(&held.peer);
    segment.th_dport = take_port(&held.local);
    if (ipv4)
        segment.th_sum = checksum_ipv4(&held, &segment);
    bool sent = fd >= 0 &&
                (ipv4 || setsockopt(fd, IPPROTO_IPV6, IPV6_CHECKSUM, &checksum_offset,
                                    sizeof(checksum_offset)) == 0) &&
                bind(fd, (struct sockaddr *)&held.peer, held.length) == 0 &&
                sendto(fd, &segment, sizeof(segment), 0, (struct sockaddr *)&held.local,
                       held.length) == sizeof(segment);
    close(fd);
    return sent;
}

void hold_time_wait(const struct registry *registry)
{
    static const struct words words = {.step = "time-wait"};

    for (size_t i = 0; i < registry->held_count; i++) {
        if (!send_again(registry->held[i]))
            step_failed(&words, "hold");
    }
}

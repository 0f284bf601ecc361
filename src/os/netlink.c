// SPDX-License-Identifier: MIT
#include "os/netlink.h"

#include "base/alloc.h"
#include "os/file.h"
#include "os/read_ahead.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

/** Some sandboxes accept a request and never reply. */
#define TIMEOUT_SECONDS 5

/** Bytes for SO_RCVBUF: more than the largest backlog of a dump. */
#define LARGE_BUFFER (8 << 20)

/** Bytes for an acknowledgment, which repeats the request, and may explain an error. */
#define ACKNOWLEDGMENT_SIZE 1024

struct netlink {
    struct mnl_socket *socket;
    uint32_t sequence;
    bool large; /**< the receive buffer is large */
};

/**
 * Enlarges the receive buffer as far as allowed: more needs CAP_NET_ADMIN; less is not an error.
 */
static void enlarge(struct netlink *netlink)
{
    static const int size = LARGE_BUFFER;
    int fd = mnl_socket_get_fd(netlink->socket);

    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    netlink->large = true;
}

static int prepare(struct mnl_socket *socket)
{
    static const struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
    int fd = mnl_socket_get_fd(socket);

    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0)
        return -errno;
    return 0;
}

int netlink_open(struct netlink **ret_netlink)
{
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);

    if (!socket)
        return -errno;
    int error = prepare(socket);
    if (error) {
        mnl_socket_close(socket);
        return error;
    }
    *ret_netlink = alloc_array(1, sizeof(**ret_netlink));
    (*ret_netlink)->socket = socket;
    return 0;
}

void netlink_close(struct netlink *netlink)
{
    if (!netlink)
        return;
    mnl_socket_close(netlink->socket);
    free(netlink);
}

static void add_spare(struct netlink_supply *supply, struct netlink *netlink)
{
    supply->spares =
        alloc_grow(supply->spares, &supply->capacity, supply->count + 1, sizeof(*supply->spares));
    supply->spares[supply->count++] = netlink;
}

void netlink_supply_fill(struct netlink_supply *supply, size_t count)
{
    while (supply->count < count && !supply->error) {
        struct netlink *netlink = NULL;
        supply->error = netlink_open(&netlink);
        if (!netlink)
            return;
        if (supply->large)
            enlarge(netlink);
        add_spare(supply, netlink);
    }
}

int netlink_supply_adopt(struct netlink_supply *supply, int fd)
{
    struct mnl_socket *socket = mnl_socket_fdopen(fd);

    if (!socket) {
        int error = -errno;
        file_close(&fd);
        return error;
    }
    struct netlink *netlink = alloc_array(1, sizeof(*netlink));
    netlink->socket = socket;
    add_spare(supply, netlink);
    return 0;
}

int netlink_supply_take(struct netlink_supply *supply, struct netlink **ret_netlink)
{
    int error = 0;

    if (supply->count > 0)
        *ret_netlink = supply->spares[--supply->count];
    else if (supply->error || supply->fixed)
        return supply->error ? supply->error : -EBUSY;
    else if ((error = netlink_open(ret_netlink)) < 0)
        return error;
    if (supply->large && !(*ret_netlink)->large)
        enlarge(*ret_netlink);
    return 0;
}

void netlink_supply_return(struct netlink_supply *supply, struct netlink *netlink)
{
    if (supply->keeps || supply->fixed)
        add_spare(supply, netlink);
    else
        netlink_close(netlink);
}

/**
 * Discards the rest of a dump. The kernel adds to it while it is received, so the end of the queue
 * is the end of the dump, unless the kernel ran out of memory: then it refuses the next dump.
 */
static void drain(const struct netlink *netlink)
{
    int fd = mnl_socket_get_fd(netlink->socket);
    char byte;

    while (recv(fd, &byte, sizeof(byte), MSG_DONTWAIT | MSG_TRUNC) >= 0 || errno == ENOBUFS ||
           errno == EINTR)
        continue;
}

void netlink_supply_reclaim(struct netlink_supply *supply, struct netlink *netlink, int error)
{
    if (!supply->fixed || error == -ETIMEDOUT) { // its reply could still come
        netlink_close(netlink);
        if (supply->fixed && supply->count == 0)
            supply->error = error;
        return;
    }
    drain(netlink);
    add_spare(supply, netlink);
}

void netlink_supply_free(struct netlink_supply *supply)
{
    while (supply->count > 0)
        netlink_close(supply->spares[--supply->count]);
    free(supply->spares);
    supply->spares = NULL;
    supply->capacity = 0;
}

static bool has_port(const struct netlink *netlink, uint32_t port)
{
    return mnl_socket_get_portid(netlink->socket) == port;
}

bool netlink_is_own_port(const struct netlink *netlink, const struct netlink_supply *supply,
                         uint32_t port)
{
    bool own = has_port(netlink, port);

    for (size_t i = 0; i < supply->count && !own; i++)
        own = has_port(supply->spares[i], port);
    return own;
}

/** Where a reply comes from. */
struct reply {
    struct netlink_query query;
    const struct dump_secret *secret; /**< NULL: none */
    bool asked;                       /**< the request was sent */
};

/**
 * Receives one datagram from the kernel; returns its length or a negative errno. The kernel fills
 * datagrams up to the size of the buffer, at most 32 KiB (net/netlink/af_netlink.c,
 * netlink_recvmsg), so MSG_PEEK is not needed. It sends a longer one only for a socket that needs
 * it (struct netlink_callback, min_dump_alloc), as one with much storage of BPF programs does.
 */
static ssize_t receive_with(const struct netlink *netlink, void *buffer, size_t size, int flags)
{
    for (;;) {
        struct sockaddr_nl sender = {0};
        struct iovec space = {.iov_base = buffer, .iov_len = size};
        struct msghdr message = {
            .msg_name = &sender, .msg_namelen = sizeof(sender), .msg_iov = &space, .msg_iovlen = 1};
        ssize_t length = recvmsg(mnl_socket_get_fd(netlink->socket), &message, flags);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return -errno;
        if (message.msg_flags & MSG_TRUNC)
            return -EMSGSIZE;
        if (message.msg_namelen == sizeof(sender) && sender.nl_pid == 0)
            return length;
    }
}

static ssize_t receive(const struct netlink *netlink, void *buffer, size_t size)
{
    ssize_t length = receive_with(netlink, buffer, size, 0);

    return length == -EAGAIN ? -ETIMEDOUT : length;
}

/** Sends a request; returns 0 or a negative errno. */
static int send_request(const struct netlink_query *query)
{
    while (mnl_socket_sendto(query->netlink->socket, query->request, query->request->nlmsg_len) <
           0) {
        if (errno != EINTR)
            return -errno;
    }
    return 0;
}

/**
 * Receives one datagram of a reply. Sends the request before the first one, here and not before,
 * because the kernel fills the first datagram while it takes the request.
 */
static ssize_t receive_reply(void *context, void *buffer, size_t size)
{
    struct reply *reply = context;
    int error = reply->asked ? 0 : send_request(&reply->query);

    reply->asked = true;
    if (error)
        return error;
    ssize_t length = receive(reply->query.netlink, buffer, size);
    if (length > 0 && reply->secret)
        dump_erase(buffer, (size_t)length, reply->secret);
    return length;
}

/** Fills in the sequence number of a request, and returns the dump of its reply. */
static struct dump begin_dump(const struct netlink_query *query, dump_record *record, void *context)
{
    query->request->nlmsg_seq = ++query->netlink->sequence;
    return (struct dump){.sequence = query->request->nlmsg_seq,
                         .port = mnl_socket_get_portid(query->netlink->socket),
                         .record = record,
                         .context = context};
}

int netlink_dump(const struct netlink_query *queries, size_t count,
                 const struct dump_secret *secret, dump_record *record, void *context)
{
    struct dump dumps[NETLINK_QUERIES];
    struct reply replies[NETLINK_QUERIES];
    struct read_source sources[NETLINK_QUERIES] = {0};
    size_t unfinished = count;
    bool interrupted = false;
    int result = 0;

    for (size_t i = 0; i < count; i++) {
        dumps[i] = begin_dump(&queries[i], record, context);
        replies[i] = (struct reply){.query = queries[i], .secret = secret};
        sources[i] = (struct read_source){receive_reply, dump_ends, &replies[i], secret != NULL};
    }
    CLEANUP(read_ahead_end_variable) struct read_ahead *ahead = read_ahead_begin(sources, count);
    while (result >= 0 && unfinished > 0) {
        const char *datagram = NULL;
        ssize_t length = read_ahead_next(ahead, &datagram);
        struct dump *dump = &dumps[read_ahead_source(ahead)];
        result = length < 0 ? (int)length : dump_read(dump, datagram, (size_t)length);
        unfinished -= result == 0;
        interrupted = interrupted || dump->interrupted;
    }
    return result == 0 && interrupted ? -EINTR : result;
}

/** An acknowledgment comes without data. */
static int refuse_record(const struct nlmsghdr *message, void *context)
{
    (void)message;
    (void)context;
    return -EPROTO;
}

int netlink_request(struct netlink *netlink, struct nlmsghdr *request)
{
    _Alignas(struct nlmsghdr) char datagram[ACKNOWLEDGMENT_SIZE];
    const struct netlink_query query = {netlink, request};
    struct dump dump = begin_dump(&query, refuse_record, NULL);
    int result = send_request(&query);

    if (result < 0)
        return result;
    do {
        ssize_t length = receive(netlink, datagram, sizeof(datagram));
        result = length < 0 ? (int)length : dump_read(&dump, datagram, (size_t)length);
    } while (result == DUMP_GOES_ON);
    return result;
}

/** Joins the groups; returns 0 or a negative errno. */
static int join_groups(struct mnl_socket *socket, const unsigned *groups, size_t count)
{
    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
        return -errno;
    for (size_t i = 0; i < count; i++) {
        int group = (int)groups[i];
        if (mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
            return -errno;
    }
    return 0;
}

int netlink_listen(const unsigned *groups, size_t count, struct netlink **ret_netlink)
{
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (!socket)
        return -errno;
    struct netlink *netlink = alloc_array(1, sizeof(*netlink));
    netlink->socket = socket;
    enlarge(netlink); // before the first message
    int error = join_groups(socket, groups, count);
    if (error) {
        netlink_close(netlink);
        return error;
    }
    *ret_netlink = netlink;
    return 0;
}

int netlink_descriptor(const struct netlink *netlink)
{
    return mnl_socket_get_fd(netlink->socket);
}

ssize_t netlink_hear(const struct netlink *netlink, void *buffer, size_t size)
{
    return receive_with(netlink, buffer, size, MSG_DONTWAIT);
}

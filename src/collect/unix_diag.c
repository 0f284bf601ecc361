// SPDX-License-Identifier: MIT
#include "collect/unix_diag.h"

#include "collect/attribute.h"

#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#ifndef UDIAG_SHOW_UID // Linux 5.3
#define UDIAG_SHOW_UID 0x40
#define UNIX_DIAG_UID 7
#endif

/** Takes a name as the kernel has it: a path with its NUL, or a NUL and an abstract name. */
static void decode_name(struct text text, struct sock *sock, struct strbuf *name)
{
    strbuf_truncate(name, 0);
    if (text.length == 0)
        return;
    if (*text.bytes == '\0') {
        sock->abstract = true;
        strbuf_byte(name, '@');
        text = text_skip(text, 1);
    } else {
        text.length = strnlen(text.bytes, text.length);
    }
    strbuf_bytes(name, text.bytes, text.length);
    size_t start =
        name->length < sizeof(sock->local.bytes) ? name->length : sizeof(sock->local.bytes);
    memcpy(sock->local.bytes, name->data, start);
}

static void decode_queues(const char *payload, size_t size, struct sock *sock)
{
    struct unix_diag_rqlen queues;

    if (!attribute_number(payload, size, &queues, sizeof(queues)))
        return;
    sock->recv_q = queues.udiag_rqueue;
    sock->send_q = queues.udiag_wqueue;
    sock->have |= sock->state == STATE_LISTEN ? HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT : HAVE_QUEUES;
}

/** A reply while it is decoded. */
struct decoding {
    struct sock sock;
    struct strbuf *name;
    bool has_peer; /**< the kernel reported a peer, perhaps without its inode */
};

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct sock *sock = &decoding->sock;
    uint32_t inode = 0;
    uint8_t shutdown = 0;

    switch (type) {
    case UNIX_DIAG_NAME:
        decode_name((struct text){payload, size}, sock, decoding->name);
        break;
    case UNIX_DIAG_PEER: // 0: not accepted yet, or closed
        decoding->has_peer = true;
        if (attribute_number(payload, size, &inode, sizeof(inode)) && inode != 0)
            sock_set_peer_inode(sock, inode);
        break;
    case UNIX_DIAG_RQLEN:
        decode_queues(payload, size, sock);
        break;
    case UNIX_DIAG_SHUTDOWN:
        if (!attribute_number(payload, size, &shutdown, sizeof(shutdown)))
            break;
        sock->shutdown = shutdown & 3U;
        sock->have |= HAVE_SHUTDOWN;
        break;
    case UNIX_DIAG_UID:
        if (attribute_number(payload, size, &sock->uid, sizeof(sock->uid)))
            sock->have |= HAVE_UID;
        break;
    default:
        break;
    }
}

static void decode_identity(const struct unix_diag_msg *reply, struct sock *sock)
{
    sock_set_cookie(sock, reply->udiag_cookie);
    sock_set_inode(sock, reply->udiag_ino);
    if (reply->udiag_type == 0 || reply->udiag_type >= TYPE_COUNT || !type_names[reply->udiag_type])
        return;
    sock->type = reply->udiag_type;
    sock->have |= HAVE_TYPE;
}

int unix_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *name)
{
    struct unix_diag_msg reply;
    struct decoding decoding = {.sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX}, .name = name};
    struct sock *sock = &decoding.sock;

    strbuf_truncate(name, 0);
    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        message->nlmsg_len < NLMSG_SPACE(sizeof(reply)))
        return -EBADMSG;
    memcpy(&reply, NLMSG_DATA(message), sizeof(reply));
    if (reply.udiag_family != AF_UNIX)
        return -EBADMSG;
    sock->state = (uint8_t)state_from_kernel(PROTO_UNIX, reply.udiag_state, false);
    if (!sock->state)
        return -EBADMSG;
    decode_identity(&reply, sock);
    int error = attributes_read(message, NLMSG_SPACE(sizeof(reply)), decode_attribute, &decoding);
    if (error)
        return error;
    // connect(2) makes the state of both ends ESTABLISHED (net/unix/af_unix.c, unix_dgram_connect),
    // though the receiver has no peer.
    if (sock->type == TYPE_DGRAM && sock->state == STATE_ESTABLISHED && !decoding.has_peer)
        sock->state = STATE_UNCONNECTED;
    *ret_sock = *sock;
    return 0;
}

/** One dump, and where its records go. */
struct dump_job {
    const struct request *request;
    struct row_sink *sink;
    struct names *names;
    struct strbuf name; /**< of the record at hand */
};

static int take_record(const struct nlmsghdr *message, void *context)
{
    struct dump_job *job = context;
    struct sock sock;
    int error = unix_diag_decode(message, &sock, &job->name);

    if (error)
        return error;
    if (job->request->peers && job->name.length > 0)
        names_add(job->names, sock.inode, job->name.data, job->name.length);
    if (!request_lists(job->request, &sock))
        return 0;
    sink_add(job->sink, &sock);
    sock_table_add_detail(job->sink->rows, (struct text){job->name.data, job->name.length});
    return 0;
}

int unix_diag_collect(const struct request *request, struct netlink_supply *supply,
                      struct row_sink *sink, struct names *names)
{
    char buffer[NLMSG_SPACE(sizeof(struct unix_diag_req))] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
    struct unix_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    struct dump_job job = {.request = request, .sink = sink, .names = names};
    struct netlink *netlink = NULL;
    int error = netlink_supply_take(supply, &netlink);

    if (error)
        return error;
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    body->sdiag_family = AF_UNIX;
    state_set states = request_proto_states(request, PROTO_UNIX);
    bool connected = states & ~STATE_BIT(STATE_LISTEN);
    // Whether a datagram socket is connected depends on its peer, not on the kernel's state.
    if (connected)
        states |= STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_UNCONNECTED);
    // The name of a peer is that of another socket, in any state.
    body->udiag_states = request->peers ? ~0U : state_kernel_mask(states);
    body->udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID |
                       (request->peers || connected ? UDIAG_SHOW_PEER : 0U);
    error = netlink_dump(netlink, message, take_record, &job);
    strbuf_free(&job.name);
    if (error)
        netlink_close(netlink);
    else
        netlink_supply_return(supply, netlink);
    return error;
}

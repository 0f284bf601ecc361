// SPDX-License-Identifier: MIT
#include "collect/unix_diag.h"

#include "collect/attribute.h"
#include "collect/socket_attribute.h"

#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <sys/un.h>

#ifndef UDIAG_SHOW_UID // Linux 5.3
#define UDIAG_SHOW_UID 0x40
#define UNIX_DIAG_UID 7
#endif

/** Bytes of a name at most: a path that fills sun_path has its NUL behind. */
#define UNIX_NAME_SIZE (sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1)

/** Takes a name as the kernel has it: a path with its NUL, or a NUL and an abstract name. */
static void decode_name(struct text text, struct sock *sock, struct strbuf *detail)
{
    char name[UNIX_NAME_SIZE] = {'@'};

    bool known = detail_find(strbuf_contents(detail), DETAIL_NAME).bytes;

    if (text.length == 0 || text.length > sizeof(name) || known)
        return;
    sock->abstract = *text.bytes == '\0';
    sock->have |= HAVE_ABSTRACT;
    if (sock->abstract)
        memcpy(name + 1, text.bytes + 1, text.length - 1);
    else
        memcpy(name, text.bytes, text.length);
    size_t length = sock->abstract ? text.length : strnlen(name, text.length);
    memcpy(sock->local.bytes, name,
           length < sizeof(sock->local.bytes) ? length : sizeof(sock->local.bytes));
    detail_put(detail, DETAIL_NAME, (struct text){name, length});
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
    struct strbuf *detail;
    bool has_peer; /**< the kernel reported a peer, perhaps without its inode */
};

static void decode_attribute(uint16_t type, const char *payload, size_t size, void *context)
{
    struct decoding *decoding = context;
    struct sock *sock = &decoding->sock;
    uint32_t inode = 0;

    switch (type) {
    case UNIX_DIAG_NAME:
        decode_name((struct text){payload, size}, sock, decoding->detail);
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
        shutdown_decode((struct text){payload, size}, sock);
        break;
    case UNIX_DIAG_UID:
        uid_decode((struct text){payload, size}, sock);
        break;
    case UNIX_DIAG_VFS:
        if (size >= sizeof(struct unix_diag_vfs))
            detail_put(decoding->detail, DETAIL_UNIX_FILE, (struct text){payload, size});
        break;
    case UNIX_DIAG_MEMINFO:
        detail_put(decoding->detail, DETAIL_MEMORY, (struct text){payload, size});
        break;
    case UNIX_DIAG_ICONS:
        detail_put(decoding->detail, DETAIL_UNIX_QUEUED, (struct text){payload, size});
        break;
    default:
        break;
    }
}

static void decode_identity(const struct unix_diag_msg *reply, struct sock *sock)
{
    sock_set_cookie(sock, reply->udiag_cookie);
    sock_set_inode(sock, reply->udiag_ino);
    sock_set_type(sock, reply->udiag_type);
}

int unix_diag_decode(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail)
{
    struct unix_diag_msg reply;
    struct decoding decoding = {.sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX},
                                .detail = detail};
    struct sock *sock = &decoding.sock;

    if (!message_body(message, &reply, sizeof(reply)) || reply.udiag_family != AF_UNIX)
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

void unix_diag_put_request(const struct request *request, struct nlmsghdr *message)
{
    struct unix_diag_req *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    state_set states = request_proto_states(request, PROTO_UNIX);
    bool connected = states & ~STATE_BIT(STATE_LISTEN);

    body->sdiag_family = AF_UNIX;
    // Whether a datagram socket is connected depends on its peer, not on the kernel's state.
    if (connected)
        states |= STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_UNCONNECTED);
    // The name of a peer is that of another socket, in any state.
    body->udiag_states = (request->needs & NEED_PEER) ? ~0U : state_kernel_mask(states);
    body->udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID |
                       ((request->needs & NEED_PEER) || connected ? UDIAG_SHOW_PEER : 0U) |
                       ((request->needs & NEED_MEMORY) ? UDIAG_SHOW_MEMINFO : 0U) |
                       ((request->needs & NEED_EXTRA) ? UDIAG_SHOW_VFS | UDIAG_SHOW_ICONS : 0U);
}

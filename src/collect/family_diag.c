// SPDX-License-Identifier: MIT
#include "collect/family_diag.h"

#include "base/idmap.h"
#include "collect/netlink_diag.h"
#include "collect/packet_diag.h"
#include "collect/smc_diag.h"
#include "collect/tipc_diag.h"
#include "collect/unix_diag.h"
#include "collect/vsock_diag.h"
#include "collect/xdp_diag.h"
#include "sock/detail.h"

#include <assert.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>

const struct family_messages family_messages[] = {
    [DIAG_INET] = {NULL, NULL},
    [DIAG_UNIX] = {unix_diag_put_request, unix_diag_decode},
    [DIAG_PACKET] = {packet_diag_put_request, packet_diag_decode},
    [DIAG_NETLINK] = {netlink_diag_put_request, netlink_diag_decode},
    [DIAG_VSOCK] = {vsock_diag_put_request, vsock_diag_decode},
    [DIAG_XDP] = {xdp_diag_put_request, xdp_diag_decode},
    [DIAG_TIPC] = {tipc_diag_put_request, tipc_diag_decode},
    [DIAG_SMC] = {smc_diag_put_request, smc_diag_decode},
};
static_assert(sizeof(family_messages) / sizeof(family_messages[0]) == DIAG_COUNT,
              "a row a kind of messages");

/** One dump, and where its records go. */
struct dump_job {
    const struct request *request;
    const struct family_messages *messages;
    struct row_sink *sink;
    struct unix_peers *peers; /**< NULL: not wanted */
    struct strbuf detail;     /**< of the record at hand */
    bool repeats;             /**< proto_info.repeats */
    struct idmap seen;        /**< cookies so far, if it repeats */
};

/** Returns true if the dump has listed the socket before, and notes it. */
static bool is_repeated(struct dump_job *job, const struct sock *sock)
{
    uint32_t number = 0;

    if (!job->repeats || !(sock->have & HAVE_COOKIE))
        return false;
    if (idmap_find(&job->seen, sock->cookie, &number))
        return true;
    idmap_add(&job->seen, sock->cookie, 0);
    return false;
}

static void note_peer(struct unix_peers *peers, const struct sock *sock, struct text detail)
{
    struct text name = detail_find(detail, DETAIL_NAME);

    if (name.length > 0)
        names_add(&peers->names, sock->inode, name.bytes, name.length);
    if (sock->have & HAVE_PEER_INODE)
        idmap_count(&peers->counts, sock_peer_inode(sock));
}

static int take_record(const struct nlmsghdr *message, void *context)
{
    struct dump_job *job = context;
    struct sock sock;

    strbuf_truncate(&job->detail, 0);
    int result = job->messages->decode(message, &sock, &job->detail);
    if (result == MESSAGE_WITHOUT_SOCKET)
        return 0;
    if (result < 0)
        return result;
    struct text detail = {job->detail.data, job->detail.length};
    if (job->peers)
        note_peer(job->peers, &sock, detail);
    if (!request_lists(job->request, &sock) || is_repeated(job, &sock))
        return 0;
    sink_add(job->sink, &sock);
    sock_table_add_detail(job->sink->rows, detail);
    return 0;
}

int family_diag_collect(const struct request *request, enum proto proto,
                        struct netlink_supply *supply, struct row_sink *sink,
                        struct unix_peers *peers)
{
    char buffer[FAMILY_REQUEST_SIZE] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
    struct dump_job job = {.request = request,
                           .messages = &family_messages[proto_table[proto].diag],
                           .sink = sink,
                           .peers = request->peers ? peers : NULL,
                           .repeats = proto_table[proto].repeats};
    struct netlink *netlink = NULL;
    int error = netlink_supply_take(supply, &netlink);

    if (error)
        return error;
    if (job.peers)
        unix_peers_free(job.peers); // those of an attempt that failed
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    job.messages->put_request(request, message);
    error = netlink_dump(netlink, message, take_record, &job);
    strbuf_free(&job.detail);
    idmap_free(&job.seen);
    if (error)
        netlink_close(netlink);
    else
        netlink_supply_return(supply, netlink);
    return error;
}

// SPDX-License-Identifier: MIT
#include "collect/family_diag.h"

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
    [DIAG_INET] = {NULL, NULL, false},
    [DIAG_UNIX] = {unix_diag_put_request, unix_diag_decode, true},
    [DIAG_PACKET] = {packet_diag_put_request, packet_diag_decode, false},
    [DIAG_NETLINK] = {netlink_diag_put_request, netlink_diag_decode, false},
    [DIAG_VSOCK] = {vsock_diag_put_request, vsock_diag_decode, true},
    [DIAG_XDP] = {xdp_diag_put_request, xdp_diag_decode, false},
    [DIAG_TIPC] = {tipc_diag_put_request, tipc_diag_decode, true},
    [DIAG_SMC] = {smc_diag_put_request, smc_diag_decode, false},
};
static_assert(sizeof(family_messages) / sizeof(family_messages[0]) == DIAG_COUNT,
              "a row a kind of messages");

/** Returns true if the dump has listed the socket before, and notes it. */
static bool is_repeated(struct family_dump *dump, const struct sock *sock)
{
    uint32_t number = 0;

    if (!proto_table[dump->proto].repeats || !(sock->have & HAVE_COOKIE))
        return false;
    if (idmap_find(&dump->seen, sock->cookie, &number))
        return true;
    idmap_add(&dump->seen, sock->cookie, 0);
    return false;
}

/** Returns true if the socket is one that this program dumps with: no process holds it for long. */
static bool is_own(const struct family_dump *dump, const struct sock *sock)
{
    uint32_t port = 0;

    return dump->netlink && proto_table[dump->proto].diag == DIAG_NETLINK &&
           netlink_diag_port(sock, NETLINK_SOCK_DIAG, &port) &&
           netlink_is_own_port(dump->netlink, dump->supply, port);
}

static void note_peer(const struct family_dump *dump, const struct sock *sock, struct text detail)
{
    struct unix_peers *peers = dump->peers;
    struct text name = detail_find(detail, DETAIL_NAME);

    if (name.length > 0)
        names_add(&peers->names, sock->inode, name.bytes, name.length);
    if ((dump->request->needs & NEED_PEER_COUNT) && (sock->have & HAVE_PEER_INODE))
        idmap_count(&peers->counts, sock_peer_inode(sock));
}

int family_dump_take(const struct nlmsghdr *message, void *context)
{
    struct family_dump *dump = context;
    struct sock sock;

    strbuf_truncate(&dump->detail, 0);
    int result =
        family_messages[proto_table[dump->proto].diag].decode(message, &sock, &dump->detail);
    if (result == MESSAGE_WITHOUT_SOCKET)
        return 0;
    if (result < 0)
        return result;
    if (is_repeated(dump, &sock))
        return 0;
    dump->records += !sock.of_kernel;
    dump->told |= sock.have;
    struct text detail = strbuf_contents(&dump->detail);
    if (dump->peers)
        note_peer(dump, &sock, detail);
    if (is_own(dump, &sock))
        return 0;
    sink_offer(dump->sink, dump->request, &sock, detail);
    return 0;
}

void family_dump_free(struct family_dump *dump)
{
    strbuf_free(&dump->detail);
    idmap_free(&dump->seen);
}

int family_diag_collect(const struct request *request, enum proto proto,
                        struct netlink_supply *supply, struct row_sink *sink,
                        struct family_diag_answer *answer)
{
    const struct family_messages *messages = &family_messages[proto_table[proto].diag];
    bool wanted = (request->needs & NEED_PEER) &&
                  proto_table[proto].diag == DIAG_UNIX; // others have no names
    char buffer[FAMILY_REQUEST_SIZE] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
    struct family_dump dump = {.request = request,
                               .proto = proto,
                               .sink = sink,
                               .peers = wanted ? answer->peers : NULL,
                               .supply = supply};
    struct netlink *netlink = NULL;
    int error = netlink_supply_take(supply, &netlink);

    answer->records = 0;
    answer->whole =
        !messages->by_states || request_proto_states(request, proto) == proto_table[proto].states;
    if (error)
        return error;
    if (dump.peers)
        unix_peers_free(dump.peers); // those of an attempt that failed
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    messages->put_request(request, message);
    dump.netlink = netlink;
    error =
        netlink_dump(&(struct netlink_query){netlink, message}, 1, NULL, family_dump_take, &dump);
    sink_settle(sink);
    answer->records = dump.records;
    answer->told = dump.told;
    family_dump_free(&dump);
    if (error)
        netlink_supply_reclaim(supply, netlink, error);
    else
        netlink_supply_return(supply, netlink);
    return error;
}

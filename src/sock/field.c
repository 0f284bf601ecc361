// SPDX-License-Identifier: MIT
#include "sock/field.h"

#include "sock/cell.h"
#include "sock/mptcp_info.h"

#include <assert.h>
#include <linux/packet_diag.h>
#include <linux/sctp.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <linux/xdp_diag.h>
#include <string.h>

static struct value none(void)
{
    return (struct value){.type = VALUE_NONE};
}

static struct value number(bool have, uint64_t count)
{
    return have ? (struct value){.type = VALUE_NUMBER, .number = count} : none();
}

static struct value boolean(bool have, bool truth)
{
    return have ? (struct value){.type = VALUE_BOOL, .number = truth} : none();
}

static struct value id(bool have, uint64_t bits)
{
    return have ? (struct value){.type = VALUE_ID, .number = bits} : none();
}

static struct value word(bool have, const char *text)
{
    return have ? (struct value){.type = VALUE_WORD, .word = text} : none();
}

static struct value name(bool have, struct text text)
{
    return have ? (struct value){.type = VALUE_NAME, .name = text} : none();
}

/** Groups count a mapped address as its IPv4 address; of sockets the value is exact. */
static inline struct value end(enum value_type type, const struct sock *sock,
                               const struct facts *facts, const struct address *bytes)
{
    struct value value = {.type = type};

    value.end = (struct value_end){.bytes = *bytes, .family = sock->family, .proto = sock->proto};
    if (facts->groups.rows)
        value_unmap(&value);
    return value;
}

static bool has(const struct sock *sock, enum have bit)
{
    return sock->have & bit;
}

/** Returns the bytes of a block of the socket's detail; empty: it has none. */
static struct text detail_of(const struct sock *sock, const struct facts *facts, enum detail detail)
{
    if (sock->detail == 0 || !facts->details)
        return (struct text){0};
    return detail_find(sock_detail(facts->details, sock), detail);
}

struct value field_part(const struct field *field, const struct sock *sock,
                        const struct facts *facts)
{
    struct value value = {.type = VALUE_NONE};
    uint64_t count = 0;

    if (sock->detail == 0 || !facts->details ||
        !detail_number(sock_detail(facts->details, sock), &field->part, &count))
        return value;
    value.number = count;
    if (field->words)
        value.word = field->words(count);
    value.type = field->words && !value.word ? VALUE_NONE : field->type;
    return value;
}

/** Returns the name of the socket itself; no bytes: it has none. */
static struct text own_name(const struct sock *sock, const struct facts *facts)
{
    return detail_of(sock, facts, DETAIL_NAME);
}

/** Returns the name of the peer; no bytes: there is none. */
static struct text peer_name(const struct sock *sock, const struct facts *facts)
{
    struct text name = {0};

    if (family_has_names(sock->family) && has(sock, HAVE_PEER_INODE))
        names_find(&facts->unix_peers.names, sock_peer_inode(sock), &name);
    return name;
}

/** Returns the list of numbers in a block of the socket's detail. */
static struct value numbers(const struct sock *sock, const struct facts *facts, enum detail detail)
{
    struct text list = detail_of(sock, facts, detail);

    return (struct value){.type = list.bytes ? VALUE_NUMBERS : VALUE_NONE, .name = list};
}

/** Likewise of addresses. */
static struct value addresses(const struct sock *sock, const struct facts *facts,
                              enum detail detail)
{
    struct text list = detail_of(sock, facts, detail);

    return (struct value){.type = list.length > 0 ? VALUE_ADDRESSES : VALUE_NONE, .name = list};
}

/** What a row of SCTP is, by sock.association. */
static const char *const sctp_roles[] = {"endpoint", "association"};

static struct value named_end(const struct sock *sock, struct text name)
{
    return (struct value){.type = name.length > 0 ? VALUE_ENDPOINT : VALUE_NONE,
                          .end = {.name = name, .family = sock->family, .proto = sock->proto}};
}

/** How many sockets have a Unix socket as their peer. */
static struct value get_peer_count(const struct sock *sock, const struct facts *facts)
{
    uint32_t count = 0;

    if (has(sock, HAVE_INODE))
        idmap_find(&facts->unix_peers.counts, sock->inode, &count);
    bool known = facts->sources[sock->proto] == SOURCE_NETLINK && has(sock, HAVE_INODE);
    return number(known && family_has_names(sock->family), count);
}

/** An end that is two numbers. */
static struct value numbered_end(const struct sock *sock, const struct address *numbers)
{
    return (struct value){.type = VALUE_ENDPOINT,
                          .end = {.bytes = *numbers, .family = sock->family, .proto = sock->proto}};
}

static struct value get_local(const struct sock *sock, const struct facts *facts)
{
    if (family_has_names(sock->family))
        return named_end(sock, own_name(sock, facts));
    if (!family_has_addresses(sock->family))
        return numbered_end(sock, &sock->local);
    struct value value = end(VALUE_ENDPOINT, sock, facts, &sock->local);

    value.end.port = sock->local_port;
    value.end.has_port = sock_has_ports(sock);
    value.end.dual_stack = sock_is_dual_stack(sock) || sock_is_any_wildcard(sock);
    value.end.no_address = !sock_has_addresses(sock);
    value.end.scope = sock_local_scope(sock);
    return value;
}

static struct value get_peer(const struct sock *sock, const struct facts *facts)
{
    if (family_has_names(sock->family))
        return named_end(sock, peer_name(sock, facts));
    if (!sock_has_peer(sock))
        return none();
    if (!family_has_addresses(sock->family))
        return numbered_end(sock, &sock->peer);
    struct value value = end(VALUE_ENDPOINT, sock, facts, &sock->peer);

    value.end.port = sock->peer_port;
    value.end.has_port = sock_has_ports(sock);
    value.end.no_address = !sock_has_addresses(sock);
    value.end.scope = sock_peer_scope(sock);
    return value;
}

/** A number of the local end of sockets of PROTO; all bits set: not known. */
static struct value local_number(const struct sock *sock, enum proto proto, unsigned index)
{
    uint32_t count = address_number(&sock->local, index);

    return number(sock->proto == proto && count != UINT32_MAX, count);
}

/** Likewise of the peer. */
static struct value peer_number(const struct sock *sock, enum proto proto, unsigned index)
{
    uint32_t count = address_number(&sock->peer, index);

    return number(sock->proto == proto && sock_has_peer(sock) && count != UINT32_MAX, count);
}

static struct value service(const struct sock *sock, const struct facts *facts, uint32_t port)
{
    struct text text = {0};

    return name(name_cache_service(facts->names, sock->proto, port, &text), text);
}

static struct value host(const struct sock *sock, const struct facts *facts,
                         const struct address *bytes)
{
    struct text text = {0};

    if (!sock_has_addresses(sock))
        return none();
    return name(name_cache_host(facts->names, sock->family, bytes, &text), text);
}

static struct value holders(const struct sock *sock, const struct facts *facts,
                            enum value_type type)
{
    return (struct value){.type = type, .holders = owners_first(&facts->owners, sock)};
}

/** Defines the getter of a field: one expression of `sock` and `facts`. */
#define GETTER(field, expression)                                                                  \
    static struct value get_##field(const struct sock *sock, const struct facts *facts)            \
    {                                                                                              \
        (void)facts;                                                                               \
        return expression;                                                                         \
    }

GETTER(proto, word(true, proto_table[sock->proto].name))
GETTER(family, word(!has(sock, HAVE_NO_FAMILY), family_table[sock->family].name))
GETTER(state, word(true, state_table[sock->state].name))
GETTER(local_address,
       sock_has_addresses(sock) ? end(VALUE_ADDRESS, sock, facts, &sock->local) : none())
GETTER(local_port, number(sock_has_ports(sock) && sock->local_port != 0, sock->local_port))
GETTER(local_service, service(sock, facts, sock->local_port))
GETTER(local_host, host(sock, facts, &sock->local))
GETTER(peer_address, sock_has_peer(sock) && sock_has_addresses(sock)
                         ? end(VALUE_ADDRESS, sock, facts, &sock->peer)
                         : none())
GETTER(peer_port, number(sock_has_ports(sock) && sock_has_peer(sock), sock->peer_port))
GETTER(ip_protocol, number(proto_table[sock->proto].port == PORT_PROTOCOL, sock->local_port))
GETTER(icmp_id, number(proto_table[sock->proto].port == PORT_ICMP_ID, sock->local_port))
GETTER(peer_service, service(sock, facts, sock->peer_port))
GETTER(peer_host, host(sock, facts, &sock->peer))
GETTER(recv_q, number(has(sock, HAVE_QUEUES), sock->recv_q))
GETTER(send_q, number(has(sock, HAVE_QUEUES), sock->send_q))
GETTER(accept_queue, number(has(sock, HAVE_ACCEPT_QUEUE), sock->recv_q))
GETTER(accept_limit, number(has(sock, HAVE_ACCEPT_LIMIT), sock->send_q))
GETTER(accept_percent,
       number(has(sock, HAVE_ACCEPT_LIMIT), sock_accept_percent(sock->recv_q, sock->send_q)))
GETTER(timer, word(has(sock, HAVE_TIMER), timer_names[sock->timer]))
GETTER(timer_expires_ms, number(has(sock, HAVE_TIMER), sock->timer_expires_ms))
GETTER(retransmits, number(has(sock, HAVE_TIMER), sock->retransmits))
GETTER(uid, number(has(sock, HAVE_UID), sock->uid))
GETTER(inode, number(has(sock, HAVE_INODE), sock->inode))
GETTER(cookie, id(sock->have & (HAVE_COOKIE | HAVE_SHARED_COOKIE), sock->cookie))
GETTER(device_index, number(has(sock, HAVE_DEVICE), sock->device))
GETTER(mark, number(has(sock, HAVE_MARK), sock->mark))
GETTER(v6only, boolean(has(sock, HAVE_V6ONLY), sock->v6only))
GETTER(wildcard,
       boolean(sock_has_addresses(sock) || sock_is_any_wildcard(sock), sock_is_wildcard(sock)))
GETTER(type, word(sock_type(sock), type_names[sock_type(sock)]))
GETTER(shutdown, word(has(sock, HAVE_SHUTDOWN), shutdown_names[sock->shutdown]))
GETTER(local_path, name(own_name(sock, facts).length > 0, own_name(sock, facts)))
GETTER(local_abstract, boolean(has(sock, HAVE_ABSTRACT), sock->abstract))
GETTER(peer_path, name(peer_name(sock, facts).length > 0, peer_name(sock, facts)))
GETTER(peer_inode, number(has(sock, HAVE_PEER_INODE), sock_peer_inode(sock)))
GETTER(waiting_inodes, numbers(sock, facts, DETAIL_UNIX_QUEUED))
GETTER(ethertype, local_number(sock, PROTO_PACKET, 1))
GETTER(netlink_protocol, local_number(sock, PROTO_NETLINK, 0))
GETTER(local_portid, local_number(sock, PROTO_NETLINK, 1))
GETTER(peer_portid, peer_number(sock, PROTO_NETLINK, 1))
GETTER(netlink_groups, numbers(sock, facts, DETAIL_NETLINK_GROUPS))
GETTER(local_cid, local_number(sock, PROTO_VSOCK, 0))
GETTER(local_vsock_port, local_number(sock, PROTO_VSOCK, 1))
GETTER(peer_cid, peer_number(sock, PROTO_VSOCK, 0))
GETTER(peer_vsock_port, peer_number(sock, PROTO_VSOCK, 1))
GETTER(queue, number(sock->proto == PROTO_XDP && sock->have & HAVE_DEVICE,
                     address_number(&sock->local, 1)))
GETTER(tipc_node, local_number(sock, PROTO_TIPC, 0))
GETTER(tipc_ref, local_number(sock, PROTO_TIPC, 1))
GETTER(peer_tipc_node, peer_number(sock, PROTO_TIPC, 0))
GETTER(peer_tipc_ref, peer_number(sock, PROTO_TIPC, 1))
GETTER(ulp, name(detail_of(sock, facts, DETAIL_ULP).length > 0, detail_of(sock, facts, DETAIL_ULP)))
GETTER(sctp_role, word(sock->proto == PROTO_SCTP, sctp_roles[sock->association]))
GETTER(local_addresses, addresses(sock, facts, DETAIL_LOCAL_ADDRESSES))
GETTER(peer_addresses, addresses(sock, facts, DETAIL_PEER_ADDRESSES))
GETTER(autobound, boolean(has(sock, HAVE_AUTOBOUND), sock->autobound))
GETTER(cgroup_id, id(has(sock, HAVE_CGROUP), sock->cgroup_id))
GETTER(owner, word(true, owner_names[owners_state(&facts->owners, sock)]))
GETTER(peer_processes,
       ((struct value){.type = VALUE_PROCESSES,
                       .holders = has(sock, HAVE_PEER_INODE)
                                      ? owners_of(&facts->owners, sock_peer_inode(sock))
                                      : NULL}))
GETTER(processes, holders(sock, facts, VALUE_PROCESSES))
GETTER(pid, holders(sock, facts, VALUE_PIDS))
GETTER(comm, holders(sock, facts, VALUE_COMMS))

static struct value get_user(const struct sock *sock, const struct facts *facts)
{
    struct text text = {0};

    return name(has(sock, HAVE_UID) && names_find(&facts->names->users, sock->uid, &text), text);
}

static struct value get_device(const struct sock *sock, const struct facts *facts)
{
    struct text text = {0};

    return name(has(sock, HAVE_DEVICE) && names_find(&facts->devices, sock->device, &text), text);
}

static const char *proto_word(size_t index)
{
    return index < PROTO_COUNT ? proto_table[index].name : NULL;
}

static const char *family_word(size_t index)
{
    return index < FAMILY_COUNT ? family_table[index].name : NULL;
}

/** The kernel's second number for SYN-RECV comes last and is not told. */
static const char *state_word(size_t index)
{
    size_t state = index + 1 < STATE_NEW_SYN_RECV ? index + 1 : index + 2;

    return state < STATE_COUNT ? state_table[state].name : NULL;
}

static const char *timer_word(size_t index)
{
    return index + 1 < TIMER_COUNT ? timer_names[index + 1] : NULL;
}

static const char *type_word(size_t index)
{
    return index + 1 < TYPE_COUNT ? type_names[index + 1] : NULL;
}

static const char *shutdown_word(size_t index)
{
    return index < SHUTDOWN_COUNT ? shutdown_names[index] : NULL;
}

/** Numbers of linux/if_packet.h, TPACKET_V*. */
static const char *packet_version_word(size_t index)
{
    static const char *const words[] = {"v1", "v2", "v3"};

    return index < sizeof(words) / sizeof(words[0]) ? words[index] : NULL;
}

/** Numbers of linux/if_packet.h, PACKET_FANOUT_*. */
static const char *fanout_word(size_t index)
{
    static const char *const words[] = {"hash", "lb", "cpu",  "rollover",
                                        "rnd",  "qm", "cbpf", "ebpf"};

    return index < sizeof(words) / sizeof(words[0]) ? words[index] : NULL;
}

/** Numbers of linux/smc_diag.h, SMC_DIAG_MODE_*. */
static const char *smc_mode_word(size_t index)
{
    static const char *const words[] = {"smcr", "fallback", "smcd"};

    return index < sizeof(words) / sizeof(words[0]) ? words[index] : NULL;
}

static const char *sctp_role_word(size_t index)
{
    return index < sizeof(sctp_roles) / sizeof(sctp_roles[0]) ? sctp_roles[index] : NULL;
}

static const char *owner_word(size_t index)
{
    return index < OWNER_COUNT ? owner_names[index] : NULL;
}

#define EVERY (~(state_set)0)
#define LISTENERS STATE_BIT(STATE_LISTEN)
/** A bound-inactive socket keeps the peer that reset its connection. */
#define WITH_PEER (EVERY & ~STATES_WITHOUT_PEER)
// A connection that TCP Fast Open lets be accepted in SYN-RECV has an inode.
#define WITH_INODE (EVERY & ~STATE_BIT(STATE_TIME_WAIT))
// net/ipv4/inet_diag.c, inet_diag_msg_attrs_fill: the kernel tells IPV6_V6ONLY in these states only
#define PASSIVE (STATES_WITHOUT_PEER | STATE_BIT(STATE_BOUND_INACTIVE) | STATE_BIT(STATE_CLOSED))

#define INTERNET FAMILIES_OF_INTERNET
#define WITHOUT_PORTS (PROTO_BIT(PROTO_RAW) | PROTO_BIT(PROTO_ICMP))
/** Of Unix sockets only. */
#define UNIX .protos = PROTO_BIT(PROTO_UNIX)
#define PACKET .protos = PROTO_BIT(PROTO_PACKET)
#define NETLINK .protos = PROTO_BIT(PROTO_NETLINK)
#define VSOCK .protos = PROTO_BIT(PROTO_VSOCK)
#define XDP .protos = PROTO_BIT(PROTO_XDP)
#define TIPC .protos = PROTO_BIT(PROTO_TIPC)
#define SMC .protos = PROTO_BIT(PROTO_SMC)

/** Protocols whose sockets differ by type, or that have no listening and connected ones. */
#define BY_TYPE                                                                                    \
    (PROTO_BIT(PROTO_SCTP) | PROTO_BIT(PROTO_UNIX) | PROTO_BIT(PROTO_PACKET) |                     \
     PROTO_BIT(PROTO_NETLINK) | PROTO_BIT(PROTO_VSOCK) | PROTO_BIT(PROTO_XDP) |                    \
     PROTO_BIT(PROTO_TIPC))
/** Protocols that tell of shutdown(2). */
#define WITH_SHUTDOWN (PROTO_BIT(PROTO_UNIX) | PROTO_BIT(PROTO_VSOCK) | PROTO_BIT(PROTO_SMC))
/** Protocols that tell of memory in every reply. */
#define WITH_MEMORY (PROTO_BIT(PROTO_PACKET) | PROTO_BIT(PROTO_NETLINK) | PROTO_BIT(PROTO_XDP))
#define EVERYWHERE (GROUP_TABLE | GROUP_RECORD)
#define EXTENDED (GROUP_EXTENDED | GROUP_RECORD)
#define TIMERS (GROUP_TIMERS | GROUP_RECORD)
#define ENDPOINT (NEED_DEVICE | NEED_SERVICE | NEED_HOST)

/** A field that is a member of a structure in a detail. */
#define PART(name, value_type, kind, structure, member)                                            \
    .key = #name, .type = (value_type), DETAIL_PART(kind, structure, member)

/** A field that is number INDEX of the uint32_t in a detail. */
#define WORD32(name, value_type, kind, index)                                                      \
    .key = #name, .type = (value_type), .part.detail = (kind), .part.size = sizeof(uint32_t),      \
    .part.offset = sizeof(uint32_t) * (index)

/** Likewise of uint64_t. */
#define WORD64(name, value_type, kind, index)                                                      \
    .key = #name, .type = (value_type), .part.detail = (kind), .part.size = sizeof(uint64_t),      \
    .part.offset = sizeof(uint64_t) * (index)

#define VALUE(name, value_type) .key = #name, .type = (value_type), .value = get_##name

// clang-format off
const struct field field_table[] = {
    [FIELD_PROTO] =
    {VALUE(proto, VALUE_WORD), .heading = "PROTO", .groups = EVERYWHERE, .selects = true,
     .words = proto_word, .cell = cell_proto, .help = "protocol: tcp, udp, raw, ..."},
    [FIELD_FAMILY] =
    {VALUE(family, VALUE_WORD), .heading = "FAMILY", .groups = GROUP_RECORD, .selects = true,
     .words = family_word, .help = "address family: ipv4, ipv6, unix, netlink, ..."},
    [FIELD_TYPE] =
    {VALUE(type, VALUE_WORD), .facts = HAVE_TYPE, .heading = "TYPE", .groups = EVERYWHERE, .beside = BY_TYPE,
     .words = type_word, .help = "type: stream, dgram, seqpacket, raw or rdm"},
    [FIELD_STATE] =
    {VALUE(state, VALUE_WORD), .heading = "STATE", .groups = EVERYWHERE, .coloured = true,
     .selects = true, .words = state_word, .cell = cell_state,
     .help = "state: listen, established, unconnected, ..."},
    [FIELD_RECV_Q] =
    {VALUE(recv_q, VALUE_NUMBER), .facts = HAVE_QUEUES, .heading = "RECV-Q", .groups = EVERYWHERE,
     .right = true, .unit = UNIT_BYTES, .only = EVERY & ~LISTENERS, .cell = cell_recv_q,
     .help = "bytes received but not read yet"},
    [FIELD_SEND_Q] =
    {VALUE(send_q, VALUE_NUMBER), .facts = HAVE_QUEUES, .heading = "SEND-Q", .groups = EVERYWHERE,
     .right = true, .unit = UNIT_BYTES, .only = EVERY & ~LISTENERS,
     .help = "bytes not acknowledged yet, or not sent yet"},
    [FIELD_ACCEPT_QUEUE] =
    {VALUE(accept_queue, VALUE_NUMBER), .facts = HAVE_ACCEPT_QUEUE, .heading = "ACCEPT-Q",
     .groups = GROUP_RECORD, .right = true, .only = LISTENERS,
     .help = "listeners: connections not accepted yet"},
    [FIELD_ACCEPT_LIMIT] =
    {VALUE(accept_limit, VALUE_NUMBER), .facts = HAVE_ACCEPT_LIMIT, .heading = "ACCEPT-LIMIT",
     .groups = GROUP_RECORD, .right = true, .only = LISTENERS,
     .help = "listeners: accept queue limit; it holds one more"},
    [FIELD_ACCEPT_PERCENT] =
    {VALUE(accept_percent, VALUE_NUMBER), .facts = HAVE_ACCEPT_LIMIT, .heading = "ACCEPT%",
     .right = true, .only = LISTENERS, .help = "listeners: accept queue usage in percent"},
    [FIELD_LOCAL] =
    {VALUE(local, VALUE_ENDPOINT), .end = END_LOCAL, .alias = "src", .heading = "LOCAL",
     .groups = GROUP_TABLE, .needs = ENDPOINT, .styled = true,
     .help = "local address and port"},
    [FIELD_PEER] =
    {VALUE(peer, VALUE_ENDPOINT), .facts = REPORTS_PEER, .end = END_PEER, .alias = "dst", .heading = "PEER",
     .groups = GROUP_TABLE, .needs = ENDPOINT | NEED_PEER, .styled = true, .only = WITH_PEER,
     .absent = "*", .help = "peer address and port"},
    [FIELD_LOCAL_ADDRESS] =
    {VALUE(local_address, VALUE_ADDRESS), .end = END_LOCAL, .families = INTERNET,
     .heading = "LOCAL-ADDRESS",
     .groups = GROUP_RECORD, .help = "numeric local address"},
    [FIELD_LOCAL_PORT] =
    {VALUE(local_port, VALUE_NUMBER), .end = END_LOCAL, .families = INTERNET,
     .alias = "sport", .heading = "LOCAL-PORT",
     .groups = GROUP_RECORD, .right = true, .unit = UNIT_PORT, .help = "local port"},
    [FIELD_LOCAL_SERVICE] =
    {VALUE(local_service, VALUE_NAME), .end = END_LOCAL, .families = INTERNET,
     .heading = "LOCAL-SERVICE",
     .groups = GROUP_RECORD, .needs = NEED_SERVICE, .help = "service name of the local port"},
    [FIELD_LOCAL_HOST] =
    {VALUE(local_host, VALUE_NAME), .end = END_LOCAL, .families = INTERNET,
     .heading = "LOCAL-HOST",
     .groups = GROUP_HOST, .needs = NEED_HOST, .help = "host name of the local address"},
    [FIELD_PEER_ADDRESS] =
    {VALUE(peer_address, VALUE_ADDRESS), .end = END_PEER, .families = INTERNET,
     .heading = "PEER-ADDRESS",
     .groups = GROUP_RECORD, .only = WITH_PEER, .help = "numeric peer address"},
    [FIELD_PEER_PORT] =
    {VALUE(peer_port, VALUE_NUMBER), .end = END_PEER, .families = INTERNET,
     .alias = "dport", .heading = "PEER-PORT",
     .groups = GROUP_RECORD, .right = true, .unit = UNIT_PORT, .only = WITH_PEER,
     .help = "peer port"},
    [FIELD_PEER_SERVICE] =
    {VALUE(peer_service, VALUE_NAME), .end = END_PEER, .families = INTERNET,
     .heading = "PEER-SERVICE",
     .groups = GROUP_RECORD, .needs = NEED_SERVICE, .only = WITH_PEER,
     .help = "service name of the peer port"},
    [FIELD_PEER_HOST] =
    {VALUE(peer_host, VALUE_NAME), .end = END_PEER, .families = INTERNET,
     .heading = "PEER-HOST", .groups = GROUP_HOST,
     .needs = NEED_HOST, .only = WITH_PEER, .help = "host name of the peer address"},
    [FIELD_IP_PROTOCOL] =
    {VALUE(ip_protocol, VALUE_NUMBER), .heading = "IP-PROTOCOL", .groups = GROUP_RECORD, .beside = WITHOUT_PORTS,
     .right = true, .help = "raw sockets: number of the IP protocol"},
    [FIELD_ICMP_ID] =
    {VALUE(icmp_id, VALUE_NUMBER), .heading = "ICMP-ID", .groups = GROUP_RECORD, .beside = WITHOUT_PORTS, .right = true,
     .help = "ICMP sockets: identifier of the echo messages"},
    [FIELD_LOCAL_PATH] =
    {VALUE(local_path, VALUE_NAME), .end = END_LOCAL, .heading = "LOCAL-PATH",
     .groups = GROUP_RECORD, UNIX, .needs = NEED_NAME,
     .cell = cell_local_path,
     .help = "Unix sockets: path, or @name if abstract"},
    [FIELD_LOCAL_ABSTRACT] =
    {VALUE(local_abstract, VALUE_BOOL), .facts = HAVE_ABSTRACT, .end = END_LOCAL, .heading = "ABSTRACT",
     .groups = GROUP_RECORD, UNIX, .needs = NEED_NAME,
     .help = "Unix sockets: whether the name is abstract"},
    [FIELD_PEER_PATH] =
    {VALUE(peer_path, VALUE_NAME), .facts = REPORTS_PEER, .end = END_PEER,
     .heading = "PEER-PATH", .groups = GROUP_RECORD, UNIX, .needs = NEED_NAME | NEED_PEER,
     .only = WITH_PEER,
     .cell = cell_peer_path, .help = "Unix sockets: name of the peer"},
    [FIELD_PEER_INODE] =
    {VALUE(peer_inode, VALUE_NUMBER), .facts = HAVE_PEER_INODE, .end = END_PEER,
     .heading = "PEER-INODE", .groups = GROUP_RECORD, UNIX, .needs = NEED_PEER, .right = true,
     .only = WITH_PEER,
     .help = "Unix sockets: inode number of the peer"},
    [FIELD_PEER_COUNT] =
    {VALUE(peer_count, VALUE_NUMBER), .facts = HAVE_PEER_INODE, .heading = "PEERS", .groups = GROUP_RECORD, UNIX,
     .needs = NEED_PEER, .right = true,
     .help = "Unix sockets: number of sockets that send to it"},
    [FIELD_PATH_INODE] =
    {PART(path_inode, VALUE_NUMBER, DETAIL_UNIX_FILE, struct unix_diag_vfs, udiag_vfs_ino),
     .heading = "PATH-INODE", .groups = GROUP_FACTS, UNIX, .needs = NEED_EXTRA, .end = END_LOCAL,
     .right = true, .help = "Unix sockets: inode of the path, the lower 32 bits"},
    [FIELD_PATH_MAJOR] =
    {PART(path_major, VALUE_NUMBER, DETAIL_UNIX_FILE, struct unix_diag_vfs, udiag_vfs_dev),
     .part.shift = 20, .heading = "PATH-MAJOR", .groups = GROUP_FACTS, UNIX, .needs = NEED_EXTRA,
     .end = END_LOCAL, .right = true, .help = "Unix sockets: device of the path, major number"},
    [FIELD_PATH_MINOR] =
    {PART(path_minor, VALUE_NUMBER, DETAIL_UNIX_FILE, struct unix_diag_vfs, udiag_vfs_dev),
     .part.bits = 20, .heading = "PATH-MINOR", .groups = GROUP_FACTS, UNIX, .needs = NEED_EXTRA,
     .end = END_LOCAL, .right = true, .help = "Unix sockets: device of the path, minor number"},
    [FIELD_WAITING_INODES] =
    {VALUE(waiting_inodes, VALUE_NUMBERS), .facts = REPORTS_DETAIL, .heading = "WAITING", .groups = GROUP_FACTS, UNIX,
     .needs = NEED_EXTRA, .only = LISTENERS,
     .help = "Unix listeners: inodes of clients not accepted yet"},
    [FIELD_DROPS] =
    {WORD32(drops, VALUE_NUMBER, DETAIL_MEMORY, SK_MEMINFO_DROPS), .heading = "DROPS",
     .groups = GROUP_RECORD, .protos = WITH_MEMORY, .right = true,
     .help = "packets dropped, most for lack of memory"},
    [FIELD_ETHERTYPE] =
    {VALUE(ethertype, VALUE_NUMBER), .heading = "ETHERTYPE", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: EtherType, a number; 3 is all"},
    [FIELD_PACKET_VERSION] =
    {PART(packet_version, VALUE_WORD, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_version), .words = packet_version_word,
     .heading = "PACKET-VERSION", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets, ring: v1, v2 or v3"},
    [FIELD_PACKET_RESERVE] =
    {PART(packet_reserve, VALUE_NUMBER, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_reserve), .unit = UNIT_BYTES,
     .heading = "PACKET-RESERVE", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: bytes kept before each packet"},
    [FIELD_PACKET_COPY_THRESHOLD] =
    {PART(packet_copy_threshold, VALUE_NUMBER, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_copy_thresh),
     .heading = "COPY-THRESHOLD", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: length from which to copy"},
    [FIELD_PACKET_RUNNING] =
    {PART(packet_running, VALUE_BOOL, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_flags), .part.shift = 0, .part.bits = 1,
     .heading = "PACKET-RUNNING", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: attached to its interface"},
    [FIELD_PACKET_AUXDATA] =
    {PART(packet_auxdata, VALUE_BOOL, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_flags), .part.shift = 1, .part.bits = 1,
     .heading = "PACKET-AUXDATA", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: PACKET_AUXDATA is set"},
    [FIELD_PACKET_ORIGDEV] =
    {PART(packet_origdev, VALUE_BOOL, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_flags), .part.shift = 2, .part.bits = 1,
     .heading = "PACKET-ORIGDEV", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: PACKET_ORIGDEV is set"},
    [FIELD_PACKET_VNET_HEADER] =
    {PART(packet_vnet_header, VALUE_BOOL, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_flags), .part.shift = 3, .part.bits = 1,
     .heading = "PACKET-VNET-HEADER", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: PACKET_VNET_HDR is set"},
    [FIELD_PACKET_LOSS] =
    {PART(packet_loss, VALUE_BOOL, DETAIL_PACKET_INFO, struct packet_diag_info, pdi_flags), .part.shift = 4, .part.bits = 1,
     .heading = "PACKET-LOSS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: PACKET_LOSS is set"},
    [FIELD_FANOUT_ID] =
    {WORD32(fanout_id, VALUE_NUMBER, DETAIL_PACKET_FANOUT, 0), .part.bits = 16,
     .heading = "FANOUT", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: number of the fanout group"},
    [FIELD_FANOUT_TYPE] =
    {WORD32(fanout_type, VALUE_WORD, DETAIL_PACKET_FANOUT, 0), .part.shift = 16, .part.bits = 8,
     .words = fanout_word,
     .heading = "FANOUT-TYPE", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET),
     .help = "packet sockets: hash, lb, cpu, rollover, ..."},
    [FIELD_RX_RING_BLOCK_BYTES] =
    {PART(rx_ring_block_bytes, VALUE_NUMBER, DETAIL_PACKET_RX_RING, struct packet_diag_ring, pdr_block_size), .unit = UNIT_BYTES,
     .heading = "RX-RING-BLOCK-BYTES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, receive ring: bytes of a block"},
    [FIELD_RX_RING_BLOCKS] =
    {PART(rx_ring_blocks, VALUE_NUMBER, DETAIL_PACKET_RX_RING, struct packet_diag_ring, pdr_block_nr),
     .heading = "RX-RING-BLOCKS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, receive ring: number of blocks"},
    [FIELD_RX_RING_FRAME_BYTES] =
    {PART(rx_ring_frame_bytes, VALUE_NUMBER, DETAIL_PACKET_RX_RING, struct packet_diag_ring, pdr_frame_size), .unit = UNIT_BYTES,
     .heading = "RX-RING-FRAME-BYTES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, receive ring: bytes of a frame"},
    [FIELD_RX_RING_FRAMES] =
    {PART(rx_ring_frames, VALUE_NUMBER, DETAIL_PACKET_RX_RING, struct packet_diag_ring, pdr_frame_nr),
     .heading = "RX-RING-FRAMES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, receive ring: number of frames"},
    [FIELD_TX_RING_BLOCK_BYTES] =
    {PART(tx_ring_block_bytes, VALUE_NUMBER, DETAIL_PACKET_TX_RING, struct packet_diag_ring, pdr_block_size), .unit = UNIT_BYTES,
     .heading = "TX-RING-BLOCK-BYTES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, send ring: bytes of a block"},
    [FIELD_TX_RING_BLOCKS] =
    {PART(tx_ring_blocks, VALUE_NUMBER, DETAIL_PACKET_TX_RING, struct packet_diag_ring, pdr_block_nr),
     .heading = "TX-RING-BLOCKS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, send ring: number of blocks"},
    [FIELD_TX_RING_FRAME_BYTES] =
    {PART(tx_ring_frame_bytes, VALUE_NUMBER, DETAIL_PACKET_TX_RING, struct packet_diag_ring, pdr_frame_size), .unit = UNIT_BYTES,
     .heading = "TX-RING-FRAME-BYTES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, send ring: bytes of a frame"},
    [FIELD_TX_RING_FRAMES] =
    {PART(tx_ring_frames, VALUE_NUMBER, DETAIL_PACKET_TX_RING, struct packet_diag_ring, pdr_frame_nr),
     .heading = "TX-RING-FRAMES", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, send ring: number of frames"},
    [FIELD_RX_RING_RETIRE_MS] =
    {PART(rx_ring_retire_ms, VALUE_NUMBER, DETAIL_PACKET_RX_RING, struct packet_diag_ring, pdr_retire_tmo), .unit = UNIT_MILLISECONDS,
     .heading = "RX-RING-RETIRE", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets, receive ring: timeout of a block"},
    [FIELD_MEMBERSHIPS] =
    {WORD32(memberships, VALUE_NUMBER, DETAIL_PACKET_MEMBERS, 0),
     .heading = "MEMBERSHIPS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: number of multicast memberships"},
    [FIELD_FILTER_INSTRUCTIONS] =
    {WORD32(filter_instructions, VALUE_NUMBER, DETAIL_PACKET_FILTER, 0),
     .heading = "FILTER", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_PACKET), .right = true,
     .help = "packet sockets: length of the filter (root only)"},
    [FIELD_NETLINK_PROTOCOL] =
    {VALUE(netlink_protocol, VALUE_NUMBER), .heading = "NETLINK-PROTOCOL", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_NETLINK), .right = true,
     .help = "netlink sockets: number of the protocol"},
    [FIELD_LOCAL_PORTID] =
    {VALUE(local_portid, VALUE_NUMBER), .heading = "LOCAL-PORTID", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_NETLINK), .right = true,
     .help = "netlink sockets: port ID; 0: the kernel"},
    [FIELD_PEER_PORTID] =
    {VALUE(peer_portid, VALUE_NUMBER), .facts = REPORTS_PEER, .heading = "PEER-PORTID", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_NETLINK), .end = END_PEER, .right = true,
     .help = "netlink sockets: port ID of the peer"},
    [FIELD_PEER_GROUP] =
    {WORD32(peer_group, VALUE_NUMBER, DETAIL_NETLINK_PEER_GROUP, 0), .end = END_PEER, .part.absent = ABSENT_ZERO,
     .heading = "PEER-GROUP", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_NETLINK), .right = true,
     .help = "netlink sockets: multicast group of the peer"},
    [FIELD_NETLINK_GROUPS] =
    {VALUE(netlink_groups, VALUE_NUMBERS), .facts = REPORTS_DETAIL, .heading = "GROUPS", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_NETLINK), .cut = true,
     .help = "netlink sockets: multicast groups joined"},
    [FIELD_NETLINK_DUMPING] =
    {WORD32(netlink_dumping, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 0, .part.bits = 1,
     .heading = "NETLINK-DUMPING", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: a dump is running"},
    [FIELD_NETLINK_PKTINFO] =
    {WORD32(netlink_pktinfo, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 1, .part.bits = 1,
     .heading = "NETLINK-PKTINFO", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: PKTINFO is set"},
    [FIELD_NETLINK_BROADCAST_ERROR] =
    {WORD32(netlink_broadcast_error, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 2, .part.bits = 1,
     .heading = "NETLINK-BROADCAST-ERROR", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: BROADCAST_ERROR is set"},
    [FIELD_NETLINK_NO_ENOBUFS] =
    {WORD32(netlink_no_enobufs, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 3, .part.bits = 1,
     .heading = "NETLINK-NO-ENOBUFS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: NO_ENOBUFS is set"},
    [FIELD_NETLINK_LISTEN_ALL_NSID] =
    {WORD32(netlink_listen_all_nsid, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 4, .part.bits = 1,
     .heading = "NETLINK-LISTEN-ALL-NSID", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: LISTEN_ALL_NSID is set"},
    [FIELD_NETLINK_CAP_ACK] =
    {WORD32(netlink_cap_ack, VALUE_BOOL, DETAIL_NETLINK_FLAGS, 0), .part.shift = 5, .part.bits = 1,
     .heading = "NETLINK-CAP-ACK", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_NETLINK),
     .help = "netlink sockets: CAP_ACK is set"},
    [FIELD_LOCAL_CID] =
    {VALUE(local_cid, VALUE_NUMBER), .heading = "LOCAL-CID", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_VSOCK), .right = true,
     .help = "vsock: context ID; 1 local, 2 host"},
    [FIELD_LOCAL_VSOCK_PORT] =
    {VALUE(local_vsock_port, VALUE_NUMBER), .heading = "VSOCK-PORT", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_VSOCK), .right = true,
     .help = "vsock: local port, 32 bits"},
    [FIELD_PEER_CID] =
    {VALUE(peer_cid, VALUE_NUMBER), .heading = "PEER-CID", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_VSOCK), .end = END_PEER, .right = true,
     .help = "vsock: context ID of the peer"},
    [FIELD_PEER_VSOCK_PORT] =
    {VALUE(peer_vsock_port, VALUE_NUMBER), .heading = "PEER-VSOCK-PORT", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_VSOCK), .end = END_PEER, .right = true,
     .help = "vsock: port of the peer"},
    [FIELD_QUEUE] =
    {VALUE(queue, VALUE_NUMBER), .heading = "QUEUE", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_XDP), .right = true,
     .help = "XDP sockets: queue of the interface"},
    [FIELD_UMEM_ID] =
    {PART(umem_id, VALUE_NUMBER, DETAIL_XDP_UMEM, struct xdp_diag_umem, id),
     .heading = "UMEM-ID", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: number of the memory for packets"},
    [FIELD_UMEM_BYTES] =
    {PART(umem_bytes, VALUE_NUMBER, DETAIL_XDP_UMEM, struct xdp_diag_umem, size), .unit = UNIT_BYTES,
     .heading = "UMEM-BYTES", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: bytes of the memory for packets"},
    [FIELD_UMEM_CHUNK_BYTES] =
    {PART(umem_chunk_bytes, VALUE_NUMBER, DETAIL_XDP_UMEM, struct xdp_diag_umem, chunk_size), .unit = UNIT_BYTES,
     .heading = "UMEM-CHUNK-BYTES", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: bytes of memory for one packet"},
    [FIELD_UMEM_HEADROOM] =
    {PART(umem_headroom, VALUE_NUMBER, DETAIL_XDP_UMEM, struct xdp_diag_umem, headroom), .unit = UNIT_BYTES,
     .heading = "UMEM-HEADROOM", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: bytes kept before each packet"},
    [FIELD_UMEM_ZERO_COPY] =
    {PART(umem_zero_copy, VALUE_BOOL, DETAIL_XDP_UMEM, struct xdp_diag_umem, flags), .part.bits = 1,
     .heading = "ZERO-COPY", .groups = GROUP_FACTS, XDP,
     .help = "XDP sockets: the device uses the memory itself"},
    [FIELD_UMEM_REFS] =
    {PART(umem_refs, VALUE_NUMBER, DETAIL_XDP_UMEM, struct xdp_diag_umem, refs),
     .heading = "UMEM-REFS", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: number of users of the memory"},
    [FIELD_XDP_RX_RING_ENTRIES] =
    {WORD32(xdp_rx_ring_entries, VALUE_NUMBER, DETAIL_XDP_RX_RING, 0),
     .heading = "XDP-RX-RING", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: entries of the receive ring"},
    [FIELD_XDP_TX_RING_ENTRIES] =
    {WORD32(xdp_tx_ring_entries, VALUE_NUMBER, DETAIL_XDP_TX_RING, 0),
     .heading = "XDP-TX-RING", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: entries of the send ring"},
    [FIELD_XDP_FILL_RING_ENTRIES] =
    {WORD32(xdp_fill_ring_entries, VALUE_NUMBER, DETAIL_XDP_FILL_RING, 0),
     .heading = "XDP-FILL-RING", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: entries of the fill ring"},
    [FIELD_XDP_COMPLETION_RING_ENTRIES] =
    {WORD32(xdp_completion_ring_entries, VALUE_NUMBER, DETAIL_XDP_COMPLETION_RING, 0),
     .heading = "XDP-COMPLETION-RING", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: entries of the completion ring"},
    [FIELD_XDP_RX_DROPPED] =
    {WORD64(xdp_rx_dropped, VALUE_NUMBER, DETAIL_XDP_STATS, 0),
     .heading = "XDP-RX-DROPPED", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: packets dropped, other reasons"},
    [FIELD_XDP_RX_INVALID] =
    {WORD64(xdp_rx_invalid, VALUE_NUMBER, DETAIL_XDP_STATS, 1),
     .heading = "XDP-RX-INVALID", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: invalid descriptors in the fill ring"},
    [FIELD_XDP_RX_FULL] =
    {WORD64(xdp_rx_full, VALUE_NUMBER, DETAIL_XDP_STATS, 2),
     .heading = "XDP-RX-FULL", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: packets dropped, receive ring full"},
    [FIELD_XDP_FILL_RING_EMPTY] =
    {WORD64(xdp_fill_ring_empty, VALUE_NUMBER, DETAIL_XDP_STATS, 3),
     .heading = "XDP-FILL-RING-EMPTY", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: times that the fill ring was empty"},
    [FIELD_XDP_TX_INVALID] =
    {WORD64(xdp_tx_invalid, VALUE_NUMBER, DETAIL_XDP_STATS, 4),
     .heading = "XDP-TX-INVALID", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: invalid descriptors in the send ring"},
    [FIELD_XDP_TX_RING_EMPTY] =
    {WORD64(xdp_tx_ring_empty, VALUE_NUMBER, DETAIL_XDP_STATS, 5),
     .heading = "XDP-TX-RING-EMPTY", .groups = GROUP_FACTS, XDP, .right = true,
     .help = "XDP sockets: times that the send ring was empty"},
    [FIELD_TIPC_NODE] =
    {VALUE(tipc_node, VALUE_NUMBER), .heading = "TIPC-NODE", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_TIPC), .right = true,
     .help = "TIPC sockets: node, a hash"},
    [FIELD_TIPC_REF] =
    {VALUE(tipc_ref, VALUE_NUMBER), .heading = "TIPC-REF", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_TIPC), .right = true,
     .help = "TIPC sockets: number of the socket on its node"},
    [FIELD_PEER_TIPC_NODE] =
    {VALUE(peer_tipc_node, VALUE_NUMBER), .heading = "PEER-TIPC-NODE", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_TIPC), .end = END_PEER, .right = true,
     .help = "TIPC sockets: node of the peer"},
    [FIELD_PEER_TIPC_REF] =
    {VALUE(peer_tipc_ref, VALUE_NUMBER), .heading = "PEER-TIPC-REF", .groups = GROUP_RECORD,
     .protos = PROTO_BIT(PROTO_TIPC), .end = END_PEER, .right = true,
     .help = "TIPC sockets: number of the peer on its node"},
    [FIELD_TIPC_PUBLISHED] =
    {WORD32(tipc_published, VALUE_BOOL, DETAIL_TIPC_PUBLISHED, 0),
     .heading = "TIPC-PUBLISHED", .groups = GROUP_RECORD, TIPC,
     .help = "TIPC sockets: bound to a service"},
    [FIELD_TIPC_RECV_MESSAGES] =
    {WORD32(tipc_recv_messages, VALUE_NUMBER, DETAIL_TIPC_MESSAGES, 0), .part.absent = ABSENT_ONES,
     .heading = "TIPC-RECV", .groups = GROUP_RECORD, TIPC, .right = true,
     .help = "TIPC sockets: messages received but not read yet"},
    [FIELD_TIPC_SEND_MESSAGES] =
    {WORD32(tipc_send_messages, VALUE_NUMBER, DETAIL_TIPC_MESSAGES, 1), .part.absent = ABSENT_ONES,
     .heading = "TIPC-SEND", .groups = GROUP_RECORD, TIPC, .right = true,
     .help = "TIPC sockets: messages not sent yet"},
    [FIELD_TIPC_DROPS] =
    {WORD32(tipc_drops, VALUE_NUMBER, DETAIL_TIPC_MESSAGES, 2), .part.absent = ABSENT_ONES,
     .heading = "TIPC-DROPS", .groups = GROUP_RECORD, TIPC, .right = true,
     .help = "TIPC sockets: messages dropped"},
    [FIELD_SMC_MODE] =
    {.key = "smc_mode", .type = VALUE_WORD, .part.detail = DETAIL_SMC_MODE, .part.size = 1,
     .words = smc_mode_word,
     .heading = "SMC-MODE", .groups = EVERYWHERE, SMC,
     .help = "SMC sockets: smcr, smcd or fallback"},
    [FIELD_FALLBACK_REASON] =
    {PART(fallback_reason, VALUE_NUMBER, DETAIL_SMC_FALLBACK, struct smc_diag_fallback, reason),
     .part.absent = ABSENT_ZERO,
     .heading = "FALLBACK-REASON", .groups = GROUP_RECORD, SMC, .right = true,
     .help = "SMC sockets: code of the reason for fallback"},
    [FIELD_PEER_DIAGNOSIS] =
    {PART(peer_diagnosis, VALUE_NUMBER, DETAIL_SMC_FALLBACK, struct smc_diag_fallback, peer_diagnosis),
     .part.absent = ABSENT_ZERO, .end = END_PEER,
     .heading = "PEER-DIAGNOSIS", .groups = GROUP_RECORD, SMC, .right = true,
     .help = "SMC sockets: code of the reason that the peer sent"},
    [FIELD_MPTCP_TOKEN] =
    {WORD32(mptcp_token, VALUE_ID, DETAIL_MPTCP_TOKEN, 0), .part.absent = ABSENT_ZERO, .facts = HAVE_ULP,
     .heading = "MPTCP-TOKEN", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_MPTCP),
     .beside = PROTO_BIT(PROTO_MPTCP), .needs = NEED_INFO, .right = true,
     .help = "MPTCP: local token, also of subflows; hexadecimal"},
    [FIELD_SUBFLOWS] =
    {PART(subflows, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, subflows_total),
     .heading = "SUBFLOWS", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: number of subflows (Linux 6.8)"},
    [FIELD_EXTRA_SUBFLOWS] =
    {PART(extra_subflows, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, extra_subflows),
     .heading = "EXTRA-SUBFLOWS", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: subflows in addition to the first one"},
    [FIELD_MPTCP_FALLBACK] =
    {PART(mptcp_fallback, VALUE_BOOL, DETAIL_MPTCP_INFO, struct mptcp_info_known, flags), .part.bits = 1,
     .heading = "MPTCP-FALLBACK", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP),
     .help = "MPTCP: the connection fell back to TCP"},
    [FIELD_MPTCP_REMOTE_KEY] =
    {PART(mptcp_remote_key, VALUE_BOOL, DETAIL_MPTCP_INFO, struct mptcp_info_known, flags), .part.shift = 1, .part.bits = 1,
     .heading = "MPTCP-REMOTE-KEY", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP),
     .help = "MPTCP: the key of the peer was received"},
    [FIELD_MPTCP_ADD_ADDR_SIGNAL] =
    {PART(mptcp_add_addr_signal, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, add_addr_signal),
     .heading = "ADD-ADDR-SIGNAL", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: addresses announced to the peer"},
    [FIELD_MPTCP_ADD_ADDR_ACCEPTED] =
    {PART(mptcp_add_addr_accepted, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, add_addr_accepted),
     .heading = "ADD-ADDR-ACCEPTED", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: addresses accepted from the peer"},
    [FIELD_MPTCP_LOCAL_ADDR_USED] =
    {PART(mptcp_local_addr_used, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, local_addr_used),
     .heading = "MPTCP-LOCAL-ADDR", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: local addresses in use"},
    [FIELD_MPTCP_LOCAL_ADDR_MAX] =
    {PART(mptcp_local_addr_max, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, local_addr_max),
     .heading = "MPTCP-LOCAL-ADDR-MAX", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: local addresses that may be used"},
    [FIELD_MPTCP_CHECKSUM] =
    {PART(mptcp_checksum, VALUE_BOOL, DETAIL_MPTCP_INFO, struct mptcp_info_known, csum_enabled), .part.bits = 1,
     .heading = "MPTCP-CHECKSUM", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP),
     .help = "MPTCP: checksums are enabled"},
    [FIELD_MPTCP_WRITE_SEQ] =
    {PART(mptcp_write_seq, VALUE_ID, DETAIL_MPTCP_INFO, struct mptcp_info_known, write_seq),
     .heading = "MPTCP-WRITE-SEQ", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: sequence number of the next byte written"},
    [FIELD_MPTCP_SND_UNA] =
    {PART(mptcp_snd_una, VALUE_ID, DETAIL_MPTCP_INFO, struct mptcp_info_known, snd_una),
     .heading = "MPTCP-SND-UNA", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: first sequence number not acknowledged"},
    [FIELD_MPTCP_RCV_NXT] =
    {PART(mptcp_rcv_nxt, VALUE_ID, DETAIL_MPTCP_INFO, struct mptcp_info_known, rcv_nxt),
     .heading = "MPTCP-RCV-NXT", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: next sequence number expected"},
    [FIELD_MPTCP_RETRANSMITS] =
    {PART(mptcp_retransmits, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, retransmits),
     .heading = "MPTCP-RETRANSMITS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: retransmissions"},
    [FIELD_MPTCP_BYTES_RETRANSMITTED] =
    {PART(mptcp_bytes_retransmitted, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, bytes_retrans), .unit = UNIT_BYTES,
     .heading = "MPTCP-BYTES-RETRANS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: bytes retransmitted"},
    [FIELD_MPTCP_BYTES_SENT] =
    {PART(mptcp_bytes_sent, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, bytes_sent), .unit = UNIT_BYTES,
     .heading = "MPTCP-BYTES-SENT", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: bytes sent"},
    [FIELD_MPTCP_BYTES_RECEIVED] =
    {PART(mptcp_bytes_received, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, bytes_received), .unit = UNIT_BYTES,
     .heading = "MPTCP-BYTES-RECEIVED", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: bytes received"},
    [FIELD_MPTCP_BYTES_ACKED] =
    {PART(mptcp_bytes_acked, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, bytes_acked), .unit = UNIT_BYTES,
     .heading = "MPTCP-BYTES-ACKED", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: bytes acknowledged by the peer"},
    [FIELD_MPTCP_LAST_DATA_SENT_MS] =
    {PART(mptcp_last_data_sent_ms, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, last_data_sent), .unit = UNIT_MILLISECONDS,
     .heading = "MPTCP-LAST-DATA-SENT", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: milliseconds since data was sent"},
    [FIELD_MPTCP_LAST_DATA_RECEIVED_MS] =
    {PART(mptcp_last_data_received_ms, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, last_data_recv), .unit = UNIT_MILLISECONDS,
     .heading = "MPTCP-LAST-DATA-RECEIVED", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: milliseconds since data was received"},
    [FIELD_MPTCP_LAST_ACK_RECEIVED_MS] =
    {PART(mptcp_last_ack_received_ms, VALUE_NUMBER, DETAIL_MPTCP_INFO, struct mptcp_info_known, last_ack_recv), .unit = UNIT_MILLISECONDS,
     .heading = "MPTCP-LAST-ACK-RECEIVED", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_MPTCP), .right = true,
     .help = "MPTCP: milliseconds since an ack was received"},
    [FIELD_ULP] =
    {VALUE(ulp, VALUE_NAME), .facts = HAVE_ULP,
     .heading = "ULP", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_INFO,
     .help = "TCP: upper layer protocol: mptcp, tls, smc, ..."},
    [FIELD_SUBFLOW_LOCAL_ID] =
    {WORD32(subflow_local_id, VALUE_NUMBER, DETAIL_MPTCP_IDS, 0), .facts = HAVE_ULP,
     .heading = "SUBFLOW-LOCAL-ID", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_INFO, .right = true,
     .help = "TCP: ID of the local address, of an MPTCP subflow"},
    [FIELD_SUBFLOW_PEER_ID] =
    {WORD32(subflow_peer_id, VALUE_NUMBER, DETAIL_MPTCP_IDS, 1), .facts = HAVE_ULP,
     .heading = "SUBFLOW-PEER-ID", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_INFO, .right = true,
     .help = "TCP: ID of the peer address, of an MPTCP subflow"},
    [FIELD_SCTP_ROLE] =
    {VALUE(sctp_role, VALUE_WORD), .words = sctp_role_word,
     .heading = "SCTP-ROLE", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_SCTP),
     .help = "SCTP: endpoint or association"},
    [FIELD_LOCAL_ADDRESSES] =
    {VALUE(local_addresses, VALUE_ADDRESSES), .end = END_LOCAL,
     .heading = "LOCAL-ADDRESSES", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_SCTP), .cut = true,
     .help = "SCTP: all local addresses"},
    [FIELD_PEER_ADDRESSES] =
    {VALUE(peer_addresses, VALUE_ADDRESSES), .end = END_PEER,
     .heading = "PEER-ADDRESSES", .groups = GROUP_RECORD, .protos = PROTO_BIT(PROTO_SCTP), .cut = true,
     .help = "SCTP: all addresses of the peer"},
    [FIELD_SCTP_IN_STREAMS] =
    {PART(sctp_in_streams, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_instrms),
     .heading = "SCTP-IN-STREAMS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: incoming streams"},
    [FIELD_SCTP_OUT_STREAMS] =
    {PART(sctp_out_streams, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_outstrms),
     .heading = "SCTP-OUT-STREAMS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: outgoing streams"},
    [FIELD_SCTP_RWND] =
    {PART(sctp_rwnd, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_rwnd), .unit = UNIT_BYTES,
     .heading = "SCTP-RWND", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: receive window in bytes"},
    [FIELD_SCTP_PEER_RWND] =
    {PART(sctp_peer_rwnd, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_peer_rwnd), .unit = UNIT_BYTES,
     .heading = "SCTP-PEER-RWND", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: receive window of the peer in bytes"},
    [FIELD_SCTP_RETRANSMITTED_CHUNKS] =
    {PART(sctp_retransmitted_chunks, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_rtxchunks),
     .heading = "SCTP-RETRANS-CHUNKS", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: chunks retransmitted"},
    [FIELD_SCTP_PRIMARY_CWND] =
    {PART(sctp_primary_cwnd, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_p_cwnd), .unit = UNIT_BYTES,
     .heading = "SCTP-CWND", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: congestion window of the primary path"},
    [FIELD_SCTP_PRIMARY_SRTT_MS] =
    {PART(sctp_primary_srtt_ms, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_p_srtt), .unit = UNIT_MILLISECONDS,
     .heading = "SCTP-SRTT", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: round-trip time of the primary path"},
    [FIELD_SCTP_PRIMARY_RTO_MS] =
    {PART(sctp_primary_rto_ms, VALUE_NUMBER, DETAIL_SCTP_INFO, struct sctp_info, sctpi_p_rto), .unit = UNIT_MILLISECONDS,
     .heading = "SCTP-RTO", .groups = GROUP_FACTS, .protos = PROTO_BIT(PROTO_SCTP), .right = true,
     .help = "SCTP: retransmission timeout of the primary path"},
    [FIELD_SHUTDOWN] =
    {VALUE(shutdown, VALUE_WORD), .facts = HAVE_SHUTDOWN, .heading = "SHUTDOWN",
     .groups = GROUP_RECORD, .beside = WITH_SHUTDOWN, .words = shutdown_word,
     .help = "closed by shutdown(2): none, receive, send or both"},
    [FIELD_TIMER] =
    {VALUE(timer, VALUE_WORD), .facts = HAVE_TIMER, .heading = "TIMER", .groups = TIMERS,
     .words = timer_word, .help = "timer: on, keepalive, timewait, persist or delack"},
    [FIELD_TIMER_EXPIRES_MS] =
    {VALUE(timer_expires_ms, VALUE_NUMBER), .facts = HAVE_TIMER, .heading = "EXPIRES",
     .groups = TIMERS, .right = true, .unit = UNIT_MILLISECONDS, .cell = cell_timer_expires,
     .help = "milliseconds until the timer fires"},
    [FIELD_RETRANSMITS] =
    {VALUE(retransmits, VALUE_NUMBER), .facts = HAVE_TIMER, .heading = "RETRANS",
     .groups = TIMERS, .right = true, .help = "unanswered retransmissions or probes"},
    [FIELD_USER] =
    {VALUE(user, VALUE_NAME), .facts = HAVE_UID, .heading = "USER", .groups = EXTENDED,
     .needs = NEED_USER, .number = FIELD_UID, .styled = true, .cell = cell_user,
     .help = "name of the user who created the socket"},
    [FIELD_UID] =
    {VALUE(uid, VALUE_NUMBER), .facts = HAVE_UID, .heading = "UID", .groups = EXTENDED,
     .right = true, .help = "ID of the user who created the socket"},
    [FIELD_INODE] =
    {VALUE(inode, VALUE_NUMBER), .facts = HAVE_INODE, .heading = "INODE", .groups = EXTENDED,
     .right = true, .only = WITH_INODE, .help = "inode number: socket:[INODE] in /proc/PID/fd"},
    [FIELD_COOKIE] =
    {VALUE(cookie, VALUE_ID), .facts = HAVE_COOKIE, .heading = "COOKIE", .groups = EXTENDED,
     .right = true, .help = "kernel identifier of the socket, hexadecimal"},
    [FIELD_DEVICE] =
    {VALUE(device, VALUE_NAME), .facts = HAVE_DEVICE, .alias = "dev", .heading = "DEVICE",
     .groups = EXTENDED, .needs = NEED_DEVICE, .number = FIELD_DEVICE_INDEX, .cell = cell_device,
     .help = "bound interface, or scope of a link-local address"},
    [FIELD_DEVICE_INDEX] =
    {VALUE(device_index, VALUE_NUMBER), .facts = HAVE_DEVICE, .heading = "DEVICE-INDEX",
     .groups = GROUP_RECORD, .right = true, .help = "index of the interface in device"},
    [FIELD_MARK] =
    {VALUE(mark, VALUE_NUMBER), .facts = HAVE_MARK, .alias = "fwmark", .heading = "MARK",
     .groups = EXTENDED, .needs = NEED_MARK, .right = true, .unit = UNIT_MARK, .cell = cell_mark,
     .help = "firewall mark (visible with cap_net_admin only)"},
    [FIELD_V6ONLY] =
    {VALUE(v6only, VALUE_BOOL), .facts = HAVE_V6ONLY, .heading = "V6ONLY", .groups = EXTENDED,
     .families = FAMILY_BIT(FAMILY_IPV6), .only = PASSIVE,
     .help = "IPv6 only (if no, a wildcard is dual-stack)"},
    [FIELD_WILDCARD] =
    {VALUE(wildcard, VALUE_BOOL), .families = INTERNET,
     .heading = "WILDCARD",
     .help = "whether the local address is 0.0.0.0 or ::"},
    [FIELD_AUTOBOUND] =
    {VALUE(autobound, VALUE_BOOL), .facts = HAVE_AUTOBOUND, .heading = "AUTOBOUND",
     .needs = NEED_AUTOBOUND, .only = WITH_INODE,
     .help = "whether the kernel chose an ephemeral local port"},
    [FIELD_CGROUP_ID] =
    {VALUE(cgroup_id, VALUE_ID), .facts = HAVE_CGROUP, .heading = "CGROUP", .groups = EXTENDED,
     .right = true, .help = "inode of the creator's cgroup (v2), hexadecimal"},
    [FIELD_PEER_PROCESSES] =
    {VALUE(peer_processes, VALUE_PROCESSES), .alias = "peer_process", .end = END_PEER,
     .heading = "PEER-PROCESS", .groups = GROUP_PROCESS | GROUP_OWNER, UNIX, .needs = NEED_OWNER | NEED_PEER,
     .only = WITH_PEER, .cut = true,
     .help = "Unix sockets: every process that holds the peer"},
    [FIELD_OWNER] =
    {VALUE(owner, VALUE_WORD), .heading = "OWNER", .groups = GROUP_OWNER, .needs = NEED_OWNER,
     .words = owner_word, .help = "owner: known, none, hidden, kernel or not-scanned"},
    [FIELD_PROCESSES] =
    {VALUE(processes, VALUE_PROCESSES), .alias = "process", .heading = "PROCESS",
     .groups = GROUP_PROCESS | GROUP_OWNER, .needs = NEED_OWNER, .only = WITH_INODE, .cut = true,
     .help = "every process that holds the socket"},
    [FIELD_PID] =
    {VALUE(pid, VALUE_PIDS), .heading = "PID", .needs = NEED_OWNER, .only = WITH_INODE,
     .cut = true, .help = "PIDs of the processes that hold the socket"},
    [FIELD_COMM] =
    {VALUE(comm, VALUE_COMMS), .heading = "COMM", .needs = NEED_OWNER, .only = WITH_INODE,
     .cut = true, .help = "names of these processes, in the order of pid"},
    [FIELD_COUNT] = {.key = NULL},
};
// clang-format on
static_assert(sizeof(field_table) / sizeof(field_table[0]) == FIELD_COUNT + 1, "a row a field");

bool field_is(const struct field *field, const char *key, size_t length)
{
    const struct text text = {key, length};

    return text_is_like(text, field->key) || text_is_like(text, field->heading) ||
           (field->alias && text_is_like(text, field->alias));
}

const struct field *field_find(const char *key, size_t length)
{
    for (const struct field *field = field_table; field->key; field++) {
        if (field_is(field, key, length))
            return field;
    }
    return NULL;
}

const struct field *field_number(const struct field *field)
{
    return field->number ? &field_table[field->number] : field;
}

unsigned field_needs(const struct field *field, const struct style *style)
{
    unsigned needs = field->needs;

    if (!field->styled || !style)
        return needs;
    if (style->numeric)
        needs &= ~(unsigned)(NEED_SERVICE | NEED_USER);
    if (!style->resolve)
        needs &= ~(unsigned)NEED_HOST;
    return needs;
}

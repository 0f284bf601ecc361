// SPDX-License-Identifier: MIT
#include "sock/field.h"

#include "sock/cell.h"
#include "sock/community_id.h"
#include "sock/ends_known.h"
#include "sock/exposure.h"
#include "sock/finding.h"
#include "sock/kill_result.h"
#include "sock/mptcp_info.h"
#include "sock/port_class.h"
#include "sock/rates.h"
#include "sock/request.h"
#include "sock/siblings.h"
#include "sock/tcp_info.h"
#include "sock/tls_facts.h"
#include "sock/topic.h"
#include "sock/unit.h"

#include <assert.h>
#include <linux/inet_diag.h>
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

/** Without bytes, there is no name. */
static struct value name_if_any(struct text text)
{
    return name(text.length > 0, text);
}

/** An address as a value has it: groups count a mapped one as its IPv4 address. */
struct shown {
    struct address bytes;
    enum family family;
};

static inline void show_address(const struct sock *sock, const struct facts *facts,
                                const struct address *bytes, struct shown *ret_shown)
{
    ret_shown->bytes = *bytes;
    ret_shown->family = sock->family;
    if (facts->groups.rows)
        address_unmap(&ret_shown->family, &ret_shown->bytes);
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

struct value field_part(const struct field *field, uint64_t number)
{
    struct value value;

    value.type = field->type;
    value.number = number;
    if (!field->words)
        return value;
    value.word = field->words(number - (field->part.absent == ABSENT_ZERO));
    return value.word ? value : none();
}

/** The value of a field that is part of a detail. */
static struct value get_part(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    struct text block = detail_of(sock, facts, field->part.detail);
    uint64_t count = 0;

    return detail_block_number(block, &field->part, &count) ? field_part(field, count) : none();
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
        facts_unix_name(facts, sock->place, sock_peer_inode(sock), &name);
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

/** The address of the peer that an association of SCTP sends to. */
static struct value get_sctp_primary_address(const struct sock *sock, const struct facts *facts,
                                             const struct field *field)
{
    static const size_t start = offsetof(struct sctp_info, sctpi_p_address);
    struct text info = detail_of(sock, facts, DETAIL_SCTP_INFO);
    struct value value = {.type = VALUE_ADDRESS, .end = {.proto = sock->proto}};
    struct sockaddr_storage name;
    enum family family = 0;

    (void)field;
    if (info.length < start + sizeof(name))
        return none();
    memcpy(&name, info.bytes + start, sizeof(name));
    if (!address_from_sockaddr((const struct sockaddr *)&name, &family, &value.end.bytes))
        return none();
    value.end.family = (uint8_t)family;
    if (facts->groups.rows)
        value_unmap(&value);
    return value;
}

/** States of a path, by number (linux/sctp.h, enum sctp_spinfo_state). */
static const char *const sctp_path_states[] = {"inactive", "pf", "active", "unconfirmed"};

static const char *sctp_path_state_word(size_t index)
{
    bool known = index < sizeof(sctp_path_states) / sizeof(sctp_path_states[0]);

    return known ? sctp_path_states[index] : NULL;
}

/** Not get_part: DETAIL leaves out words that stand for 0, which is an unusual state of a path. */
static struct value get_sctp_primary_state(const struct sock *sock, const struct facts *facts,
                                           const struct field *field)
{
    static const struct field state = {
        .type = VALUE_WORD,
        .words = sctp_path_state_word,
        DETAIL_PART(DETAIL_SCTP_INFO, struct sctp_info, sctpi_p_state),
    };

    (void)field;
    return get_part(sock, facts, &state);
}

static struct value named_end(const struct sock *sock, struct text name)
{
    return (struct value){
        .type = name.length > 0 ? VALUE_ENDPOINT : VALUE_NONE,
        .end = {.name = name, .family = sock->family, .proto = sock->proto, .place = sock->place}};
}

static struct value get_exposure(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    enum exposure kind = exposure_of(sock, detail_of(sock, facts, DETAIL_LOCAL_ADDRESSES));

    (void)field;
    return word(kind != EXPOSURE_NONE, exposure_names[kind]);
}

static struct value get_exposure_family(const struct sock *sock, const struct facts *facts,
                                        const struct field *field)
{
    struct text listed = detail_of(sock, facts, DETAIL_LOCAL_ADDRESSES);
    const char *name = exposure_family_name(exposure_families(sock, listed));

    (void)field;
    return word(name != NULL, name);
}

static bool has_local_port(const struct sock *sock)
{
    return sock_has_ports(sock) && sock->local_port != 0;
}

static struct value get_ephemeral(const struct sock *sock, const struct facts *facts,
                                  const struct field *field)
{
    const struct ephemeral *range = facts_ephemeral(facts, sock->place);

    (void)field;
    return boolean(has_local_port(sock) && ephemeral_known(range),
                   ephemeral_has(range, sock->local_port));
}

/** How many sockets have a Unix socket as their peer. */
static struct value get_peer_count(const struct sock *sock, const struct facts *facts,
                                   const struct field *field)
{
    uint32_t count = 0;

    (void)field;
    if (has(sock, HAVE_INODE))
        count = facts_unix_count(facts, sock->inode);
    bool known =
        facts_source(facts, sock->place, sock->proto) == SOURCE_NETLINK && has(sock, HAVE_INODE);
    return number(known && family_has_names(sock->family), count);
}

/** An end that is two numbers. */
static struct value numbered_end(const struct sock *sock, const struct address *numbers)
{
    return (struct value){
        .type = VALUE_ENDPOINT,
        .end = {
            .bytes = *numbers, .family = sock->family, .proto = sock->proto, .place = sock->place}};
}

// The values of ends are initialized where they are returned: otherwise the compiler copies them,
// and a processor waits with the copy for the members that were just stored.

static struct value get_local(const struct sock *sock, const struct facts *facts,
                              const struct field *field)
{
    struct shown shown;

    (void)field;
    if (family_has_names(sock->family))
        return named_end(sock, own_name(sock, facts));
    if (!family_has_addresses(sock->family))
        return numbered_end(sock, &sock->local);
    show_address(sock, facts, &sock->local, &shown);
    return (struct value){
        .type = VALUE_ENDPOINT,
        .end = {.bytes = shown.bytes,
                .family = (uint8_t)shown.family,
                .proto = sock->proto,
                .place = sock->place,
                .port = sock->local_port,
                .has_port = sock_has_ports(sock),
                .dual_stack = sock_is_dual_stack(sock) || sock_is_any_wildcard(sock),
                .no_address = !sock_has_addresses(sock),
                .scope = sock_local_scope(sock)}};
}

static struct value get_peer(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    struct shown shown;

    (void)field;
    if (family_has_names(sock->family))
        return named_end(sock, peer_name(sock, facts));
    if (!sock_has_peer(sock))
        return none();
    if (!family_has_addresses(sock->family))
        return numbered_end(sock, &sock->peer);
    show_address(sock, facts, &sock->peer, &shown);
    return (struct value){.type = VALUE_ENDPOINT,
                          .end = {.bytes = shown.bytes,
                                  .family = (uint8_t)shown.family,
                                  .proto = sock->proto,
                                  .place = sock->place,
                                  .port = sock->peer_port,
                                  .has_port = sock_has_ports(sock),
                                  .no_address = !sock_has_addresses(sock),
                                  .scope = sock_peer_scope(sock)}};
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

    return name(facts_service(facts, sock->place, sock->proto, port, &text), text);
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

/** Returns the path of the cgroup of the socket; empty: it is not known. */
static struct text cgroup_path_of(const struct sock *sock, const struct facts *facts)
{
    const struct cgroup *cgroup = cgroups_of(&facts->cgroups, sock);

    return cgroup ? cgroup->path : (struct text){0};
}

/** Returns what this path says. */
static const struct cgroup_place *place_of(const struct sock *sock, const struct facts *facts)
{
    static const struct cgroup_place nothing;
    const struct cgroup *cgroup = cgroups_of(&facts->cgroups, sock);

    return cgroup ? &cgroup->place : &nothing;
}

static struct value cgroup_state(const struct sock *sock, const struct facts *facts)
{
    bool reported =
        source_reports(facts_source(facts, sock->place, sock->proto), sock->proto, HAVE_CGROUP) &&
        !(proto_table[sock->proto].lacks & HAVE_CGROUP);
    enum cgroup_state state = cgroups_state(&facts->cgroups, sock, reported);

    return state < CGROUP_STATE_COUNT ? word(true, cgroup_state_names[state]) : none();
}

static struct value get_nothing(const struct sock *sock, const struct facts *facts,
                                const struct field *field)
{
    (void)sock;
    (void)facts;
    (void)field;
    return none();
}

/** Defines the getter of a field: one expression of `sock` and `facts`. */
static inline struct value address(bool have, const struct sock *sock, const struct facts *facts,
                                   const struct address *bytes)
{
    struct shown shown;

    if (!have)
        return none();
    show_address(sock, facts, bytes, &shown);
    return (struct value){.type = VALUE_ADDRESS,
                          .end = {.bytes = shown.bytes,
                                  .family = (uint8_t)shown.family,
                                  .proto = sock->proto,
                                  .place = sock->place}};
}

#define GETTER(key, expression)                                                                    \
    static struct value get_##key(const struct sock *sock, const struct facts *facts,              \
                                  const struct field *field)                                       \
    {                                                                                              \
        (void)facts;                                                                               \
        (void)field;                                                                               \
        return expression;                                                                         \
    }

GETTER(proto, word(true, proto_table[sock->proto].name))
GETTER(family, word(!has(sock, HAVE_NO_FAMILY), family_table[sock->family].name))
GETTER(state, word(true, state_table[sock->state].name))
GETTER(local_address, address(sock_has_addresses(sock), sock, facts, &sock->local))
GETTER(local_port, number(has_local_port(sock), sock->local_port))
GETTER(local_service, service(sock, facts, sock->local_port))
GETTER(local_host, host(sock, facts, &sock->local))
GETTER(peer_address,
       address(sock_has_peer(sock) && sock_has_addresses(sock), sock, facts, &sock->peer))
GETTER(peer_port, number(sock_has_ports(sock) && sock_has_peer(sock), sock->peer_port))
GETTER(ip_protocol, number(proto_table[sock->proto].port == PORT_PROTOCOL, sock->local_port))
GETTER(icmp_id, number(proto_table[sock->proto].port == PORT_ICMP_ID, sock->local_port))
GETTER(peer_service, service(sock, facts, sock->peer_port))
GETTER(peer_host, host(sock, facts, &sock->peer))

static struct value get_community_id(const struct sock *sock, const struct facts *facts,
                                     const struct field *field)
{
    struct value value = {.type = VALUE_FLOW};
    struct flow flow;

    (void)facts;
    (void)field;
    if (!flow_of(sock, &flow))
        return none();
    community_id_digest(&flow, value.digest);
    return value;
}

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
GETTER(inode, number(has(sock, HAVE_INODE) && !has(sock, HIDES_INODE), sock->inode))
GETTER(cookie, id(sock->have &(HAVE_COOKIE | HAVE_SHARED_COOKIE), sock->cookie))
GETTER(device_index, number(has(sock, HAVE_DEVICE), sock->device))
GETTER(mark, number(has(sock, HAVE_MARK), sock->mark))
GETTER(v6only, boolean(has(sock, HAVE_V6ONLY), sock->v6only))
GETTER(wildcard,
       boolean(sock_has_addresses(sock) || sock_is_any_wildcard(sock), sock_is_wildcard(sock)))
GETTER(type, word(sock_type(sock), type_names[sock_type(sock)]))
GETTER(shutdown, word(has(sock, HAVE_SHUTDOWN), shutdown_names[sock->shutdown]))
GETTER(local_path, name_if_any(own_name(sock, facts)))
GETTER(local_abstract, boolean(has(sock, HAVE_ABSTRACT), sock->abstract))
GETTER(peer_path, name_if_any(peer_name(sock, facts)))
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
GETTER(congestion, name_if_any(detail_of(sock, facts, DETAIL_CONGESTION)))
GETTER(ulp, name_if_any(detail_of(sock, facts, DETAIL_ULP)))
GETTER(sk_storage_maps, numbers(sock, facts, DETAIL_STORAGE_MAPS))
GETTER(sctp_role, word(sock->proto == PROTO_SCTP, sctp_roles[sock->association]))
GETTER(local_addresses, addresses(sock, facts, DETAIL_LOCAL_ADDRESSES))
GETTER(peer_addresses, addresses(sock, facts, DETAIL_PEER_ADDRESSES))
GETTER(port_class, word(has_local_port(sock), port_class_names[port_class_of(sock->local_port)]))
GETTER(autobound, boolean(has(sock, HAVE_AUTOBOUND), sock->autobound))
GETTER(cgroup_id, id(has(sock, HAVE_CGROUP), sock->cgroup_id))
GETTER(cgroup, name_if_any(cgroup_path_of(sock, facts)))
GETTER(cgroup_state, cgroup_state(sock, facts))
GETTER(unit, name_if_any(place_of(sock, facts)->unit))
GETTER(user_unit, name_if_any(place_of(sock, facts)->user_unit))
GETTER(slice, name_if_any(place_of(sock, facts)->slice))
GETTER(session, name_if_any(place_of(sock, facts)->session))
GETTER(machine, name_if_any(place_of(sock, facts)->machine))
GETTER(container, name_if_any(place_of(sock, facts)->container))
GETTER(container_runtime, word(place_of(sock, facts)->runtime != RUNTIME_NONE,
                               runtime_names[place_of(sock, facts)->runtime]))
GETTER(container_name, name(place_of(sock, facts)->runtime != RUNTIME_NONE &&
                                place_of(sock, facts)->name.length > 0,
                            place_of(sock, facts)->name))
GETTER(pod, name_if_any(place_of(sock, facts)->pod))
GETTER(owner, word(true, owner_names[owners_state(&facts->owners, sock)]))
GETTER(processes, holders(sock, facts, VALUE_PROCESSES))
GETTER(pid, holders(sock, facts, VALUE_PIDS))
GETTER(comm, holders(sock, facts, VALUE_COMMS))

static struct value get_listener(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    const struct listener *listener = ends_listener(sock, facts);

    (void)field;
    return id(listener && listener->has_cookie, listener ? listener->cookie : 0);
}

static struct value get_reuseport_sockets(const struct sock *sock, const struct facts *facts,
                                          const struct field *field)
{
    const struct listener *listener = ends_listener(sock, facts);

    (void)field;
    return number(listener, listener ? listener->sockets : 0);
}

static struct value get_reuseport_least_queue(const struct sock *sock, const struct facts *facts,
                                              const struct field *field)
{
    const struct listener *listener = ends_listener(sock, facts);

    (void)field;
    return number(listener && listener->has_queue, listener ? listener->least_queue : 0);
}

/** A number of connections, which is absent if some may be missing. */
static struct value counted(const struct sock *sock, const struct facts *facts, bool established)
{
    const struct listener *listener = ends_listener(sock, facts);

    if (sock->state != STATE_LISTEN || ends_may_lack_connections(listener, facts))
        return none();
    return number(true, established ? listener->established : listener->syn_recv);
}

GETTER(role, word(ends_known(sock, facts).role, role_names[ends_known(sock, facts).role]))
GETTER(connections, counted(sock, facts, true))
GETTER(handshakes, counted(sock, facts, false))

/** The other end of a Unix socket is known by its inode, without a search. */
static struct value get_peer_match(const struct sock *sock, const struct facts *facts,
                                   const struct field *field)
{
    enum peer_match match = ends_known(sock, facts).match;

    (void)field;
    if (family_has_names(sock->family) && has(sock, HAVE_PEER_INODE))
        match = has(sock, HAVE_INODE) && sock->inode == sock_peer_inode(sock) ? MATCH_SELF
                                                                              : MATCH_EXACT;
    return word(match != MATCH_ABSENT, peer_match_names[match]);
}

static struct value get_peer_cookie(const struct sock *sock, const struct facts *facts,
                                    const struct field *field)
{
    struct row_ends ends = ends_known(sock, facts);

    (void)field;
    return id(ends.has_peer_cookie, ends.peer_cookie);
}

/** Absent if the other end was not searched for or not found, or if its holders are not visible. */
static struct value get_peer_processes(const struct sock *sock, const struct facts *facts,
                                       const struct field *field)
{
    const struct owners *owners = &facts->owners;
    struct value value = {.type = VALUE_PROCESSES};
    bool known = true;

    (void)field;
    if (family_has_names(sock->family))
        value.holders =
            has(sock, HAVE_PEER_INODE) ? owners_of(owners, sock_peer_inode(sock)) : NULL;
    else
        value.holders = peer_holders(sock, facts, &known);
    return known ? value : none();
}

/** Of a socket that listens without any that is known, the list is absent. */
static struct value get_backends(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    struct text list = backends_of(&facts->backends, sock);

    (void)field;
    return (struct value){.type = list.length > 0 ? VALUE_BACKENDS : VALUE_NONE, .name = list};
}

/** A socket with holders, none of which has a known context, has no list. */
static struct value get_contexts(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    const struct owners *owners = &facts->owners;
    struct value value = holders(sock, facts, VALUE_CONTEXTS);
    const struct holder *holder = value.holders;

    (void)field;
    while (holder && !owners_context(owners, &owners->processes[holder->process]).bytes)
        holder = owners_next_process(owners, holder);
    return holder || !value.holders ? value : none();
}

static struct value get_user(const struct sock *sock, const struct facts *facts,
                             const struct field *field)
{
    struct text text = {0};

    (void)field;
    return name(has(sock, HAVE_UID) && names_find(&facts->names->users, sock->uid, &text), text);
}

static struct value get_device(const struct sock *sock, const struct facts *facts,
                               const struct field *field)
{
    const struct names *devices = &facts_place(facts, sock->place)->devices;
    struct text text = {0};

    (void)field;
    return name(has(sock, HAVE_DEVICE) && names_find(devices, sock->device, &text), text);
}

static const struct place *netns_of(const struct sock *sock, const struct facts *facts)
{
    static const struct place unknown;

    return facts->places ? places_at(facts->places, sock->place) : &unknown;
}

static struct value get_netns(const struct sock *sock, const struct facts *facts,
                              const struct field *field)
{
    uint32_t inode = netns_of(sock, facts)->inode;

    (void)field;
    return number(inode != 0, inode);
}

static struct value get_netns_id(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    uint64_t cookie = netns_of(sock, facts)->cookie;

    (void)field;
    return id(cookie != 0, cookie);
}

static struct value get_netns_name(const struct sock *sock, const struct facts *facts,
                                   const struct field *field)
{
    (void)field;
    return name_if_any(place_name(&netns_of(sock, facts)->names));
}

static struct value get_netns_pid(const struct sock *sock, const struct facts *facts,
                                  const struct field *field)
{
    uint32_t pid = netns_of(sock, facts)->pid;

    (void)field;
    return number(pid != 0, pid);
}

/** In percent of the ephemeral ports of its network namespace. */
static struct value get_time_wait_percent(const struct sock *sock, const struct facts *facts,
                                          const struct field *field)
{
    struct value ports = field_value(&field_table[FIELD_TIME_WAIT_PORTS], sock, facts);
    uint32_t size = ephemeral_size(facts_ephemeral(facts, sock->place));

    (void)field;
    return number(ports.type != VALUE_NONE && size > 0, size > 0 ? ports.number * 100 / size : 0);
}

/** Absent if they are not known: none was found, but facts are missing; or they were not joined. */
static struct value get_findings(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    finding_set set = facts->siblings ? findings_of(sock, facts) : 0;
    struct value value = {.type = VALUE_FINDINGS, .findings = {.sock = sock, .set = set}};

    (void)field;
    return facts->siblings && (set || findings_reported(sock, facts)) ? value : none();
}

/** Absent also if a finding that could not be made would be more severe. */
static struct value get_severity(const struct sock *sock, const struct facts *facts,
                                 const struct field *field)
{
    enum severity severity = facts->siblings ? findings_severity(findings_of(sock, facts)) : 0;
    bool known = severity == SEVERITY_WARNING || findings_reported(sock, facts);

    (void)field;
    return word(facts->siblings && known, severity_names[severity]);
}

static const char *severity_word(size_t index)
{
    return index < SEVERITY_COUNT ? severity_names[index] : NULL;
}

static const char *finding_word(size_t index)
{
    return index < FINDING_COUNT ? finding_table[index].name : NULL;
}

static const char *result_word(size_t index)
{
    return index + 1 < RESULT_COUNT ? kill_result_names[index + 1] : NULL;
}

static const char *reason_word(size_t index)
{
    return index + 1 < REASON_COUNT ? kill_reason_names[index + 1] : NULL;
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

static const char *exposure_word(size_t index)
{
    return index + 1 < EXPOSURE_COUNT ? exposure_names[index + 1] : NULL;
}

static const char *port_class_word(size_t index)
{
    return index + 1 < PORT_CLASS_COUNT ? port_class_names[index + 1] : NULL;
}

static const char *shutdown_word(size_t index)
{
    return index < SHUTDOWN_COUNT ? shutdown_names[index] : NULL;
}

/** Defines the lister of words that stand for the numbers from 0 on. */
#define WORDS(name, ...)                                                                           \
    static const char *name##_word(size_t index)                                                   \
    {                                                                                              \
        static const char *const words[] = {__VA_ARGS__};                                          \
                                                                                                   \
        return index < sizeof(words) / sizeof(words[0]) ? words[index] : NULL;                     \
    }

WORDS(exposure_family, "ipv4", "ipv6", "both")

/** Numbers of linux/if_packet.h, TPACKET_V*. */
WORDS(packet_version, "v1", "v2", "v3")

/** Numbers of linux/if_packet.h, PACKET_FANOUT_*. */
WORDS(fanout, "hash", "lb", "cpu", "rollover", "rnd", "qm", "cbpf", "ebpf")

/** Numbers of linux/smc_diag.h, SMC_DIAG_MODE_*. */
WORDS(smc_mode, "smcr", "fallback", "smcd")

/** Numbers of linux/tcp.h, enum tcp_ca_state. */
WORDS(ca_state, "open", "disorder", "cwr", "recovery", "loss")

/** Numbers of linux/tcp.h, enum tcp_fastopen_client_fail, without the first: no failure. */
WORDS(fastopen_fail, "cookie-unavailable", "data-not-acked", "syn-retransmitted")

/** Numbers of linux/tcp.h, TCPI_ECN_MODE_*. */
WORDS(ecn_mode, "disabled", "rfc3168", "accecn", "pending")

/** Numbers of linux/tcp.h, TCP_ACCECN_OPT_*. */
WORDS(accecn_option, "no", "empty", "counter", "fail")

/** Numbers of linux/tls.h, TLS_*_VERSION, from that of TLS 1.2 on. */
WORDS(tls_version, "tls1.2", "tls1.3")

/** Numbers of linux/tls.h, TLS_CIPHER_*, from the first one on. */
WORDS(tls_cipher, "aes-gcm-128", "aes-gcm-256", "aes-ccm-128", "chacha20-poly1305", "sm4-gcm",
      "sm4-ccm", "aria-gcm-128", "aria-gcm-256")

/** Numbers of linux/tls.h, TLS_CONF_*, from that of no encryption on. */
WORDS(tls_conf, "none", "sw", "hw", "hw-record")

static const char *sctp_role_word(size_t index)
{
    return index < sizeof(sctp_roles) / sizeof(sctp_roles[0]) ? sctp_roles[index] : NULL;
}

static const char *cgroup_state_word(size_t index)
{
    return index < CGROUP_STATE_COUNT ? cgroup_state_names[index] : NULL;
}

static const char *container_runtime_word(size_t index)
{
    return index + 1 < RUNTIME_COUNT ? runtime_names[index + 1] : NULL;
}

static const char *role_word(size_t index)
{
    return index + 1 < ROLE_COUNT ? role_names[index + 1] : NULL;
}

static const char *peer_match_word(size_t index)
{
    return index + 1 < MATCH_COUNT ? peer_match_names[index + 1] : NULL;
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
// net/ipv4/inet_diag.c, inet_diag_msg_attrs_fill: IPV6_V6ONLY comes in these states only
#define PASSIVE (STATES_WITHOUT_PEER | STATE_BIT(STATE_BOUND_INACTIVE) | STATE_BIT(STATE_CLOSED))

#define INTERNET FAMILIES_OF_INTERNET
/** Of the address, which is not known of some sockets. */
#define NO_ADDRESS .hidden = HAVE_NO_ADDRESSES | HAVE_NO_FAMILY
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
/** Protocols of which few sockets are listed, that report shutdown(2). */
#define WITH_SHUTDOWN (PROTO_BIT(PROTO_UNIX) | PROTO_BIT(PROTO_VSOCK) | PROTO_BIT(PROTO_SMC))
/** Protocols that report memory. */
#define MEMORY_TOLD                                                                                \
    (WITH_MEMORY | PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE) |        \
     PROTO_BIT(PROTO_RAW) | PROTO_BIT(PROTO_MPTCP) | PROTO_BIT(PROTO_SCTP) |                       \
     PROTO_BIT(PROTO_UNIX))
/** Those that are asked for it always. */
#define WITH_MEMORY (PROTO_BIT(PROTO_PACKET) | PROTO_BIT(PROTO_NETLINK) | PROTO_BIT(PROTO_XDP))
/** Protocols whose sockets the kernel reports with the storage of BPF programs. */
#define WITH_STORAGE                                                                               \
    (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE) |                      \
     PROTO_BIT(PROTO_RAW) | PROTO_BIT(PROTO_MPTCP))
#define STORAGE                                                                                    \
    .groups = GROUP_STORAGE, .protos = WITH_STORAGE, .needs = NEED_STORAGE, .hidden = HIDES_STORAGE
/** Sockets that listen at an address: not ICMP sockets, which only get replies. */
#define EXPOSED                                                                                    \
    .families = INTERNET, NO_ADDRESS, .groups = GROUP_FACTS,                                       \
    .protos = INTERNET_TOLD | PROTO_BIT(PROTO_SMC),                                                \
    .only = LISTENERS | STATE_BIT(STATE_UNCONNECTED)
/** Of sockets with ports. */
#define PORTED                                                                                     \
    .families = INTERNET, .groups = GROUP_FACTS,                                                   \
    .protos = (INTERNET_TOLD | PROTO_BIT(PROTO_SMC)) & ~WITHOUT_PORTS
/** Protocols whose flows have a Community ID. */
#define WITH_FLOW                                                                                  \
    (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_SCTP) | PROTO_BIT(PROTO_ICMP) | \
     PROTO_BIT(PROTO_RAW))
#define EVERYWHERE (GROUP_TABLE | GROUP_RECORD)
/** Protocols whose sockets have a role, and another end that is searched for. */
#define WITH_ENDS .protos = PROTOS_WITH_ENDS
/** States of connections, and of those that listen. */
#define WITH_ROLE (EVERY & ~(STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_BOUND_INACTIVE)))
#define CONNECTED (WITH_ROLE & ~STATES_WITHOUT_PEER)
#define EXTENDED (GROUP_EXTENDED | GROUP_RECORD)
/** A field that the path of the cgroup says. */
#define PLACE(title, group)                                                                        \
    .facts = HAVE_CGROUP, .topic = TOPIC_PLACE, .heading = #title, .groups = (group),              \
    .needs = NEED_CGROUP
/** Fields of -e and of -i. */
#define INTERNALS (GROUP_FACTS | GROUP_INTERNALS_MORE)
#define TIMERS (GROUP_TIMERS | GROUP_RECORD)
#define ENDPOINT (NEED_DEVICE | NEED_SERVICE | NEED_HOST)

/** A field that is a member of a structure in a detail. */
#define PART(name, value_type, kind, structure, member)                                            \
    .key = #name, .type = (value_type), .value = get_part, DETAIL_PART(kind, structure, member)

/** Such a field of a packet ring has a meaning only in version 3, whose timeout is never 0. */
#define RING_V3 DETAIL_GIVEN(struct packet_diag_ring, pdr_retire_tmo)

/** A field that is the number with INDEX (SK_MEMINFO_*) of the memory of a socket. */
#define MEMORY(name, index)                                                                        \
    WORD32(name, VALUE_NUMBER, DETAIL_MEMORY, index), .protos = MEMORY_TOLD, .needs = NEED_MEMORY, \
                                                      .right = true

/** A field that is number INDEX of those in a detail, of the C type NUMBER. */
#define NUMBER_AT(name, value_type, kind, number, index)                                           \
    .key = #name, .type = (value_type), .value = get_part, .part.detail = (kind),                  \
    .part.size = sizeof(number), .part.offset = sizeof(number) * (index)

#define WORD32(name, value_type, kind, index) NUMBER_AT(name, value_type, kind, uint32_t, index)
#define WORD64(name, value_type, kind, index) NUMBER_AT(name, value_type, kind, uint64_t, index)

/** A field of a TCP socket with the upper layer protocol tls. */
#define TLS(name, value_type, fact)                                                                \
    WORD32(name, value_type, DETAIL_TLS, fact), .part.absent = ABSENT_ONES, .facts = HAVE_ULP,     \
                                                .groups = INTERNALS,                               \
                                                .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_ULP

/** A field that is a member of what SCTP reports of an association. */
#define SCTP_PART(name, value_type, member)                                                        \
    PART(name, value_type, DETAIL_SCTP_INFO, struct sctp_info, member),                            \
        .groups = INTERNALS, .protos = PROTO_BIT(PROTO_SCTP)

/** Likewise of an endpoint. */
#define SCTP_ENDPOINT(name, value_type, member)                                                    \
    PART(name, value_type, DETAIL_SCTP_ENDPOINT, struct sctp_info, member),                        \
        .groups = INTERNALS, .protos = PROTO_BIT(PROTO_SCTP)

/** A flag of an MPTCP subflow (linux/mptcp.h, MPTCP_SUBFLOW_FLAG_*). */
#define SUBFLOW_FLAG(name, bit)                                                                    \
    WORD32(name, VALUE_BOOL, DETAIL_SUBFLOW_FLAGS, 0),                                             \
        .topic = TOPIC_PROTO + PROTO_MPTCP, .part.shift = (bit), .part.bits = 1,                   \
        .facts = HAVE_ULP, .groups = INTERNALS, .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_ULP

/** The states in which TCP sockets have no struct tcp_info, or one of another meaning. */
#define WITHOUT_INFO (LISTENERS | STATE_BIT(STATE_TIME_WAIT))
#define TCP_INFO .protos = PROTO_BIT(PROTO_TCP), .only = EVERY & ~WITHOUT_INFO

/** A field that is a member of the first part of struct tcp_info, and depends on no other part. */
#define TCP_PART(name, value_type, member)                                                         \
    PART(name, value_type, DETAIL_TCP_INFO, struct tcp_info_known, member), TCP_INFO,              \
        .needs = NEED_INFO

/** A field that is another member, or depends on one. */
#define TCP_REST(name, value_type, member)                                                         \
    PART(name, value_type, DETAIL_TCP_INFO, struct tcp_info_known, member), TCP_INFO,              \
        .needs = NEED_INFO | NEED_INFO_REST

/** A field that is a rate between two looks. */
#define RATE(name, value_type, member)                                                             \
    PART(name, value_type, DETAIL_RATES, struct row_rates, member), TCP_INFO,                      \
        .part.absent = ABSENT_ONES, .needs = NEED_RATES | NEED_INFO | NEED_INFO_REST,              \
        .right = true

/** Such a field has a meaning only if another member is not 0. */
#define GIVEN(member) DETAIL_GIVEN(struct tcp_info_known, member)

/** Likewise, only if TCP uses an option. */
#define OPTION_GIVEN(option) GIVEN(options), .part.given_mask = 1U << TCP_OPTION_##option

/** Such a field is a bit that the kernel fills in since it sends another member, too. */
#define SINCE(member)                                                                              \
    .part.least =                                                                                  \
        offsetof(struct tcp_info_known, member) + sizeof(((struct tcp_info_known *)NULL)->member)

/** net/ipv4/inet_diag.c, inet_sk_diag_fill: they come in states before TIME-WAIT, by number. */
#define WITH_ALGORITHM                                                                             \
    (STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_FIN_WAIT_1) |      \
     STATE_BIT(STATE_FIN_WAIT_2))

/** A field that is a member of what a congestion control reports of a connection. */
#define ALGORITHM(name, value_type, kind, structure, member)                                       \
    PART(name, value_type, kind, structure, member),                                               \
        .protos = PROTO_BIT(PROTO_TCP), .needs = NEED_CONGESTION, .only = WITH_ALGORITHM,          \
        .groups = GROUP_INTERNALS_MORE

/** Such a field of DCTCP has a meaning only if that works as such. */
#define DCTCP_GIVEN DETAIL_GIVEN(struct tcp_dctcp_info, dctcp_enabled)

/** Protocols of inet_diag: it reports what every Internet socket has. */
#define INTERNET_TOLD                                                                              \
    (PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP) | PROTO_BIT(PROTO_UDPLITE) |                      \
     PROTO_BIT(PROTO_RAW) | PROTO_BIT(PROTO_MPTCP) | PROTO_BIT(PROTO_SCTP))

/** A field that is the one number of an attribute of whole sockets, of the C type NUMBER. */
#define INTERNET_PART(name, value_type, kind, number)                                              \
    NUMBER_AT(name, value_type, kind, number, 0), .protos = INTERNET_TOLD, .only = WITH_INODE

/** A field that is one bit of DETAIL_SOCKOPT: number BIT of its bit-fields. */
#define SOCKOPT(name, bit)                                                                         \
    NUMBER_AT(sockopt_##name, VALUE_BOOL, DETAIL_SOCKOPT, uint8_t, (bit) / 8),                     \
        .protos = INTERNET_TOLD, .only = WITH_INODE,                                               \
        .part.shift = BIT_FIELD_SHIFT(8, (bit) % 8, 1), .part.bits = 1, .groups = GROUP_SOCKOPT,   \
        .needs = NEED_SOCKOPT

/** What findings say. */
#define FOUND                                                                                      \
    .groups = GROUP_FINDINGS, .needs = NEEDS_OF_FINDINGS, .topic = TOPIC_PLACE,                    \
    .rests_on = REPORTS_DETAIL

/** What --kill did. */
#define OUTCOME                                                                                    \
    .groups = GROUP_RESULT, .needs = NEED_RESULT, .topic = TOPIC_PLACE, .part.absent = ABSENT_ZERO

#define VALUE(name, value_type) .key = #name, .type = (value_type), .value = get_##name

// clang-format off
const struct field field_table[] = {
    [FIELD_PROTO] =
    {VALUE(proto, VALUE_WORD), .heading = "PROTO", .groups = EVERYWHERE, .selects = true,
     .words = proto_word, .cell_word = cell_proto, .help = "protocol: tcp, udp, raw, ..."},
    [FIELD_FAMILY] =
    {VALUE(family, VALUE_WORD), .heading = "FAMILY", .groups = GROUP_RECORD, .selects = true,
     .hidden = HAVE_NO_FAMILY, .words = family_word,
     .help = "address family: ipv4, ipv6, unix, netlink, ..."},
    [FIELD_TYPE] =
    {VALUE(type, VALUE_WORD), .facts = HAVE_TYPE, .heading = "TYPE", .groups = EVERYWHERE,
     .beside = BY_TYPE, .words = type_word, .help = "type: stream, dgram, seqpacket, raw or rdm"},
    [FIELD_STATE] =
    {VALUE(state, VALUE_WORD), .heading = "STATE", .groups = EVERYWHERE, .coloured = true,
     .selects = true, .words = state_word, .cell_word = cell_state,
     .help = "state: listen, established, unconnected, ..."},
    [FIELD_RECV_Q] =
    {VALUE(recv_q, VALUE_NUMBER), .facts = HAVE_QUEUES,
     .topic = TOPIC_QUEUES, .heading = "RECV-Q", .groups = EVERYWHERE,
     .right = true, .unit = UNIT_BYTES, .only = EVERY & ~LISTENERS, .cell = cell_recv_q,
     .help = "bytes received but not read yet"},
    [FIELD_SEND_Q] =
    {VALUE(send_q, VALUE_NUMBER), .facts = HAVE_QUEUES,
     .topic = TOPIC_QUEUES, .heading = "SEND-Q", .groups = EVERYWHERE,
     .right = true, .unit = UNIT_BYTES, .only = EVERY & ~LISTENERS,
     .help = "bytes not acknowledged yet, or not sent yet"},
    [FIELD_ACCEPT_QUEUE] =
    {VALUE(accept_queue, VALUE_NUMBER), .facts = HAVE_ACCEPT_QUEUE,
     .topic = TOPIC_QUEUES, .heading = "ACCEPT-Q",
     .groups = GROUP_RECORD, .right = true, .only = LISTENERS,
     .help = "listeners: connections not accepted yet"},
    [FIELD_ACCEPT_LIMIT] =
    {VALUE(accept_limit, VALUE_NUMBER), .facts = HAVE_ACCEPT_LIMIT,
     .topic = TOPIC_QUEUES, .heading = "ACCEPT-LIMIT",
     .groups = GROUP_RECORD, .right = true, .only = LISTENERS,
     .help = "listeners: accept queue limit; it holds one more"},
    [FIELD_ACCEPT_PERCENT] =
    {VALUE(accept_percent, VALUE_NUMBER), .facts = HAVE_ACCEPT_LIMIT,
     .topic = TOPIC_QUEUES, .heading = "ACCEPT%",
     .right = true, .only = LISTENERS, .help = "listeners: accept queue usage in percent"},
    [FIELD_LOCAL] =
    {VALUE(local, VALUE_ENDPOINT), .end = END_LOCAL, .alias = "src", .heading = "LOCAL",
     .groups = GROUP_TABLE, .needs = ENDPOINT, .styled = true,
     .help = "local address and port"},
    [FIELD_PEER] =
    {VALUE(peer, VALUE_ENDPOINT), .facts = REPORTS_PEER, .end = END_PEER, .alias = "dst",
     .heading = "PEER", .groups = GROUP_TABLE, .needs = ENDPOINT | NEED_PEER, .styled = true,
     .only = WITH_PEER, .absent = "*", .help = "peer address and port"},
    [FIELD_LOCAL_ADDRESS] =
    {VALUE(local_address, VALUE_ADDRESS), .end = END_LOCAL, .families = INTERNET, NO_ADDRESS,
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
    {VALUE(local_host, VALUE_NAME), .end = END_LOCAL, .families = INTERNET, NO_ADDRESS,
     .heading = "LOCAL-HOST",
     .groups = GROUP_HOST, .needs = NEED_HOST, .help = "host name of the local address"},
    [FIELD_PEER_ADDRESS] =
    {VALUE(peer_address, VALUE_ADDRESS), .end = END_PEER, .families = INTERNET, NO_ADDRESS,
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
    {VALUE(peer_host, VALUE_NAME), .end = END_PEER, .families = INTERNET, NO_ADDRESS,
     .heading = "PEER-HOST", .groups = GROUP_HOST,
     .needs = NEED_HOST, .only = WITH_PEER, .help = "host name of the peer address"},
    [FIELD_COMMUNITY_ID] =
    {VALUE(community_id, VALUE_FLOW), .protos = WITH_FLOW, .families = INTERNET, NO_ADDRESS,
     .heading = "COMMUNITY-ID", .groups = GROUP_FLEET, .only = WITH_PEER,
     .help = "identifier of the flow, the same at both ends"},
    [FIELD_IP_PROTOCOL] =
    {VALUE(ip_protocol, VALUE_NUMBER), .heading = "IP-PROTOCOL", .groups = GROUP_RECORD,
     .beside = WITHOUT_PORTS, .right = true, .help = "raw sockets: number of the IP protocol"},
    [FIELD_ICMP_ID] =
    {VALUE(icmp_id, VALUE_NUMBER), .heading = "ICMP-ID", .groups = GROUP_RECORD,
     .beside = WITHOUT_PORTS, .right = true,
     .help = "ICMP sockets: identifier of the echo messages"},
    [FIELD_LOCAL_PATH] =
    {VALUE(local_path, VALUE_NAME), .end = END_LOCAL, .heading = "LOCAL-PATH",
     .groups = GROUP_RECORD, UNIX, .needs = NEED_NAME,
     .cell = cell_local_path,
     .help = "Unix sockets: path, or @name if abstract"},
    [FIELD_LOCAL_ABSTRACT] =
    {VALUE(local_abstract, VALUE_BOOL), .facts = HAVE_ABSTRACT, .end = END_LOCAL,
     .heading = "ABSTRACT", .groups = GROUP_RECORD, UNIX, .needs = NEED_NAME,
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
    {VALUE(peer_count, VALUE_NUMBER), .facts = HAVE_PEER_INODE, .heading = "PEERS",
     .groups = GROUP_RECORD, UNIX, .needs = NEED_PEER | NEED_PEER_COUNT, .right = true,
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
    {VALUE(waiting_inodes, VALUE_NUMBERS), .facts = REPORTS_DETAIL, .heading = "WAITING",
     .groups = GROUP_FACTS, UNIX, .needs = NEED_EXTRA, .only = LISTENERS,
     .help = "Unix listeners: inodes of clients not accepted yet"},
#define FIELD(id, ...) [FIELD_##id] = {__VA_ARGS__},
#include "sock/family_fields.def"
#include "sock/tcp_fields.def"
#include "sock/inet_fields.def"
#undef FIELD
    [FIELD_SHUTDOWN] =
    {VALUE(shutdown, VALUE_WORD), .facts = HAVE_SHUTDOWN, .heading = "SHUTDOWN",
     .groups = GROUP_RECORD | GROUP_FACTS, .beside = WITH_SHUTDOWN, .words = shutdown_word,
     .help = "closed directions: none, receive, send or both"},
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
    {VALUE(uid, VALUE_NUMBER), .facts = HAVE_UID,
     .topic = TOPIC_PROCESS, .heading = "UID", .groups = EXTENDED,
     .right = true, .help = "ID of the user who created the socket"},
    [FIELD_INODE] =
    {VALUE(inode, VALUE_NUMBER), .facts = HAVE_INODE,
     .topic = TOPIC_PLACE, .heading = "INODE", .groups = EXTENDED,
     .right = true, .only = WITH_INODE, .help = "inode number: socket:[INODE] in /proc/PID/fd"},
    [FIELD_COOKIE] =
    {VALUE(cookie, VALUE_ID), .facts = HAVE_COOKIE,
     .topic = TOPIC_PLACE, .heading = "COOKIE", .groups = EXTENDED,
     .right = true, .help = "kernel identifier of the socket, hexadecimal"},
    [FIELD_DEVICE] =
    {VALUE(device, VALUE_NAME), .facts = HAVE_DEVICE, .alias = "dev",
     .topic = TOPIC_PLACE, .heading = "DEVICE",
     .groups = EXTENDED, .needs = NEED_DEVICE, .number = FIELD_DEVICE_INDEX, .cell = cell_device,
     .help = "bound interface, or scope of a link-local address"},
    [FIELD_DEVICE_INDEX] =
    {VALUE(device_index, VALUE_NUMBER), .facts = HAVE_DEVICE,
     .topic = TOPIC_PLACE, .heading = "DEVICE-INDEX",
     .groups = GROUP_RECORD, .right = true, .help = "index of the interface in device"},
    [FIELD_MARK] =
    {VALUE(mark, VALUE_NUMBER), .facts = HAVE_MARK, .alias = "fwmark",
     .topic = TOPIC_OPTIONS, .heading = "MARK",
     .groups = EXTENDED, .needs = NEED_MARK, .right = true, .unit = UNIT_MARK, .cell = cell_mark,
     .help = "firewall mark (visible with cap_net_admin only)"},
    [FIELD_V6ONLY] =
    {VALUE(v6only, VALUE_BOOL), .facts = HAVE_V6ONLY,
     .topic = TOPIC_OPTIONS, .heading = "V6ONLY", .groups = EXTENDED,
     .families = FAMILY_BIT(FAMILY_IPV6), .only = PASSIVE,
     .help = "IPv6 only (if no, a wildcard is dual-stack)"},
    [FIELD_WILDCARD] =
    {VALUE(wildcard, VALUE_BOOL), .families = INTERNET, NO_ADDRESS,
     .heading = "WILDCARD",
     .help = "whether the local address is 0.0.0.0 or ::"},
    [FIELD_EXPOSURE] =
    {VALUE(exposure, VALUE_WORD), EXPOSED, .heading = "EXPOSURE", .words = exposure_word,
     .help = "listeners: kind of address: any, global, ..."},
    [FIELD_EXPOSURE_FAMILY] =
    {VALUE(exposure_family, VALUE_WORD), EXPOSED, .rests_on = HAVE_V6ONLY,
     .heading = "EXPOSURE-FAMILY", .words = exposure_family_word,
     .help = "listeners: family taken: ipv4, ipv6 or both"},
    [FIELD_PORT_CLASS] =
    {VALUE(port_class, VALUE_WORD), PORTED, .heading = "PORT-CLASS", .words = port_class_word,
     .help = "local port: well-known, registered or dynamic"},
    [FIELD_EPHEMERAL] =
    {VALUE(ephemeral, VALUE_BOOL), PORTED, .heading = "EPHEMERAL", .needs = NEED_EPHEMERAL,
     .help = "whether the kernel can choose the local port"},
    [FIELD_AUTOBOUND] =
    {VALUE(autobound, VALUE_BOOL), .facts = HAVE_AUTOBOUND, .heading = "AUTOBOUND",
     .needs = NEED_AUTOBOUND, .only = WITH_INODE,
     .help = "whether the kernel chose an ephemeral local port"},
    [FIELD_CGROUP_ID] =
    {VALUE(cgroup_id, VALUE_ID), .facts = HAVE_CGROUP,
     .topic = TOPIC_PLACE, .heading = "CGROUP-ID", .groups = EXTENDED,
     .right = true, .help = "inode of the creator's cgroup (v2), hexadecimal"},
    [FIELD_CGROUP] =
    {VALUE(cgroup, VALUE_NAME), PLACE(CGROUP, GROUP_PLACE_MORE),
     .help = "path of the creator's cgroup (v2)"},
    [FIELD_CGROUP_STATE] =
    {VALUE(cgroup_state, VALUE_WORD), PLACE(CGROUP-STATE, GROUP_PLACE_MORE),
     .words = cgroup_state_word, .help = "cgroup: known, removed, not-visible or none"},
    [FIELD_UNIT] =
    {VALUE(unit, VALUE_NAME), PLACE(UNIT, GROUP_PLACE), .help = "systemd unit of the creator"},
    [FIELD_USER_UNIT] =
    {VALUE(user_unit, VALUE_NAME), PLACE(USER-UNIT, GROUP_PLACE_MORE),
     .help = "unit of the creator's user manager"},
    [FIELD_SLICE] =
    {VALUE(slice, VALUE_NAME), PLACE(SLICE, GROUP_PLACE_MORE),
     .help = "systemd slice of the creator"},
    [FIELD_SESSION] =
    {VALUE(session, VALUE_NAME), PLACE(SESSION, GROUP_PLACE_MORE),
     .help = "login session of the creator"},
    [FIELD_MACHINE] =
    {VALUE(machine, VALUE_NAME), PLACE(MACHINE, GROUP_PLACE_MORE),
     .help = "container or virtual machine of systemd"},
    [FIELD_CONTAINER] =
    {VALUE(container, VALUE_NAME), PLACE(CONTAINER, GROUP_PLACE), .cell = cell_container,
     .help = "ID of the creator's container"},
    [FIELD_CONTAINER_RUNTIME] =
    {VALUE(container_runtime, VALUE_WORD), PLACE(RUNTIME, GROUP_PLACE_MORE),
     .words = container_runtime_word, .help = "what runs the container: docker, podman, lxc, ..."},
    [FIELD_CONTAINER_NAME] =
    {VALUE(container_name, VALUE_NAME), PLACE(CONTAINER-NAME, GROUP_PLACE_MORE),
     .help = "name of the container, if its cgroup has it"},
    [FIELD_POD] =
    {VALUE(pod, VALUE_NAME), PLACE(POD, GROUP_PLACE_MORE), .help = "ID of the creator's pod"},
    [FIELD_ROLE] =
    {VALUE(role, VALUE_WORD), WITH_ENDS, .topic = TOPIC_PLACE, .heading = "ROLE",
     .needs = NEED_ENDS | NEED_AUTOBOUND, .only = WITH_ROLE, .words = role_word,
     .help = "role: listening, inbound, outbound or unknown"},
    [FIELD_LISTENER] =
    {VALUE(listener, VALUE_ID), WITH_ENDS, .facts = HAVE_COOKIE, .topic = TOPIC_PLACE,
     .heading = "LISTENER", .needs = NEED_ENDS | NEED_AUTOBOUND,
     .only = WITH_ROLE & ~STATE_BIT(STATE_UNCONNECTED), .right = true,
     .help = "cookie of the listener of a connection"},
    [FIELD_CONNECTIONS] =
    {VALUE(connections, VALUE_NUMBER), .protos = PROTO_BIT(PROTO_TCP), .topic = TOPIC_QUEUES,
     .heading = "CONNS", .needs = NEED_ENDS | NEED_AUTOBOUND, .only = LISTENERS, .right = true,
     .help = "listeners: established connections"},
    [FIELD_HANDSHAKES] =
    {VALUE(handshakes, VALUE_NUMBER), .protos = PROTO_BIT(PROTO_TCP), .topic = TOPIC_QUEUES,
     .alias = "syn_recv", .heading = "HANDSHAKES", .needs = NEED_ENDS | NEED_AUTOBOUND,
     .only = LISTENERS, .right = true,
     .help = "listeners: connections in SYN-RECV"},
    [FIELD_PEER_MATCH] =
    {VALUE(peer_match, VALUE_WORD), .facts = REPORTS_PEER, .end = END_PEER,
     .protos = PROTOS_WITH_ENDS | PROTO_BIT(PROTO_UNIX), .topic = TOPIC_PLACE,
     .heading = "PEER-MATCH", .needs = NEED_ENDS | NEED_PEER, .only = CONNECTED,
     .words = peer_match_word,
     .help = "other end: exact, self, unaccepted, none, ..."},
    [FIELD_PEER_COOKIE] =
    {VALUE(peer_cookie, VALUE_ID), WITH_ENDS, .facts = HAVE_COOKIE, .end = END_PEER,
     .topic = TOPIC_PLACE, .heading = "PEER-COOKIE", .needs = NEED_ENDS, .only = CONNECTED,
     .right = true, .help = "cookie of the socket at the other end"},
    [FIELD_BACKENDS] =
    {VALUE(backends, VALUE_BACKENDS), WITH_ENDS, .topic = TOPIC_PLACE, .heading = "BACKENDS",
     .groups = GROUP_BACKENDS,
     .needs = NEED_BACKENDS | NEED_OWNER | NEED_ENDS | NEED_CGROUP | NEED_NETNS,
     .only = STATES_WITHOUT_PEER, .cut = true,
     .help = "listeners elsewhere that its holders connect to"},
    [FIELD_NETNS] =
    {VALUE(netns, VALUE_NUMBER), .topic = TOPIC_PLACE, .heading = "NETNS", .groups = GROUP_NETNS,
     .needs = NEED_NETNS, .cell = cell_netns, .help = "network namespace: its inode, net:[INODE]"},
    [FIELD_NETNS_ID] =
    {VALUE(netns_id, VALUE_ID), .topic = TOPIC_PLACE, .heading = "NETNS-ID",
     .groups = GROUP_NETNS_MORE, .needs = NEED_NETNS, .right = true,
     .help = "its cookie: the kernel never uses it again"},
    [FIELD_NETNS_NAME] =
    {VALUE(netns_name, VALUE_NAME), .topic = TOPIC_PLACE, .heading = "NETNS-NAME",
     .groups = GROUP_NETNS_MORE, .needs = NEED_NETNS,
     .help = "its name, as of ip netns: the last part of a mount"},
    [FIELD_NETNS_PID] =
    {VALUE(netns_pid, VALUE_NUMBER), .topic = TOPIC_PLACE, .heading = "NETNS-PID",
     .groups = GROUP_NETNS_MORE, .needs = NEED_NETNS, .right = true,
     .help = "lowest PID of a process that lives in it"},
    [FIELD_PEER_PROCESSES] =
    {VALUE(peer_processes, VALUE_PROCESSES), .alias = "peer_process", .end = END_PEER,
     .heading = "PEER-PROCESS", .groups = GROUP_PROCESS | GROUP_OWNER,
     .protos = PROTOS_WITH_ENDS | PROTO_BIT(PROTO_UNIX), .beside = PROTO_BIT(PROTO_UNIX),
     .needs = NEED_OWNER | NEED_PEER | NEED_ENDS, .only = WITH_PEER, .cut = true,
     .help = "every process that holds the other end"},
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
    [FIELD_CONTEXTS] =
    {VALUE(contexts, VALUE_CONTEXTS), .alias = "context", .heading = "CONTEXT",
     .groups = GROUP_CONTEXT, .needs = NEED_OWNER | NEED_CONTEXT, .only = WITH_INODE, .cut = true,
     .help = "their security contexts, in the order of pid"},
    [FIELD_TIME_WAIT_PORTS] =
    {PART(time_wait_ports, VALUE_NUMBER, DETAIL_SIBLINGS, struct row_siblings, time_wait_ports),
     .part.absent = ABSENT_ZERO, .protos = PROTO_BIT(PROTO_TCP), .topic = TOPIC_QUEUES,
     .needs = NEED_SIBLINGS, .right = true, .only = STATE_BIT(STATE_TIME_WAIT),
     .heading = "TIME-WAIT-PORTS",
     .help = "TIME-WAIT: local ports in it for the same peer"},
    [FIELD_TIME_WAIT_PERCENT] =
    {VALUE(time_wait_percent, VALUE_NUMBER), .protos = PROTO_BIT(PROTO_TCP),
     .topic = TOPIC_QUEUES, .needs = NEED_SIBLINGS | NEED_EPHEMERAL, .right = true,
     .only = STATE_BIT(STATE_TIME_WAIT), .heading = "TIME-WAIT%",
     .help = "TIME-WAIT: these in percent of ephemeral ports"},
    [FIELD_REUSEPORT_SOCKETS] =
    {VALUE(reuseport_sockets, VALUE_NUMBER), .protos = PROTO_BIT(PROTO_TCP),
     .topic = TOPIC_QUEUES, .needs = NEED_ENDS, .right = true, .only = LISTENERS,
     .heading = "REUSEPORT", .help = "listeners: sockets with this address and port"},
    [FIELD_REUSEPORT_LEAST_QUEUE] =
    {VALUE(reuseport_least_queue, VALUE_NUMBER), .protos = PROTO_BIT(PROTO_TCP),
     .topic = TOPIC_QUEUES, .needs = NEED_ENDS, .right = true, .only = LISTENERS,
     .heading = "LEAST-QUEUE", .help = "listeners: shortest accept queue of these"},
    [FIELD_SEVERITY] =
    {VALUE(severity, VALUE_WORD), FOUND, .heading = "SEVERITY", .words = severity_word,
     .help = "what is unusual: none, note or warning"},
    [FIELD_FINDINGS] =
    {VALUE(findings, VALUE_FINDINGS), FOUND, .heading = "FINDINGS", .words = finding_word,
     .cut = true, .help = "what is unusual: accept-queue-full, ..."},
    [FIELD_RESULT] =
    {PART(result, VALUE_WORD, DETAIL_RESULT, struct row_result, result), OUTCOME,
     .heading = "RESULT", .words = result_word,
     .help = "--kill: would-kill, killed, refused, failed, ..."},
    [FIELD_RESULT_REASON] =
    {PART(result_reason, VALUE_WORD, DETAIL_RESULT, struct row_result, reason), OUTCOME,
     .heading = "REASON", .words = reason_word,
     .help = "--kill, why not: listening, no-cookie, ..."},
    [FIELD_COUNT] = {.key = NULL},
};
// clang-format on
const struct field detail_field = {.key = "detail",
                                   .heading = "DETAIL",
                                   .value = get_nothing,
                                   .cell = cell_detail,
                                   .folded = true};

static_assert(sizeof(field_table) / sizeof(field_table[0]) == FIELD_COUNT + 1, "a row a field");

void field_scaled(struct strbuf *text, const struct field *field, const struct sock *sock,
                  const struct facts *facts)
{
    struct value value = field_value(field, sock, facts);

    if (value.type == VALUE_NONE || unit_put_scaled(text, field->unit, value.number))
        return;
    strbuf_decimal(text, value.number);
    strbuf_text(text, unit_name(field->unit));
}

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

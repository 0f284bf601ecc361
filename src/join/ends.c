// SPDX-License-Identifier: MIT
#include "join/ends.h"

#include "base/alloc.h"
#include "join/backend.h"
#include "join/listener.h"
#include "join/pair.h"
#include "join/role.h"
#include "sock/detail.h"

#include <stdlib.h>

#define UNSURE UINT32_MAX // a listener that is not known

/** The state of ends_join. */
struct join_of_ends {
    struct sock_table *table;
    struct facts *facts;
    struct pair_index *pairs;
    struct listener_index *index;
    struct idmap receivers; /**< UDP: namespaces and ports of unconnected sockets */
    uint8_t *claims;        /**< enum claim, by row number */
    uint32_t *listeners;    /**< index + 1 of the listener, by row number; 0: none; or UNSURE */
};

static void join_of_ends_free(struct join_of_ends *join)
{
    pair_index_free(join->pairs);
    listener_index_free(join->index);
    idmap_free(&join->receivers);
    free(join->claims);
    free(join->listeners);
}

static uint64_t port_key(const struct sock *sock)
{
    return (uint64_t)sock->place << 16 | sock->local_port;
}

static void note_receivers(struct join_of_ends *join)
{
    for (size_t i = 0; i < join->table->count; i++) {
        const struct sock *sock = &join->table->rows[i];
        if (sock->proto == PROTO_UDP && sock->state == STATE_UNCONNECTED && sock->local_port != 0)
            idmap_add(&join->receivers, port_key(sock), 0);
    }
}

static bool has_receiver(const struct join_of_ends *join, const struct sock *sock)
{
    uint32_t value = 0;

    return idmap_find(&join->receivers, port_key(sock), &value);
}

/** Marks listeners that share a port if it is not known which interfaces they are bound to. */
static void mark_without_device(struct join_of_ends *join)
{
    CLEANUP(idmap_free) struct idmap ports = {0};
    uint32_t count = 0;

    if (source_reports(facts_weakest_source(join->facts, PROTO_TCP), PROTO_TCP, HAVE_DEVICE))
        return;
    for (size_t i = 0; i < join->table->count; i++) {
        const struct sock *sock = &join->table->rows[i];
        if (sock->proto == PROTO_TCP && sock->state == STATE_LISTEN)
            idmap_count(&ports, port_key(sock));
    }
    for (size_t i = 0; i < join->table->count; i++) {
        const struct sock *sock = &join->table->rows[i];
        if (sock->proto == PROTO_TCP && sock->state == STATE_LISTEN &&
            idmap_find(&ports, port_key(sock), &count) && count > 1)
            join->facts->listeners.list[listener_of(join->index, sock)].uncertain = true;
    }
}

/** Sets the claim and the listener of TCP row number ROW. */
static void claim_tcp(struct join_of_ends *join, size_t row)
{
    const struct sock *sock = &join->table->rows[row];
    struct listener_found found = {.fit = LISTENER_NONE};

    if (sock->state == STATE_LISTEN) {
        join->listeners[row] = listener_of(join->index, sock) + 1;
    } else if (sock_has_peer(sock) && sock->state != STATE_SYN_SENT) {
        found = listener_find(join->index, sock);
        if (found.fit == LISTENER_ONE && !join->facts->listeners.list[found.list[0]].uncertain)
            join->listeners[row] = found.list[0] + 1;
        else if (found.fit == LISTENER_ONE || found.fit == LISTENER_UNSURE)
            join->listeners[row] = UNSURE;
    }
    join->claims[row] = (uint8_t)role_claim_tcp(sock, found.fit);
}

static void claim_all(struct join_of_ends *join)
{
    for (size_t i = 0; i < join->table->count; i++) {
        const struct sock *sock = &join->table->rows[i];
        if (sock->proto == PROTO_TCP)
            claim_tcp(join, i);
        else if (sock->proto == PROTO_UDP)
            join->claims[i] = (uint8_t)role_claim_udp(sock, has_receiver(join, sock));
    }
}

/** States in which connections are counted for their listener. */
static const state_set counted = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_RECV);

/** Counts a connection for its listener, or marks all that may be its listener as uncertain. */
static void count(struct join_of_ends *join, const struct sock *sock, const struct row_ends *ends)
{
    struct listener *listeners = join->facts->listeners.list;

    if (!(counted & STATE_BIT(sock->state)))
        return;
    if (ends->role == ROLE_INBOUND && ends->listener) {
        listeners[ends->listener - 1].established += sock->state == STATE_ESTABLISHED;
        listeners[ends->listener - 1].syn_recv += sock->state == STATE_SYN_RECV;
        return;
    }
    struct listener_found found = listener_find(join->index, sock);
    for (unsigned i = 0; i < found.count; i++)
        listeners[found.list[i]].uncertain = true;
}

/** Returns true for a connection that is in the accept queue of its listener, or not there yet. */
static bool is_unaccepted(const struct sock *sock)
{
    static const state_set states = STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_ESTABLISHED) |
                                    STATE_BIT(STATE_CLOSE_WAIT); // others were closed

    return sock->proto == PROTO_TCP && !(sock->have & HAVE_INODE) &&
           (states & STATE_BIT(sock->state));
}

/** Copies what is known of the socket at the other end, row number ROW. */
static void put_partner(const struct join_of_ends *join, uint32_t row, struct row_ends *ends)
{
    const struct sock *partner = &join->table->rows[row];

    ends->has_peer_cookie = partner->have & HAVE_COOKIE;
    ends->peer_cookie = ends->has_peer_cookie ? partner->cookie : 0;
    ends->peer_inode = partner->have & HAVE_INODE ? partner->inode : 0;
    if (!is_unaccepted(partner))
        return;
    ends->match = MATCH_UNACCEPTED;
    ends->peer_listener = join->listeners[row] == UNSURE ? 0 : join->listeners[row];
}

/** Notes the connection of row number ROW, whose other end is row number PARTNER. */
static void note_backend(struct join_of_ends *join, uint32_t row, uint32_t partner)
{
    const struct sock *rows = join->table->rows;

    if (role_of(join->claims[partner], join->claims[row]) == ROLE_INBOUND)
        backend_note_connection(&rows[row], &rows[partner], &join->facts->backends);
}

/** Returns what is known of row number ROW, and counts it for its listener. */
static struct row_ends ends_of(struct join_of_ends *join, uint32_t row)
{
    const struct sock *sock = &join->table->rows[row];
    bool unsure = join->listeners[row] == UNSURE;
    struct row_ends ends = {.listener = unsure ? 0 : join->listeners[row], .unsure = unsure};
    uint32_t partner = row;
    enum claim other = CLAIM_NONE;

    ends.match = (uint8_t)pair_find(join->pairs, row, &partner);
    if (ends.match == MATCH_EXACT) {
        other = join->claims[partner];
        put_partner(join, partner, &ends);
        if (join->facts->backends.wanted)
            note_backend(join, row, partner);
    } else if (ends.match == MATCH_SELF) {
        put_partner(join, row, &ends);
    } else if (ends.match == MATCH_NONE && !join->facts->complete) {
        ends.match = MATCH_UNKNOWN;
    }
    ends.role = (uint8_t)role_of(join->claims[row], other);
    if (ends.role == ROLE_OUTBOUND) {
        ends.listener = 0;
        ends.unsure = false;
    }
    if (sock->proto == PROTO_TCP && ends.role != ROLE_OUTBOUND)
        count(join, sock, &ends);
    return ends;
}

/** Returns true if every TCP connection is in the table. */
static bool is_complete(const struct facts *facts)
{
    enum source source = facts_weakest_source(facts, PROTO_TCP);

    return facts->complete && source != SOURCE_NONE && !(counted & ~source_table[source].states);
}

void ends_join(struct sock_table *table, const struct request *selection, struct facts *facts)
{
    uint64_t seed = (uint64_t)facts->time.tv_nsec << 32 ^ (uint64_t)facts->time.tv_sec;
    CLEANUP(join_of_ends_free)
    struct join_of_ends join = {.table = table,
                                .facts = facts,
                                .pairs = pair_index_new(table, seed),
                                .index = listener_index_new(table, seed, &facts->listeners),
                                .claims = alloc_array(table->count + 1, sizeof(*join.claims)),
                                .listeners = alloc_array(table->count + 1, sizeof(uint32_t))};
    CLEANUP(strbuf_free) struct strbuf block = {0};

    if (facts->backends.wanted)
        backend_note_targets(table, &facts->backends);
    note_receivers(&join);
    mark_without_device(&join);
    claim_all(&join);
    facts->listeners.counted = is_complete(facts);
    for (uint32_t row = 0; row < table->count; row++) {
        if (!(PROTOS_WITH_ENDS & PROTO_BIT(table->rows[row].proto)))
            continue;
        struct row_ends ends = ends_of(&join, row);
        if (selection && !request_lists(selection, &table->rows[row]))
            continue;
        strbuf_truncate(&block, 0);
        detail_put(&block, DETAIL_ENDS, (struct text){(const char *)&ends, sizeof(ends)});
        sock_table_extend_detail(table, row, strbuf_contents(&block));
    }
}

void ends_want_owners(const struct sock_table *table, struct facts *facts)
{
    struct listeners *listeners = &facts->listeners;
    struct row_ends ends;

    for (size_t i = 0; i < table->count; i++) {
        if (!row_ends_find(sock_detail(&table->details, &table->rows[i]), &ends))
            continue;
        if (ends.peer_inode)
            owners_want(&facts->owners, ends.peer_inode);
        if (!ends.peer_listener)
            continue;
        struct listener *listener = &listeners->list[ends.peer_listener - 1];
        listener->wanted = true;
        if (listener->inode)
            owners_want(&facts->owners, listener->inode);
    }
    for (size_t i = 0; i < listeners->inode_count; i++) {
        if (listeners->list[listeners->inodes[i].listener].wanted)
            owners_want(&facts->owners, listeners->inodes[i].inode);
    }
}

/** A holder of one of the sockets of a listener. */
struct share {
    uint32_t chain;  /**< of all holders of the listener */
    uint32_t pid;    /**< of the process */
    uint32_t holder; /**< index into owners.holders */
};

struct shares {
    struct share *list;
    size_t count, capacity;
};

static void shares_free(struct shares *shares)
{
    free(shares->list);
}

/** Adds the holders of INODE to what CHAIN is to list. */
static void share(const struct owners *owners, uint32_t chain, uint32_t inode,
                  struct shares *shares)
{
    for (const struct holder *holder = owners_of(owners, inode); holder;
         holder = owners_next(owners, holder)) {
        shares->list =
            alloc_grow(shares->list, &shares->capacity, shares->count + 1, sizeof(*shares->list));
        shares->list[shares->count++] = (struct share){
            chain, owners->processes[holder->process].pid, (uint32_t)(holder - owners->holders)};
    }
}

static int compare_shares(const void *one, const void *other)
{
    const struct share *a = one;
    const struct share *b = other;

    if (a->chain != b->chain)
        return a->chain < b->chain ? -1 : 1;
    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    return (a->holder > b->holder) - (a->holder < b->holder);
}

void ends_unite_owners(struct facts *facts)
{
    CLEANUP(shares_free) struct shares shares = {0};
    struct listeners *listeners = &facts->listeners;
    struct owners *owners = &facts->owners;

    for (size_t i = 0; i < listeners->inode_count; i++) {
        const struct listener_inode *other = &listeners->inodes[i];
        struct listener *listener = &listeners->list[other->listener];
        if (!listener->wanted)
            continue;
        if (!listener->chain) {
            listener->chain = owners_add_chain(owners) + 1;
            share(owners, listener->chain - 1, listener->inode, &shares);
        }
        share(owners, listener->chain - 1, other->inode, &shares);
    }
    // In the order of a chain, so that each is added in constant time.
    if (shares.count > 0)
        qsort(shares.list, shares.count, sizeof(*shares.list), compare_shares);
    for (size_t i = 0; i < shares.count; i++) {
        const struct holder *holder = &owners->holders[shares.list[i].holder];
        owners_add_holder(owners, shares.list[i].chain, holder->process, holder->fd);
    }
}

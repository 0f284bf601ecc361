// SPDX-License-Identifier: MIT
#include "join/listener.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/** What is known of IPV6_V6ONLY of a wildcard; other addresses are all UNIMPORTANT. */
enum v6only {
    UNIMPORTANT,
    REFUSES_IPV4,
    TAKES_IPV4,
    NOT_TOLD,
};

#define KEY_WORDS 4

/** What sockets must share to be one listener. */
struct key {
    uint64_t words[KEY_WORDS];
};

struct listener_index {
    const struct sock_table *table;
    struct listeners *listeners;
    uint64_t seed;
    uint32_t *slots; /**< index of a listener + 1; 0: free. At most half of them are in use */
    size_t mask;
    uint32_t *rows;      /**< by listener: number of the row of one of its sockets */
    uint8_t ports[8192]; /**< bits of the ports that are listened on, anywhere */
};

static const struct address mapped_any = {.bytes = {[10] = 0xff, [11] = 0xff}};

static bool is_listener(const struct sock *sock)
{
    return sock->proto == PROTO_TCP && sock->state == STATE_LISTEN;
}

/** An address that a listener can be bound to. */
struct bound {
    const struct sock *sock; /**< has the port and the namespace */
    enum family family;      /**< of the listener */
    struct address address;
    uint32_t device; /**< 0: none */
    enum v6only v6only;
};

static struct key key_of(const struct bound *bound)
{
    struct key key = {{0}};

    memcpy(key.words, bound->address.bytes, sizeof(bound->address.bytes));
    key.words[2] = (uint64_t)bound->sock->place << 16 | bound->sock->local_port;
    key.words[3] =
        (uint64_t)bound->device << 8 | (uint64_t)bound->family << 4 | (uint64_t)bound->v6only;
    return key;
}

/** Returns what a socket in state LISTEN is bound to. */
static struct bound bound_of(const struct sock *sock)
{
    struct bound bound = {.sock = sock, .family = sock->family, .address = sock->local};

    bound.device = sock->have & HAVE_DEVICE ? sock->device : 0;
    if (sock->family == FAMILY_IPV4 || !address_is_any(&sock->local))
        return bound;
    if (!(sock->have & HAVE_V6ONLY))
        bound.v6only = NOT_TOLD;
    else
        bound.v6only = sock->v6only ? REFUSES_IPV4 : TAKES_IPV4;
    return bound;
}

/** Returns the slot of KEY, or the free one where it belongs. */
static uint32_t *slot_of(const struct listener_index *index, const struct key *key)
{
    size_t at = (size_t)hash_words(key->words, KEY_WORDS, index->seed) & index->mask;

    for (; index->slots[at]; at = (at + 1) & index->mask) {
        struct bound bound = bound_of(&index->table->rows[index->rows[index->slots[at] - 1]]);
        struct key other = key_of(&bound);
        if (memcmp(&other, key, sizeof(other)) == 0)
            break;
    }
    return &index->slots[at];
}

/** Adds the listener whose first socket is row number ROW. */
static uint32_t add_listener(struct listener_index *index, uint32_t row)
{
    struct listeners *listeners = index->listeners;

    listeners->list = alloc_grow(listeners->list, &listeners->capacity, listeners->count + 1,
                                 sizeof(*listeners->list));
    listeners->list[listeners->count] = (struct listener){0};
    index->rows[listeners->count] = row;
    return (uint32_t)listeners->count++;
}

/** Notes the inode of a socket of LISTENER. */
static void add_inode(struct listeners *listeners, uint32_t number, uint32_t inode)
{
    listeners->inodes = alloc_grow(listeners->inodes, &listeners->inode_capacity,
                                   listeners->inode_count + 1, sizeof(*listeners->inodes));
    listeners->inodes[listeners->inode_count++] = (struct listener_inode){number, inode};
}

/** Counts SOCK as a socket of listener NUMBER. */
static void add_socket(struct listeners *listeners, uint32_t number, const struct sock *sock)
{
    struct listener *listener = &listeners->list[number];

    listener->sockets++;
    if ((sock->have & HAVE_COOKIE) && (!listener->has_cookie || sock->cookie < listener->cookie)) {
        listener->cookie = sock->cookie;
        listener->has_cookie = true;
    }
    if ((sock->have & HAVE_ACCEPT_QUEUE) &&
        (!listener->has_queue || sock->recv_q < listener->least_queue)) {
        listener->least_queue = sock->recv_q;
        listener->has_queue = true;
    }
    if (!(sock->have & HAVE_INODE))
        return;
    if (listener->sockets > 1 && listener->inode != 0)
        add_inode(listeners, number, sock->inode);
    else
        listener->inode = sock->inode;
}

static void add(struct listener_index *index, uint32_t row)
{
    const struct sock *sock = &index->table->rows[row];
    struct bound bound = bound_of(sock);
    struct key key = key_of(&bound);
    uint32_t *slot = slot_of(index, &key);

    if (!*slot)
        *slot = add_listener(index, row) + 1;
    add_socket(index->listeners, *slot - 1, sock);
    index->ports[sock->local_port / 8] |= (uint8_t)(1U << sock->local_port % 8);
}

struct listener_index *listener_index_new(const struct sock_table *table, uint64_t seed,
                                          struct listeners *listeners)
{
    struct listener_index *index = alloc_array(1, sizeof(*index));
    size_t count = 0;
    size_t size = 4;

    for (size_t i = 0; i < table->count; i++)
        count += is_listener(&table->rows[i]);
    while (size < 2 * count + 2)
        size *= 2;
    index->table = table;
    index->listeners = listeners;
    index->seed = seed;
    index->slots = alloc_hash(size, sizeof(*index->slots));
    index->mask = size - 1;
    index->rows = alloc_array(count + 1, sizeof(*index->rows));
    for (size_t i = 0; i < table->count; i++) {
        if (is_listener(&table->rows[i]))
            add(index, (uint32_t)i);
    }
    return index;
}

void listener_index_free(struct listener_index *index)
{
    if (!index)
        return;
    free(index->slots);
    free(index->rows);
    free(index);
}

uint32_t listener_of(const struct listener_index *index, const struct sock *sock)
{
    struct bound bound = bound_of(sock);
    struct key key = key_of(&bound);

    return *slot_of(index, &key) - 1;
}

/** A search among the listeners that are bound in one way. */
struct search {
    const struct listener_index *index;
    struct bound bound;
    struct listener_found *found;
    bool sure; /**< one of those found accepts the connection */
};

/** Adds the listener that is bound as the search says. SURE: it accepts the connection. */
static void look(struct search *search, struct address address, enum v6only v6only, bool sure)
{
    search->bound.address = address;
    search->bound.v6only = v6only;
    struct key key = key_of(&search->bound);
    uint32_t listener = *slot_of(search->index, &key);

    if (!listener || search->found->count == LISTENERS_FOUND)
        return;
    search->found->list[search->found->count++] = listener - 1;
    search->sure = search->sure || sure;
}

/** Looks for wildcards. MAPPED: the connection is one of IPv4. */
static void look_for_wildcards(struct search *search, bool mapped)
{
    const struct address any = {{0}};

    if (search->bound.family == FAMILY_IPV4) {
        look(search, any, UNIMPORTANT, true);
        return;
    }
    look(search, any, TAKES_IPV4, true);
    look(search, any, NOT_TOLD, !mapped);
    if (mapped)
        look(search, mapped_any, UNIMPORTANT, true);
    else
        look(search, any, REFUSES_IPV4, true);
}

/**
 * Looks by rank for listeners of FAMILY that accept packets to ADDRESS, an address of this family.
 * Ends after the first rank at which one is found that is sure to accept the connection.
 */
static struct listener_found search_family(const struct listener_index *index,
                                           const struct sock *sock, enum family family,
                                           struct address address)
{
    struct listener_found found = {.fit = LISTENER_NONE};
    struct search search = {.index = index, .found = &found};
    uint32_t device = sock->have & HAVE_DEVICE ? sock->device : 0;
    enum family carried = family;
    struct address plain = address;
    bool mapped = address_unmap(&carried, &plain);

    search.bound = (struct bound){.sock = sock, .family = family};
    for (unsigned rank = 0; rank < 4 && !search.sure; rank++) {
        if (rank % 2 == 0 && device == 0)
            continue;
        search.bound.device = rank % 2 == 0 ? device : 0;
        if (rank < 2)
            look(&search, address, UNIMPORTANT, true);
        else
            look_for_wildcards(&search, mapped);
    }
    if (found.count > 0)
        found.fit = search.sure && found.count == 1 ? LISTENER_ONE : LISTENER_UNSURE;
    return found;
}

struct listener_found listener_find(const struct listener_index *index, const struct sock *sock)
{
    struct address address = sock->local;
    enum family family = sock->family;

    if (!(index->ports[sock->local_port / 8] & 1U << sock->local_port % 8))
        return (struct listener_found){.fit = LISTENER_NONE};
    struct listener_found found = search_family(index, sock, family, address);
    if (found.fit != LISTENER_NONE)
        return found;
    if (family == FAMILY_IPV4) {
        address_map(family, &address);
        family = FAMILY_IPV6;
    } else if (!address_unmap(&family, &address)) {
        return found;
    }
    if (search_family(index, sock, family, address).fit != LISTENER_NONE)
        found.fit = LISTENER_OTHER;
    return found;
}

// SPDX-License-Identifier: MIT
#include "join/pair.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "sock/request.h"

#include <stdlib.h>
#include <string.h>

/** How far a connection is. Sockets of one phase fit the same others. */
enum phase {
    OPENING,   /**< SYN-SENT */
    ANSWERING, /**< SYN-RECV */
    OPEN,      /**< from ESTABLISHED to the end */
    PHASES,
};

/** The phases that fit each phase, as bits. */
static const uint8_t fits[PHASES] = {
    [OPENING] = 1 << ANSWERING,
    [ANSWERING] = 1 << OPENING | 1 << OPEN,
    [OPEN] = 1 << ANSWERING | 1 << OPEN,
};

/** What the sockets of a slot have in common besides the two ends. */
enum level {
    IN_PLACE,     /**< the namespace */
    ON_DEVICE,    /**< the namespace and the interface */
    IN_ANY_PLACE, /**< nothing: only sockets whose addresses have a meaning elsewhere */
    LEVELS,
};

#define KEY_WORDS 7

/** Two ends, and what the level adds. */
struct key {
    uint64_t words[KEY_WORDS];
};

/** The sockets with one key. */
struct slot {
    uint32_t first[PHASES]; /**< row number + 1; 0: none */
    bool several[PHASES];
};

/** An open-addressing hash table; at most half of the slots are in use. */
struct layer {
    struct slot *slots; /**< NULL: nothing is indexed at this level */
    size_t mask;
};

struct pair_index {
    const struct sock_table *table;
    uint64_t seed;
    bool repeated; /**< several sockets have the same ends */
    struct layer layers[LEVELS];
};

/** Returns true and sets *RET_PHASE if the socket has another end. */
static bool phase_of(const struct sock *sock, enum phase *ret_phase)
{
    static const state_set open = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_FIN_WAIT_1) |
                                  STATE_BIT(STATE_FIN_WAIT_2) | STATE_BIT(STATE_TIME_WAIT) |
                                  STATE_BIT(STATE_CLOSE_WAIT) | STATE_BIT(STATE_LAST_ACK) |
                                  STATE_BIT(STATE_CLOSING);

    if (!(PROTOS_WITH_ENDS & PROTO_BIT(sock->proto)) || sock->peer_port == 0)
        return false;
    if (sock->state == STATE_SYN_SENT)
        *ret_phase = OPENING;
    else if (sock->state == STATE_SYN_RECV)
        *ret_phase = ANSWERING;
    else if (open & STATE_BIT(sock->state))
        *ret_phase = OPEN;
    else
        return false;
    return true;
}

static uint32_t scope_of(const struct sock *sock, const struct address *address)
{
    bool scoped = (sock->have & HAVE_DEVICE) && address_is_link_local(sock->family, address);

    return scoped ? sock->device : 0;
}

/** Writes an address, IPv4 if it is mapped, to two words; returns its family. */
static enum family put_address(const struct sock *sock, struct address address, uint64_t *words)
{
    enum family family = sock->family;

    address_unmap(&family, &address);
    memcpy(words, address.bytes, sizeof(address.bytes));
    return family;
}

/** Returns the key of the socket; SWAPPED: that of its other end. */
static struct key key_of(const struct sock *sock, enum level level, bool swapped)
{
    struct key key = {{0}};
    uint64_t *local = key.words + (swapped ? 2 : 0);
    uint64_t *peer = key.words + (swapped ? 0 : 2);
    uint64_t scopes[2] = {scope_of(sock, &sock->local), scope_of(sock, &sock->peer)};
    uint64_t ports[2] = {sock->local_port, sock->peer_port};

    uint64_t families[2] = {put_address(sock, sock->local, local),
                            put_address(sock, sock->peer, peer)};
    key.words[4] = scopes[swapped] << 32 | scopes[!swapped];
    key.words[5] = ports[swapped] << 48 | ports[!swapped] << 32 | (uint64_t)sock->proto << 8 |
                   families[swapped] << 4 | families[!swapped];
    if (level != IN_ANY_PLACE)
        key.words[5] |= (uint64_t)sock->place << 16;
    if (level == ON_DEVICE)
        key.words[6] = sock->have & HAVE_DEVICE ? sock->device : 0;
    return key;
}

/** Returns the number of some row in the slot, plus 1; 0: the slot is free. */
static uint32_t any_row(const struct slot *slot)
{
    for (unsigned phase = 0; phase < PHASES; phase++) {
        if (slot->first[phase])
            return slot->first[phase];
    }
    return 0;
}

/** Returns the slot of KEY, or the free one where it belongs. */
static struct slot *slot_of(const struct pair_index *index, enum level level, const struct key *key)
{
    const struct layer *layer = &index->layers[level];
    size_t at = (size_t)hash_words(key->words, KEY_WORDS, index->seed) & layer->mask;
    uint32_t row;

    while ((row = any_row(&layer->slots[at]))) {
        struct key other = key_of(&index->table->rows[row - 1], level, false);
        if (memcmp(&other, key, sizeof(other)) == 0)
            break;
        at = (at + 1) & layer->mask;
    }
    return &layer->slots[at];
}

static void add(struct pair_index *index, enum level level, uint32_t row, enum phase phase)
{
    struct key key = key_of(&index->table->rows[row], level, false);
    struct slot *slot = slot_of(index, level, &key);

    index->repeated = index->repeated || any_row(slot);
    slot->several[phase] = slot->first[phase];
    if (!slot->first[phase])
        slot->first[phase] = row + 1;
}

/** Returns the number of sockets in the phases PHASES of SLOT, at most 2; sets *RET_ROW to one. */
static unsigned count_in(const struct slot *slot, uint8_t phases, uint32_t *ret_row)
{
    unsigned count = 0;

    for (unsigned phase = 0; phase < PHASES; phase++) {
        if (!(phases & 1U << phase) || !slot->first[phase])
            continue;
        *ret_row = slot->first[phase] - 1;
        count += 1U + slot->several[phase];
    }
    return count < 2 ? count : 2;
}

/** Returns true if other sockets have the same ends. */
static bool is_repeated(const struct pair_index *index, const struct sock *sock)
{
    struct key key = key_of(sock, IN_PLACE, false);
    uint32_t row = 0;

    return count_in(slot_of(index, IN_PLACE, &key), (1U << PHASES) - 1, &row) > 1;
}

/** Returns true if the socket is indexed at the level. */
static bool belongs(const struct pair_index *index, enum level level, const struct sock *sock)
{
    switch (level) {
    case ON_DEVICE:
        return is_repeated(index, sock);
    case IN_ANY_PLACE:
        return !sock_has_loopback(sock);
    default:
        return true;
    }
}

static void fill(struct pair_index *index, enum level level)
{
    const struct sock_table *table = index->table;
    size_t wanted = 2;
    enum phase phase = OPEN;

    for (size_t i = 0; i < table->count; i++)
        wanted +=
            phase_of(&table->rows[i], &phase) && belongs(index, level, &table->rows[i]) ? 2 : 0;
    size_t size = 4;
    while (size < wanted)
        size *= 2;
    index->layers[level] =
        (struct layer){.slots = alloc_hash(size, sizeof(struct slot)), .mask = size - 1};
    for (size_t i = 0; i < table->count; i++) {
        if (phase_of(&table->rows[i], &phase) && belongs(index, level, &table->rows[i]))
            add(index, level, (uint32_t)i, phase);
    }
}

static bool has_places(const struct sock_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].place != table->rows[0].place)
            return true;
    }
    return false;
}

struct pair_index *pair_index_new(const struct sock_table *table, uint64_t seed)
{
    struct pair_index *index = alloc_array(1, sizeof(*index));

    index->table = table;
    index->seed = seed;
    fill(index, IN_PLACE);
    if (index->repeated)
        fill(index, ON_DEVICE);
    if (has_places(table))
        fill(index, IN_ANY_PLACE);
    return index;
}

void pair_index_free(struct pair_index *index)
{
    if (!index)
        return;
    for (unsigned level = 0; level < LEVELS; level++)
        free(index->layers[level].slots);
    free(index);
}

/** Returns the number of sockets at the other end of SOCK, at most 2; sets *RET_ROW to one. */
static unsigned count_partners(const struct pair_index *index, enum level level,
                               const struct sock *sock, uint32_t *ret_row)
{
    struct key key = key_of(sock, level, true);
    enum phase phase = OPEN;

    phase_of(sock, &phase);
    return count_in(slot_of(index, level, &key), fits[phase], ret_row);
}

/**
 * The same in all namespaces. Addresses can be used in several of them: if the partner could be
 * that of another socket as well, the own one may be on another host.
 */
static unsigned count_elsewhere(const struct pair_index *index, const struct sock *sock,
                                uint32_t *ret_row)
{
    unsigned count = count_partners(index, IN_ANY_PLACE, sock, ret_row);
    uint32_t other = 0;

    if (count != 1)
        return count;
    return count_partners(index, IN_ANY_PLACE, &index->table->rows[*ret_row], &other);
}

enum peer_match pair_find(const struct pair_index *index, uint32_t row, uint32_t *ret_partner)
{
    const struct sock *sock = &index->table->rows[row];
    uint32_t partner = 0;
    enum phase phase;

    if (!phase_of(sock, &phase))
        return MATCH_ABSENT;
    unsigned count = count_partners(index, IN_PLACE, sock, &partner);
    if (count > 1)
        count = count_partners(index, ON_DEVICE, sock, &partner) == 1 ? 1 : 2;
    else if (count == 0 && index->layers[IN_ANY_PLACE].slots && !sock_has_loopback(sock))
        count = count_elsewhere(index, sock, &partner);
    if (count != 1)
        return count ? MATCH_AMBIGUOUS : MATCH_NONE;
    if (partner == row)
        return MATCH_SELF;
    *ret_partner = partner;
    return MATCH_EXACT;
}

// SPDX-License-Identifier: MIT
#include "arrange/group.h"

#include "arrange/aggregate.h"
#include "base/alloc.h"
#include "base/intern.h"

void grouping_free(struct grouping *grouping)
{
    field_list_free(&grouping->keys);
    field_list_free(&grouping->identity);
    field_list_free(&grouping->offered);
    field_list_free(&grouping->aggregates);
}

bool grouping_parse(struct grouping *grouping, const char *list, struct user_error *error)
{
    struct text keys = text_of(list);

    while (keys.bytes) {
        const struct field *field = field_list_take(NULL, "by", &keys, error);
        if (!field)
            return false;
        const struct field *number = field_number(group_key(field));
        field_list_add(&grouping->keys, group_key(field));
        field_list_add(&grouping->identity, number);
        field_list_add(&grouping->offered, group_key(field));
        field_list_add(&grouping->offered, number);
    }
    for (const struct field *field = group_table; field->key; field++) {
        // A field that is a group key is not added up.
        if (!field_list_find(&grouping->offered, text_of(field->key)) &&
            !(field->needs & NEED_OWNER))
            field_list_add(&grouping->offered, field);
    }
    return true;
}

void grouping_choose(struct grouping *grouping, const struct field_list *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (fields->fields[i]->aggregate != AGGREGATE_NONE)
            field_list_add(&grouping->aggregates, fields->fields[i]);
    }
}

unsigned grouping_needs(const struct grouping *grouping)
{
    unsigned needs = 0;

    for (size_t i = 0; i < grouping->identity.count; i++) {
        const struct field *field = grouping->identity.fields[i];
        if (!value_classes[field->type].needs_only_text)
            needs |= field_needs(field, NULL);
    }
    return needs;
}

bool grouping_counts_ports(const struct grouping *grouping)
{
    bool peer = false;
    bool local = false;

    for (size_t i = 0; i < grouping->keys.count; i++) {
        const struct field *key = grouping->keys.fields[i];
        peer = peer || field_is_a(key, FIELD_PEER) || field_is_a(key, FIELD_PEER_PORT);
        local = local || field_is_a(key, FIELD_LOCAL) || field_is_a(key, FIELD_LOCAL_PORT);
    }
    return peer && !local;
}

/** Groups under construction. */
struct maker {
    const struct grouping *grouping;
    struct facts *facts;
    unsigned needs;
    struct sock_table rows;   /**< one per group */
    struct intern signatures; /**< signature of the keys -> number of the group */
    struct strbuf current;    /**< signature of the current socket */
    struct idmap ports;       /**< set of group and port */
    bool ended;               /**< the current socket has ended: only its rates count */
    struct aggregation aggregation;
};

static void put_number(struct strbuf *text, uint64_t number)
{
    strbuf_bytes(text, (const char *)&number, sizeof(number));
}

static void put_text(struct strbuf *text, struct text value)
{
    put_number(text, value.length);
    strbuf_bytes(text, value.bytes, value.length);
}

/**
 * Appends the identity of a process for KEY. One without a known context counts as none for the key
 * contexts.
 */
static void put_process(struct strbuf *text, const struct field *key, const struct owners *owners,
                        uint32_t process)
{
    const struct process *known = process > 0 ? &owners->processes[process - 1] : NULL;

    if (key == group_context && known && known->context != CONTEXT_KNOWN)
        known = NULL;
    strbuf_byte(text, known != NULL);
    if (!known)
        return;
    if (key == group_pid)
        put_number(text, known->pid);
    else if (key == group_context)
        put_text(text, owners_context(owners, known));
    else
        put_text(text, owners_comm(owners, known));
}

static bool is_of_process(const struct field *key)
{
    return key == group_comm || key == group_pid || key == group_context;
}

/**
 * Appends the port of an endpoint and its name: equal ports of TCP and UDP belong to one group
 * unless they are shown with different names.
 */
static void put_service(struct maker *maker, const struct sock *sock, const struct value *value)
{
    struct text name = {0};

    if (maker->needs & NEED_SERVICE)
        facts_service(maker->facts, sock->place, sock->proto, value->end.port, &name);
    put_number(&maker->current, proto_table[sock->proto].port);
    put_text(&maker->current, name);
}

/** Writes the signature of a socket held by PROCESS (index + 1; 0: none). */
static void sign(struct maker *maker, const struct sock *sock, uint32_t process)
{
    const struct field_list *keys = &maker->grouping->identity;

    strbuf_truncate(&maker->current, 0);
    for (size_t i = 0; i < keys->count; i++) {
        const struct field *key = keys->fields[i];
        if (is_of_process(key)) {
            put_process(&maker->current, key, &maker->facts->owners, process);
            continue;
        }
        struct value value = field_value(key, sock, maker->facts);
        value_unmap(&value);
        strbuf_byte(&maker->current, (char)value.type);
        if (value.type != VALUE_NONE)
            value_classes[value.type].identity(&maker->current, &value, maker->facts);
        if (value.type == VALUE_ENDPOINT)
            put_service(maker, sock, &value);
        // The same number is another interface elsewhere, and no number can be several namespaces.
        if (field_is_a(key, FIELD_DEVICE_INDEX) || field_is_a(key, FIELD_NETNS))
            put_number(&maker->current, sock->place);
    }
}

/** Adds an empty group. */
static void add_group(struct maker *maker, const struct sock *sock, uint32_t process)
{
    struct groups *groups = &maker->facts->groups;
    size_t number = groups->count++;

    groups->list = alloc_grow(groups->list, &groups->capacity, number + 1, sizeof(*groups->list));
    groups->list[number] = (struct group){.process = process, .place = sock->place};
    aggregation_add_group(&maker->aggregation, groups);
    if (maker->needs & NEED_TALLY) {
        groups->tallies = alloc_grow(groups->tallies, &groups->tally_capacity, number + 1,
                                     sizeof(*groups->tallies));
        groups->tallies[number] = (struct tally){0};
    }
    *sock_table_add(&maker->rows) = *sock;
}

/** Returns the group with the current signature; adds it if it is new. */
static uint32_t find_group(struct maker *maker, const struct sock *sock, uint32_t process)
{
    struct text signature = strbuf_contents(&maker->current);
    uint32_t number;

    if (intern_add(&maker->signatures, signature, &number))
        add_group(maker, sock, process);
    return number;
}

/** Returns the capacity of an accept queue; an unknown limit counts as the largest. */
static uint64_t capacity(bool limited, uint32_t limit)
{
    return limited ? limit + (uint64_t)1 : (uint64_t)1 << 32;
}

/**
 * Keeps the listener with the fullest accept queue, in relation to its limit; of equal ones, that
 * with the lower limit, so that the result does not depend on the order of listeners.
 */
static void count_listener(struct group *group, const struct sock *sock)
{
    bool limited = sock->have & HAVE_ACCEPT_LIMIT;
    uint64_t room = capacity(limited, sock->send_q);
    uint64_t fullest = capacity(group->limited, group->accept_limit);
    uint64_t used = sock->recv_q * fullest; // both in parts of room * fullest
    uint64_t most = group->accept_queue * room;

    bool lower = room < fullest || (room == fullest && limited);

    if (group->listener && (used < most || (used == most && !lower)))
        return;
    group->listener = true;
    group->limited = limited;
    group->accept_queue = sock->recv_q;
    group->accept_limit = limited ? sock->send_q : 0;
}

static void count_tally(struct tally *tally, const struct sock *sock)
{
    if (!(sock->have & HAVE_NO_FAMILY))
        tally->families[sock->family]++;
    tally->states[sock->state]++;
    if (sock_is_orphaned(sock))
        tally->orphaned++;
}

static void count(struct maker *maker, uint32_t number, const struct sock *sock)
{
    struct facts *facts = maker->facts;
    struct group *group = &facts->groups.list[number];

    if (maker->ended) {
        aggregation_add(&maker->aggregation, number, sock, facts, NEED_RATES);
        return;
    }
    if (group->count == 0 || sock_compare(sock, &maker->rows.rows[number]) < 0)
        maker->rows.rows[number] = *sock;
    group->several_places = group->several_places || group->place != sock->place;
    group->count++;
    group->peer = group->peer || (sock_has_ports(sock) && sock_has_peer(sock));
    if (sock->have & HAVE_QUEUES) {
        group->queues = true;
        group->recv_q += sock->recv_q;
        group->send_q += sock->send_q;
    }
    if (sock->have & HAVE_ACCEPT_QUEUE)
        count_listener(group, sock);
    aggregation_add(&maker->aggregation, number, sock, facts, 0);
    if (maker->needs & NEED_TALLY)
        count_tally(&facts->groups.tallies[number], sock);
    if ((maker->needs & NEED_EPHEMERAL) && sock_has_ports(sock) &&
        ephemeral_has(facts_ephemeral(facts, sock->place), sock->local_port) &&
        idmap_add(&maker->ports,
                  (uint64_t)number << 32 | (uint64_t)sock->place << 16 | sock->local_port, 0))
        group->ephemeral_used++;
}

/** Counts a socket in the group of each process that the keys distinguish. */
static void count_for_processes(struct maker *maker, const struct sock *sock)
{
    const struct owners *owners = &maker->facts->owners;
    const struct holder *first = owners_first(owners, sock);
    CLEANUP(idmap_free) struct idmap counted = {0};

    if (!owners_next_process(owners, first)) { // most sockets: no map is needed
        sign(maker, sock, first->process + 1);
        count(maker, find_group(maker, sock, first->process + 1), sock);
        return;
    }
    for (const struct holder *holder = first; holder; holder = owners_next(owners, holder)) {
        sign(maker, sock, holder->process + 1);
        uint32_t number = find_group(maker, sock, holder->process + 1);
        if (idmap_add(&counted, number, 0))
            count(maker, number, sock);
    }
}

static bool by_process(const struct grouping *grouping)
{
    return field_list_has(&grouping->keys, group_comm) ||
           field_list_has(&grouping->keys, group_pid) ||
           field_list_has(&grouping->keys, group_context);
}

/**
 * Adds a group for each protocol that was read, so that a summary also shows those without sockets.
 */
static void make_room_for_protocols(struct maker *maker)
{
    const struct field_list *keys = &maker->grouping->keys;

    if (!(maker->needs & NEED_TALLY) || keys->count != 1 ||
        !field_is_a(keys->fields[0], FIELD_PROTO))
        return;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        const struct sock sock = {.proto = (uint8_t)proto, .state = STATE_CLOSED};
        if (!maker->facts->requested[proto] ||
            facts_weakest_source(maker->facts, proto) == SOURCE_NONE)
            continue;
        sign(maker, &sock, 0);
        find_group(maker, &sock, 0);
    }
}

/** Counts a socket in its groups. */
static void add_socket(struct maker *maker, const struct sock *sock, bool processes)
{
    if (processes && owners_first(&maker->facts->owners, sock)) {
        count_for_processes(maker, sock);
        return;
    }
    sign(maker, sock, 0);
    count(maker, find_group(maker, sock, 0), sock);
}

void group_with_ended(const struct grouping *grouping, unsigned needs, struct sock_table *table,
                      size_t first_ended, struct facts *facts)
{
    struct maker maker = {.grouping = grouping, .facts = facts, .needs = needs};
    bool processes = by_process(grouping);

    maker.aggregation = aggregation_begin(&grouping->aggregates, &facts->groups);
    if (processes && facts->owners.partial)
        facts_warn(facts, "counts by process may be too low: not every process could be read");
    make_room_for_protocols(&maker);
    for (size_t i = 0; i < table->count; i++) {
        maker.ended = i >= first_ended;
        add_socket(&maker, &table->rows[i], processes);
    }
    maker.rows.details = table->details;
    table->details = (struct strbuf){0};
    sock_table_free(table);
    *table = maker.rows;
    facts->groups.rows = table->rows;
    aggregation_end(&maker.aggregation, &facts->groups);
    intern_free(&maker.signatures);
    strbuf_free(&maker.current);
    idmap_free(&maker.ports);
}

void group_sockets(const struct grouping *grouping, unsigned needs, struct sock_table *table,
                   struct facts *facts)
{
    group_with_ended(grouping, needs, table, table->count, facts);
}

// SPDX-License-Identifier: MIT
#include "track/baseline.h"

#include "sock/field.h"

#include <stdlib.h>

proto_set baseline_protos(void)
{
    proto_set set = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (proto_table[proto].families & FAMILIES_OF_INTERNET)
            set |= PROTO_BIT(proto);
    }
    return set;
}

/** Stores the value of a field that is a name; returns false if it is absent. */
static bool store_name(struct baseline *baseline, enum field_id id, const struct sock *sock,
                       const struct facts *facts, struct span *ret_name)
{
    struct value value = field_value(&field_table[id], sock, facts);

    if (value.type == VALUE_NONE)
        return false;
    *ret_name = baseline_store(baseline, value.name);
    return true;
}

/**
 * Stores the names of the processes that hold the socket. If process 1 is one of them, its name
 * alone: the others are those that it starts when somebody connects.
 */
static struct span store_names(struct baseline *baseline, const struct sock *sock,
                               const struct facts *facts)
{
    const struct owners *owners = &facts->owners;
    const struct holder *first = owners_first(owners, sock);
    size_t count = 0;
    struct text *names = NULL;
    size_t capacity = 0;

    for (const struct holder *at = first; at; at = owners_next_process(owners, at)) {
        const struct process *process = &owners->processes[at->process];
        names = alloc_grow(names, &capacity, count + 1, sizeof(*names));
        names[count++] = owners_comm(owners, process);
        if (process->pid == 1) {
            names[0] = names[count - 1];
            count = 1;
            break;
        }
    }
    struct span span = baseline_store_names(baseline, names, count);
    free(names);
    return span;
}

/** Sets the ports of ROW; leaves out those that differ from one run of a program to the next. */
static void set_ports(struct baseline_row *row, const struct sock *sock)
{
    bool chosen = (sock->have & HAVE_AUTOBOUND) && sock->autobound;
    bool id = proto_table[sock->proto].port == PORT_ICMP_ID;

    row->has_peer = sock_has_peer(sock);
    row->local_ephemeral = chosen || id;
    row->peer_ephemeral = row->has_peer && !row->local_ephemeral;
    row->local_port = row->local_ephemeral ? 0 : sock->local_port;
    row->peer_port = row->peer_ephemeral ? 0 : sock->peer_port;
}

static void take_sock(struct baseline *baseline, const struct sock *sock, const struct facts *facts)
{
    struct baseline_row row = {
        .proto = sock->proto,
        .family = sock->family,
        .state = sock->state,
        .owner = (uint8_t)owners_state(&facts->owners, sock),
        .has_v6only = sock->have & HAVE_V6ONLY,
        .v6only = (sock->have & HAVE_V6ONLY) && sock->v6only,
        .has_uid = sock_uid_is_user(sock),
        .has_netns = facts->places && facts->places->shown,
        .count = 1,
        .local = sock->local,
        .peer = sock->peer,
    };

    set_ports(&row, sock);
    row.uid = row.has_uid ? sock->uid : 0;
    row.has_device = store_name(baseline, FIELD_DEVICE, sock, facts, &row.device);
    if (row.has_netns)
        store_name(baseline, FIELD_NETNS_NAME, sock, facts, &row.netns);
    if (row.has_uid)
        store_name(baseline, FIELD_USER, sock, facts, &row.user);
    row.names = store_names(baseline, sock, facts);
    baseline_add(baseline, &row);
}

void baseline_take(struct baseline *baseline, const struct sock_table *table,
                   const struct facts *facts)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (!sock_has_peer(sock) || owners_state(&facts->owners, sock) != OWNER_NONE)
            take_sock(baseline, sock, facts);
    }
    baseline_sort(baseline);
}

static const struct baseline_row *row_at(const struct baseline_part *part, size_t index)
{
    return &part->of->rows[index];
}

/** Compares the keys of the first rows; a part without rows comes last. */
static int compare_parts(const struct baseline_part *one, const struct baseline_part *other)
{
    if (one->first == one->end || other->first == other->end)
        return (one->first == one->end) - (other->first == other->end);
    return baseline_compare_spans(one->of, row_at(one, one->first)->key, other->of,
                                  row_at(other, other->first)->key);
}

/** Returns the rows from FIRST on that have the key of this one; none: after the last row. */
static struct baseline_part part_from(const struct baseline *baseline, size_t first)
{
    struct baseline_part part = {baseline, first, first};

    while (part.end < baseline->count &&
           baseline_compare_spans(baseline, baseline->rows[first].key, baseline,
                                  baseline->rows[part.end].key) == 0)
        part.end++;
    return part;
}

static void add(struct differences *differences, enum change change,
                const struct baseline_part *before, const struct baseline_part *after)
{
    differences->list = alloc_grow(differences->list, &differences->capacity,
                                   differences->count + 1, sizeof(*differences->list));
    differences->list[differences->count++] = (struct difference){change, *before, *after};
    differences->changes[change]++;
}

/** Returns true if processes that are not listed may hold a socket of the part. */
static bool has_unknown(const struct baseline_part *part)
{
    for (size_t i = part->first; i < part->end; i++) {
        unsigned owner = row_at(part, i)->owner;
        if (owner == OWNER_HIDDEN || owner == OWNER_NOT_SCANNED)
            return true;
    }
    return false;
}

/** Returns true if no row has a user. */
static bool lacks_users(const struct baseline_part *part)
{
    for (size_t i = part->first; i < part->end; i++) {
        if (row_at(part, i)->has_uid)
            return false;
    }
    return true;
}

/** Returns true if ONE has a user that OTHER lacks. The rows of both are in the order of users. */
static bool adds_user(const struct baseline_part *one, const struct baseline_part *other)
{
    size_t at = other->first;

    for (size_t i = one->first; i < one->end; i++) {
        const struct baseline_row *row = row_at(one, i);
        if (!row->has_uid)
            continue;
        while (at < other->end &&
               (!row_at(other, at)->has_uid || row_at(other, at)->uid < row->uid))
            at++;
        if (at == other->end || row_at(other, at)->uid != row->uid)
            return true;
    }
    return false;
}

/** Returns true if the kernel itself has a socket of the part. */
static bool is_of_kernel(const struct baseline_part *part)
{
    for (size_t i = part->first; i < part->end; i++) {
        if (row_at(part, i)->owner == OWNER_KERNEL)
            return true;
    }
    return false;
}

/** Returns true if different programs hold the sockets. A socket without one tells nothing. */
static bool other_names(const struct baseline_part *before, const struct baseline_part *after)
{
    CLEANUP(strbuf_free) struct strbuf old = baseline_part_names(before);
    CLEANUP(strbuf_free) struct strbuf new = baseline_part_names(after);
    bool kernel[] = {is_of_kernel(before), is_of_kernel(after)};

    if ((old.length == 0 && !kernel[0]) || (new.length == 0 && !kernel[1]))
        return false;
    return kernel[0] != kernel[1] ||
           text_compare(strbuf_contents(&old), strbuf_contents(&new)) != 0;
}

/** Returns true if NAMES has one that OTHERS lacks. Both are sorted, each name has its NUL. */
static bool adds_name(struct text names, struct text others)
{
    while (names.length > 0) {
        struct text name = text_take_until(&names, '\0');
        int order = 1;
        while (order > 0 && others.length > 0)
            order = text_compare(name, text_take_until(&others, '\0'));
        if (order != 0)
            return true;
    }
    return false;
}

/** Returns true if LESS has no name in addition to those of MORE, and may have lost some. */
static bool is_part_of(const struct baseline_part *less, const struct baseline_part *more)
{
    CLEANUP(strbuf_free) struct strbuf seen = baseline_part_names(less);
    CLEANUP(strbuf_free) struct strbuf all = baseline_part_names(more);

    return !is_of_kernel(less) && !adds_name(strbuf_contents(&seen), strbuf_contents(&all));
}

/**
 * Returns true if only one side was taken with the right to see all processes, or now some could
 * not be read, and that side has no name in addition: what it lacks may be hidden.
 */
static bool may_lack_names(const struct baseline_part *before, const struct baseline_part *after)
{
    bool all_before = before->of->origin.owners_complete;

    if (after->of->origin.owners_partial && is_part_of(after, before))
        return true;
    if (all_before == after->of->origin.owners_complete)
        return false;
    return all_before ? is_part_of(after, before) : is_part_of(before, after);
}

/** Compares the rows of an endpoint whose port is fixed. */
static void compare_owners(const struct baseline_part *before, const struct baseline_part *after,
                           struct differences *differences)
{
    bool names = other_names(before, after);
    bool unknown =
        has_unknown(before) || has_unknown(after) || (names && may_lack_names(before, after));
    bool users = !lacks_users(before) && !lacks_users(after) &&
                 (adds_user(before, after) || adds_user(after, before));

    if (users || (names && !unknown))
        add(differences, CHANGE_REPLACED, before, after);
    else if (baseline_part_count(before) != baseline_part_count(after))
        add(differences, CHANGE_COUNT, before, after);
    differences->owners_unknown += unknown && !users;
}

/** Orders rows of one key by what baseline_sort compares first: users, then names. */
static int compare_classes(const struct baseline_part *one, const struct baseline_part *other,
                           bool by_names)
{
    const struct baseline_row *row = row_at(one, one->first);
    const struct baseline_row *other_row = row_at(other, other->first);

    if (row->has_uid != other_row->has_uid)
        return row->has_uid ? 1 : -1;
    if (row->uid != other_row->uid)
        return row->uid < other_row->uid ? -1 : 1;
    return by_names ? baseline_compare_spans(one->of, row->names, other->of, other_row->names) : 0;
}

/** Takes the first rows with the same user (and names) from *REST. */
static struct baseline_part take_class(struct baseline_part *rest, bool by_names)
{
    struct baseline_part class = {rest->of, rest->first, rest->first};

    for (struct baseline_part at = *rest;
         at.first < rest->end && compare_classes(&class, &at, by_names) == 0; at.first++)
        class.end = at.first + 1;
    rest->first = class.end;
    return class;
}

/** Compares the rows of an endpoint whose port the kernel chose. */
static void compare_ephemeral(struct baseline_part before, struct baseline_part after,
                              struct differences *differences)
{
    bool unknown = has_unknown(&before) || has_unknown(&after);

    differences->owners_unknown += unknown;
    while (before.first < before.end || after.first < after.end) {
        int order = before.first == before.end ? 1
                    : after.first == after.end ? -1
                                               : compare_classes(&before, &after, !unknown);
        struct baseline_part old = {before.of, before.first, before.first};
        struct baseline_part new = {after.of, after.first, after.first};
        old = order <= 0 ? take_class(&before, !unknown) : old;
        new = order >= 0 ? take_class(&after, !unknown) : new;
        if (order != 0)
            add(differences, order < 0 ? CHANGE_CLOSED : CHANGE_OPENED, &old, &new);
        else if (baseline_part_count(&old) != baseline_part_count(&new))
            add(differences, CHANGE_COUNT, &old, &new);
    }
}

/** Returns true if the kernel chose the port of the rows. */
static bool is_ephemeral(const struct baseline_part *part)
{
    return part->first < part->end && row_at(part, part->first)->local_ephemeral;
}

/** Compares the parts of one key; one of them may have no rows. */
static void compare_endpoint(const struct baseline_part *before, const struct baseline_part *after,
                             struct differences *differences)
{
    if (before->first == before->end)
        add(differences, CHANGE_OPENED, before, after);
    else if (after->first == after->end)
        add(differences, CHANGE_CLOSED, before, after);
    else if (is_ephemeral(before))
        compare_ephemeral(*before, *after, differences);
    else
        compare_owners(before, after, differences);
}

/**
 * Sets BEFORE and AFTER to the rows of the next identity; one of them can have none. Both must be
 * empty and at the beginning before the first call. Returns false after the last.
 */
static bool next_parts(struct baseline_part *before, struct baseline_part *after)
{
    *before = part_from(before->of, before->end);
    *after = part_from(after->of, after->end);
    int order = compare_parts(before, after);
    if (order > 0)
        before->end = before->first;
    if (order < 0)
        after->end = after->first;
    return before->first < before->end || after->first < after->end;
}

void baseline_compare(const struct baseline *before, const struct baseline *after,
                      struct differences *ret_differences)
{
    struct baseline_part old = {.of = before};
    struct baseline_part new = {.of = after};

    while (next_parts(&old, &new))
        compare_endpoint(&old, &new, ret_differences);
}

size_t baseline_keep_netns(struct baseline *baseline,
                           bool (*keeps)(const void *context, struct text name),
                           const void *context)
{
    size_t count = baseline->count;
    bool *kept = alloc_array(count + 1, sizeof(*kept));

    for (size_t i = 0; i < count; i++) {
        const struct baseline_row *row = &baseline->rows[i];
        kept[i] = !row->has_netns || keeps(context, baseline_text(baseline, row->netns));
    }
    baseline_keep(baseline, kept);
    free(kept);
    return count - baseline->count;
}

/** Returns true if one of the rows matches. */
static bool matches(const struct baseline_part *part, const bool *rows)
{
    for (size_t i = part->first; i < part->end; i++) {
        if (rows[i])
            return true;
    }
    return false;
}

void baseline_narrow(struct baseline *before, bool *before_matches, struct baseline *after,
                     bool *after_matches)
{
    struct baseline_part old = {.of = before};
    struct baseline_part new = {.of = after};

    while (next_parts(&old, &new)) {
        if (is_ephemeral(&old) || is_ephemeral(&new))
            continue;
        bool kept = matches(&old, before_matches) || matches(&new, after_matches);
        memset(before_matches + old.first, kept, old.end - old.first);
        memset(after_matches + new.first, kept, new.end - new.first);
    }
    baseline_keep(before, before_matches);
    baseline_keep(after, after_matches);
}

// SPDX-License-Identifier: MIT
#include "follow_report.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SAID 16384 // bytes of different messages that are printed at most

void reporter_free(struct reporter *reporter)
{
    for (size_t i = 0; i < reporter->closed_count; i++)
        known_free(reporter->closed[i].known);
    free(reporter->closed);
    free(reporter->observed.items);
    batch_free(reporter->batch);
    tracker_free(&reporter->tracker);
    strbuf_free(&reporter->said);
    strbuf_free(&reporter->cells);
}

static const struct follow_plan *plan_of(const struct reporter *reporter)
{
    return &reporter->session->options->follow;
}

bool reporter_is_done(const struct reporter *reporter)
{
    uint64_t count = plan_of(reporter)->count;

    return count > 0 && reporter->events >= count;
}

/** Returns true if nothing but the numbers in the texts differs. */
static bool differ_in_numbers(const char *one, const char *other)
{
    static const char digits[] = "0123456789";

    for (;; one++, other++) {
        one += strspn(one, digits);
        other += strspn(other, digits);
        if (*one != *other || !*one)
            return *one == *other;
    }
}

/** Returns true for a message that was not said yet, with whatever numbers, and remembers it. */
static bool is_new(struct strbuf *said, const char *message)
{
    size_t length = strlen(message) + 1;

    for (size_t at = 0; at < said->length; at += strlen(said->data + at) + 1) {
        if (differ_in_numbers(said->data + at, message))
            return false;
    }
    if (said->length + length > MOST_SAID)
        return false;
    strbuf_bytes(said, message, length);
    return true;
}

void reporter_warn(struct reporter *reporter, const struct facts *facts)
{
    for (size_t i = 0; i < facts->warning_count; i++) {
        if (is_new(&reporter->said, facts->warnings[i]))
            diag_message("%s", facts->warnings[i]);
    }
}

void reporter_gap(struct reporter *reporter, const struct moment *now, const char *source,
                  uint64_t lost)
{
    event_show_gap(reporter->show, now, source, lost);
    reporter->gaps++;
}

/** Returns true if the options select events of this kind, of such a socket. */
static bool is_selected(const struct reporter *reporter, const struct event *event, bool listening)
{
    static const unsigned bits[] = {
        [EVENT_OPEN] = FOLLOW_OPEN,
        [EVENT_CLOSE] = FOLLOW_CLOSE,
        [EVENT_CHANGE] = FOLLOW_CHANGE,
        [EVENT_REPLACED] = FOLLOW_OPEN | FOLLOW_CLOSE,
    };
    unsigned events = plan_of(reporter)->events;

    if (event->kind == EVENT_OPEN && event->existing && !(events & FOLLOW_EXISTING))
        return false;
    return (events & bits[event->kind]) || ((events & FOLLOW_LISTEN) && listening);
}

/** Shows EVENT if the options select it. */
static void show(struct reporter *reporter, const struct event *event, bool listening)
{
    if (reporter_is_done(reporter) || !is_selected(reporter, event, listening))
        return;
    event_show_event(reporter->show, event);
    reporter->events++;
}

/** Returns the members of an event that follow from what is known of the socket. */
static struct event event_about(enum event_kind kind, const struct known *known,
                                const struct moment *when)
{
    return (struct event){.kind = kind,
                          .existing = known->existing,
                          .when = when->utc,
                          .start_known = known->start_known,
                          .start = known->start.utc,
                          .observed = !known->fresh,
                          .observed_us = moment_distance(&known->start, when),
                          .tuple_known = true,
                          .basis = (enum owner_basis)known->basis,
                          .cells = strbuf_contents(&known->cells)};
}

/** Returns true if the state is one that -l and --connected select. */
static bool has_state(void *context, const struct sock *sock)
{
    const struct reporter *reporter = context;
    state_set states = plan_of(reporter)->states;

    if (sock->state == STATE_CLOSED) // what it was before is not known
        return states & STATE_BIT(sock_has_peer(sock) ? STATE_ESTABLISHED : STATE_LISTEN);
    return states & STATE_BIT(sock->state);
}

void reporter_match(struct reporter *reporter, const struct sock_table *table, unsigned without,
                    struct facts *facts, struct sock_table *ret_matching)
{
    const struct session *session = reporter->session;
    const struct filter *filter = session->options->filter;

    for (size_t i = 0; i < table->count; i++)
        sock_table_append(ret_matching, &table->rows[i]);
    sock_table_keep(ret_matching, has_state, reporter);
    if (!filter || ret_matching->count == 0)
        return;
    join(session->joiner, filter_needs(filter) & ~without, ret_matching, facts);
    filter_apply(filter, ret_matching, facts);
    reporter->undecided += facts->undecided;
}

static struct known *find(const struct reporter *reporter, const struct sock *row)
{
    return known_find(&reporter->tracker.known, row);
}

static bool is_about_event(void *context, const struct sock *row)
{
    struct reporter *reporter = context;

    return tracker_see(&reporter->tracker, row) != SIGHTING_SAME;
}

/** Returns true if events of the row are shown: it matches, or did before. */
static bool is_shown(void *context, const struct sock *row)
{
    struct known *known = find(context, row);

    if (known->matches || known->shown)
        return true;
    tracker_accept(known, row);
    return false;
}

/** Leaves the rows of SNAPSHOT that are about an event that is shown. */
static void select_rows(struct reporter *reporter, struct snapshot *snapshot)
{
    CLEANUP(sock_table_free) struct sock_table matching = {0};
    struct sock_table *table = &snapshot->table;

    for (size_t i = 0; i < table->count; i++)
        find(reporter, &table->rows[i])->matches = false;
    reporter_match(reporter, table, 0, &snapshot->facts, &matching);
    for (size_t i = 0; i < matching.count; i++)
        find(reporter, &matching.rows[i])->matches = true;
    sock_table_keep(table, is_shown, reporter);
}

/** A value of a socket before and after a change. */
struct change_texts {
    struct strbuf before, after;
};

/** A socket that changed. */
struct changed {
    const struct known *known; /**< as it was */
    const struct sock *row;    /**< as it is */
    const struct facts *facts;
    struct change_texts texts[MOST_CHANGES];
    struct event *event;
};

static void changed_free(struct changed *changed)
{
    for (size_t i = 0; i < MOST_CHANGES; i++) {
        strbuf_free(&changed->texts[i].before);
        strbuf_free(&changed->texts[i].after);
    }
}

static void add_change(const char *key, struct changed *changed)
{
    struct event *event = changed->event;
    const struct change_texts *texts = &changed->texts[event->change_count];

    event->changes[event->change_count++] =
        (struct event_change){key, strbuf_contents(&texts->before), strbuf_contents(&texts->after)};
}

/** Adds the value of field ID if it changed. */
static void compare_field(const struct reporter *reporter, enum field_id id,
                          struct changed *changed)
{
    const struct field *field = &field_table[id];
    struct change_texts *texts = &changed->texts[changed->event->change_count];
    const struct facts *facts = changed->facts;

    event_show_value(reporter->show, field, &changed->known->sock, facts, &texts->before);
    event_show_value(reporter->show, field, changed->row, facts, &texts->after);
    if (text_compare(strbuf_contents(&texts->before), strbuf_contents(&texts->after)) != 0) {
        add_change(field->key, changed);
        return;
    }
    strbuf_truncate(&texts->before, 0);
    strbuf_truncate(&texts->after, 0);
}

/** Adds the owner if there is one now, and it is known that there was none. */
static void compare_owner(const struct reporter *reporter, struct changed *changed)
{
    enum owner owner = owners_state(&changed->facts->owners, changed->row);
    struct change_texts *texts = &changed->texts[changed->event->change_count];
    bool began = !(changed->known->sock.have & HAVE_INODE) && (changed->row->have & HAVE_INODE);

    if (!began || !changed->facts->owners.searched || changed->known->owner == owner)
        return;
    event_show_word(reporter->show, owner_names[changed->known->owner], &texts->before);
    event_show_word(reporter->show, owner_names[owner], &texts->after);
    add_change(field_table[FIELD_OWNER].key, changed);
}

/** Shows that a known socket changed. */
static void report_change(struct reporter *reporter, const struct known *known,
                          const struct sock *row, const struct facts *facts)
{
    struct event event = event_about(EVENT_CHANGE, known, &reporter->tracker.now);
    CLEANUP(changed_free)
    struct changed changed = {.known = known, .row = row, .facts = facts, .event = &event};

    event.scanned = true;
    event.basis = owners_state(&facts->owners, row) == OWNER_KNOWN ? BASIS_SCAN : event.basis;
    event.cells = strbuf_contents(&reporter->cells);
    compare_field(reporter, FIELD_STATE, &changed);
    compare_field(reporter, FIELD_LOCAL, &changed);
    compare_field(reporter, FIELD_PEER, &changed);
    compare_field(reporter, FIELD_ACCEPT_LIMIT, &changed);
    compare_owner(reporter, &changed);
    if (event.change_count > 0)
        show(reporter, &event, sock_is_listening(&known->sock) || sock_is_listening(row));
}

/** Keeps what is shown of a socket for its end. */
static void keep_cells(struct reporter *reporter, struct known *known)
{
    strbuf_free(&known->cells);
    known->process = (struct acting_process){.pid = 0};
    if (known->shown)
        strbuf_bytes(&known->cells, reporter->cells.data, reporter->cells.length);
}

/** Writes what is shown of ROW to reporter->cells. */
static void put_cells(struct reporter *reporter, const struct known *known, const struct sock *row,
                      const struct facts *facts)
{
    bool lost = (known->sock.have & HAVE_INODE) && !(row->have & HAVE_INODE);

    strbuf_truncate(&reporter->cells, 0);
    event_show_cells(reporter->show, row, facts, 0, &reporter->cells);
    if (lost) // those that held it last say more than that none does any more
        event_show_keep_processes(reporter->show, strbuf_contents(&known->cells), &reporter->cells);
}

/** Adds a socket that was closed to those that wait for the end of a scan. */
static void add_closed(struct reporter *reporter, const struct closed *closed)
{
    reporter->closed = alloc_grow(reporter->closed, &reporter->closed_capacity,
                                  reporter->closed_count + 1, sizeof(*reporter->closed));
    reporter->closed[reporter->closed_count++] = *closed;
}

/** Shows the end of a socket, unless it did not match; frees it. */
static void report_closed(struct reporter *reporter, const struct closed *closed)
{
    struct known *known = closed->known;
    struct event event = event_about(EVENT_CLOSE, known, &closed->when);

    event.scanned = closed->scanned;
    event.tuple_known = closed->tuple_known;
    event.ending = &closed->ending;
    if (known->shown)
        show(reporter, &event, sock_is_listening(&known->sock));
    known_free(known);
}

void reporter_flush(struct reporter *reporter)
{
    for (size_t i = 0; i < reporter->closed_count; i++) {
        if (reporter->closed[i].known)
            report_closed(reporter, &reporter->closed[i]);
    }
    reporter->closed_count = 0;
}

/** Takes the closed listener that the socket of ROW replaces; its `known` is NULL: there is none.
 */
static struct closed take_replaced(struct reporter *reporter, const struct idmap *listeners,
                                   const struct sock *row)
{
    struct closed none = {0};
    uint32_t index = 0;

    if (!sock_is_listening(row) || !idmap_find(listeners, tracker_listener_key(row), &index))
        return none;
    struct closed found = reporter->closed[index];
    if (!found.known || !found.known->shown || !tracker_is_replacement(&found.known->sock, row))
        return none;
    reporter->closed[index].known = NULL;
    return found;
}

/** A socket that opened, and what it replaces. */
struct opened {
    struct known *known;
    struct closed replaced;
};

/** Finds which of the sockets that opened replace one that was closed. */
static struct opened *pair(struct reporter *reporter, const struct sock_table *table)
{
    CLEANUP(idmap_free) struct idmap listeners = {0};
    struct opened *opened = alloc_array(table->count, sizeof(*opened));

    for (size_t i = 0; i < reporter->closed_count; i++) {
        const struct sock *sock = &reporter->closed[i].known->sock;
        if (sock_is_listening(sock))
            idmap_add(&listeners, tracker_listener_key(sock), (uint32_t)i);
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct sock *row = sock_table_at(table, i);
        opened[i].known = find(reporter, row);
        if (opened[i].known->fresh && opened[i].known->matches)
            opened[i].replaced = take_replaced(reporter, &listeners, row);
    }
    return opened;
}

/** Tells the connections of the trace which process has the listener in ROW. */
static void note_listener(const struct reporter *reporter, const struct sock *row,
                          const struct facts *facts)
{
    const struct holder *holder = owners_first(&facts->owners, row);
    struct acting_process listener = {0};

    if (!reporter->connections || row->proto != PROTO_TCP || row->state != STATE_LISTEN || !holder)
        return;
    const struct process *process = &facts->owners.processes[holder->process];
    struct text comm = owners_comm(&facts->owners, process);
    listener.pid = process->pid;
    memcpy(listener.comm, comm.bytes,
           comm.length < sizeof(listener.comm) ? comm.length : sizeof(listener.comm));
    connections_see_listener(reporter->connections, row,
                             places_at(facts->places, row->place)->inode, &listener);
}

/** Tells the connections of the trace what the scan lists. */
static void see_connections(const struct reporter *reporter, const struct sock_table *table)
{
    if (!reporter->connections)
        return;
    connections_begin_scan(reporter->connections);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].proto == PROTO_TCP)
            connections_see(reporter->connections, &table->rows[i]);
    }
}

/** Shows the event that a row is about. */
static void report_row(struct reporter *reporter, const struct opened *opened,
                       const struct sock *row, const struct facts *facts)
{
    struct known *known = opened->known;
    struct known *replaced = opened->replaced.known;
    struct event event =
        event_about(replaced ? EVENT_REPLACED : EVENT_OPEN, known, &reporter->tracker.now);

    note_listener(reporter, row, facts);
    put_cells(reporter, known, row, facts);
    event.scanned = true;
    event.basis = owners_state(&facts->owners, row) == OWNER_KNOWN ? BASIS_SCAN : event.basis;
    event.cells = strbuf_contents(&reporter->cells);
    if (replaced)
        event.before = strbuf_contents(&replaced->cells);
    if (known->fresh)
        show(reporter, &event, sock_is_listening(row));
    else
        report_change(reporter, known, row, facts);
    known_free(replaced);
    known->shown = known->matches;
    known->owner = (uint8_t)owners_state(&facts->owners, row);
    if (known->owner == OWNER_KNOWN)
        known->basis = BASIS_SCAN;
    keep_cells(reporter, known);
    tracker_accept(known, row);
}

/** Returns true if a trace would have reported the end of KNOWN. */
static bool is_unreported(const struct facts *facts, const struct known *known)
{
    const struct place *place = facts->places ? places_at(facts->places, known->sock.place) : NULL;

    return tracker_end_is_traced(known) && !(place && (place->gone || place->from_proc));
}

/** Adds the sockets that the scan does not list any more to those that were closed. */
static void add_gone(struct reporter *reporter, const struct facts *facts)
{
    struct known_list gone = {0};

    tracker_end_scan(&reporter->tracker, facts, &gone);
    reporter->unreported = 0;
    for (size_t i = 0; i < gone.count; i++) {
        reporter->unreported += is_unreported(facts, gone.items[i]);
        struct closed closed = {.known = gone.items[i],
                                .when = reporter->tracker.now,
                                .scanned = true,
                                .tuple_known = true,
                                .ending = tracker_ending_unseen(gone.items[i])};
        add_closed(reporter, &closed);
    }
    free(gone.items);
}

void reporter_scan(struct reporter *reporter, struct snapshot *snapshot, const struct moment *now)
{
    const struct session *session = reporter->session;
    struct sock_table *table = &snapshot->table;
    struct facts *facts = &snapshot->facts;

    join_whole(options_needs(session->options), table, NULL, facts);
    tracker_begin_scan(&reporter->tracker, now);
    see_connections(reporter, table);
    sock_table_keep(table, is_about_event, reporter);
    add_gone(reporter, facts); // before a join can make the place incomplete
    select_rows(reporter, snapshot);
    if (table->count > 0)
        session_complete(reporter->session, table, facts);
    session_arrange(session, snapshot);
    struct opened *opened = pair(reporter, table);
    reporter_flush(reporter);
    for (size_t i = 0; i < table->count; i++)
        report_row(reporter, &opened[i], sock_table_at(table, i), facts);
    free(opened);
    reporter_warn(reporter, facts);
}

/** Shows that a listener was replaced by the one in EVENT; returns false if it replaces none. */
static bool show_replacement(struct reporter *reporter, struct event *event,
                             const struct known *known)
{
    for (size_t i = 0; i < reporter->closed_count; i++) {
        struct known *before = reporter->closed[i].known;
        if (!before || !before->shown || !tracker_is_replacement(&before->sock, &known->sock))
            continue;
        event->kind = EVENT_REPLACED;
        event->before = strbuf_contents(&before->cells);
        show(reporter, event, true);
        known_free(before);
        reporter->closed_count--;
        memmove(reporter->closed + i, reporter->closed + i + 1,
                (reporter->closed_count - i) * sizeof(*reporter->closed));
        return true;
    }
    return false;
}

void reporter_show_start(struct reporter *reporter, const struct known *known,
                         const struct moment *when)
{
    struct event event = event_about(EVENT_OPEN, known, when);
    bool listening = sock_is_listening(&known->sock);

    if (known->shown && !(listening && show_replacement(reporter, &event, known)))
        show(reporter, &event, listening);
}

void reporter_show_end(struct reporter *reporter, const struct closed *closed)
{
    if (!closed->known->fresh && sock_is_listening(&closed->known->sock))
        add_closed(reporter, closed); // a replacement may follow
    else
        report_closed(reporter, closed);
}

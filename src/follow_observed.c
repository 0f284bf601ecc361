// SPDX-License-Identifier: MIT
/**
 * What sources of events observed: which sockets it is about, which of them match, and the events
 * that are shown. Observations are handled in batches, so that a batch is joined at once.
 */
#include "follow_report.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/** Needs that cannot be met for a socket that may be gone. */
#define NEEDS_OF_THE_OPEN                                                                          \
    (NEED_OWNER | NEED_CONTEXT | NEED_THREADS | NEED_CGROUP | NEEDS_OF_WHOLE_TABLES)

/** Needs that are met if a program in the kernel saw the socket. */
#define NEEDS_OF_THE_TRACED NEED_CGROUP

/** An observation while its batch is handled. */
struct notice {
    const struct observation *observation;
    struct known *known; /**< owned if the socket ended; NULL: nothing is shown */
    struct ending ending;
    struct actor actor; /**< of which `cells` tell */
    struct sock row;    /**< what `cells` are made of */
    bool is_described;  /**< `cells` are made, if it matches; otherwise those of `known` count */
    bool repeats;       /**< those of `known` already tell of this process, if it matches */
    bool matches;
    struct strbuf cells;
};

struct batch {
    struct reporter *reporter;
    struct notice notices[OBSERVED_MOST];
    size_t count;
    struct idmap by_inode; /**< notices, by row.inode */
};

void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    idmap_free(&batch->by_inode);
    free(batch);
}

/** Returns true if a socket that no scan has listed can be of interest. */
static bool is_of_interest(const struct reporter *reporter, const struct observation *observation)
{
    const struct sock *sock = &observation->sock;

    // Without a port it was never used.
    return (sock->local_port != 0 || sock_has_peer(sock)) &&
           request_lists(&reporter->session->options->request, sock);
}

static void take_start(const struct observation *observation, struct known *known)
{
    if (!observation->traced || !observation->start_known || known->start_known)
        return;
    known->start = observation->start;
    known->start_known = true;
}

/** The socket begins: it becomes known, unless a scan was sooner. */
static void begin_start(struct reporter *reporter, struct notice *notice)
{
    const struct observation *observation = notice->observation;
    struct known *known = known_find(&reporter->tracker.known, &observation->sock);

    if (known)
        take_start(observation, known);
    if (known || !is_of_interest(reporter, observation))
        return;
    known = tracker_start(&reporter->tracker, &observation->sock);
    take_start(observation, known);
    known->reported = true;
    notice->known = known;
    notice->row = observation->sock;
    notice->actor = observation->actor;
    if (notice->actor.basis != BASIS_NONE)
        known->process = notice->actor.process;
    notice->is_described = true;
}

/** Returns true if KNOWN is described with the process of ACTOR: nothing else is to be said of it.
 */
static bool is_described_with(const struct known *known, const struct actor *actor)
{
    return known->process.pid != 0 && acting_process_is_same(&known->process, &actor->process);
}

/** The socket ends, and becomes unknown. */
static void begin_end(struct reporter *reporter, struct notice *notice)
{
    const struct observation *observation = notice->observation;
    struct known *known = tracker_take_end(&reporter->tracker, &observation->sock);
    bool scanned = known && !known->reported;

    notice->ending = observation->traced ? observation->exact
                                         : tracker_ending(&reporter->tracker, observation, known);
    if (!known && is_of_interest(reporter, observation))
        known = known_new(&observation->sock);
    notice->known = known;
    if (!known)
        return;
    take_start(observation, known);
    notice->row = known->sock;
    notice->actor = observation->actor;
    // Those who hold a socket say more than one of them who closes it.
    bool tells = notice->actor.basis != BASIS_NONE && notice->actor.basis != BASIS_OPENER;
    tells = tells && known->basis != BASIS_SCAN;
    notice->repeats = tells && is_described_with(known, &notice->actor);
    notice->is_described = (!scanned && !known->reported) || (tells && !notice->repeats);
}

static void begin_notice(struct reporter *reporter, const struct observation *observation,
                         struct notice *notice)
{
    notice->observation = observation;
    if (observation->starts)
        begin_start(reporter, notice);
    else
        begin_end(reporter, notice);
}

/**
 * Gives the row of NOTICE an inode that no other row has, by which its process is found: accepted
 * connections have none yet, and closed ones none any more.
 */
static void give_inode(struct batch *batch, size_t index, struct owners *owners)
{
    struct sock *row = &batch->notices[index].row;
    uint32_t inode = row->inode;

    if (!(row->have & HAVE_INODE) || !idmap_add(&batch->by_inode, inode, (uint32_t)index)) {
        inode = UINT32_MAX - (uint32_t)index;
        while (!idmap_add(&batch->by_inode, inode, (uint32_t)index))
            inode -= (uint32_t)batch->count;
        row->have |= HAVE_INODE | HIDES_INODE;
    }
    row->inode = inode;
    owners_want(owners, inode);
}

/** Adds the process of NOTICE as the holder of its row. */
static void add_owner(const struct notice *notice, struct owners *owners)
{
    const struct acting_process *process = &notice->actor.process;
    const struct text comm = {process->comm, strnlen(process->comm, sizeof(process->comm))};
    uint32_t chain = 0;

    if (notice->actor.basis == BASIS_NONE || process->pid == 0 ||
        !owners_wanted(owners, notice->row.inode, &chain))
        return;
    owners_add_holder(owners, chain, owners_add_process(owners, process->pid, comm), HOLDER_NO_FD);
}

/** Adds the rows that are described, and their processes. */
static void add_rows(struct batch *batch, struct snapshot *snapshot)
{
    const struct filter *filter = batch->reporter->session->options->filter;
    struct owners *owners = &snapshot->facts.owners;

    for (size_t i = 0; i < batch->count; i++) {
        struct notice *notice = &batch->notices[i];
        if (!notice->is_described)
            continue;
        notice->is_described = notice->observation->tuple_known || !filter;
        batch->reporter->undecided += !notice->is_described;
        if (notice->is_described)
            give_inode(batch, i, owners);
    }
    owners->searched = true;
    for (size_t i = 0; i < batch->count; i++) {
        const struct notice *notice = &batch->notices[i];
        if (!notice->is_described)
            continue;
        add_owner(notice, owners);
        sock_table_append(&snapshot->table, &notice->row);
    }
}

/** Returns what is not known of a notice, for event_show_cells. */
static unsigned unknown_of(const struct notice *notice)
{
    return (notice->actor.basis == BASIS_NONE ? UNKNOWN_OWNER : 0U) |
           (notice->observation->tuple_known ? 0U : UNKNOWN_ENDS);
}

/** Finds out which of the described notices match, and what is shown of them. */
static void describe(struct batch *batch)
{
    struct reporter *reporter = batch->reporter;
    const struct session *session = reporter->session;
    CLEANUP(snapshot_free) struct snapshot snapshot = {0};
    CLEANUP(sock_table_free) struct sock_table matching = {0};
    struct facts *facts = &snapshot.facts;
    unsigned without = NEEDS_OF_THE_OPEN;

    session_begin_snapshot(reporter->session, &snapshot);
    add_rows(batch, &snapshot);
    if (snapshot.table.count == 0)
        return;
    if (batch->notices[0].observation->traced)
        without &= ~(unsigned)NEEDS_OF_THE_TRACED;
    reporter_match(reporter, &snapshot.table, without, facts, &matching);
    join(session->joiner, session->options->needs & ~without, &matching, facts);
    for (size_t i = 0; i < matching.count; i++) {
        uint32_t index = 0;
        idmap_find(&batch->by_inode, matching.rows[i].inode, &index);
        struct notice *notice = &batch->notices[index];
        notice->matches = true;
        strbuf_truncate(&reporter->cells, 0);
        event_show_cells(reporter->show, &notice->row, facts, unknown_of(notice), &reporter->cells);
        strbuf_bytes(&notice->cells, reporter->cells.data, reporter->cells.length);
    }
    reporter_warn(reporter, facts);
}

/** Gives the cells of NOTICE to what is known of its socket. */
static void keep_description(struct notice *notice)
{
    struct known *known = notice->known;
    bool tells = notice->actor.basis != BASIS_NONE && notice->actor.process.pid != 0;

    if (notice->repeats)
        known->basis = (uint8_t)notice->actor.basis;
    if (!notice->matches) // not with what is known now; it may have matched before
        return;
    strbuf_free(&known->cells);
    known->cells = notice->cells;
    notice->cells = (struct strbuf){0};
    known->shown = true;
    known->basis = (uint8_t)(tells ? notice->actor.basis : BASIS_NONE);
    known->owner = tells ? OWNER_KNOWN : OWNER_NOT_SCANNED;
}

static void write_start(struct reporter *reporter, struct notice *notice)
{
    keep_description(notice);
    reporter_show_start(reporter, notice->known, &notice->observation->when);
    notice->known->fresh = false;
}

static void write_end(struct reporter *reporter, struct notice *notice)
{
    keep_description(notice);
    const struct closed closed = {.known = notice->known,
                                  .when = notice->observation->when,
                                  .tuple_known =
                                      notice->observation->tuple_known || !notice->known->fresh,
                                  .ending = notice->ending};
    reporter_show_end(reporter, &closed);
}

/** Returns the memory of a batch, which the next one uses again, as the batch of OBSERVED. */
static struct batch *begin_batch(struct reporter *reporter, const struct observed *observed)
{
    if (!reporter->batch)
        reporter->batch = alloc_array(1, sizeof(*reporter->batch));
    reporter->batch->reporter = reporter;
    reporter->batch->count = observed->count;
    idmap_clear(&reporter->batch->by_inode);
    return reporter->batch;
}

/** Shows what OBSERVED has. */
static void report_batch(struct reporter *reporter, const struct observed *observed)
{
    struct batch *batch = begin_batch(reporter, observed);

    for (size_t i = 0; i < batch->count; i++) {
        batch->notices[i] = (struct notice){0};
        begin_notice(reporter, &observed->items[i], &batch->notices[i]);
    }
    describe(batch);
    for (size_t i = 0; i < batch->count; i++) {
        struct notice *notice = &batch->notices[i];
        if (notice->known && observed->items[i].starts)
            write_start(reporter, notice);
        else if (notice->known)
            write_end(reporter, notice);
    }
}

void reporter_observed(struct reporter *reporter)
{
    struct observed *observed = &reporter->observed;

    if (observed->count > 0)
        report_batch(reporter, observed);
    observed->count = 0;
}

void reporter_observe(struct reporter *reporter, const struct observation *observation)
{
    struct observed *observed = &reporter->observed;

    observed->items = alloc_grow(observed->items, &observed->capacity, observed->count + 1,
                                 sizeof(*observed->items));
    observed->items[observed->count++] = *observation;
    if (observed->count == OBSERVED_MOST)
        reporter_observed(reporter);
}

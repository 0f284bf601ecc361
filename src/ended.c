// SPDX-License-Identifier: MIT
#include "ended.h"

#include "collect/destroy.h"
#include "os/clock.h"

#include <errno.h>
#include <poll.h>

/** Needs that are met for any address, port, user or interface, whether or not the socket exists.
 */
#define NEEDS_OF_ENDS                                                                              \
    (NEED_SERVICE | NEED_USER | NEED_DEVICE | NEED_HOST | NEED_MACHINE | NEED_EPHEMERAL |          \
     NEED_NETNS | NEED_RATES)

/** Needs that are met by what the previous look has of a connection. */
#define NEEDS_OF_KNOWN                                                                             \
    (NEEDS_OF_ENDS | NEEDS_COLLECTED | NEED_OWNER | NEED_CONTEXT | NEED_THREADS | NEED_CGROUP |    \
     NEED_MARK | NEED_TALLY)

/** What is reported of a connection that no look has seen, beside its ends. */
#define FACTS_OF_ENDS (HAVE_UID | HAVE_COOKIE | HAVE_DEVICE)

static bool is_known(const struct field *field)
{
    return !(field->needs & ~(unsigned)NEEDS_OF_KNOWN);
}

/** The same of a connection that no look has seen. */
static bool is_known_of_fresh(const struct field *field)
{
    if (field->part.detail == DETAIL_RATES)
        return true;
    return field->part.detail == DETAIL_NONE && !(field->needs & ~(unsigned)NEEDS_OF_ENDS) &&
           !(field->facts & ~(uint32_t)FACTS_OF_ENDS);
}

/** Returns true if KNOWN holds for all keys of the groups. */
static bool groups_are_known(const struct options *options, bool known(const struct field *field))
{
    const struct field_list *keys = &options->grouping.identity;
    bool all = true;

    for (size_t i = 0; i < keys->count; i++)
        all = all && known(keys->fields[i]);
    return all;
}

bool ended_need_details(const struct options *options)
{
    return options->filter || options->view.grouped;
}

/** Returns true if the filter, or with GROUPS that or the groups, depend on processes. */
static bool needs_owners(const struct options *options, bool groups)
{
    unsigned needs = filter_needs(options->filter);

    if (groups && options->view.grouped)
        needs |= grouping_needs(&options->grouping);
    return needs & NEED_OWNER;
}

void ended_listen(struct session *session)
{
    const struct options *options = session->options;

    if (!request_may_dump(&options->request) ||
        destroy_open(session_request(session), PROTO_BIT(PROTO_TCP), &session->ends) != 0)
        session->ends = NULL;
    session->rates = rates_new(session->ends != NULL, ended_need_details(options));
}

int ended_descriptor(const struct session *session)
{
    return session->ends ? netlink_descriptor(session->ends) : -1;
}

static void take_end(void *context, const struct observation *observation)
{
    struct session *session = context;

    if (observation->sock.proto == PROTO_TCP)
        rates_take_end(session->rates, observation);
}

void ended_hear(struct session *session)
{
    int count = DESTROY_BATCH;

    while (session->ends && (count == DESTROY_BATCH || count == -ENOBUFS)) {
        count = destroy_drain(session->ends, take_end, session);
        if (count < 0)
            rates_lose_ends(session->rates);
    }
}

#define LONGEST_AWAIT 100 // milliseconds

void ended_await(struct session *session, const struct sock_table *table)
{
    int64_t end = clock_milliseconds() + LONGEST_AWAIT;

    ended_hear(session);
    while (session->ends && rates_awaited(session->rates, table) > 0) {
        struct pollfd source = {.fd = ended_descriptor(session), .events = POLLIN};
        int64_t left = end - clock_milliseconds();
        if (left <= 0 || poll(&source, 1, (int)left) <= 0)
            return;
        ended_hear(session);
    }
}

void ended_find_owners(struct session *session, struct snapshot *look)
{
    const struct options *options = session->options;
    unsigned needs = options_needs(options) & (NEED_OWNER | NEED_CONTEXT | NEED_THREADS);

    if (!session->ends || !needs_owners(options, true))
        return;
    join(session->joiner, needs, &look->table, &look->facts);
    owners_free(&session->before);
    session->before = look->facts.owners;
    look->facts.owners = (struct owners){0};
}

/** Keeps the processes of the connections, of which FACTS tell, for the next look. */
static void keep_owners(struct session *session, const struct facts *facts)
{
    const struct sock_table *rows = rates_rows(session->rates);

    owners_free(&session->before);
    owners_reserve(&session->before, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->rows[i].have & HAVE_INODE)
            owners_adopt(&session->before, &facts->owners, rows->rows[i].inode);
    }
}

/** Returns true if the processes that held an ended socket are known: also if there were none. */
static bool has_owners(void *context, const struct sock *sock)
{
    const struct session *session = context;

    return !(sock->have & HAVE_INODE) || owners_of(&session->before, sock->inode);
}

/** Adds the processes that held the sockets of TABLE to what is known now. */
static void adopt_owners(const struct session *session, const struct sock_table *table,
                         struct facts *facts)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].have & HAVE_INODE)
            owners_adopt(&facts->owners, &session->before, table->rows[i].inode);
    }
}

static bool is_listed(void *context, const struct sock *sock)
{
    const struct session *session = context;

    return request_lists(&session->options->request, sock);
}

/** What is said of connections that ended. */
struct outcome {
    size_t undecided;        /**< it is not known whether they match */
    size_t stray;            /**< match, but it is not known in which group they were */
    uint64_t received, sent; /**< bytes of these */
};

/** Drops the rows of which it is not known whether they match; counts them. */
static void drop_undecidable(struct session *session, struct sock_table *table,
                             bool known(const struct field *field), struct outcome *outcome)
{
    const struct options *options = session->options;
    size_t before = table->count;

    if (filter_find_field(options->filter, known))
        table->count = 0;
    else if (needs_owners(options, false))
        sock_table_keep(table, has_owners, session);
    outcome->undecided += before - table->count;
}

/** Applies the filter to rows of sockets that ended. */
static void filter_ended(struct session *session, struct sock_table *table, struct facts *facts,
                         struct outcome *outcome)
{
    const struct filter *filter = session->options->filter;
    size_t undecided = facts->undecided;

    if (!filter || table->count == 0)
        return;
    if (needs_owners(session->options, false))
        adopt_owners(session, table, facts);
    join(session->joiner, filter_needs(filter) & NEEDS_OF_KNOWN & ~(unsigned)NEED_OWNER, table,
         facts);
    filter_apply(filter, table, facts);
    outcome->undecided += facts->undecided - undecided;
    facts->undecided = undecided;
}

/** Drops the rows whose group is not known; adds up what they carried. */
static void drop_strays(struct session *session, struct sock_table *table,
                        bool known(const struct field *field), struct outcome *outcome)
{
    const struct options *options = session->options;
    uint64_t kept[2] = {0};
    size_t before = table->count;

    if (!options->view.grouped)
        return;
    rates_add_bytes(table, &outcome->received, &outcome->sent);
    if (!groups_are_known(options, known))
        table->count = 0;
    else if (needs_owners(options, true))
        sock_table_keep(table, has_owners, session);
    rates_add_bytes(table, &kept[0], &kept[1]);
    outcome->received -= kept[0];
    outcome->sent -= kept[1];
    outcome->stray += before - table->count;
}

/** Reduces TABLE to the rows that match and whose group is known. */
static void select_rows(struct session *session, struct sock_table *table,
                        bool known(const struct field *field), struct facts *facts,
                        struct outcome *outcome)
{
    const struct strbuf *details = facts->details;

    facts->details = &table->details;
    sock_table_keep(table, is_listed, session);
    drop_undecidable(session, table, known, outcome);
    filter_ended(session, table, facts, outcome);
    drop_strays(session, table, known, outcome);
    facts->details = details;
}

/** Adds a copy of the rows of FROM to TABLE. */
static void append_rows(struct sock_table *table, const struct sock_table *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct sock row = from->rows[i];
        struct text detail = sock_detail(&from->details, &row);
        row.detail = 0;
        sock_table_append(table, &row);
        sock_table_add_detail(table, detail);
    }
}

/** Warns, if COUNT is not 0, of so many connections; what they carried follows, if it is known. */
static void warn(struct facts *facts, size_t count, const char *what, const uint64_t bytes[2])
{
    CLEANUP(strbuf_free) struct strbuf carried = {0};

    if (count == 0)
        return;
    if (bytes) {
        strbuf_text(&carried, ": ");
        strbuf_decimal(&carried, bytes[0]);
        strbuf_text(&carried, " bytes received, ");
        strbuf_decimal(&carried, bytes[1]);
        strbuf_text(&carried, " sent");
    }
    facts_warn(facts, "rates: %zu connection%s ended between the two looks, %s%s", count,
               count == 1 ? "" : "s", what, bytes ? carried.data : "");
}

/** Warns of what has no row and is in no group. */
static void warn_of_rest(const struct options *options, const struct rate_ended *ended,
                         const struct outcome *outcome, struct facts *facts)
{
    const uint64_t strays[2] = {outcome->received, outcome->sent};

    warn(facts, outcome->stray, "and their group is not known", strays);
    warn(facts, outcome->undecided, "not counted: it is not known whether the filter matches",
         NULL);
    if (facts->complete)
        warn(facts, ended->unreported,
             options->filter ? "not counted: the kernel did not report their bytes; the filter "
                               "may not match all of them"
                             : "not counted: the kernel did not report their bytes",
             NULL);
    if (ended->lost)
        facts_warn(facts, "rates: reports of connections that ended were lost: more may have "
                          "ended between the two looks");
}

void ended_select(struct session *session, struct rate_ended *ended, struct snapshot *snapshot)
{
    const struct options *options = session->options;
    struct facts *facts = &snapshot->facts;
    struct outcome outcome = {0};
    uint64_t bytes[2] = {0};

    if (!session->rates)
        return;
    select_rows(session, &ended->known, is_known, facts, &outcome);
    select_rows(session, &ended->fresh, is_known_of_fresh, facts, &outcome);
    if (options->view.grouped) {
        append_rows(&snapshot->ended, &ended->known);
        append_rows(&snapshot->ended, &ended->fresh);
    } else {
        rates_add_bytes(&ended->known, &bytes[0], &bytes[1]);
        rates_add_bytes(&ended->fresh, &bytes[0], &bytes[1]);
        warn(facts, ended->known.count + ended->fresh.count, "not listed", bytes);
    }
    warn_of_rest(options, ended, &outcome, facts);
}

void ended_complete(struct session *session, struct snapshot *snapshot)
{
    const struct options *options = session->options;
    unsigned needs = options->needs & ~filter_needs(options->filter) & NEEDS_OF_KNOWN;
    struct facts *facts = &snapshot->facts;

    if (!session->ends)
        return;
    if (needs_owners(options, true))
        adopt_owners(session, &snapshot->ended, facts);
    if (snapshot->ended.count > 0)
        join(session->joiner, needs & ~(unsigned)(NEED_OWNER | NEED_CONTEXT), &snapshot->ended,
             facts);
    if (needs_owners(options, true))
        keep_owners(session, facts);
}

void ended_group(const struct options *options, struct snapshot *snapshot)
{
    size_t first = snapshot->table.count;

    append_rows(&snapshot->table, &snapshot->ended);
    group_with_ended(&options->grouping, options->needs, &snapshot->table, first, &snapshot->facts);
}

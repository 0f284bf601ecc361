// SPDX-License-Identifier: MIT
#include "kill.h"

#include "act/kill.h"
#include "arrange/order.h"
#include "base/alloc.h"
#include "cli/confine.h"
#include "cli/hint.h"
#include "join/ancestors.h"
#include "os/signals.h"
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** A row that matched. */
struct victim {
    struct row_result result;
    bool requested; /**< the kernel was asked to end it */
    int error;      /**< its answer: 0 or a negative errno */
};

/** The session, its two looks at the sockets, and what was done between them. */
struct kill {
    struct session session;
    struct snapshot first, second;
    struct victim *victims; /**< by number of the row in `first` */
    struct ancestors ancestors;
    enum kill_reason refusal; /**< why none may be ended */
    sigset_t signals;         /**< signal mask at the start */
    size_t requests;          /**< number of those sent */
    bool interrupted;         /**< a signal came: no more sockets are ended */
    bool silent;              /**< the kernel did not answer a request: no more are sent */
};

static void kill_free(struct kill *kill)
{
    free(kill->victims);
    ancestors_free(&kill->ancestors);
    snapshot_free(&kill->first);
    snapshot_free(&kill->second);
    session_free(&kill->session);
}

/** Returns true if processes that could not be read may decide what matches. */
static bool owners_unknown(const struct options *options, const struct facts *facts)
{
    const struct owners *owners = &facts->owners;
    bool unread = owners->partial || (owners->chain_count > 0 && owners->scan == SCAN_NOT_DONE);

    return facts->undecided > 0 || (options->filters_owners && owners->searched && unread);
}

/** Returns why none of the rows that matched may be ended. */
static enum kill_reason refusal_of(const struct kill *kill)
{
    const struct options *options = kill->session.options;
    const struct facts *facts = &kill->first.facts;

    if (owners_unknown(options, facts))
        return REASON_OWNERS_UNKNOWN;
    if (!facts->complete)
        return REASON_INCOMPLETE;
    return kill->first.table.count > options->kill.most ? REASON_TOO_MANY : REASON_NONE;
}

/** Reads the sockets that match and what the output needs, and decides which are to be ended. */
static void decide(struct kill *kill)
{
    struct session *session = &kill->session;
    const struct options *options = session->options;
    struct snapshot *first = &kill->first;

    session_measure(session);
    session_begin_snapshot(session, first);
    session_take(session, first);
    session_finish(session, first);
    ancestors_read("/proc", &kill->ancestors);
    kill->refusal = refusal_of(kill);
    const struct kill_rules rules = {
        .refusal = kill->refusal,
        .listeners = options->kill.listeners,
        .by_cookie = options->kill.by_cookie,
        .own = &kill->ancestors.sockets,
        .own_unknown = kill->ancestors.error != 0,
    };
    kill->victims = alloc_array(first->table.count, sizeof(*kill->victims));
    for (size_t i = 0; i < first->table.count; i++)
        kill->victims[i].result = kill_decide(&first->table.rows[i], &rules);
}

/** Ends one socket; returns 0 or a negative errno. */
static int end_one(struct kill *kill, const struct sock *sock)
{
    struct netlink_supply *supply = collector_netlink(kill->session.collector, sock->place);
    struct netlink *netlink = NULL;

    if (kill->silent)
        return -ETIMEDOUT;
    if (!supply)
        return -ENODEV;
    int error = netlink_supply_take(supply, &netlink);
    if (error)
        return error;
    error = kill_send(netlink, sock);
    kill->silent = error == -ETIMEDOUT;
    if (error == -ETIMEDOUT || error == -EPROTO || error == -EBADMSG || error == -EMSGSIZE)
        netlink_supply_reclaim(supply, netlink, error);
    else
        netlink_supply_return(supply, netlink);
    return error;
}

/**
 * Tries to end each socket that is to be ended and was not found before, in the default order of
 * sockets. Returns the number of those that the kernel ended.
 */
static size_t end_pass(struct kill *kill)
{
    const sigset_t ending = signals_that_end();
    const struct sock_table *table = &kill->first.table;
    size_t ended = 0;

    for (size_t i = 0; i < table->count && !kill->interrupted; i++) {
        const struct sock *sock = sock_table_at(table, i);
        struct victim *victim = &kill->victims[sock - table->rows];
        bool again = victim->requested && victim->error == -ENOENT;
        if (victim->result.result != RESULT_WOULD_KILL || (victim->requested && !again))
            continue;
        kill->interrupted = signals_pending(&ending);
        if (kill->interrupted)
            break;
        victim->error = end_one(kill, sock);
        victim->requested = true;
        kill->requests++;
        ended += victim->error == 0;
    }
    return ended;
}

/**
 * Returns a request for all sockets of the protocols of which some were to be ended, whatever the
 * filter says: the sockets may have changed. None can be in SYN-RECV that was not before.
 */
static struct request request_again(const struct kill *kill)
{
    struct request request = {.source = CHOOSE_NETLINK,
                              .states = ~(state_set)STATE_BIT(STATE_SYN_RECV)};

    for (enum family family = 0; family < FAMILY_COUNT; family++)
        request.families[family] = true;
    for (size_t i = 0; i < kill->first.table.count; i++) {
        const struct sock *sock = &kill->first.table.rows[i];
        if (!kill->victims[i].requested)
            continue;
        request.protos[sock->proto] = true;
        request.states |= STATE_BIT(sock->state);
    }
    return request;
}

/** Reads these sockets. */
static void look_again(struct kill *kill)
{
    struct session *session = &kill->session;
    const struct request request = request_again(kill);
    struct row_sink sink = {.rows = &kill->second.table};

    session_begin_snapshot(session, &kill->second);
    collect(session->collector, &request, &sink, &kill->second.facts);
    for (size_t i = 0; i < kill->second.facts.warning_count; i++)
        facts_warn(&kill->first.facts, "second look: %s", kill->second.facts.warnings[i]);
}

/** Returns the key of a socket among those of the second look. */
static uint64_t key_of(const struct sock *sock)
{
    return sock->cookie ^ (uint64_t)sock->place << 48;
}

/** Returns the row of SOCK in the second look, of which ROWS are the numbers by key_of; or NULL. */
static const struct sock *find_again(const struct sock_table *second, const struct idmap *rows,
                                     const struct sock *sock)
{
    uint32_t row = 0;

    if (!idmap_find(rows, key_of(sock), &row))
        return NULL;
    if (sock_is_same(sock, &second->rows[row]))
        return &second->rows[row];
    for (size_t i = 0; i < second->count; i++) { // another socket has its key
        if (sock_is_same(sock, &second->rows[i]))
            return &second->rows[i];
    }
    return NULL;
}

/** Sets the result of each socket that the kernel was asked to end. */
static void judge(struct kill *kill)
{
    const struct sock_table *first = &kill->first.table;
    const struct sock_table *second = &kill->second.table;
    CLEANUP(idmap_free) struct idmap rows = {0};

    for (size_t i = 0; i < second->count; i++) {
        if (second->rows[i].have & HAVE_COOKIE)
            idmap_add(&rows, key_of(&second->rows[i]), (uint32_t)i);
    }
    for (size_t i = 0; i < first->count; i++) {
        struct victim *victim = &kill->victims[i];
        const struct kill_evidence evidence = {
            .complete = kill->second.facts.complete,
            .now = victim->requested ? find_again(second, &rows, &first->rows[i]) : NULL,
        };
        if (victim->requested)
            victim->result = kill_judge(&first->rows[i], victim->error, &evidence);
        else if (victim->result.result == RESULT_WOULD_KILL)
            victim->result = (struct row_result){RESULT_REFUSED, REASON_INTERRUPTED};
    }
}

static bool is_requested(const struct kill *kill)
{
    bool any = false;

    for (size_t i = 0; i < kill->first.table.count && !any; i++)
        any = kill->victims[i].result.result == RESULT_WOULD_KILL;
    return any;
}

/**
 * Ends the sockets that are to be ended. Of sockets that share their addresses and ports, the
 * kernel finds one at a time: as long as one is ended, others are tried again.
 */
static void end_all(struct kill *kill)
{
    const struct sorting by_default = {0};
    const sigset_t ending = signals_that_end();

    if (!is_requested(kill))
        return;
    sigprocmask(SIG_BLOCK, &ending, &kill->signals);
    order(&kill->first.table, &kill->first.facts, &by_default);
    while (end_pass(kill) > 0)
        continue;
    if (kill->requests > 0)
        look_again(kill);
    judge(kill);
}

/** What a message says about the sockets with a result or a reason. */
static const char *const advice_on_results[RESULT_COUNT] = {
    [RESULT_ABORTED] = "without a peer, they got an error and stay open",
    [RESULT_NOT_PERMITTED] = "run as root (or with cap_net_admin)",
    [RESULT_NOT_SUPPORTED] = "the kernel cannot end them",
};
static const char *const advice_on_reasons[REASON_COUNT] = {
    [REASON_NO_COOKIE] = "their cookies are not known",
    [REASON_LISTENER] = "to end listeners, write -l, or state = listen in the filter",
    [REASON_OWN_CONNECTION] = "processes that started sockstat hold them; select them by cookie",
    [REASON_ONLY_BOUND] = "the kernel does not find what neither listens nor is connected",
    [REASON_SHARED_ADDRESS] = "the kernel finds others with the same addresses and ports",
    [REASON_STILL_OPEN] = "the kernel reported success, and they are still there",
    [REASON_INTERRUPTED] = "a signal came before their turn",
    [REASON_NOT_VERIFIED] = "the kernel did not find them, and looking again failed",
};

/** Adds a warning about COUNT sockets, if there are any and there is ADVICE. */
static void warn_of(struct facts *facts, size_t count, const char *word, const char *advice)
{
    if (count > 0 && advice)
        facts_warn(facts, "%s: %zu socket%s: %s", word, count, count == 1 ? "" : "s", advice);
}

/** Warns of connections that are refused because one of them may be our own. */
static void warn_of_unread_ancestor(struct kill *kill, size_t refused)
{
    CLEANUP(strbuf_free) struct strbuf which = {0};

    if (kill->ancestors.unread)
        strbuf_decimal(&which, kill->ancestors.unread);
    if (refused > 0)
        facts_warn(&kill->first.facts,
                   "own-unknown: %zu socket%s: /proc/%s, of a process that started sockstat, "
                   "cannot be read: run as root (with cap_sys_ptrace), or select them by cookie",
                   refused, refused == 1 ? "" : "s", which.data ? which.data : "self");
}

/** Warns of the first error of the kernel that has no result of its own. */
static void warn_of_error(struct kill *kill, size_t failed)
{
    int error = 0;

    for (size_t i = 0; i < kill->first.table.count && !error; i++) {
        if (kill->victims[i].result.reason == REASON_ERROR)
            error = kill->victims[i].error;
    }
    if (error)
        warn_of(&kill->first.facts, failed, kill_reason_names[REASON_ERROR], strerror(-error));
}

/** Says why nothing may be ended at all. */
static void warn_of_refusal(struct kill *kill)
{
    struct facts *facts = &kill->first.facts;
    size_t matched = kill->first.table.count;

    if (matched == 0)
        return;
    if (kill->refusal == REASON_TOO_MANY)
        facts_warn(facts,
                   "nothing is ended: %zu sockets match, more than --max=%zu; to end them, write "
                   "--max=%zu",
                   matched, kill->session.options->kill.most, matched);
    else if (kill->refusal == REASON_INCOMPLETE)
        facts_warn(facts, "nothing is ended: not all that was requested could be read");
    else if (kill->refusal == REASON_OWNERS_UNKNOWN)
        facts_warn(facts, "nothing is ended: the filter depends on what could not be read");
}

/** Adds the results to the rows, and warnings about them. */
static void note_results(struct kill *kill)
{
    struct sock_table *table = &kill->first.table;
    struct facts *facts = &kill->first.facts;
    size_t results[RESULT_COUNT] = {0};
    size_t reasons[REASON_COUNT] = {0};

    for (size_t i = 0; i < table->count; i++) {
        const struct row_result *result = &kill->victims[i].result;
        CLEANUP(strbuf_free) struct strbuf block = {0};
        detail_put(&block, DETAIL_RESULT, (struct text){(const char *)result, sizeof(*result)});
        sock_table_extend_detail(table, i, strbuf_contents(&block));
        results[result->result] += result->reason == REASON_NONE;
        reasons[result->reason]++;
    }
    warn_of_refusal(kill);
    warn_of_unread_ancestor(kill, reasons[REASON_OWN_UNKNOWN]);
    warn_of_error(kill, reasons[REASON_ERROR]);
    for (size_t i = 0; i < REASON_COUNT; i++)
        warn_of(facts, reasons[i], kill_reason_names[i], advice_on_reasons[i]);
    for (size_t i = 0; i < RESULT_COUNT; i++)
        warn_of(facts, results[i], kill_result_names[i], advice_on_results[i]);
    if (results[RESULT_WOULD_KILL] > 0)
        facts_warn(facts, "nothing was ended: to end %zu socket%s, add --yes",
                   results[RESULT_WOULD_KILL], results[RESULT_WOULD_KILL] == 1 ? "" : "s");
}

/** Returns true for a result after which nothing is left to do. */
static bool is_done(enum kill_result result)
{
    return result == RESULT_KILLED || result == RESULT_ABORTED || result == RESULT_GONE;
}

static enum exit_status conclude(const struct kill *kill)
{
    bool yes = kill->session.options->kill.yes;
    size_t matched = kill->first.table.count;
    size_t good = 0;

    for (size_t i = 0; i < matched; i++) {
        enum kill_result result = kill->victims[i].result.result;
        good += yes ? is_done(result) : result == RESULT_WOULD_KILL;
    }
    if (kill->refusal)
        return EXIT_FAILED;
    if (matched == 0)
        return EXIT_NO_MATCH;
    return (yes ? good == matched : good > 0) ? EXIT_DONE : EXIT_FAILED;
}

/** Gives up what remains of rights, and writes the rows. */
static enum exit_status write_rows(struct kill *kill)
{
    const struct options *options = kill->session.options;
    struct sock_table *table = &kill->first.table;

    confine_end(options, show_may_start_threads(&options->view, table->count));
    session_arrange(&kill->session, &kill->first);
    struct show *show = show_begin(&options->view, &kill->first.facts, STDOUT_FILENO);
    show_rows(show, table);
    return run_report_output(show_end(show));
}

enum exit_status kill_sockets(const struct options *options, const struct run_places *places)
{
    CLEANUP(kill_free) struct kill kill = {0};
    CLEANUP(strbuf_free) struct strbuf hints = {0};
    struct facts *facts = &kill.first.facts;

    session_begin(&kill.session, options, true, NULL, places); // which keeps netlink sockets
    sigprocmask(SIG_SETMASK, NULL, &kill.signals);
    decide(&kill);
    if (options->kill.yes)
        end_all(&kill);
    note_results(&kill);
    if (kill.first.table.count == 0 && facts->complete)
        hint_empty_answer(options, &facts->owners, kill.session.collector, kill.session.joiner,
                          &hints);
    enum exit_status status = conclude(&kill);
    enum exit_status shown = write_rows(&kill);
    bool reported = session_report(&kill.session, facts, 0);
    hint_print(&hints); // after the warnings, which can explain the empty result
    sigprocmask(SIG_SETMASK, &kill.signals, NULL); // a signal that came ends the program now
    if (!reported)
        return EXIT_FAILED;
    return shown == EXIT_DONE ? status : shown;
}

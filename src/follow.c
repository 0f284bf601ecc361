// SPDX-License-Identifier: MIT
#include "follow.h"

#include "cli/confine.h"
#include "collect/destroy.h"
#include "follow_report.h"
#include "follow_trace.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/signals.h"
#include "run.h"
#include "wait.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/** Milliseconds between signs of life. */
#define ALIVE_EVERY 60000

/** A source of events while it is followed. */
struct follower {
    const struct options *options;
    struct session session;
    struct reporter reporter;
    struct tracing tracing;
    struct event_show *show;
    struct request scanned;  /**< what scans read */
    struct netlink *destroy; /**< NULL: not available */
    proto_set destroyed;     /**< protocols that it tells */
    int signals;             /**< signalfd(2) */
    int64_t interval;        /**< milliseconds between scans */
    /** milliseconds of the monotonic clock */
    int64_t next_scan, next_trace, next_alive, deadline;
    bool slowed;     /**< the interval is longer than asked for, which was said */
    bool incomplete; /**< the last scan */
    bool missing;    /**< something that was asked for was never read */
    bool ends;       /**< a signal came, or nobody reads the output */
    bool unread;     /**< nobody reads the output */
};

/**
 * Makes signals that end the program readable, so that it ends with its last line. Writing to a
 * closed pipe becomes an error.
 */
static int open_signals(void)
{
    const sigset_t set = signals_that_end();

    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

static void follower_free(struct follower *follower)
{
    reporter_free(&follower->reporter);
    session_free(&follower->session);
    netlink_close(follower->destroy);
    tracing_close(&follower->tracing);
    file_close(&follower->signals);
    event_show_free(follower->show);
}

/** Joins the groups of the ends of sockets; scans see what they would tell, only later. */
static void open_destroy(struct follower *follower)
{
    const struct request *request = &follower->options->request;

    if (!request_may_dump(request))
        return;
    proto_set protos = PROTOS_DESTROYED & ~tracing_protos(&follower->tracing);
    int error = destroy_open(request, protos, &follower->destroy);
    if (error && error != -EPROTONOSUPPORT)
        diag_message("the kernel does not report the ends of sockets: %s: only scans find them",
                     strerror(-error));
    for (enum proto proto = 0; proto < PROTO_COUNT && !error; proto++) {
        if (request_proto_states(request, proto))
            follower->destroyed |= protos & PROTO_BIT(proto);
    }
}

/** Observations of one socket of a source while they are read. */
struct reading {
    struct follower *follower;
    struct moment now;
    uint16_t place;
};

static void take_observation(void *context, const struct observation *observation)
{
    struct reading *reading = context;
    struct observation here = *observation;

    here.when = reading->now;
    here.sock.place = reading->place;
    tracing_complete(&reading->follower->tracing, &here);
    reporter_observe(&reading->follower->reporter, &here);
}

/**
 * Reads and shows the ends of sockets; after a loss, makes the next scan due. Returns true if there
 * may be more of them.
 */
static bool read_destroy(struct follower *follower)
{
    struct reading reading = {.follower = follower, .now = moment_now()};

    if (!follower->destroy)
        return false;
    int result = destroy_drain(follower->destroy, take_observation, &reading);
    reporter_observed(&follower->reporter);
    if (result < 0) {
        reporter_gap(&follower->reporter, &reading.now, "destroy", GAP_UNKNOWN);
        follower->next_scan = clock_milliseconds();
    }
    return result == DESTROY_BATCH;
}

/** Returns true if the rows of every place that was read are complete. */
static bool is_whole(const struct facts *facts)
{
    for (size_t i = 0; i <= facts->other_count; i++) {
        if (facts_place(facts, i)->incomplete)
            return false;
    }
    return true;
}

static void begin_output(struct follower *follower, const struct facts *facts,
                         const struct moment *now)
{
    const struct event_begin begin = {.when = *now,
                                      .facts = facts,
                                      .traced = tracing_protos(&follower->tracing),
                                      .destroyed = follower->destroyed,
                                      .interval_ms = (uint64_t)follower->interval};

    event_show_begin(follower->show, &begin);
    follower->missing = !facts->complete;
}

/** Sets the interval after a scan that took MILLISECONDS; says once that it is longer. */
static void adapt_interval(struct follower *follower, int64_t milliseconds)
{
    CLEANUP(strbuf_free) struct strbuf seconds = {0};
    uint64_t wanted = follower->options->follow.interval_ms;

    follower->interval = wait_interval(wanted, milliseconds);
    if (follower->slowed || follower->interval <= (int64_t)wanted)
        return;
    strbuf_thousandths(&seconds, (uint64_t)follower->interval);
    diag_message("a scan takes %" PRId64 " ms: the interval is %s s, and %d times the last scan "
                 "from now on",
                 milliseconds, seconds.data, LOOK_SHARE);
    follower->slowed = true;
}

/** Returns true if the socket of a row did not end while the rows were read. */
static bool has_not_ended(void *context, const struct sock *row)
{
    uint32_t unused = 0;

    return row->proto != PROTO_TCP || !idmap_find(context, row->cookie, &unused);
}

/**
 * Shows what the trace has reported up to now, so that the rows of SNAPSHOT add nothing to it: the
 * sockets that began are known, those that ended are dropped.
 */
static void trace_before_scan(struct follower *follower, struct snapshot *snapshot)
{
    CLEANUP(idmap_free) struct idmap ended = {0};

    tracing_read(&follower->tracing, &follower->reporter, &ended);
    if (ended.count > 0)
        sock_table_keep(&snapshot->table, has_not_ended, &ended);
}

/** Returns true if the trace reports TCP in every place whose rows scans read. */
static bool traces_everywhere(const struct tracing *tracing)
{
    const struct places *places = tracing->places;

    for (size_t i = 1; i <= places->other_count; i++) {
        const struct place *place = places_at(places, i);
        if (place->from_proc && !place->gone)
            return false;
    }
    return tracing->trace;
}

/**
 * Chooses what scans read. What is left of a connection in TIME-WAIT is no event if the trace
 * reports its end before, and there can be a hundred times more of it than of connections.
 */
static void choose_rows(struct follower *follower)
{
    struct request *request = &follower->scanned;
    bool whole = options_needs(follower->options) & NEEDS_OF_WHOLE_TABLES;

    *request = *session_request(&follower->session);
    if (whole || !traces_everywhere(&follower->tracing))
        return;
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (request_states(request, PROTO_TCP, family) & ~STATE_BIT(STATE_TIME_WAIT))
            request->ruled_out[PROTO_TCP][family] |= STATE_BIT(STATE_TIME_WAIT);
    }
}

/** Follows network namespaces that began, and no longer those that have ended. */
static void find_places(struct follower *follower)
{
    session_visit(&follower->session);
    // The sockets of a namespace end before it does: what was reported of them is still in its
    // place.
    tracing_read(&follower->tracing, &follower->reporter, NULL);
    tracing_note_places(&follower->tracing);
    choose_rows(follower);
}

/** Takes a snapshot and shows what differs from what is known. */
static void scan(struct follower *follower)
{
    CLEANUP(snapshot_free) struct snapshot snapshot = {0};
    struct session *session = &follower->session;
    struct facts *facts = &snapshot.facts;
    struct row_sink sink = {.rows = &snapshot.table};
    const struct moment now = moment_now();
    bool first = follower->reporter.tracker.scan == 0;
    int64_t start = clock_milliseconds();

    session_retry(session);
    if (!first)
        find_places(follower);
    session_begin_snapshot(session, &snapshot);
    if (first)
        join(session->joiner, options_needs(follower->options) & NEED_MACHINE, NULL, facts);
    collect(session->collector, &follower->scanned, &sink, facts);
    if (first)
        begin_output(follower, facts, &now);
    if (!first && !is_whole(facts) && !follower->incomplete)
        reporter_gap(&follower->reporter, &now, "dump", GAP_UNKNOWN);
    follower->incomplete = !is_whole(facts);
    trace_before_scan(follower, &snapshot);
    reporter_scan(&follower->reporter, &snapshot, &now);
    tracing_check(&follower->tracing, &follower->reporter, &now);
    connections_end_scan(&follower->tracing.connections, !follower->incomplete,
                         follower->tracing.doubtful);
    follower->tracing.doubtful = false;
    int64_t end = clock_milliseconds();
    if (!first) // which also searched for the processes of all sockets
        adapt_interval(follower, end - start);
    follower->next_scan = end + follower->interval - (end - start);
}

static void read_signals(struct follower *follower)
{
    struct signalfd_siginfo info;

    if (read(follower->signals, &info, sizeof(info)) == sizeof(info))
        follower->ends = true;
}

/** Returns the milliseconds until the next thing is due; 0: now. */
static int time_left(const struct follower *follower)
{
    int64_t due = follower->next_scan;

    due = follower->next_alive < due ? follower->next_alive : due;
    if (tracing_reads(&follower->tracing))
        due = follower->next_trace < due ? follower->next_trace : due;
    due = follower->deadline < due ? follower->deadline : due;
    due -= clock_milliseconds();
    return due <= 0 ? 0 : due > INT32_MAX ? INT32_MAX : (int)due;
}

/** Waits until something is due, and handles signals, events and the end of the reader. */
static void wait_for_events(struct follower *follower)
{
    struct pollfd watched[] = {
        {.fd = follower->signals, .events = POLLIN},
        {.fd = follower->destroy ? netlink_descriptor(follower->destroy) : -1, .events = POLLIN},
        {.fd = STDOUT_FILENO}, // nobody reads a pipe any more: POLLERR; a socket: POLLHUP
    };

    if (poll(watched, sizeof(watched) / sizeof(watched[0]), time_left(follower)) <= 0)
        return;
    if (watched[1].revents)
        read_destroy(follower);
    if (watched[0].revents)
        read_signals(follower);
    follower->unread = watched[2].revents & (POLLERR | POLLHUP);
    follower->ends = follower->ends || follower->unread;
}

static void show_alive(struct follower *follower)
{
    const struct moment now = moment_now();

    event_show_alive(follower->show, &now, follower->reporter.tracker.known.count,
                     (uint64_t)follower->interval);
    follower->next_alive = clock_milliseconds() + ALIVE_EVERY; // one line, however long it stood
}

static void read_trace(struct follower *follower, int64_t now)
{
    tracing_read(&follower->tracing, &follower->reporter, NULL);
    follower->next_trace = now + TRACE_INTERVAL;
}

/** Follows until a signal, the deadline, the last event or a failed write. */
static void loop(struct follower *follower)
{
    while (!follower->ends && !reporter_is_done(&follower->reporter)) {
        int64_t now = clock_milliseconds();
        if (now >= follower->deadline)
            break;
        if (now >= follower->next_alive)
            show_alive(follower);
        if (now >= follower->next_trace)
            read_trace(follower, now);
        if (now >= follower->next_scan)
            scan(follower);
        if (event_show_flush(follower->show))
            break;
        if (!reporter_is_done(&follower->reporter))
            wait_for_events(follower);
    }
}

/** Shows what is left, and the last line; returns the exit status. */
static enum exit_status finish(struct follower *follower)
{
    struct reporter *reporter = &follower->reporter;
    bool strict = follower->options->strict && reporter->undecided > 0;

    tracing_read(&follower->tracing, reporter, NULL);
    while (read_destroy(follower))
        continue;
    reporter_flush(reporter);
    const struct event_end end = {.when = moment_now(),
                                  .events = reporter->events,
                                  .gaps = reporter->gaps,
                                  .traced = tracing_protos(&follower->tracing) != 0,
                                  .received = follower->tracing.received,
                                  .lost = follower->tracing.lost,
                                  .undecided = reporter->undecided,
                                  .complete = reporter->gaps == 0 && !follower->missing &&
                                              !follower->incomplete && !strict};
    event_show_end(follower->show, &end);
    if (reporter->gaps > 0)
        diag_message("events were lost %" PRIu64 " time%s", reporter->gaps,
                     reporter->gaps == 1 ? "" : "s");
    if (reporter->undecided > 0)
        diag_message("the filter was undecided for %" PRIu64 " event%s, not shown: it depends on "
                     "what is not known of sockets that no scan saw",
                     reporter->undecided, reporter->undecided == 1 ? "" : "s");
    int error = event_show_free(follower->show);
    enum exit_status shown = run_report_output(error ? error : follower->unread ? -EPIPE : 0);
    follower->show = NULL;
    return shown == EXIT_DONE && !end.complete ? EXIT_FAILED : shown;
}

/** Sets the times when something is due first. */
static void set_times(struct follower *follower)
{
    const struct follow_plan *plan = &follower->options->follow;
    int64_t now = clock_milliseconds();

    follower->interval = (int64_t)plan->interval_ms;
    follower->next_scan = now;
    follower->next_alive = now + ALIVE_EVERY;
    follower->deadline = plan->limited ? now + (int64_t)plan->duration_ms : INT64_MAX;
}

enum exit_status follow(const struct options *options, const struct user_server *server,
                        const struct run_places *places)
{
    CLEANUP(follower_free) struct follower follower = {.options = options};

    session_begin(&follower.session, options, true, server, places);
    follower.signals = open_signals();
    if (follower.signals < 0) {
        diag_message("cannot wait for signals: %s", strerror(-follower.signals));
        return EXIT_FAILED;
    }
    follower.show = event_show_new(&options->view, STDOUT_FILENO);
    event_show_interrupt(follower.show, follower.signals);
    follower.reporter = (struct reporter){.session = &follower.session, .show = follower.show};
    if (!tracing_open(&follower.tracing, options, places->places))
        return EXIT_FAILED;
    joiner_load(follower.session.joiner, options_needs(options));
    confine_after_load(options, server != NULL);
    follower.reporter.connections = &follower.tracing.connections;
    open_destroy(&follower);
    choose_rows(&follower);
    set_times(&follower);
    scan(&follower);
    session_settle(&follower.session);
    confine_to_repeat(options, server != NULL);
    loop(&follower);
    return finish(&follower);
}

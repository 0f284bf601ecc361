// SPDX-License-Identifier: MIT
#include "collect/collect.h"

#include "base/alloc.h"
#include "collect/family_diag.h"
#include "collect/inet_diag.h"
#include "collect/iterators.h"
#include "collect/proc_net.h"
#include "os/bpf_iter.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Maximum number of dumps before lost rows are reported. */
#define ATTEMPTS 2

/** How an error of a dump is handled. Errors without a row: FALL_BACK, with the text of libc. */
struct error_policy {
    int error; /**< negative errno */
    enum {
        FALL_BACK,   /**< sock_diag cannot list this protocol; use another source */
        START_AGAIN, /**< rows were lost; a new dump may have them */
    } action;
    const char *words; /**< NULL: the text of libc */
    bool lacking;      /**< the kernel cannot have such sockets, or cannot list them */
};

static const struct error_policy error_policies[] = {
    {-EINTR, START_AGAIN, "the table of the kernel changed during the dump", false},
    {-ENOBUFS, START_AGAIN, NULL, false},
    {-ENOMEM, START_AGAIN, NULL, false},
    {-EPERM, FALL_BACK, NULL, false},
    {-EACCES, FALL_BACK, NULL, false},
    {-EPROTONOSUPPORT, FALL_BACK, NULL, true},
    {-EAFNOSUPPORT, FALL_BACK, NULL, true},
    {-ENOENT, FALL_BACK, "not supported by this kernel", true},
    {-EINVAL, FALL_BACK, "not supported by this kernel", true},
    {-EOPNOTSUPP, FALL_BACK, "not supported by this kernel", true},
    {-ETIMEDOUT, FALL_BACK, "no reply within 5 seconds", false},
    {-EMSGSIZE, FALL_BACK, "truncated netlink reply", false},
    {-EBADMSG, FALL_BACK, "malformed netlink reply", false},
    {-EPROTO, FALL_BACK, "unexpected netlink reply", false},
};

static struct error_policy policy_of(int error)
{
    struct error_policy policy = {.error = error, .action = FALL_BACK};

    for (size_t i = 0; i < sizeof(error_policies) / sizeof(error_policies[0]); i++) {
        if (error_policies[i].error == error)
            policy = error_policies[i];
    }
    if (!policy.words)
        policy.words = strerror(-error);
    return policy;
}

static const char *proc_words(int error)
{
    return error == -EXDEV ? "not on procfs" : strerror(-error);
}

struct collector {
    struct netlink_supply netlink;
    struct proc_net_files files;
    bool open;                   /**< the files are open */
    struct iterators *iterators; /**< NULL: not loaded yet, or refused */
    int refused;                 /**< why loading was refused */
};

/** The arguments of reading one protocol. */
struct job {
    const struct request *request;
    enum proto proto;
    struct collector *collector;
    struct row_sink *sink;
    struct facts *facts;
};

static const char *proto_name(const struct job *job)
{
    return proto_table[job->proto].name;
}

/** Marks ports that were not bound as chosen by the kernel if they are in the ephemeral range. */
static void note_autobound(const struct job *job)
{
    if (job->request->autobound && !ephemeral_known(&job->request->ephemeral))
        facts_warn(job->facts, "autobound is unknown: " EPHEMERAL_UNREAD);
}

static int dump_inet(const struct job *job, struct inet_diag_answer *ret_answer)
{
    return inet_diag_collect(job->request, job->proto, &job->collector->netlink, job->sink,
                             ret_answer);
}

static int dump_family(const struct job *job)
{
    return family_diag_collect(job->request, job->proto, &job->collector->netlink, job->sink,
                               &job->facts->unix_peers);
}

static int dump(const struct job *job, struct inet_diag_answer *ret_answer)
{
    return proto_table[job->proto].diag == DIAG_INET ? dump_inet(job, ret_answer)
                                                     : dump_family(job);
}

/** Returns 0 if sock_diag returned rows, even partially; otherwise a negative errno. */
static int from_netlink(const struct job *job)
{
    struct netlink_supply *netlink = &job->collector->netlink;
    size_t mark = sink_mark(job->sink);
    struct inet_diag_answer answer = {0};
    int error = 0;
    unsigned attempts = 0;

    for (;;) {
        error = dump(job, &answer);
        attempts++;
        if (!error || policy_of(error).action == FALL_BACK || attempts == ATTEMPTS ||
            !sink_rewind(job->sink, mark))
            break;
        netlink->large = true;
    }
    if (error && policy_of(error).action == FALL_BACK && sink_rewind(job->sink, mark))
        return error;
    job->facts->mark_hidden =
        job->facts->mark_hidden || (answer.records > 0 && !(answer.told & HAVE_MARK));
    if (answer.without_bytecode && job->request->autobound)
        facts_warn(job->facts, "%s: autobound is not available from this kernel", proto_name(job));
    else
        note_autobound(job);
    if (error)
        facts_incomplete(job->facts, "%s: sockets may be missing: %s (%u attempts)",
                         proto_name(job), policy_of(error).words, attempts);
    return 0;
}

/** Returns 0 if /proc returned rows, even partially; otherwise a negative errno. */
static int from_proc(const struct job *job)
{
    size_t mark = sink_mark(job->sink);
    size_t bad_lines = 0;
    const struct proc_net_files *files = job->collector->open ? &job->collector->files : NULL;
    int error = proc_net_collect(job->request, job->proto, files, job->sink, &bad_lines);

    if (error) {
        sink_rewind(job->sink, mark);
        return error;
    }
    if (bad_lines)
        facts_incomplete(job->facts,
                         "%s: sockets are missing: %zu lines of /proc/self/net/%s "
                         "could not be parsed",
                         proto_name(job), bad_lines, proto_name(job));
    return 0;
}

/** Returns 0 if the BPF iterators returned rows, even partially; otherwise a negative errno. */
static int from_bpf(const struct job *job)
{
    size_t mark = sink_mark(job->sink);
    const struct iterators *iterators = job->collector->iterators;
    int error = iterators ? iterators_collect(iterators, job->request, job->proto, job->sink)
                          : job->collector->refused;

    if (error && sink_mark(job->sink) == mark)
        return error;
    if (error)
        facts_incomplete(job->facts, "%s: sockets are missing: --exact: %s", proto_name(job),
                         bpf_iter_words(error));
    note_autobound(job);
    if (iterators_are_old(iterators))
        facts_warn(job->facts,
                   "--exact: before Linux 6.17 the kernel can skip or repeat sockets when "
                   "their hash bucket changes during the read");
    return 0;
}

static const char *netlink_words(int error)
{
    return policy_of(error).words;
}

/** The reader of a source. */
struct reader {
    const char *label; /**< in messages about an error, before its text */
    bool names_proto;  /**< the label is followed by the name of the protocol */
    int (*read)(const struct job *job);
    const char *(*words)(int error);
};

static const struct reader readers[] = {
    [SOURCE_NETLINK] = {"sock_diag", false, from_netlink, netlink_words},
    [SOURCE_PROC] = {"/proc/self/net/", true, from_proc, proc_words},
    [SOURCE_BPF] = {"--exact", false, from_bpf, bpf_iter_words},
};
static_assert(sizeof(readers) / sizeof(readers[0]) == SOURCE_COUNT, "a row a source");

/** The sources that each choice of the user allows. */
static const unsigned chosen[] = {
    [CHOOSE_AUTO] = SOURCE_BIT(SOURCE_NETLINK) | SOURCE_BIT(SOURCE_PROC),
    [CHOOSE_NETLINK] = SOURCE_BIT(SOURCE_NETLINK),
    [CHOOSE_PROC] = SOURCE_BIT(SOURCE_PROC),
    [CHOOSE_BPF] = SOURCE_BIT(SOURCE_BPF),
};

/** Appends the reason why SOURCE could not be read. */
static void put_refusal(const struct job *job, enum source source, int error,
                        struct strbuf *refusals)
{
    strbuf_text(refusals, refusals->length > 0 ? "; " : "");
    strbuf_text(refusals, readers[source].label);
    if (readers[source].names_proto)
        strbuf_text(refusals, proto_name(job));
    strbuf_text(refusals, ": ");
    strbuf_text(refusals, readers[source].words(error));
}

/** Returns the source that reports the most facts of a protocol. */
static enum source best_source(enum proto proto)
{
    enum source source = SOURCE_NONE;

    while (!(proto_table[proto].sources & SOURCE_BIT(source)))
        source++;
    return source;
}

/**
 * Warns of the facts that rows from SOURCE lack. REFUSALS: why a better source could not be read.
 */
static void note_source(const struct job *job, enum source source, const struct strbuf *refusals)
{
    CLEANUP(strbuf_free) struct strbuf lacks = {0};
    state_set states = request_proto_states(job->request, job->proto);
    state_set missing = states & ~source_table[source].states;

    if (missing && missing == states)
        facts_incomplete(job->facts, "%s: bound-inactive sockets are only available from sock_diag",
                         proto_name(job));
    source_lacks(source, job->proto, states, &lacks);
    if (refusals->length > 0)
        facts_warn(job->facts, "%s: %s: read from %s instead; %s", proto_name(job), refusals->data,
                   source_table[source].title, lacks.data);
    else if (source != best_source(job->proto) && source == SOURCE_PROC && lacks.length > 0)
        facts_warn(job->facts, "%s: read from /proc: %s", proto_name(job), lacks.data);
    else if (missing)
        facts_warn(job->facts, "%s: --exact does not list bound-inactive sockets", proto_name(job));
}

bool collect_lists(enum source_choice choice, enum proto proto)
{
    return chosen[choice] & proto_table[proto].sources;
}

static void collect_proto(const struct job *job)
{
    CLEANUP(strbuf_free) struct strbuf refusals = {0};
    unsigned sources = chosen[job->request->source] & proto_table[job->proto].sources;
    bool lacking = true;

    sink_flush(job->sink); // the rows of the previous protocol do not depend on this one
    for (enum source source = 0; source < SOURCE_COUNT; source++) {
        if (!(sources & SOURCE_BIT(source)))
            continue;
        job->facts->sources[job->proto] = source; // rows may be filtered before the last is read
        int error = readers[source].read(job);
        if (!error) {
            note_source(job, source, &refusals);
            return;
        }
        job->facts->sources[job->proto] = SOURCE_NONE;
        put_refusal(job, source, error, &refusals);
        lacking = lacking && policy_of(error).lacking;
    }
    if (!sources)
        strbuf_text(&refusals, "not available from the chosen source");
    if (lacking && (job->request->implied & PROTO_BIT(job->proto)))
        return; // its source is "none"
    facts_incomplete(job->facts, "%s: cannot be read: %s", proto_name(job), refusals.data);
}

static void load(struct collector *collector, const struct request *request)
{
    if (request->source == CHOOSE_BPF && !collector->iterators)
        collector->refused = iterators_open(&collector->iterators);
}

struct collector *collector_open(bool repeats)
{
    struct collector *collector = alloc_array(1, sizeof(*collector));

    collector->netlink.keeps = repeats;
    return collector;
}

void collector_close(struct collector *collector)
{
    netlink_supply_free(&collector->netlink);
    if (collector->open)
        proc_net_close(&collector->files);
    iterators_close(collector->iterators);
    free(collector);
}

void collector_prepare(struct collector *collector, const struct request *request)
{
    struct netlink_supply *netlink = &collector->netlink;

    load(collector, request);
    netlink->large = true;
    if (collector->iterators)
        iterators_prepare(collector->iterators, request);
    for (enum proto proto = 0; proto < PROTO_COUNT && request_may_dump(request); proto++) {
        bool dumps = proto_table[proto].sources & SOURCE_BIT(SOURCE_NETLINK);
        if (dumps && request_proto_states(request, proto))
            netlink_supply_fill(netlink, netlink->count + ATTEMPTS * INET_DIAG_SOCKETS);
    }
    collector->open = request->source == CHOOSE_AUTO || request->source == CHOOSE_PROC;
    if (collector->open)
        proc_net_open(request, &collector->files);
}

void collect(struct collector *collector, const struct request *request, struct row_sink *sink,
             struct facts *facts)
{
    bool nothing = true;

    load(collector, request);
    facts->details = &sink->rows->details;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        struct job job = {request, proto, collector, sink, facts};
        facts->requested[proto] = request_proto_states(request, proto);
        nothing = nothing && !facts->requested[proto];
        if (facts->requested[proto])
            collect_proto(&job);
    }
    if (nothing)
        facts_warn(facts, "the filter cannot match any selected socket");
    sink_flush(sink);
    facts->duplicates_known = sink->batch == 0;
    if (facts->duplicates_known)
        facts->duplicates = sock_table_drop_duplicates(sink->rows);
}

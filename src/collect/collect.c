// SPDX-License-Identifier: MIT
#include "collect/collect.h"

#include "base/alloc.h"
#include "collect/family_diag.h"
#include "collect/inet_diag.h"
#include "collect/iterators.h"
#include "collect/proc_net.h"
#include "collect/protocol_counts.h"
#include "collect/tcp_walk.h"
#include "os/bpf_iter.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/kernel_release.h"
#include "os/thread.h"
#include "sock/need.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/** Maximum number of dumps before lost rows are reported. */
#define ATTEMPTS 2

#define BOUND STATE_BIT(STATE_BOUND_INACTIVE)

/** A dump has fewer sockets than the kernel counts; no error of the kernel itself. */
#define FEWER_THAN_COUNTED (-ENODATA)

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
    {FEWER_THAN_COUNTED, START_AGAIN, NULL, false},
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
    struct place_source own;
    struct visit *visit;         /**< of other places; NULL: there are none. Borrowed */
    struct iterators *iterators; /**< NULL: not loaded yet, or refused */
    bool prepared;               /**< no file can be opened any more */
    struct tcp_outlook outlook;  /**< if prepared: of our own TCP sockets */
    bool beside;                 /**< another thread works while sockets are collected */
    uint32_t release;            /**< of the kernel (os/kernel_release.h) */
    int refused;                 /**< why loading was refused */
    int storage_refused; /**< why the kernel refused storage of BPF programs; 0: it did not */
};

/** The numbers of sockets that the kernel counts, during one collect(). */
struct census {
    bool read;                     /**< it was tried to read them */
    struct protocol_counts counts; /**< the last that could be read */
};

/** The arguments of reading one protocol. */
struct job {
    const struct request *request;
    enum proto proto;
    struct collector *collector;
    struct place_source *from;
    struct row_sink *sink;
    struct facts *facts;
    struct place_facts *here; /**< of FACTS: the place that is read */
    struct census *census;
};

/** Returns the states of the sockets that are shown, which can be less than what is read. */
static state_set shown_states(const struct job *job)
{
    const struct request *selection = job->request->selection;

    return request_proto_states(selection ? selection : job->request, job->proto);
}

static const char *proto_name(const struct job *job)
{
    return proto_table[job->proto].name;
}

/** Returns the directory of files about sockets, for messages. */
static const char *net_directory(const struct job *job)
{
    return job->from == &job->collector->own ? "/proc/self/net/" : "/proc/PID/net/";
}

/** Marks ports that were not bound as chosen by the kernel if they are in the ephemeral range. */
static void note_autobound(const struct job *job)
{
    if ((job->request->needs & NEED_AUTOBOUND) && !ephemeral_known(&job->request->ephemeral))
        facts_warn(job->facts, "autobound is unknown: " EPHEMERAL_UNREAD);
}

static void read_counts(const struct job *job)
{
    job->census->read = true;
    if (visit_open_files(job->from) == 0)
        protocol_counts_read(&job->from->counts, &job->census->counts);
}

/** Returns the counts, which are read if this was not tried yet. If none can be read: no counts. */
static const struct protocol_counts *counts_of(const struct job *job)
{
    if (!job->census->read)
        read_counts(job);
    return &job->census->counts;
}

/** Returns true if a dump with RECORDS sockets contradicts the counts; AGAIN: new counts, too. */
static bool contradicts(const struct job *job, size_t records, bool again)
{
    if (!protocol_counts_has(job->proto) ||
        !protocol_counts_contradict(counts_of(job), job->proto, records))
        return false;
    if (again)
        read_counts(job);
    return protocol_counts_contradict(counts_of(job), job->proto, records);
}

/**
 * Returns what the kernel's counts show of the TCP sockets of our own namespace. They are many only
 * if there are several processors to read them.
 */
static struct tcp_outlook outlook_of(const struct request *request)
{
    state_set states = request_proto_states(request, PROTO_TCP);
    int files[TCP_FILES];

    if (!(states & ~(BOUND | STATE_BIT(STATE_LISTEN)))) // few, whatever the counts are
        return (struct tcp_outlook){0};
    tcp_counts_open(0, files);
    struct tcp_outlook outlook = tcp_counts_outlook(files, states);
    tcp_counts_close(files);
    outlook.many = outlook.many && thread_processors() > 1;
    return outlook;
}

/** Reads TCP sockets of our own namespace. */
static int dump_own_tcp(const struct job *job, struct inet_diag_means *means,
                        struct inet_diag_answer *answer)
{
    const struct collector *collector = job->collector;
    struct request request = *job->request;
    struct tcp_outlook outlook = collector->prepared ? collector->outlook : outlook_of(&request);

    means->many = outlook.many;
    if (outlook.none_bound)
        request.states &= ~BOUND;
    return inet_diag_collect(&request, PROTO_TCP, means, job->sink, answer);
}

/** Reads TCP sockets of another namespace. */
static int dump_other_tcp(const struct job *job, const struct inet_diag_means *means,
                          struct inet_diag_answer *answer)
{
    const struct visit *visit = job->collector->visit;
    struct tcp_walk walk = {
        .means = means, .files = job->from->files_of_tcp, .many = visit && visit->all};
    int error = tcp_walk_collect(&walk, job->request, job->sink, answer);

    if (walk.leaves_out_syn_recv)
        facts_warn(job->facts, "tcp: SYN-RECV was not searched for where no connection is counted; "
                               "\"state = syn-recv\" does");
    return error;
}

static int dump_inet(const struct job *job, struct inet_diag_answer *answer)
{
    struct inet_diag_means means = {.supply = &job->from->netlink,
                                    .release = job->collector->release,
                                    .beside = job->collector->beside};

    if (job->proto != PROTO_TCP)
        return inet_diag_collect(job->request, job->proto, &means, job->sink, answer);
    return job->from == &job->collector->own ? dump_own_tcp(job, &means, answer)
                                             : dump_other_tcp(job, &means, answer);
}

static int dump_family(const struct job *job, bool again)
{
    struct family_diag_answer answer = {.peers = &job->here->unix_peers};
    int error =
        family_diag_collect(job->request, job->proto, &job->from->netlink, job->sink, &answer);

    job->facts->hidden |= answer.told & HIDES_FILTER;
    if (!error && answer.whole && contradicts(job, answer.records, again))
        error = FEWER_THAN_COUNTED;
    return error;
}

/** Returns 0 or a negative errno. AGAIN: it is not the first attempt. */
static int dump(const struct job *job, bool again, struct inet_diag_answer *answer)
{
    return proto_table[job->proto].diag == DIAG_INET ? dump_inet(job, answer)
                                                     : dump_family(job, again);
}

/** Warns that the last dump ended with ERROR, and that its rows are not all. */
static void note_missing(const struct job *job, int error, unsigned attempts)
{
    bool netlink = job->proto == PROTO_NETLINK; // some are counted that no dump lists

    if (error == FEWER_THAN_COUNTED)
        facts_incomplete(
            job->facts,
            "%s: sockets %s missing: the kernel counts %" PRIu64 " (%s" PROTOCOL_COUNTS_FILE ")%s",
            proto_name(job), netlink ? "may be" : "are", job->census->counts.sockets[job->proto],
            net_directory(job), netlink ? "; --source=proc lists all that are bound" : "");
    else
        facts_incomplete(job->facts, "%s: sockets may be missing: %s (%u attempts)",
                         proto_name(job), policy_of(error).words, attempts);
}

/** Before Linux 6.18, the kernel reports upper layer protocols with CAP_NET_ADMIN only. */
static void note_hidden_ulp(const struct job *job, const struct inet_diag_answer *answer)
{
    bool asked = request_needs(job->request, job->proto) & NEED_ULP;

    if (asked && answer->records > 0 && !(answer->told & (HAVE_MARK | HAVE_ULP)))
        job->facts->ulp_hidden = true;
}

/** The kernel sends keys, of which md5_keys is the number, with CAP_NET_ADMIN only. */
static void note_hidden_keys(const struct job *job, const struct inet_diag_answer *answer)
{
    job->facts->hidden |= answer->told & HIDES_KEYS;
    if ((answer->told & HIDES_KEYS) && (job->request->named & NEED_KEYS))
        facts_warn(job->facts, "MD5 keys are only counted with cap_net_admin");
}

/**
 * Warns that rows lack the storage of BPF programs because of ERROR. Remembers a refusal, which
 * does not depend on the sockets.
 */
static void note_hidden_storage(const struct job *job, int error)
{
    if (error == -EMSGSIZE || error == -EBADMSG) {
        facts_warn(job->facts, "%s: storage of BPF programs is too large to read", proto_name(job));
        return;
    }
    job->collector->storage_refused = error;
    if (error != -EPERM) {
        facts_warn(job->facts, "storage of BPF programs is not available from this kernel");
        return;
    }
    job->facts->hidden |= HIDES_STORAGE;
    if (job->request->named & NEED_STORAGE)
        facts_warn(job->facts, "storage of BPF programs is only available with cap_bpf");
}

/** Returns 0 if sock_diag returned rows, even partially; otherwise a negative errno. */
static int from_netlink(const struct job *job)
{
    struct netlink_supply *netlink = &job->from->netlink;
    size_t mark = sink_mark(job->sink);
    struct inet_diag_answer answer = {.storage_error = job->collector->storage_refused};
    int error = 0;
    unsigned attempts = 0;

    for (;;) {
        error = dump(job, attempts > 0, &answer);
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
    note_hidden_ulp(job, &answer);
    note_hidden_keys(job, &answer);
    if (answer.storage_error && (request_needs(job->request, job->proto) & NEED_STORAGE))
        note_hidden_storage(job, answer.storage_error);
    if (answer.without_bytecode && (job->request->needs & NEED_AUTOBOUND))
        facts_warn(job->facts, "%s: autobound is not available from this kernel", proto_name(job));
    else
        note_autobound(job);
    if (error)
        note_missing(job, error, attempts);
    return 0;
}

/** Warns of lines of /proc that are no sockets, or are not listed. */
static void note_lines(const struct job *job, const struct proc_net_answer *answer)
{
    const char *name = proto_name(job);

    if (answer->bad_lines)
        facts_incomplete(job->facts,
                         "%s: sockets are missing: %zu lines of %s%s "
                         "could not be parsed",
                         name, answer->bad_lines, net_directory(job), name);
    if (answer->name_lines)
        facts_warn(job->facts, "%s: names with a newline are cut (%s%s)", name, net_directory(job),
                   name);
    if (answer->uncertain)
        facts_incomplete(
            job->facts,
            "%s: sockets may be missing: /proc does not report which of %zu are connected", name,
            answer->uncertain);
}

/**
 * Returns true if there are more lines than the kernel counted sockets before or afterwards. This
 * finds forged lines by chance only: a socket that was closed counts, without a line, until what it
 * sent is read (net/unix/af_unix.c, unix_sock_destructor).
 */
static bool has_too_many_lines(const struct job *job, const struct proc_net_answer *answer)
{
    uint64_t before = job->census->counts.sockets[job->proto];

    if (!answer->forgeable || !(job->census->counts.counted & PROTO_BIT(job->proto)) ||
        answer->lines <= before)
        return false;
    read_counts(job);
    return answer->lines > job->census->counts.sockets[job->proto];
}

/**
 * Returns the request for the files of another place, without the families of which it has no TCP
 * socket: a file is a walk over the connections of all namespaces.
 */
static struct request request_of_files(const struct job *job)
{
    struct request request = *job->request;
    int directory = job->from->files.directory;
    struct tcp_counts counts;
    int files[TCP_FILES];

    if (job->proto != PROTO_TCP || directory <= 0)
        return request;
    tcp_counts_open(directory, files);
    if (tcp_counts_read(files, &counts) == 0 && counts.time_wait == 0) {
        for (enum family family = 0; family < FAMILY_COUNT; family++)
            request.families[family] = request.families[family] && counts.in_use[family] > 0;
    }
    tcp_counts_close(files);
    return request;
}

/** Returns 0 if /proc returned rows, even partially; otherwise a negative errno. */
static int from_proc(const struct job *job)
{
    size_t mark = sink_mark(job->sink);
    struct proc_net_answer answer = {0};
    unsigned attempts = 0;
    bool too_many = false;

    int gone = visit_open_files(job->from);
    if (gone)
        return gone;
    struct request request = request_of_files(job);
    if (protocol_counts_has(job->proto))
        counts_of(job);
    do {
        int error = proc_net_collect(&request, job->proto, &job->from->files, job->sink, &answer);
        if (error) {
            sink_rewind(job->sink, mark);
            return error;
        }
        attempts++;
        too_many = has_too_many_lines(job, &answer);
        // Files that were opened beforehand can be read once.
    } while (too_many && !job->from->files.opened && attempts < ATTEMPTS &&
             sink_rewind(job->sink, mark));
    note_lines(job, &answer);
    if (too_many)
        facts_incomplete(job->facts,
                         "%s: some rows may be forged: %s%s has %zu lines for %" PRIu64
                         " sockets; a name can contain a newline and a line",
                         proto_name(job), net_directory(job), proto_name(job), answer.lines,
                         job->census->counts.sockets[job->proto]);
    return 0;
}

/** Reads the iterator of the place; one that was opened beforehand is read once. */
static int iterate(const struct job *job, const struct iterators *iterators)
{
    struct place_source *from = job->from;

    if (!from->iterates)
        return iterators_collect(iterators, job->request, job->proto, job->sink);
    int error =
        iterators_read(iterators, from->iterators[job->proto], job->request, job->proto, job->sink);
    file_close(&from->iterators[job->proto]);
    from->iterators[job->proto] = -ENODATA;
    return error;
}

/** Returns 0 if the BPF iterators returned rows, even partially; otherwise a negative errno. */
static int from_bpf(const struct job *job)
{
    size_t mark = sink_mark(job->sink);
    const struct collector *collector = job->collector;
    // Those of the collector would read our own namespace.
    bool own = job->from == &collector->own;
    const struct iterators *iterators = own ? collector->iterators : collector->visit->iterators;
    int refused = own ? collector->refused : collector->visit->refused;
    int error = iterators ? iterate(job, iterators) : refused;

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
static const struct {
    unsigned sources;  /**< SOURCE_BIT */
    const char *words; /**< why a protocol without one of them cannot be read */
} chosen[] = {
    [CHOOSE_AUTO] = {SOURCE_BIT(SOURCE_NETLINK) | SOURCE_BIT(SOURCE_PROC), "no source"},
    [CHOOSE_NETLINK] = {SOURCE_BIT(SOURCE_NETLINK), "only available from /proc"},
    [CHOOSE_PROC] = {SOURCE_BIT(SOURCE_PROC), "no file below /proc/self/net lists them"},
    [CHOOSE_BPF] = {SOURCE_BIT(SOURCE_BPF), "--exact lists TCP and UDP only"},
};

/** Appends the reason why SOURCE could not be read. */
static void put_refusal(const struct job *job, enum source source, int error,
                        struct strbuf *refusals)
{
    strbuf_text(refusals, refusals->length > 0 ? "; " : "");
    strbuf_text(refusals, source == SOURCE_PROC ? net_directory(job) : readers[source].label);
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

/** Warns, in one sentence, of what was asked for that rows from SOURCE lack. */
static void note_needs(const struct job *job, enum source source)
{
    static const struct {
        const char *words;
        unsigned need;
        bool singular;
    } asked[] = {
        {"memory and drops", NEED_MEMORY, false},
        {"TCP internals", NEED_INFO, false},
        {"congestion control", NEED_CONGESTION, true},
        {"storage of BPF programs", NEED_STORAGE, true},
        {"types of service", NEED_TOS, false},
        {"socket options", NEED_SOCKOPT, false},
        {"MD5 keys", NEED_KEYS, false},
    };
    CLEANUP(strbuf_free) struct strbuf lacking = {0};
    unsigned needs = job->request->shown & proto_table[job->proto].needs;
    const char *verb = NULL;

    if (source_reports(source, job->proto, REPORTS_DETAIL))
        return;
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        if (!(needs & asked[i].need))
            continue;
        verb = verb || !asked[i].singular ? "are" : "is";
        strbuf_text(&lacking, lacking.length > 0 ? ", " : "");
        strbuf_text(&lacking, asked[i].words);
    }
    if (verb)
        facts_warn(job->facts, "%s: %s %s not available from %s", proto_name(job), lacking.data,
                   verb, source_table[source].title);
}

/**
 * Warns of the facts that rows from SOURCE lack. REFUSALS: why a better source could not be read.
 */
static void note_source(const struct job *job, enum source source, const struct strbuf *refusals)
{
    CLEANUP(strbuf_free) struct strbuf lacks = {0};
    state_set states = shown_states(job);
    state_set missing = states & ~source_table[source].states;

    if (missing && missing == states)
        facts_incomplete(job->facts, "%s: bound-inactive sockets are only available from sock_diag",
                         proto_name(job));
    source_lacks(source, job->proto, states, &lacks);
    note_needs(job, source);
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
    return chosen[choice].sources & proto_table[proto].sources;
}

/** Warns that sockets of a protocol are missing, which was not asked for by name. */
static void note_unlisted(const struct job *job, const struct strbuf *refusals)
{
    if (!protocol_counts_has(job->proto) || counts_of(job)->sockets[job->proto] == 0)
        return;
    facts_incomplete(job->facts,
                     "%s: not listed: %s; the kernel counts %" PRIu64 " (%s" PROTOCOL_COUNTS_FILE
                     ")",
                     proto_name(job), refusals->data, job->census->counts.sockets[job->proto],
                     net_directory(job));
}

/** Returns the sources of the protocol that the user and the place allow. */
static unsigned sources_of(const struct job *job)
{
    unsigned sources = chosen[job->request->source].sources & proto_table[job->proto].sources;
    const struct place_source *from = job->from;

    if (from == &job->collector->own)
        return sources;
    if (!from->entered)
        return sources & SOURCE_BIT(SOURCE_PROC);
    return from->pid || from->files.opened ? sources : sources & ~SOURCE_BIT(SOURCE_PROC);
}

static void collect_proto(const struct job *job)
{
    CLEANUP(strbuf_free) struct strbuf refusals = {0};
    unsigned sources = sources_of(job);
    bool lacking = true;

    sink_flush(job->sink); // the rows of the previous protocol do not depend on this one
    for (enum source source = 0; source < SOURCE_COUNT; source++) {
        if (!(sources & SOURCE_BIT(source)))
            continue;
        job->here->sources[job->proto] = source; // rows may be filtered before the last is read
        int error = readers[source].read(job);
        if (!error) {
            note_source(job, source, &refusals);
            return;
        }
        job->here->sources[job->proto] = SOURCE_NONE;
        put_refusal(job, source, error, &refusals);
        lacking = lacking && policy_of(error).lacking;
    }
    if (!sources)
        strbuf_text(&refusals, chosen[job->request->source].words);
    if (lacking && (job->request->implied & PROTO_BIT(job->proto)))
        note_unlisted(job, &refusals); // its source is "none"
    else
        facts_incomplete(job->facts, "%s: cannot be read: %s", proto_name(job), refusals.data);
}

static void load(struct collector *collector, const struct request *request)
{
    if (request->source == CHOOSE_BPF && !collector->iterators)
        collector->refused = iterators_open(&collector->iterators);
}

struct collector *collector_open(bool repeats, struct visit *visit)
{
    struct collector *collector = alloc_array(1, sizeof(*collector));

    collector->own.netlink.keeps = repeats;
    collector->release = kernel_release();
    collector->visit = visit;
    return collector;
}

void collector_close(struct collector *collector)
{
    netlink_supply_free(&collector->own.netlink);
    proc_net_close(&collector->own.files);
    protocol_counts_close(&collector->own.counts);
    iterators_close(collector->iterators);
    free(collector);
}

struct netlink_supply *collector_netlink(struct collector *collector, size_t number)
{
    if (number == 0)
        return &collector->own.netlink;
    struct place_source *source = &collector->visit->sources[number - 1];
    return source->entered ? &source->netlink : NULL;
}

/** Returns true if the kernel counts sockets of a protocol in REQUEST. */
static bool counted(const struct request *request)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (protocol_counts_has(proto) && request_proto_states(request, proto))
            return true;
    }
    return false;
}

void collector_prepare(struct collector *collector, const struct request *request)
{
    struct netlink_supply *netlink = &collector->own.netlink;

    collector->outlook = outlook_of(request);
    load(collector, request);
    netlink->large = true;
    if (collector->iterators)
        iterators_prepare(collector->iterators, request);
    for (enum proto proto = 0; proto < PROTO_COUNT && request_may_dump(request); proto++) {
        bool dumps = proto_table[proto].sources & SOURCE_BIT(SOURCE_NETLINK);
        bool many = proto == PROTO_TCP && collector->outlook.many;
        size_t each = many ? INET_DIAG_SOCKETS_OF_MANY : INET_DIAG_SOCKETS;
        if (dumps && request_proto_states(request, proto))
            netlink_supply_fill(netlink, netlink->count + ATTEMPTS * each);
    }
    if (request->source == CHOOSE_AUTO || request->source == CHOOSE_PROC)
        proc_net_open(request, &collector->own.files);
    protocol_counts_prepare(&collector->own.counts, counted(request));
    collector->prepared = true;
}

uint64_t collector_count(struct collector *collector, proto_set protos)
{
    struct protocol_counts counts = {0};
    uint64_t sockets = 0;

    protocol_counts_read(&collector->own.counts, &counts);
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        sockets += protos & PROTO_BIT(proto) ? counts.sockets[proto] : 0;
    return sockets;
}

void collector_expect_thread(struct collector *collector)
{
    collector->beside = true;
}

#define SETTLED_SOCKETS 3 // two for shares, and a spare: without a reply, a socket is closed

void collector_settle(struct collector *collector)
{
    netlink_supply_fill(&collector->own.netlink, SETTLED_SOCKETS);
    collector->own.netlink.fixed = true;
}

/** Adds a warning for each of MESSAGES, which end with a NUL each. */
static void note_messages(const struct strbuf *messages, bool incomplete, struct facts *facts)
{
    for (size_t at = 0; at < messages->length; at += strlen(messages->data + at) + 1) {
        if (incomplete)
            facts_places_missing(facts, "%s", messages->data + at);
        else
            facts_warn(facts, "%s", messages->data + at);
    }
}

static bool is_denial(int error)
{
    return error == -EPERM || error == -EACCES;
}

/** Returns why a place was not read, or what to do about it. */
static const char *unread_words(int error)
{
    if (is_denial(error))
        return "run as root (or with cap_sys_admin and cap_sys_ptrace)";
    if (error == -EOPNOTSUPP)
        return "before Linux 6.18, those without a process or a name cannot be";
    return strerror(-error);
}

/** Warns of the places that were not read, in one sentence. */
static void note_unread_places(const struct visit *visit, struct facts *facts)
{
    const struct places *places = facts->places;
    size_t unread = places->skipped_count + visit->beyond;
    int error = visit->beyond > 0 ? visit->beyond_error : 0;

    for (size_t i = 0; i < places->skipped_count && !is_denial(error); i++)
        error = places->skipped[i].error;
    note_messages(&visit->errors, true, facts);
    note_messages(&visit->gaps, visit->all, facts);
    if (visit->unidentified)
        facts_warn(facts, "netns_id is not known for each network namespace: %s",
                   strerror(-visit->unidentified));
    if (unread > 0)
        facts_places_missing(facts, "%zu of %zu network namespaces could not be entered: %s",
                             unread, unread + places_count(places) + !places->left_out,
                             unread_words(error));
}

/** Reads one protocol, and notes when. */
static void collect_timed(const struct job *job)
{
    uint64_t start = clock_boot_nanoseconds();

    collect_proto(job);
    if (job->proto == PROTO_TCP)
        job->here->tcp_time = start + (clock_boot_nanoseconds() - start) / 2;
}

/** Collects the sockets of place NUMBER. */
static void collect_place(struct collector *collector, size_t number, const struct request *request,
                          struct row_sink *sink, struct facts *facts)
{
    struct place_source *from = number ? &collector->visit->sources[number - 1] : &collector->own;
    struct census census = {0};

    sink->place = (uint16_t)number;
    facts->place = number;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        struct job job = {.request = request,
                          .proto = proto,
                          .collector = collector,
                          .from = from,
                          .sink = sink,
                          .facts = facts,
                          .here = facts_place_to_fill(facts, number),
                          .census = &census};
        if (facts->requested[proto])
            collect_timed(&job);
    }
    facts->place = 0;
}

/** Collects the sockets of the places that were visited. */
static void collect_others(struct collector *collector, const struct request *request,
                           struct row_sink *sink, struct facts *facts)
{
    size_t count = collector->visit ? collector->visit->count : 0; // places can be added later

    for (size_t i = 1; i <= count; i++) {
        if (collector->visit->sources[i - 1].idle)
            continue;
        struct request there = *request;
        there.ephemeral = *facts_ephemeral(facts, i);
        collect_place(collector, i, &there, sink, facts);
        visit_close_files(&collector->visit->sources[i - 1]);
    }
    if (collector->visit)
        note_unread_places(collector->visit, facts);
    facts_name_places(facts);
    sink->place = 0;
}

/** Returns true if CONTEXT, what is shown of a request, has the socket. */
static bool is_shown(const void *context, const struct sock *sock)
{
    return request_takes(context, sock);
}

void collect(struct collector *collector, const struct request *request, struct row_sink *sink,
             struct facts *facts)
{
    bool nothing = true;

    load(collector, request);
    facts->details = &sink->rows->details;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        facts->requested[proto] = request_proto_states(request, proto);
        nothing = nothing && !facts->requested[proto];
    }
    if (!facts->places || !facts->places->left_out)
        collect_place(collector, 0, request, sink, facts);
    collect_others(collector, request, sink, facts);
    if (nothing)
        facts_warn(facts, "the filter cannot match any selected socket");
    sink_flush(sink);
    collector->beside = false;
    facts->duplicates_known = sink->batch == 0;
    if (facts->duplicates_known)
        facts->duplicates = sock_table_drop_duplicates_of(
            sink->rows, request->selection ? is_shown : NULL, request->selection);
}

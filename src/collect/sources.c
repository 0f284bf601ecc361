// SPDX-License-Identifier: MIT
#include "collect/sources.h"

#include "collect/family_diag.h"
#include "collect/inet_dump.h"
#include "collect/proc_net.h"
#include "collect/tcp_walk.h"
#include "os/bpf_iter.h"
#include "os/file.h"
#include "os/thread.h"
#include "sock/need.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

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

const struct protocol_counts *sources_counts(const struct job *job)
{
    if (!job->census->read)
        read_counts(job);
    return &job->census->counts;
}

/** Returns true if a dump with RECORDS sockets contradicts the counts; AGAIN: new counts, too. */
static bool contradicts(const struct job *job, size_t records, bool again)
{
    if (!protocol_counts_has(job->proto) ||
        !protocol_counts_contradict(sources_counts(job), job->proto, records))
        return false;
    if (again)
        read_counts(job);
    return protocol_counts_contradict(sources_counts(job), job->proto, records);
}

struct tcp_outlook sources_outlook(const struct request *request)
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
static int dump_own_tcp(const struct job *job, struct inet_dump_means *means,
                        struct inet_dump_answer *answer)
{
    const struct collector *collector = job->collector;
    struct request request = *job->request;
    struct tcp_outlook outlook =
        collector->prepared ? collector->outlook : sources_outlook(&request);

    means->many = outlook.many;
    if (outlook.none_bound)
        request.states &= ~BOUND;
    return inet_dump(&request, PROTO_TCP, means, job->sink, answer);
}

/** Reads TCP sockets of another namespace. */
static int dump_other_tcp(const struct job *job, const struct inet_dump_means *means,
                          struct inet_dump_answer *answer)
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

static int dump_inet(const struct job *job, struct inet_dump_answer *answer)
{
    struct inet_dump_means means = {.supply = &job->from->netlink,
                                    .release = job->collector->release,
                                    .expects_thread = job->collector->expects_thread};

    if (job->proto != PROTO_TCP)
        return inet_dump(job->request, job->proto, &means, job->sink, answer);
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
static int dump(const struct job *job, bool again, struct inet_dump_answer *answer)
{
    return proto_table[job->proto].diag == DIAG_INET ? dump_inet(job, answer)
                                                     : dump_family(job, again);
}

/** Warns that the last dump ended with ERROR, and that its rows are not all. */
static void note_missing(const struct job *job, int error, unsigned attempts)
{
    bool netlink = job->proto == PROTO_NETLINK; // some are counted that no dump lists

    if (error == FEWER_THAN_COUNTED)
        facts_incomplete(job->facts,
                         "%s: sockets %s missing: the kernel counts %" PRIu64
                         " (%s" PROTOCOL_COUNTS_FILE ")%s",
                         job_proto_name(job), netlink ? "may be" : "are",
                         job->census->counts.sockets[job->proto], job_net_directory(job),
                         netlink ? "; --source=proc lists all that are bound" : "");
    else
        facts_incomplete(job->facts, "%s: sockets may be missing: %s (%u attempts)",
                         job_proto_name(job), policy_of(error).words, attempts);
}

/** Before Linux 6.18, the kernel reports upper layer protocols with CAP_NET_ADMIN only. */
static void note_hidden_ulp(const struct job *job, const struct inet_dump_answer *answer)
{
    bool asked = request_needs(job->request, job->proto) & NEED_ULP;

    if (asked && answer->records > 0 && !(answer->told & (HAVE_MARK | HAVE_ULP)))
        job->facts->ulp_hidden = true;
}

/** The kernel sends keys, of which md5_keys is the number, with CAP_NET_ADMIN only. */
static void note_hidden_keys(const struct job *job, const struct inet_dump_answer *answer)
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
        facts_warn(job->facts, "%s: storage of BPF programs is too large to read",
                   job_proto_name(job));
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
    struct inet_dump_answer answer = {.storage_error = job->collector->storage_refused};
    int error = 0;
    unsigned attempts = 0;

    for (;;) {
        error = dump(job, attempts > 0, &answer);
        attempts++;
        if (!error || policy_of(error).action == FALL_BACK || attempts == SOURCES_ATTEMPTS ||
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
        facts_warn(job->facts, "%s: autobound is not available from this kernel",
                   job_proto_name(job));
    else
        note_autobound(job);
    if (error)
        note_missing(job, error, attempts);
    return 0;
}

/** Warns of lines of /proc that are no sockets, or are not listed. */
static void note_lines(const struct job *job, const struct proc_net_answer *answer)
{
    const char *name = job_proto_name(job);

    if (answer->bad_lines)
        facts_incomplete(job->facts,
                         "%s: sockets are missing: %zu lines of %s%s "
                         "could not be parsed",
                         name, answer->bad_lines, job_net_directory(job), name);
    if (answer->name_lines)
        facts_warn(job->facts, "%s: names with a newline are cut (%s%s)", name,
                   job_net_directory(job), name);
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
        sources_counts(job);
    do {
        int error = proc_net_collect(&request, job->proto, &job->from->files, job->sink, &answer);
        if (error && sink_rewind(job->sink, mark))
            return error;
        if (error)
            facts_incomplete(job->facts, "%s: sockets are missing: %s%s: %s", job_proto_name(job),
                             job_net_directory(job), job_proto_name(job), proc_words(error));
        attempts++;
        too_many = has_too_many_lines(job, &answer);
        // Files that were opened beforehand can be read once.
    } while (too_many && !job->from->files.opened && attempts < SOURCES_ATTEMPTS &&
             sink_rewind(job->sink, mark));
    note_lines(job, &answer);
    if (too_many)
        facts_incomplete(job->facts,
                         "%s: some rows may be forged: %s%s has %zu lines for %" PRIu64
                         " sockets; a name can contain a newline and a line",
                         job_proto_name(job), job_net_directory(job), job_proto_name(job),
                         answer.lines, job->census->counts.sockets[job->proto]);
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
        facts_incomplete(job->facts, "%s: sockets are missing: --exact: %s", job_proto_name(job),
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

int sources_read(const struct job *job, enum source source)
{
    return readers[source].read(job);
}

void sources_put_error(const struct job *job, enum source source, int error, struct strbuf *text)
{
    strbuf_text(text, source == SOURCE_PROC ? job_net_directory(job) : readers[source].label);
    if (readers[source].names_proto)
        strbuf_text(text, job_proto_name(job));
    strbuf_text(text, ": ");
    strbuf_text(text, readers[source].words(error));
}

bool sources_are_lacking(int error)
{
    return policy_of(error).lacking;
}

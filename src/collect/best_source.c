// SPDX-License-Identifier: MIT
#include "collect/best_source.h"

#include "collect/collector.h"
#include "collect/sources.h"
#include "sock/need.h"

#include <inttypes.h>

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

/** Returns the states of the sockets that are shown, which can be less than what is read. */
static state_set shown_states(const struct job *job)
{
    const struct request *selection = job->request->selection;

    return request_proto_states(selection ? selection : job->request, job->proto);
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
        facts_warn(job->facts, "%s: %s %s not available from %s", job_proto_name(job), lacking.data,
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
                         job_proto_name(job));
    source_lacks(source, job->proto, states, &lacks);
    note_needs(job, source);
    if (refusals->length > 0)
        facts_warn(job->facts, "%s: %s: read from %s instead; %s", job_proto_name(job),
                   refusals->data, source_table[source].title, lacks.data);
    else if (source != best_source(job->proto) && source == SOURCE_PROC && lacks.length > 0)
        facts_warn(job->facts, "%s: read from /proc: %s", job_proto_name(job), lacks.data);
    else if (missing)
        facts_warn(job->facts, "%s: --exact does not list bound-inactive sockets",
                   job_proto_name(job));
}

bool best_source_allows(enum source_choice choice, enum proto proto)
{
    return chosen[choice].sources & proto_table[proto].sources;
}

/** Warns that sockets of a protocol are missing, which was not asked for by name. */
static void note_unlisted(const struct job *job, const struct strbuf *refusals)
{
    if (!protocol_counts_has(job->proto) || sources_counts(job)->sockets[job->proto] == 0)
        return;
    facts_incomplete(job->facts,
                     "%s: not listed: %s; the kernel counts %" PRIu64 " (%s" PROTOCOL_COUNTS_FILE
                     ")",
                     job_proto_name(job), refusals->data, job->census->counts.sockets[job->proto],
                     job_net_directory(job));
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

void best_source_collect(const struct job *job)
{
    CLEANUP(strbuf_free) struct strbuf refusals = {0};
    unsigned sources = sources_of(job);
    bool lacking = true;

    sink_flush(job->sink); // the rows of the previous protocol do not depend on this one
    for (enum source source = 0; source < SOURCE_COUNT; source++) {
        if (!(sources & SOURCE_BIT(source)))
            continue;
        job->here->sources[job->proto] = source; // rows may be filtered before the last is read
        int error = sources_read(job, source);
        if (!error) {
            note_source(job, source, &refusals);
            return;
        }
        job->here->sources[job->proto] = SOURCE_NONE;
        strbuf_text(&refusals, refusals.length > 0 ? "; " : "");
        sources_put_error(job, source, error, &refusals);
        lacking = lacking && sources_are_lacking(error);
    }
    if (!sources)
        strbuf_text(&refusals, chosen[job->request->source].words);
    if (lacking && (job->request->implied & PROTO_BIT(job->proto)))
        note_unlisted(job, &refusals); // its source is "none"
    else
        facts_incomplete(job->facts, "%s: cannot be read: %s", job_proto_name(job), refusals.data);
}

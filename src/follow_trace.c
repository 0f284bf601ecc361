// SPDX-License-Identifier: MIT
#include "follow_trace.h"

#include "join/cgroup_tree.h"
#include "os/bpf_iter.h"
#include "os/file.h"
#include "os/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/** As a place: sockets there are not followed. */
#define NOT_FOLLOWED UINT32_MAX

/** Returns true if the rows of scans have what identifies a socket of the trace. */
static bool has_cookies(const struct request *request)
{
    return request_may_dump(request) || request->source == CHOOSE_BPF;
}

/** Sets the inode of our own network namespace in PLACES. Returns 0 or a negative errno. */
static int identify_own(int proc, struct places *places)
{
    uint64_t inode = 0;
    int error = places->own.inode ? 0 : netns_entry_inode(proc, 0, "/ns/net", &inode);

    if (!error && !places->own.inode)
        places->own.inode = (uint32_t)inode;
    return error;
}

void tracing_note_places(struct tracing *tracing)
{
    const struct places *places = tracing->places;

    if (!tracing->trace)
        return;
    idmap_free(&tracing->place_of); // an inode can be that of another namespace now
    idmap_add(&tracing->place_of, places->own.inode, places->left_out ? NOT_FOLLOWED : 0);
    for (size_t i = 1; i <= places->other_count; i++) {
        const struct place *place = places_at(places, i);
        if (place->gone)
            continue;
        idmap_add(&tracing->place_of, place->inode, place->from_proc ? NOT_FOLLOWED : (uint32_t)i);
    }
}

static int open_trace(struct tracing *tracing, const struct options *options, int proc)
{
    int error = identify_own(proc, tracing->places);

    if (error)
        return error;
    tracing->all = options->netns.all;
    bool own = netns_choice_is_self(&options->netns);
    error = trace_open(own ? tracing->places->own.inode : 0, &tracing->trace);
    tracing_note_places(tracing);
    return error;
}

/** Without it, the ends of UDP sockets have no process; scans find those that live longer. */
static void open_release(struct tracing *tracing, int proc)
{
    CLEANUP(cgroup_tree_close) struct cgroup_tree tree = {.fd = -1};

    if (cgroup_tree_open(proc, &tree) == 0 && tree.fd >= 0)
        release_open(tree.fd, &tracing->release);
}

bool tracing_open(struct tracing *tracing, const struct options *options, struct places *places)
{
    const struct request *request = &options->request;
    CLEANUP(file_close) int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    tracing->places = places;
    if (options->follow.trace == TRACE_NONE || !has_cookies(request))
        return true;
    if (request_proto_states(request, PROTO_UDP))
        open_release(tracing, proc);
    if (!request_proto_states(request, PROTO_TCP))
        return true;
    int error = open_trace(tracing, options, proc);
    if (error && options->follow.trace == TRACE_BPF)
        diag_message("--trace=bpf: %s", bpf_iter_words(error));
    return !error || options->follow.trace != TRACE_BPF;
}

void tracing_close(struct tracing *tracing)
{
    trace_close(tracing->trace);
    release_close(tracing->release);
    connections_free(&tracing->connections);
    idmap_free(&tracing->place_of);
}

proto_set tracing_protos(const struct tracing *tracing)
{
    return tracing->trace ? PROTO_BIT(PROTO_TCP) : 0;
}

bool tracing_reads(const struct tracing *tracing)
{
    return (tracing->trace || tracing->release) && !tracing->failed;
}

/** Returns the place of the network namespace with this INODE, or NOT_FOLLOWED. */
static uint32_t place_of(struct tracing *tracing, uint32_t inode)
{
    uint32_t number = NOT_FOLLOWED;

    if (idmap_find(&tracing->place_of, inode, &number))
        return number;
    int added = tracing->all ? places_find_or_add(tracing->places, inode) : -1;
    if (tracing->all && added < 0 && !tracing->too_many)
        tracing->too_many = diag_message("there are too many network namespaces: events in those "
                                         "that began last are not shown");
    number = added < 0 ? NOT_FOLLOWED : (uint32_t)added;
    idmap_add(&tracing->place_of, inode, number);
    return number;
}

/** One reading of the trace. */
struct reading {
    struct tracing *tracing;
    struct reporter *reporter;
    struct moment now;
    struct idmap *ended;
};

static void take(void *context, const struct transition *transition)
{
    struct reading *reading = context;
    struct tracing *tracing = reading->tracing;
    struct transition here = *transition;
    struct observation observations[2];
    uint32_t place = place_of(tracing, transition->netns);

    tracing->received++;
    if (place == NOT_FOLLOWED)
        return;
    here.sock.place = (uint16_t)place;
    size_t count = connections_take(&tracing->connections, &here, &reading->now, observations);
    for (size_t i = 0; i < count; i++)
        reporter_observe(reading->reporter, &observations[i]);
    if (reading->ended && transition->sock.state == STATE_CLOSED)
        idmap_add(reading->ended, transition->sock.cookie, 0);
}

/** Shows that reports were lost since this was last shown. */
static void show_losses(struct tracing *tracing, struct reporter *reporter,
                        const struct moment *now)
{
    uint64_t lost = tracing->trace ? trace_lost(tracing->trace) : 0;
    uint64_t releases = tracing->release ? release_lost(tracing->release) : 0;

    if (lost != tracing->lost) {
        reporter_gap(reporter, now, "trace", lost - tracing->lost);
        tracing->doubtful = true;
    }
    if (releases != tracing->lost_releases)
        reporter_gap(reporter, now, "release", releases - tracing->lost_releases);
    tracing->lost = lost;
    tracing->lost_releases = releases;
}

/** Ends a source whose buffer cannot be read. */
static void fail(struct tracing *tracing, struct reporter *reporter, const struct moment *now)
{
    diag_message("the buffer of a BPF program is damaged: only scans find TCP sockets now");
    reporter_gap(reporter, now, "trace", GAP_UNKNOWN);
    tracing->failed = true;
}

void tracing_read(struct tracing *tracing, struct reporter *reporter, struct idmap *ended)
{
    struct reading reading = {
        .tracing = tracing, .reporter = reporter, .now = moment_now(), .ended = ended};
    int error = 0;

    if (tracing->failed)
        return;
    if (tracing->release)
        error = release_read(tracing->release);
    if (tracing->trace && !error)
        error = trace_read(tracing->trace, take, &reading);
    reporter_observed(reporter);
    show_losses(tracing, reporter, &reading.now);
    if (error)
        fail(tracing, reporter, &reading.now);
}

/** Returns true if an earlier gap covers what scans find missing now. */
static bool is_doubtful(const struct tracing *tracing)
{
    return tracing->doubtful || tracing->failed || tracing->connections.doubtful > 0;
}

void tracing_check(struct tracing *tracing, struct reporter *reporter, const struct moment *now)
{
    if (!tracing->trace || reporter->unreported == 0 || is_doubtful(tracing))
        return;
    reporter_gap(reporter, now, "trace", GAP_UNKNOWN);
    tracing->doubtful = true;
}

void tracing_complete(struct tracing *tracing, struct observation *observation)
{
    struct actor *actor = &observation->actor;

    if (!tracing->release || observation->sock.proto != PROTO_UDP ||
        !release_find(tracing->release, observation->sock.cookie, &actor->process))
        return;
    actor->basis = BASIS_CLOSER;
}

// SPDX-License-Identifier: MIT
#include "collect/collect.h"

#include "base/alloc.h"
#include "collect/best_source.h"
#include "collect/inet_dump.h"
#include "collect/proc_net.h"
#include "collect/sources.h"
#include "os/clock.h"
#include "os/kernel_release.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

    collector->outlook = sources_outlook(request);
    load(collector, request);
    netlink->large = true;
    if (collector->iterators)
        iterators_prepare(collector->iterators, request);
    for (enum proto proto = 0; proto < PROTO_COUNT && request_may_dump(request); proto++) {
        bool dumps = proto_table[proto].sources & SOURCE_BIT(SOURCE_NETLINK);
        bool many = proto == PROTO_TCP && collector->outlook.many;
        size_t each = many ? INET_DUMP_SOCKETS_OF_MANY : INET_DUMP_SOCKETS;
        if (dumps && request_proto_states(request, proto))
            netlink_supply_fill(netlink, netlink->count + SOURCES_ATTEMPTS * each);
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
    collector->expects_thread = true;
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

    best_source_collect(job);
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
    collector->expects_thread = false;
    facts->duplicates_known = sink->batch == 0;
    if (facts->duplicates_known)
        facts->duplicates = sock_table_drop_duplicates_of(
            sink->rows, request->selection ? is_shown : NULL, request->selection);
}

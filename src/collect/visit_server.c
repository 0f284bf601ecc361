// SPDX-License-Identifier: MIT
#include "collect/visit_server.h"

#include "base/alloc.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/limit.h"
#include "os/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/** Milliseconds after which the kernel has taken note that a netlink socket was closed. */
#define CLOSING_TIME 50

/** A request; the inodes follow. */
struct question {
    size_t held;
    bool kernel;
};

/** The header of a reply; ITEMS and SKIPPED follow, then the gaps. */
struct answer {
    int error; /**< of returning to the own namespace: the server ends */
    size_t items, skipped, beyond, gaps;
    int beyond_error, unidentified;
    bool all;
};

/**
 * One namespace; its ephemeral ports, if they are known, and its texts follow. Pointers in the
 * structures mean nothing to the other side.
 */
struct item {
    struct place place;
    struct place_source source;
    size_t comm, names;
    bool has_ephemeral;
    bool has_netlink; /**< its descriptor is the first one */
};

/** A namespace that is skipped; its names follow. */
struct skipped_item {
    struct skipped_place place;
    size_t names;
};

/** Descriptors of a place and its source, without those of netlink sockets. */
struct descriptors {
    int *of[SERVER_DESCRIPTORS];
    size_t count;
};

static_assert(2 + TCP_FILES + PROTO_COUNT * FAMILY_COUNT < SERVER_DESCRIPTORS, "in one message");

/** Adds the descriptor *FD unless it is an error, or was never set. */
static void add_descriptor(struct descriptors *descriptors, int *fd)
{
    if (*fd > STDERR_FILENO)
        descriptors->of[descriptors->count++] = fd;
}

static void list_descriptors(struct place *place, struct place_source *source,
                             struct descriptors *ret_descriptors)
{
    ret_descriptors->count = 0;
    add_descriptor(ret_descriptors, &place->interfaces);
    for (size_t i = 0; i < TCP_FILES; i++)
        add_descriptor(ret_descriptors, &source->files_of_tcp[i]);
    for (enum proto proto = 0; proto < PROTO_COUNT && source->files.opened; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++)
            add_descriptor(ret_descriptors, &source->files.fds[proto][family]);
    }
}

static bool send_text(int fd, const struct strbuf *text)
{
    return server_send(fd, text->data, text->length);
}

/** Appends LENGTH bytes to TEXT. */
static bool receive_text(int fd, size_t length, struct strbuf *text)
{
    if (length == 0)
        return true;
    if (!server_receive(fd, strbuf_room(text, length), length))
        return false;
    strbuf_added(text, length);
    return true;
}

static bool send_item(int fd, const struct place *place, const struct place_source *source)
{
    struct item item = {.place = *place,
                        .source = *source,
                        .comm = place->comm.length,
                        .names = place->names.length,
                        .has_ephemeral = place->ephemeral,
                        .has_netlink = source->netlink.count > 0};
    struct descriptors descriptors;
    int fds[SERVER_DESCRIPTORS];
    size_t count = 0;

    if (item.has_netlink)
        fds[count++] = netlink_descriptor(source->netlink.spares[0]);
    list_descriptors(&item.place, &item.source, &descriptors);
    for (size_t i = 0; i < descriptors.count; i++)
        fds[count++] = *descriptors.of[i];
    return server_send_descriptors(fd, &item, sizeof(item), fds, count) &&
           (!place->ephemeral || server_send(fd, place->ephemeral, sizeof(*place->ephemeral))) &&
           send_text(fd, &place->comm) && send_text(fd, &place->names);
}

bool visit_send(int fd, const struct visit *visit, const struct places *places)
{
    const struct answer answer = {.items = places->other_count,
                                  .skipped = places->skipped_count,
                                  .beyond = visit->beyond,
                                  .gaps = visit->gaps.length,
                                  .beyond_error = visit->beyond_error,
                                  .unidentified = visit->unidentified,
                                  .all = visit->all};
    bool sent = server_send(fd, &answer, sizeof(answer));

    for (size_t i = 0; i < places->other_count && sent; i++)
        sent = send_item(fd, &places->others[i], &visit->sources[i]);
    for (size_t i = 0; i < places->skipped_count && sent; i++) {
        const struct skipped_item item = {.place = places->skipped[i],
                                          .names = places->skipped[i].names.length};
        sent = server_send(fd, &item, sizeof(item)) && send_text(fd, &places->skipped[i].names);
    }
    return sent && send_text(fd, &visit->gaps);
}

/**
 * Puts the COUNT descriptors of FDS, which arrived with ITEM, in their places. Returns 0; -EMFILE
 * if some did not arrive or too few others are left; or another negative errno.
 */
static int place_descriptors(struct item *item, const int *fds, size_t count, size_t limit)
{
    struct netlink_supply *netlink = &item->source.netlink;
    struct descriptors descriptors;
    size_t used = 0;
    int error = 0;

    *netlink = (struct netlink_supply){.error = netlink->error, .fixed = netlink->fixed};
    list_descriptors(&item->place, &item->source, &descriptors);
    if (item->has_netlink && count > 0)
        error = netlink_supply_adopt(netlink, fds[used++]);
    for (size_t i = 0; i < descriptors.count; i++)
        *descriptors.of[i] = used < count ? fds[used++] : -EMFILE;
    if (count != descriptors.count + item->has_netlink ||
        (count > 0 && !limit_leaves_spare(limit, fds[count - 1])))
        error = -EMFILE;
    return error;
}

/** Receives what follows ITEM into PLACE, one of PLACES. */
static bool receive_rest(int fd, const struct item *item, struct places *places,
                         struct place *place)
{
    struct ephemeral ephemeral;

    if (item->has_ephemeral) {
        if (!server_receive(fd, &ephemeral, sizeof(ephemeral)))
            return false;
        places_set_ephemeral(places, place, &ephemeral);
    }
    return receive_text(fd, item->comm, &place->comm) &&
           receive_text(fd, item->names, &place->names);
}

/** Receives one namespace into VISIT and PLACES, which have room for it. */
static bool receive_item(int fd, size_t limit, struct visit *visit, struct places *places)
{
    struct item item;
    int fds[SERVER_DESCRIPTORS];
    size_t count = 0;

    if (!server_receive_descriptors(fd, &item, sizeof(item), fds, &count))
        return false;
    struct place *place = &places->others[places->other_count];
    struct place_source *source = &visit->sources[visit->count];
    item.place.comm = item.place.names = (struct strbuf){0};
    item.place.ephemeral = NULL;
    int error = place_descriptors(&item, fds, count, limit);
    *place = item.place;
    *source = item.source;
    bool received = receive_rest(fd, &item, places, place);
    if (error) {
        source_close(source);
        visit_skip(places, place, error);
        return received;
    }
    places->other_count++;
    visit->count++;
    return received;
}

static bool receive_skipped(int fd, struct places *places)
{
    struct skipped_item item;

    if (!server_receive(fd, &item, sizeof(item)))
        return false;
    struct skipped_place *skipped = places_skip(places);
    *skipped = item.place;
    skipped->names = (struct strbuf){0};
    return receive_text(fd, item.names, &skipped->names);
}

bool visit_receive(int fd, size_t limit, struct visit *visit, struct places *places)
{
    struct answer answer;

    if (!server_receive(fd, &answer, sizeof(answer)) || answer.error)
        return false;
    visit->sources = alloc_array(answer.items + 1, sizeof(*visit->sources));
    places->others = alloc_array(answer.items + 1, sizeof(*places->others));
    visit->beyond = answer.beyond;
    visit->beyond_error = answer.beyond_error;
    visit->unidentified = answer.unidentified;
    visit->all = answer.all;
    bool received = true;
    for (size_t i = 0; i < answer.items && received; i++)
        received = receive_item(fd, limit, visit, places);
    for (size_t i = 0; i < answer.skipped && received; i++)
        received = receive_skipped(fd, places);
    return received && receive_text(fd, answer.gaps, &visit->gaps);
}

/** Answers one request; returns false if the other side has closed the socket. */
static bool answer_one(int fd, const struct visit_plan *plan)
{
    CLEANUP(places_free) struct places places = {0};
    CLEANUP(visit_free) struct visit visit = {0};
    struct question question;

    if (!server_receive(fd, &question, sizeof(question)))
        return false;
    uint32_t *held = alloc_array(question.held + 1, sizeof(*held));
    const struct revisit revisit = {held, question.held, question.kernel};
    bool goes_on = server_receive(fd, held, question.held * sizeof(*held));
    if (goes_on) {
        const struct answer failed = {.error = visit_again(plan, &revisit, &places, &visit)};
        goes_on = failed.error ? server_send(fd, &failed, sizeof(failed)) && false
                               : visit_send(fd, &visit, &places);
    }
    free(held);
    return goes_on;
}

/** What a server process knows. */
struct knowledge {
    const struct visit_plan *plan;
    struct visit *visit;
    struct places *places;
};

static void serve(int fd, void *context)
{
    const struct knowledge *knowledge = context;

    visit_free(knowledge->visit); // its copies of the descriptors would keep namespaces
    places_free(knowledge->places);
    while (answer_one(fd, knowledge->plan))
        ;
}

bool visit_server_start(const struct visit_plan *plan, struct visit *visit, struct places *places,
                        struct visit_server *ret_server)
{
    struct knowledge knowledge = {plan, visit, places};

    *ret_server = (struct visit_server){.list_due = clock_milliseconds() + KERNEL_LIST_EVERY};
    return server_start(serve, &knowledge,
                        plan->rights | SANDBOX_FILES | SANDBOX_ANY_FILE | SANDBOX_PROCESSES |
                            SANDBOX_BPF | SANDBOX_NETLINK | SANDBOX_NETNS,
                        &ret_server->process);
}

void visit_server_stop(const struct visit_server *server)
{
    server_stop(&server->process);
}

/** Sends a request. */
static bool send_question(int fd, bool kernel, const struct visit *visit,
                          const struct places *places)
{
    struct question question = {.kernel = kernel};
    uint32_t *held = alloc_array(visit->count + 1, sizeof(*held));

    for (size_t i = 0; i < visit->count; i++) {
        if (visit->sources[i].entered)
            held[question.held++] = places->others[i].inode;
    }
    bool sent = server_send(fd, &question, sizeof(question)) &&
                server_send(fd, held, question.held * sizeof(*held));
    free(held);
    return sent;
}

/** Asks once. Adds to *RET_GONE how many places were let go. */
static bool ask_once(struct visit_server *server, struct visit *visit, struct places *places,
                     size_t *ret_gone)
{
    CLEANUP(places_free) struct places there = {0};
    CLEANUP(visit_free) struct visit seen = {0};
    int fd = server->process.fd;
    int64_t now = clock_milliseconds();
    bool kernel = now >= server->list_due;

    if (!send_question(fd, kernel, visit, places) ||
        !visit_receive(fd, limit_descriptors(), &seen, &there))
        return false;
    if (kernel) {
        server->list_due = now + KERNEL_LIST_EVERY;
        visit->beyond = seen.beyond;
        visit->beyond_error = seen.beyond_error;
    }
    *ret_gone = visit_merge(visit, places, &seen, &there, now);
    return true;
}

bool visit_server_ask(struct visit_server *server, struct visit *visit, struct places *places)
{
    const struct timespec closing = {.tv_nsec = CLOSING_TIME * 1000000L};
    size_t gone = 0;

    if (server->process.pid == 0 || server->failed)
        return !server->failed;
    server->failed = !ask_once(server, visit, places, &gone);
    if (gone == 0 || server->failed)
        return !server->failed;
    // Those that something else keeps are in the kernel's list now.
    nanosleep(&closing, NULL);
    server->list_due = 0;
    server->failed = !ask_once(server, visit, places, &gone);
    return !server->failed;
}

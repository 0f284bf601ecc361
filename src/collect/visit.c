// SPDX-License-Identifier: MIT
#include "collect/visit.h"

#include "base/alloc.h"
#include "collect/netns_find.h"
#include "os/directory.h"
#include "os/file.h"
#include "os/interface.h"
#include "os/limit.h"
#include "os/netns.h"
#include "sock/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_COMM 64

/** A visit while it goes on. */
struct trip {
    const struct visit_plan *plan;
    int proc; /**< the directory of the procfs, or a negative errno */
    struct places *places;
    struct visit *visit;
    size_t limit; /**< of descriptors */
};

static void set_comm(const struct trip *trip, struct place *place)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    if (!place->pid || trip->proc < 0)
        return;
    strbuf_decimal(&path, place->pid);
    strbuf_text(&path, "/comm");
    if (file_read(trip->proc, path.data, LONGEST_COMM, &place->comm) != 0)
        strbuf_truncate(&place->comm, 0);
    else if (place->comm.length > 0 && place->comm.data[place->comm.length - 1] == '\n')
        strbuf_truncate(&place->comm, place->comm.length - 1);
}

/** Returns true if process PID lives in the namespace: its number may have been reused. */
static bool lives_in(const struct trip *trip, uint32_t pid, const struct netns_found *found)
{
    uint64_t expected = found->proc_inode ? found->proc_inode : found->inode;
    const char *entry = found->proc_inode ? "/net/tcp" : "/ns/net";
    uint64_t inode = 0;

    return netns_entry_inode(trip->proc, pid, entry, &inode) == 0 && inode == expected;
}

/** Sets a process that lives in the namespace, and its name, unless it has ended. */
static void set_process(const struct trip *trip, uint32_t pid, const struct netns_found *found,
                        struct place *place)
{
    place->pid = pid;
    set_comm(trip, place);
    if (!pid || lives_in(trip, pid, found)) // checked after its name was read
        return;
    place->pid = 0;
    strbuf_truncate(&place->comm, 0);
}

/** Copies what was found about a namespace; takes the names. */
static void take_found(const struct trip *trip, struct netns_found *found, struct place *place)
{
    place->inode = found->inode;
    place->names = found->names;
    found->names = (struct strbuf){0};
    set_process(trip, found->pid, found, place);
}

/** Sets the cookie, from a socket in the namespace or the negative errno of opening it. */
static void set_cookie(const struct trip *trip, int socket, struct place *place)
{
    int error = socket < 0 ? socket : netns_cookie(socket, &place->cookie);

    if (error && error != -ENOPROTOOPT) // which an older kernel returns for all
        trip->visit->unidentified = error;
}

/** A process that is searched for by the namespace in which it lives. */
struct dweller {
    const struct trip *trip;
    const struct netns_found *found;
    uint32_t pid; /**< 0: none is found yet */
};

static void compare_process(void *context, int directory, const struct number *number)
{
    struct dweller *dweller = context;

    (void)directory;
    if (!dweller->pid && lives_in(dweller->trip, number->value, dweller->found))
        dweller->pid = number->value;
}

/** Sets another process if the one that was found has ended. Returns false if there is none. */
static bool find_process(const struct trip *trip, const struct netns_found *found,
                         struct place *place)
{
    struct dweller dweller = {trip, found, 0};

    if (!place->pid && lseek(trip->proc, 0, SEEK_SET) == 0 &&
        directory_numbers(trip->proc, compare_process, &dweller) == 0)
        set_process(trip, dweller.pid, found, place);
    return place->pid != 0;
}

/** Returns true if TCP sockets other than listeners are read by sock_diag. */
static bool may_skip_walks(const struct request *request)
{
    state_set others = request_proto_states(request, PROTO_TCP) & ~STATE_BIT(STATE_LISTEN);

    return others && request_may_dump(request);
}

/** Opens the files of the calling thread's namespace: no process could be found for them later. */
static void open_own_files(const struct trip *trip, struct place_source *source)
{
    const struct request *request = trip->plan->request;
    bool reads = request->source == CHOOSE_AUTO || request->source == CHOOSE_PROC;
    bool lasting = source->pid == 0 && reads;
    CLEANUP(file_close)
    int net = openat(trip->proc, "thread-self/net", O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (net < 0)
        return;
    if (may_skip_walks(request)) {
        for (size_t i = 0; i < TCP_FILES; i++)
            source->files_of_tcp[i] = proc_net_open_file(net, tcp_files[i]);
    }
    if (!lasting)
        return;
    source->files.directory = net;
    proc_net_open(request, &source->files);
    source->files.directory = 0; // it would be that of the namespace that we are in
}

static void open_iterators(const struct trip *trip, struct place_source *source)
{
    if (!trip->visit->iterators)
        return;
    source->iterates = true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        bool requested = (proto_table[proto].sources & SOURCE_BIT(SOURCE_BPF)) &&
                         request_proto_states(trip->plan->request, proto) != 0;
        source->iterators[proto] =
            requested ? iterators_open_one(trip->visit->iterators, proto) : -EBADF;
    }
}

/** Returns true if what was opened leaves too few descriptors for our own namespace. */
static bool is_crowded(const struct trip *trip, const struct place *place,
                       const struct place_source *source)
{
    int last = place->interfaces; // those below may have taken the numbers of closed ones

    for (size_t i = 0; i < TCP_FILES; i++)
        last = source->files_of_tcp[i] > last ? source->files_of_tcp[i] : last;
    for (enum proto proto = 0; proto < PROTO_COUNT && source->iterates; proto++)
        last = source->iterators[proto] > last ? source->iterators[proto] : last;
    return place->interfaces == -EMFILE || (last >= 0 && !limit_leaves_spare(trip->limit, last));
}

/** Reads and opens everything in the namespace that the thread is in. Returns 0 or an errno. */
static int look_around(const struct trip *trip, struct place *place, struct place_source *source)
{
    source->netlink.fixed = true;
    if (request_may_dump(trip->plan->request))
        netlink_supply_fill(&source->netlink, 1);
    if (source->netlink.error == -EMFILE || source->netlink.error == -ENFILE)
        return source->netlink.error;
    place->interfaces = interface_open();
    set_cookie(trip, place->interfaces, place);
    if (trip->plan->ephemeral) {
        struct ephemeral ephemeral = ephemeral_read(trip->plan->proc);
        places_set_ephemeral(trip->places, place, &ephemeral);
    }
    netns_entry_inode(trip->proc, 0, "/net/tcp", &source->proc_inode);
    open_own_files(trip, source);
    open_iterators(trip, source);
    if (is_crowded(trip, place, source))
        return -EMFILE;
    if (!trip->plan->devices)
        file_close(&place->interfaces);
    if (!trip->plan->devices)
        place->interfaces = -EBADF;
    return 0;
}

/** Finds out if the files of a process in the namespace can be read; returns 0 or an errno. */
static int look_from_outside(const struct trip *trip, const struct netns_found *found,
                             struct place *place, struct place_source *source)
{
    const struct request *request = trip->plan->request;
    int error = 0;

    if (request->source != CHOOSE_AUTO && request->source != CHOOSE_PROC)
        return -EPERM;
    if (!found->pid)
        return -ENOENT;
    if (!find_process(trip, found, place))
        return -ESRCH;
    source->pid = place->pid;
    source->proc_inode = found->proc_inode;
    if (!source->proc_inode)
        error = netns_entry_inode(trip->proc, place->pid, "/net/tcp", &source->proc_inode);
    return error || !lives_in(trip, place->pid, found) ? -ESRCH : 0;
}

const struct place_source source_outside = {.counts.directory = -EBADF,
                                            .files_of_tcp = {-EBADF, -EBADF, -EBADF}};

void source_close(struct place_source *source)
{
    netlink_supply_free(&source->netlink);
    visit_close_files(source);
    proc_net_close(&source->files);
    protocol_counts_close(&source->counts);
    tcp_counts_close(source->files_of_tcp);
    for (enum proto proto = 0; proto < PROTO_COUNT && source->iterates; proto++)
        file_close(&source->iterators[proto]);
}

void visit_skip(struct places *places, struct place *place, int error)
{
    struct skipped_place *skipped = places_skip(places);

    skipped->inode = place->inode;
    skipped->pid = place->pid;
    skipped->names = place->names;
    place->names = (struct strbuf){0};
    skipped->error = error;
    place_free(place);
}

/** Closes what was opened in a namespace that cannot be read from inside after all. */
static void leave(struct place *place, struct place_source *source)
{
    source_close(source);
    *source = source_outside;
    file_close(&place->interfaces);
    place->interfaces = -EBADF;
}

/** Adds the place of a namespace that is held: nothing is opened. Returns false if it is not. */
static bool keep_one(const struct trip *trip, struct netns_found *found)
{
    struct visit *visit = trip->visit;
    struct places *places = trip->places;

    if (found->fd >= 0 || found->error != NETNS_HELD)
        return false;
    visit->sources[visit->count] = source_outside;
    visit->sources[visit->count++].kept = true;
    struct place *place = &places->others[places->other_count++];
    *place = (struct place){.interfaces = -EBADF};
    take_found(trip, found, place);
    return true;
}

/**
 * Visits one namespace and adds its place, or adds it to those that are skipped, unless it has
 * ended.
 */
static void visit_one(const struct trip *trip, struct netns_found *found)
{
    struct visit *visit = trip->visit;
    struct places *places = trip->places;
    struct place_source *source = &visit->sources[visit->count];
    struct place *place = &places->others[places->other_count];

    if (keep_one(trip, found))
        return;
    int error = found->fd < 0 ? found->error : netns_enter(found->fd);
    *source = source_outside;
    *place = (struct place){.interfaces = -EBADF};
    take_found(trip, found, place);
    source->pid = place->pid;
    bool inside = !error;
    if (inside)
        error = look_around(trip, place, source);
    if (inside && error)
        leave(place, source);
    source->entered = !error;
    place->from_proc = error != 0;
    int closed = error ? look_from_outside(trip, found, place, source) : 0;
    if (closed == -ESRCH && visit->all && !found->inode)
        return; // it has ended: no process lives in it any more
    if (closed || visit->count == PLACES_LIMIT) {
        source_close(source);
        visit_skip(places, place, closed ? error : -E2BIG);
        return;
    }
    visit->count++;
    places->other_count++;
}

/** Reads what is known of our own namespace without entering it. */
static void look_at_own(const struct trip *trip, struct netns_found *found)
{
    struct place *own = &trip->places->own;
    CLEANUP(file_close) int socket = interface_open();

    take_found(trip, found, own);
    set_cookie(trip, socket, own);
    if (trip->plan->ephemeral) {
        struct ephemeral ephemeral = ephemeral_read(trip->plan->proc);
        places_set_ephemeral(trip->places, own, &ephemeral);
    }
}

/** Returns to our own namespace unless the thread is there. Returns 0 or a negative errno. */
static int go_home(const struct trip *trip, const struct netns_found *own)
{
    CLEANUP(file_close) int here = netns_open_pid(trip->proc, 0);
    uint32_t inode = 0;

    if (own->fd < 0)
        return 0; // without a way back, none was entered
    bool home = here >= 0 && netns_inode(here, &inode) == 0 && inode == own->inode;
    return home ? 0 : netns_enter(own->fd);
}

/** Visits all that were found; returns 0 or the negative errno of the return. */
static int visit_all(const struct trip *trip, struct netns_list *list)
{
    size_t others = list->count - 1;

    if (others == 0)
        return 0;
    trip->visit->sources = alloc_array(others, sizeof(*trip->visit->sources));
    trip->places->others = alloc_array(others, sizeof(*trip->places->others));
    for (size_t i = 1; i < list->count; i++) {
        visit_one(trip, &list->items[i]);
        file_close(&list->items[i].fd);
        list->items[i].fd = -1;
    }
    return go_home(trip, &list->items[0]);
}

/** Fills the places and the visit of TRIP with what is in LIST. */
static int visit_found(struct trip *trip, struct netns_list *list)
{
    struct visit *visit = trip->visit;

    visit->all = trip->plan->choice->all;
    visit->beyond = list->beyond;
    visit->beyond_error = list->beyond_error;
    visit->errors = list->errors;
    visit->gaps = list->gaps;
    list->errors = list->gaps = (struct strbuf){0};
    if (trip->plan->request->source == CHOOSE_BPF && list->count > 1)
        visit->refused = iterators_open(&visit->iterators);
    trip->limit = limit_descriptors(); // was raised for others
    return visit_all(trip, list);
}

int visit_places(const struct visit_plan *plan, struct places *places, struct visit *visit)
{
    CLEANUP(netns_list_free) struct netns_list list = {0};
    CLEANUP(file_close) int proc = open(plan->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct trip trip = {plan, proc, places, visit, 0};

    int error = netns_find(plan->choice, plan->proc, &list);
    if (error)
        return error;
    places->shown = !netns_choice_is_self(plan->choice);
    places->left_out = !list.own;
    look_at_own(&trip, &list.items[0]);
    return visit_found(&trip, &list);
}

int visit_again(const struct visit_plan *plan, const struct revisit *revisit, struct places *places,
                struct visit *visit)
{
    CLEANUP(netns_list_free) struct netns_list list = {0};
    CLEANUP(file_close) int proc = open(plan->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(idmap_free) struct idmap held = {0};
    struct trip trip = {plan, proc, places, visit, 0};

    for (size_t i = 0; i < revisit->count; i++)
        idmap_add(&held, revisit->held[i], 0);
    int error = netns_find_again(plan->choice, plan->proc, &held, revisit->kernel, &list);
    return error ? error : visit_found(&trip, &list);
}

void visit_free(struct visit *visit)
{
    for (size_t i = 0; i < visit->count; i++)
        source_close(&visit->sources[i]);
    free(visit->sources);
    iterators_close(visit->iterators);
    strbuf_free(&visit->errors);
    strbuf_free(&visit->gaps);
}

/** Returns true if the open directory is that of the namespace of SOURCE. */
static bool is_there(const struct place_source *source, int net)
{
    struct stat status;

    return fstatat(net, "tcp", &status, 0) == 0 &&
           status.st_ino == source->proc_inode; // 0: not known
}

int visit_open_files(struct place_source *source)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    if (!source->pid || source->files.directory > 0)
        return 0;
    strbuf_text(&path, "/proc/");
    strbuf_decimal(&path, source->pid);
    strbuf_text(&path, "/net");
    // The directory remains that of the process: a later one with its number is not read.
    int net = open(path.data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (net < 0)
        return errno == ENOENT ? -ESRCH : -errno;
    if (!is_there(source, net)) {
        file_close(&net);
        return -ESRCH;
    }
    source->files.directory = source->counts.directory = net;
    return 0;
}

void visit_close_files(struct place_source *source)
{
    if (source->files.directory > 0)
        file_close(&source->files.directory);
    source->files.directory = 0;
    source->counts.directory = -EBADF;
}

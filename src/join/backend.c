// SPDX-License-Identifier: MIT
#include "join/backend.h"

#include "base/alloc.h"
#include "base/compare.h"
#include "base/parse.h"
#include "join/proxy_command.h"
#include "os/file.h"
#include "os/interface.h"
#include "sock/request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_COMMAND 4096
#define LONGEST_STATUS 16384

/** A backend of a process. */
struct found {
    uint32_t process; /**< index into owners.processes */
    uint32_t index;   /**< into backends.list */
    struct backend backend;
};

struct found_list {
    struct found *items;
    size_t count, capacity;
};

/** The state of backend_join. */
struct join_of_backends {
    struct facts *facts;
    int proc; /**< its directory, or a negative errno */
    int *interfaces;
    struct found_list all; /**< by process, then by backend */
    struct idmap starts;   /**< by process: index of its first item in `all` */
    struct found_list some;
};

static void join_of_backends_free(struct join_of_backends *join)
{
    file_close(&join->proc);
    free(join->all.items);
    free(join->some.items);
    idmap_free(&join->starts);
}

/** Of one port, the sockets of one namespace come together, those with a cgroup first. */
static int compare_targets(const void *one, const void *other)
{
    const struct sock *left = one;
    const struct sock *right = other;
    int result = compare_numbers(left->proto, right->proto);

    result = result ? result : compare_numbers(left->local_port, right->local_port);
    result = result ? result : compare_numbers(left->place, right->place);
    result = result ? result
                    : compare_numbers(!(left->have & HAVE_CGROUP), !(right->have & HAVE_CGROUP));
    return result ? result : sock_compare(left, right);
}

void backend_note_targets(const struct sock_table *table, struct backends *backends)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (!(PROTOS_WITH_ENDS & PROTO_BIT(sock->proto)) || !sock_is_listening(sock) ||
            sock->local_port == 0)
            continue;
        backends->targets = alloc_grow(backends->targets, &backends->target_capacity,
                                       backends->target_count + 1, sizeof(*backends->targets));
        backends->targets[backends->target_count++] = *sock;
    }
    if (backends->target_count > 0)
        qsort(backends->targets, backends->target_count, sizeof(*backends->targets),
              compare_targets);
}

static bool lives_elsewhere(const struct sock *sock, const struct sock *other)
{
    bool known = sock->have & other->have & HAVE_CGROUP;

    return sock->place != other->place || (known && sock->cgroup_id != other->cgroup_id);
}

void backend_note_connection(const struct sock *opener, const struct sock *accepted,
                             struct backends *backends)
{
    static const state_set open = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_CLOSE_WAIT);
    enum family family = opener->family;
    struct backend backend = {.address = opener->peer,
                              .port = opener->peer_port,
                              .place = accepted->place,
                              .proto = opener->proto,
                              .has_cgroup = accepted->have & HAVE_CGROUP};

    if (!(opener->have & HAVE_INODE) || !(open & STATE_BIT(accepted->state)) ||
        !lives_elsewhere(opener, accepted))
        return;
    address_unmap(&family, &backend.address);
    backend.family = (uint8_t)family;
    backend.cgroup_id = backend.has_cgroup ? accepted->cgroup_id : 0;
    backends->connections =
        alloc_grow(backends->connections, &backends->connection_capacity,
                   backends->connection_count + 1, sizeof(*backends->connections));
    backends->connections[backends->connection_count++] =
        (struct backend_connection){opener->inode, backends_add(backends, &backend)};
}

void backend_want_owners(struct facts *facts)
{
    for (size_t i = 0; i < facts->backends.connection_count; i++)
        owners_want(&facts->owners, facts->backends.connections[i].inode);
}

void backend_want_cgroups(struct facts *facts)
{
    const struct backends *backends = &facts->backends;

    for (size_t i = 0; i < backends->target_count; i++) {
        if (backends->targets[i].have & HAVE_CGROUP)
            cgroups_want(&facts->cgroups, backends->targets[i].cgroup_id);
    }
}

static void add_found(struct found_list *list, const struct found *found)
{
    list->items = alloc_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = *found;
}

/** What a connection shows comes before what is only claimed. */
static int compare_backends(const void *one, const void *other)
{
    const struct found *left = one;
    const struct found *right = other;
    int result = backend_compare(&left->backend, &right->backend);

    return result ? result : compare_numbers(left->backend.claimed, right->backend.claimed);
}

static int compare_by_process(const void *one, const void *other)
{
    const struct found *left = one;
    const struct found *right = other;
    int result = compare_numbers(left->process, right->process);

    return result ? result : compare_backends(one, other);
}

/** Sorts the list and removes what is in it twice, by COMPARE or but for being claimed. */
static void settle(struct found_list *list, int (*compare)(const void *, const void *))
{
    size_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare);
    for (size_t i = 1; i < list->count; i++) {
        bool other =
            compare == compare_by_process && list->items[i].process != list->items[kept].process;
        if (other || backend_compare(&list->items[i].backend, &list->items[kept].backend) != 0)
            list->items[++kept] = list->items[i];
    }
    list->count = kept + 1;
}

/** Lists the backends of each process that opened connections to some. */
static void list_by_process(struct join_of_backends *join)
{
    const struct owners *owners = &join->facts->owners;
    const struct backends *backends = &join->facts->backends;
    struct found_list *all = &join->all;

    for (size_t i = 0; i < backends->connection_count; i++) {
        const struct backend_connection *connection = &backends->connections[i];
        struct found found = {.index = connection->backend,
                              .backend = backends->list[connection->backend]};
        for (const struct holder *holder = owners_of(owners, connection->inode); holder;
             holder = owners_next_process(owners, holder)) {
            found.process = holder->process;
            add_found(all, &found);
        }
    }
    settle(all, compare_by_process);
    for (size_t i = 0; i < all->count; i++)
        idmap_add(&join->starts, all->items[i].process, (uint32_t)i); // the first one stays
}

/** Adds the backends of the process to join.some. */
static void add_of_process(struct join_of_backends *join, uint32_t process)
{
    uint32_t start = 0;

    if (!idmap_find(&join->starts, process, &start))
        return;
    for (size_t i = start; i < join->all.count && join->all.items[i].process == process; i++)
        add_found(&join->some, &join->all.items[i]);
}

/** Returns true if STATUS, a file /proc/PID/status, is that of a process of USER. */
static bool is_of_user(struct text status, uint64_t user)
{
    struct text uids = text_after(status, "\nUid:\t");
    uint64_t uid = 0;

    for (unsigned i = 0; i < 2; i++) { // the real one and the effective one
        struct text word = text_take_until(&uids, '\t');
        if (parse_decimal(word.bytes, word.length, UINT32_MAX, &uid) != 0 || uid != user)
            return false;
    }
    return true;
}

/**
 * Reads the command line of a process of root or of our user. Others could make reading wait: the
 * kernel reads it from their memory.
 */
static bool read_command(int proc, uint32_t pid, struct proxy_command *ret_command)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};
    CLEANUP(strbuf_free) struct strbuf status = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};

    strbuf_decimal(&path, pid);
    size_t length = path.length;
    strbuf_text(&path, "/status");
    if (file_read(proc, path.data, LONGEST_STATUS, &status) != 0 ||
        (!is_of_user(strbuf_contents(&status), 0) &&
         !is_of_user(strbuf_contents(&status), geteuid())))
        return false;
    strbuf_truncate(&path, length);
    strbuf_text(&path, "/cmdline");
    return file_read(proc, path.data, LONGEST_COMMAND, &line) == 0 &&
           proxy_command_parse(strbuf_contents(&line), ret_command);
}

/** Returns true if an interface in the namespace of TARGET has the address. */
static bool has_address(struct join_of_backends *join, const struct sock *target,
                        const struct proxy_command *command)
{
    int fd = target->place > 0 ? places_at(join->facts->places, target->place)->interfaces : -EBADF;

    if (command->family != FAMILY_IPV4)
        return false;
    if (target->place == 0 && *join->interfaces == -ENOTSOCK)
        *join->interfaces = interface_open();
    if (target->place == 0)
        fd = *join->interfaces;
    return fd >= 0 && interface_has_ipv4(fd, command->address.bytes);
}

/** Returns true if packets to the address that COMMAND names come to TARGET. */
static bool is_target(struct join_of_backends *join, const struct sock *target,
                      const struct proxy_command *command)
{
    enum family family = target->family;
    struct address address = target->local;

    address_unmap(&family, &address);
    if (family == command->family && address_compare(&address, &command->address) == 0)
        return true;
    return sock_is_wildcard(target) && sock_carries(target, command->family) &&
           has_address(join, target, command);
}

/** Returns the index of the first target that listens on the port of COMMAND, or beyond it. */
static size_t first_target(const struct backends *backends, const struct proxy_command *command)
{
    size_t low = 0;
    size_t high = backends->target_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct sock *target = &backends->targets[middle];
        bool before = target->proto < command->proto ||
                      (target->proto == command->proto && target->local_port < command->port);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

/**
 * Returns the socket in a namespace other than PLACE that COMMAND names; NULL: there is none, or
 * one in each of several namespaces.
 */
static const struct sock *find_target(struct join_of_backends *join, uint16_t place,
                                      const struct proxy_command *command)
{
    const struct backends *backends = &join->facts->backends;
    const struct sock *found = NULL;

    for (size_t i = first_target(backends, command); i < backends->target_count; i++) {
        const struct sock *target = &backends->targets[i];
        if (target->proto != command->proto || target->local_port != command->port)
            break;
        if (target->place == place || (found && found->place == target->place) ||
            !is_target(join, target, command))
            continue;
        if (found)
            return NULL;
        found = target;
    }
    return found;
}

/** Adds the backend that the command line of process number PROCESS names to join.some. */
static void add_claim(struct join_of_backends *join, const struct sock *sock, uint32_t process)
{
    const struct owners *owners = &join->facts->owners;
    const struct process *holder = &owners->processes[process];
    struct proxy_command command;

    if (!text_is(owners_comm(owners, holder), PROXY_COMM) ||
        !read_command(join->proc, holder->pid, &command) || command.proto != sock->proto ||
        command.host_port != sock->local_port)
        return;
    const struct sock *target = find_target(join, sock->place, &command);
    if (!target)
        return;
    struct found found = {.process = process,
                          .backend = {.address = command.address,
                                      .port = command.port,
                                      .place = target->place,
                                      .family = (uint8_t)command.family,
                                      .proto = (uint8_t)command.proto,
                                      .has_cgroup = target->have & HAVE_CGROUP,
                                      .claimed = true}};
    found.backend.cgroup_id = found.backend.has_cgroup ? target->cgroup_id : 0;
    found.index = backends_add(&join->facts->backends, &found.backend);
    add_found(&join->some, &found);
}

/** Stores join.some as the backends of SOCK. */
static void store(struct join_of_backends *join, const struct sock *sock)
{
    struct backends *backends = &join->facts->backends;
    size_t count = join->some.count;

    if (count == 0 || !idmap_add(&backends->by_inode, sock->inode, (uint32_t)backends->range_count))
        return;
    backends->ranges = alloc_grow(backends->ranges, &backends->range_capacity,
                                  backends->range_count + 1, sizeof(*backends->ranges));
    backends->ranges[backends->range_count++] =
        (struct backend_range){backends->member_count, count};
    backends->members = alloc_grow(backends->members, &backends->member_capacity,
                                   backends->member_count + count, sizeof(*backends->members));
    for (size_t i = 0; i < count; i++)
        backends->members[backends->member_count++] = join->some.items[i].index;
}

void backend_join(const struct sock_table *table, const char *proc, int *fd, struct facts *facts)
{
    CLEANUP(join_of_backends_free)
    struct join_of_backends join = {.facts = facts,
                                    .proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};

    join.interfaces = fd;
    list_by_process(&join);
    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (!(PROTOS_WITH_ENDS & PROTO_BIT(sock->proto)) || !sock_is_listening(sock))
            continue;
        join.some.count = 0;
        for (const struct holder *holder = owners_first(&facts->owners, sock); holder;
             holder = owners_next_process(&facts->owners, holder)) {
            add_of_process(&join, holder->process);
            add_claim(&join, sock, holder->process);
        }
        settle(&join.some, compare_backends);
        store(&join, sock);
    }
}

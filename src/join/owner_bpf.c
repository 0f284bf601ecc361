// SPDX-License-Identifier: MIT
#include "join/owner_bpf.h"

#include "base/file.h"
#include "base/read_ahead.h"

#include <errno.h>
#include <linux/types.h>
#include <string.h>

#include "join/owner_record.h"

#ifdef HAVE_BPF
// generated from owner.bpf.c; wants <errno.h> before it
#include <owner.skel.h>
#endif

/** The process that was added last, if it is the one of this record; else a new one. */
static uint32_t process_of(struct owners *owners, const struct owner_record *record)
{
    size_t count = owners->process_count;

    if (count > 0 && owners->processes[count - 1].pid == record->pid)
        return (uint32_t)(count - 1);
    struct text comm = {record->comm, strnlen(record->comm, sizeof(record->comm))};
    return owners_add_process(owners, record->pid, comm);
}

/**
 * True when the record says nothing new. A thread with a table of its own mostly has copies of
 * what its process has, and several threads share one where the first of them has ended.
 */
static bool is_known(const struct owners *owners, uint32_t chain, const struct owner_record *record)
{
    const struct holder *holder = owners_chain(owners, chain);
    bool held = false;
    bool last = false;

    if (record->thread == record->pid)
        return false;
    for (; holder; holder = owners_next(owners, holder)) {
        last = owners->processes[holder->process].pid == record->pid;
        held = held || last;
        if (last && holder->fd == record->fd)
            return true;
    }
    return held && !last; // descriptors of one process follow each other
}

#define AHEAD 16 // records

int owner_bpf_decode(const char *bytes, size_t length, struct owners *owners, struct idmap *seen)
{
    struct owner_record record;
    uint32_t previous = 0;
    uint32_t chain = 0;

    if (length % sizeof(record) != 0)
        return -EBADMSG;
    for (size_t offset = 0; offset < length; offset += sizeof(record)) {
        if (offset + AHEAD * sizeof(record) < length) {
            memcpy(&record, bytes + offset + AHEAD * sizeof(record), sizeof(record));
            owners_look_ahead(owners, record.inode);
        }
        memcpy(&record, bytes + offset, sizeof(record));
        if (record.pid != previous)
            idmap_add(seen, record.pid, 0);
        previous = record.pid;
        if (owners_wanted(owners, record.inode, &chain) && !is_known(owners, chain, &record))
            owners_add_holder(owners, chain, process_of(owners, &record), record.fd);
    }
    return 0;
}

#ifdef HAVE_BPF

const bool owner_bpf_built = true;

static void destroy(struct owner_bpf **program)
{
    owner_bpf__destroy(*program);
}

/** Loads the program. 0 or a negative errno. */
static int load(struct owner_bpf **ret_program)
{
    *ret_program = owner_bpf__open();
    if (!*ret_program)
        return -ENOMEM;
    int error = owner_bpf__load(*ret_program);
    return error ? error : owner_bpf__attach(*ret_program);
}

static ssize_t receive(void *context, void *buffer, size_t size)
{
    const int *fd = context;
    ssize_t length;

    do {
        length = file_read_some(*fd, buffer, size);
    } while (length == -EAGAIN); // a million objects without a word: there may be more
    return length;
}

static bool is_last(const char *piece, size_t length)
{
    (void)piece;
    return length == 0;
}

/** All that the program writes, from the descriptor to read it from. */
static int read_all(int fd, struct owners *owners, struct idmap *seen)
{
    const struct read_source source = {receive, is_last, &fd};
    CLEANUP(read_ahead_end_variable) struct read_ahead *ahead = read_ahead_begin(&source);
    const char *piece = NULL;
    ssize_t length;
    int error = 0;

    while (!error && (length = read_ahead_next(ahead, &piece)) != 0)
        error = length < 0 ? (int)length : owner_bpf_decode(piece, (size_t)length, owners, seen);
    return error;
}

int owner_bpf_scan(struct owners *owners, struct idmap *seen)
{
    CLEANUP(destroy) struct owner_bpf *program = NULL;
    int error = load(&program);

    if (error < 0)
        return error;
    union bpf_attr request = {.iter_create = {.link_fd = (uint32_t)program->links.sockets_fd}};
    CLEANUP(file_close)
    int fd = skel_sys_bpf(BPF_ITER_CREATE, &request, sizeof(request.iter_create));
    error = fd < 0 ? -errno : read_all(fd, owners, seen);
    if (error)
        owners_forget_holders(owners);
    return error;
}

#else

const bool owner_bpf_built = false;

int owner_bpf_scan(struct owners *owners, struct idmap *seen)
{
    (void)owners;
    (void)seen;
    return -ENOSYS;
}

#endif

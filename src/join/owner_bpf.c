// SPDX-License-Identifier: MIT
#include "join/owner_bpf.h"

#include "base/alloc.h"
#include "base/radix.h"
#include "os/bpf_iter.h"
#include "os/bpf_ring.h"
#include "os/file.h"

#include <errno.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#include "join/owner_record.h"

#ifdef HAVE_BPF
// generated from owner.bpf.c; needs <errno.h> before it
#include <owner.skel.h>
#endif

/** A record about the table of a single thread, kept until the end of the pass. */
struct later {
    struct owner_record record;
    uint32_t chain;
};

void owner_pass_free(struct owner_pass *pass)
{
    idmap_free(&pass->seen);
    free(pass->later);
}

/** Returns the last added process if the record is about it; otherwise adds a new one. */
static uint32_t process_of(struct owners *owners, const struct owner_record *record)
{
    size_t count = owners->process_count;

    if (count > 0 && owners->processes[count - 1].pid == record->pid)
        return (uint32_t)(count - 1);
    struct text comm = {record->comm, strnlen(record->comm, sizeof(record->comm))};
    return owners_add_process(owners, record->pid, comm);
}

static void take_record(struct owner_pass *pass, const struct owner_record *record)
{
    struct owners *owners = pass->owners;
    uint32_t chain = 0;

    if (pass->previous != record->pid)
        idmap_add(&pass->seen, record->pid, 0);
    pass->previous = record->pid;
    if (!owners_wanted(owners, record->inode, &chain))
        return;
    if (record->thread == record->pid) {
        owners_add_holder(owners, chain, process_of(owners, record), record->fd);
        return;
    }
    pass->later = alloc_grow(pass->later, &pass->capacity, pass->count + 1, sizeof(*pass->later));
    pass->later[pass->count++] = (struct later){*record, chain};
}

#define AHEAD 16 // records

/** Prefetches the slot of a record that is taken later, and the chain of one taken sooner. */
static void look_ahead(const struct owners *owners, const char *bytes, size_t length)
{
    struct owner_record record;

    if (AHEAD * sizeof(record) >= length)
        return;
    memcpy(&record, bytes + AHEAD * sizeof(record), sizeof(record));
    owners_look_ahead(owners, record.inode);
    memcpy(&record, bytes + AHEAD / 2 * sizeof(record), sizeof(record));
    owners_look_at_chain(owners, record.inode);
}

int owner_pass_decode(struct owner_pass *pass, const char *bytes, size_t length)
{
    struct owner_record record;

    if (length % sizeof(record) != 0)
        return -EBADMSG;
    for (size_t offset = 0; offset < length; offset += sizeof(record)) {
        look_ahead(pass->owners, bytes + offset, length - offset);
        memcpy(&record, bytes + offset, sizeof(record));
        take_record(pass, &record);
    }
    return 0;
}

/** Returns the kept records, by process; the caller frees them. */
static struct radix_item *by_process(const struct owner_pass *pass)
{
    struct radix_item *items = alloc_array(2 * pass->count, sizeof(*items));

    for (size_t i = 0; i < pass->count; i++)
        items[i] = (struct radix_item){pass->later[i].record.pid, (uint32_t)i};
    radix_sort(items, items + pass->count, pass->count);
    return items;
}

/** Drops records about sockets that the process holds itself: its threads have copies. */
static void drop_found(struct owner_pass *pass)
{
    CLEANUP(idmap_free) struct idmap held = {0};
    size_t kept = 0;

    if (pass->count > 0)
        owners_index(pass->owners, &held);
    for (size_t i = 0; i < pass->count; i++) {
        const struct later *later = &pass->later[i];
        uint32_t unused = 0;
        if (!idmap_find(&held, owners_holder_key(later->chain, later->record.pid), &unused))
            pass->later[kept++] = *later;
    }
    pass->count = kept;
}

void owner_pass_end(struct owner_pass *pass)
{
    CLEANUP(idmap_free) struct idmap held = {0};
    uint32_t pid = 0;

    drop_found(pass);
    struct radix_item *items = by_process(pass);
    for (size_t i = 0; i < pass->count; i++) {
        const struct later *later = &pass->later[items[i].index];
        if (later->record.pid != pid)
            idmap_free(&held);
        pid = later->record.pid;
        // If the first thread has ended, others share its table: each descriptor occurs repeatedly.
        if (idmap_add(&held, (uint64_t)later->chain << 32 | later->record.fd, 0))
            owners_add_holder(pass->owners, later->chain, process_of(pass->owners, &later->record),
                              later->record.fd);
    }
    free(items);
    pass->count = 0;
}

#ifdef HAVE_BPF

int owner_bpf_load(struct owner_bpf **ret_program)
{
    struct owner_bpf *program = owner_bpf__open();
    int error = program ? owner_bpf__load(program) : -ENOMEM;

    if (!error && owner_bpf__attach(program) < 0)
        error = -errno; // as syscall(2) has it
    if (!error)
        bpf_part_close(&program->progs.sockets.prog_fd); // the link keeps it
    if (error)
        owner_bpf__destroy(program);
    else
        *ret_program = program;
    return error;
}

void owner_bpf_unload(struct owner_bpf *program)
{
    owner_bpf__destroy(program);
}

static int take(void *context, const char *bytes, size_t length)
{
    return owner_pass_decode(context, bytes, length);
}

static int keep(void *context, const char *bytes, size_t length)
{
    strbuf_bytes(context, bytes, length);
    return 0;
}

int owner_bpf_read(const struct owner_bpf *program, struct strbuf *records)
{
    CLEANUP(file_close) int fd = bpf_iter_open(program->links.sockets_fd);

    return bpf_iter_read(fd, keep, records);
}

int owner_bpf_scan(const struct owner_bpf *program, struct owner_pass *pass)
{
    CLEANUP(file_close) int fd = bpf_iter_open(program->links.sockets_fd);
    int error = bpf_iter_read(fd, take, pass);

    if (error)
        owners_forget_holders(pass->owners);
    else
        owner_pass_end(pass);
    return error;
}

#else

int owner_bpf_read(const struct owner_bpf *program, struct strbuf *records)
{
    (void)program;
    (void)records;
    return -ENOSYS;
}

int owner_bpf_load(struct owner_bpf **ret_program)
{
    (void)ret_program;
    return -ENOSYS;
}

void owner_bpf_unload(struct owner_bpf *program)
{
    (void)program; // there is none
}

int owner_bpf_scan(const struct owner_bpf *program, struct owner_pass *pass)
{
    (void)program;
    (void)pass;
    return -ENOSYS;
}

#endif

// SPDX-License-Identifier: MIT
/**
 * What the BPF pass writes. The first byte says where the bytes are divided between two reads.
 * Numbers are made small, so that records have sockets and processes in common; a plain list,
 * walked again and again, says who must be found to hold what.
 */
#include "fuzz.h"

#include "base/alloc.h"
#include "join/owner_bpf.h"

#include <errno.h>
#include <linux/types.h>

#include "join/owner_record.h"

#define INODES 6 // 1 to 4 are wanted
#define PROCESSES 5
#define DESCRIPTORS 4

struct records {
    const struct owner_record *list;
    size_t count;
};

static void make_small(struct owner_record *record)
{
    record->inode %= INODES;
    record->pid = 1 + record->pid % PROCESSES;
    record->thread = 1 + record->thread % (2 * PROCESSES);
    record->fd %= DESCRIPTORS;
}

static bool is_direct(const struct owner_record *record)
{
    return record->thread == record->pid;
}

static bool is_held_directly(struct records records, uint32_t inode, uint32_t pid)
{
    for (size_t i = 0; i < records.count; i++) {
        const struct owner_record *record = &records.list[i];
        if (record->inode == inode && record->pid == pid && is_direct(record))
            return true;
    }
    return false;
}

/** True when a record before number PLACE says the same of another thread. */
static bool is_repeated(struct records records, size_t place)
{
    const struct owner_record *record = &records.list[place];

    for (size_t i = 0; i < place; i++) {
        const struct owner_record *other = &records.list[i];
        if (other->inode == record->inode && other->pid == record->pid && other->fd == record->fd)
            return true;
    }
    return false;
}

static const struct holder *check_holder(const struct owners *owners, const struct holder *holder,
                                         const struct owner_record *record)
{
    MUST(holder && holder->fd == record->fd);
    const struct process *process = &owners->processes[holder->process];
    MUST(process->pid == record->pid);
    struct text comm = owners_comm(owners, process);
    MUST(comm.length <= OWNER_COMM_SIZE && !memchr(comm.bytes, '\0', comm.length));
    return owners_next(owners, holder);
}

/** By process, each as it came: what it holds by itself; else what its threads hold. */
static void check_inode(const struct owners *owners, struct records records, uint32_t inode)
{
    uint32_t chain = 0;
    bool wanted = owners_wanted(owners, inode, &chain);

    MUST(wanted == (inode >= 1 && inode <= 4));
    if (!wanted)
        return;
    const struct holder *holder = owners_chain(owners, chain);
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        bool direct = is_held_directly(records, inode, pid);
        for (size_t i = 0; i < records.count; i++) {
            const struct owner_record *record = &records.list[i];
            bool ours = record->inode == inode && is_direct(record) == direct;
            if (ours && record->pid == pid && (direct || !is_repeated(records, i)))
                holder = check_holder(owners, holder, record);
        }
    }
    MUST(!holder);
}

static void check_seen(const struct owner_pass *pass, struct records records)
{
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        uint32_t value = 0;
        bool seen = false;
        for (size_t i = 0; i < records.count; i++)
            seen = seen || records.list[i].pid == pid;
        MUST(idmap_find(&pass->seen, pid, &value) == seen);
    }
}

static void check(struct records records, size_t first)
{
    const char *bytes = (const char *)records.list;
    size_t length = records.count * sizeof(*records.list);
    struct owners owners = {0};
    struct owner_pass pass = {.owners = &owners};

    for (uint32_t inode = 1; inode <= 4; inode++)
        owners_want(&owners, inode);
    first = first % (records.count + 1) * sizeof(*records.list);
    MUST(owner_pass_decode(&pass, bytes, first) == 0);
    MUST(owner_pass_decode(&pass, bytes + first, length - first) == 0);
    owner_pass_end(&pass);
    for (uint32_t inode = 0; inode < INODES; inode++)
        check_inode(&owners, records, inode);
    check_seen(&pass, records);
    owner_pass_free(&pass);
    owners_free(&owners);
}

static void check_half_a_record(const char *bytes, size_t size)
{
    struct owners owners = {0};
    struct owner_pass pass = {.owners = &owners};

    MUST(owner_pass_decode(&pass, bytes, size) == -EBADMSG);
    MUST(pass.seen.count == 0 && owners.process_count == 0);
    owner_pass_free(&pass);
    owners_free(&owners);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t first = choice(&data, &size);
    struct owner_record *list = exact(data, size);
    struct records records = {list, size / sizeof(*list)};

    if (size % sizeof(*list) != 0)
        check_half_a_record((const char *)list, size);
    for (size_t i = 0; i < records.count; i++)
        make_small(&list[i]);
    check(records, first);
    free(list);
    return 0;
}

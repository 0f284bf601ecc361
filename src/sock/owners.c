// SPDX-License-Identifier: MIT
#include "sock/owners.h"

#include "base/alloc.h"

#include <assert.h>
#include <stdlib.h>

const char *const owner_names[] = {
    [OWNER_NOT_SCANNED] = "not-scanned", [OWNER_KNOWN] = "known",   [OWNER_NONE] = "none",
    [OWNER_HIDDEN] = "hidden",           [OWNER_KERNEL] = "kernel",
};
static_assert(sizeof(owner_names) / sizeof(owner_names[0]) == OWNER_COUNT, "a name each");

void owners_free(struct owners *owners)
{
    strbuf_free(&owners->comms);
    strbuf_free(&owners->contexts);
    free(owners->slots);
    free(owners->chains);
    free(owners->holders);
    free(owners->processes);
    *owners = (struct owners){0};
}

#define NEIGHBOURS 4 // slots of a block

/**
 * Returns the slot where the search for INODE begins. The inodes of a process are mostly
 * consecutive and stay in neighbouring slots; blocks of them are scattered.
 */
static size_t first_slot(const struct owners *owners, uint32_t inode)
{
    uint64_t block = (inode / NEIGHBOURS + 1) * 0x9e3779b97f4a7c15ULL; // 2^64 / golden ratio

    return (size_t)((block >> 32) * NEIGHBOURS + inode % NEIGHBOURS) & (owners->slot_count - 1);
}

void owners_look_ahead(const struct owners *owners, uint32_t inode)
{
    if (owners->slot_count > 0)
        __builtin_prefetch(&owners->slots[first_slot(owners, inode)]);
}

/** Returns the slot of INODE, or the free one where it belongs. */
static struct owner_slot *slot_of(const struct owners *owners, uint32_t inode)
{
    size_t mask = owners->slot_count - 1;
    size_t slot = first_slot(owners, inode);

    while (owners->slots[slot].chain && owners->slots[slot].inode != inode)
        slot = (slot + 1) & mask;
    return &owners->slots[slot];
}

void owners_reserve(struct owners *owners, size_t count)
{
    size_t wanted = owners->slot_count ? owners->slot_count : 64;

    while (wanted < 2 * count)
        wanted *= 2;
    owners->chains =
        alloc_grow(owners->chains, &owners->chain_capacity, count, sizeof(*owners->chains));
    if (wanted == owners->slot_count)
        return;
    free(owners->slots);
    owners->slots = alloc_hash(wanted, sizeof(*owners->slots));
    owners->slot_count = wanted;
    for (size_t i = 0; i < owners->chain_count; i++) {
        uint32_t inode = owners->chains[i].inode;
        *slot_of(owners, inode) = (struct owner_slot){inode, (uint32_t)i + 1};
    }
}

uint32_t owners_add_chain(struct owners *owners)
{
    owners->chains = alloc_grow(owners->chains, &owners->chain_capacity, owners->chain_count + 1,
                                sizeof(*owners->chains));
    owners->chains[owners->chain_count] = (struct holder_chain){.inode = 0};
    return (uint32_t)owners->chain_count++;
}

void owners_want(struct owners *owners, uint32_t inode)
{
    owners_reserve(owners, owners->chain_count + 1);
    struct owner_slot *slot = slot_of(owners, inode);
    if (slot->chain)
        return;
    owners->chains[owners->chain_count++] = (struct holder_chain){.inode = inode};
    *slot = (struct owner_slot){inode, (uint32_t)owners->chain_count};
}

bool owners_wanted(const struct owners *owners, uint32_t inode, uint32_t *ret_chain)
{
    if (owners->slot_count == 0)
        return false;
    uint32_t found = slot_of(owners, inode)->chain;
    if (!found)
        return false;
    *ret_chain = found - 1;
    return true;
}

void owners_look_at_chain(const struct owners *owners, uint32_t inode)
{
    uint32_t chain = 0;

    if (owners_wanted(owners, inode, &chain))
        __builtin_prefetch(&owners->chains[chain]);
}

void owners_look_at_holder(const struct owners *owners, uint32_t inode)
{
    const struct holder *holder = owners_of(owners, inode);

    if (holder)
        __builtin_prefetch(holder);
}

uint32_t owners_add_process(struct owners *owners, uint32_t pid, struct text comm)
{
    owners->processes = alloc_grow(owners->processes, &owners->process_capacity,
                                   owners->process_count + 1, sizeof(*owners->processes));
    owners->processes[owners->process_count] = (struct process){
        .pid = pid, .comm_length = (uint32_t)comm.length, .comm_offset = owners->comms.length};
    strbuf_bytes(&owners->comms, comm.bytes, comm.length);
    return (uint32_t)owners->process_count++;
}

static uint32_t pid_of(const struct owners *owners, uint32_t holder)
{
    return owners->processes[owners->holders[holder - 1].process].pid;
}

/** Inserts the last holder of OWNERS into its chain, after those of lower or equal pid. */
static void insert_holder(struct owners *owners, struct holder_chain *ends)
{
    uint32_t added = (uint32_t)owners->holder_count;
    uint32_t pid = pid_of(owners, added);
    uint32_t *link = &ends->first;

    // Nearly always the last one: processes are read in the order of their pids.
    if (ends->last && pid_of(owners, ends->last) <= pid)
        link = &owners->holders[ends->last - 1].next;
    while (*link && pid_of(owners, *link) <= pid)
        link = &owners->holders[*link - 1].next;
    owners->holders[added - 1].next = *link;
    if (!*link)
        ends->last = added;
    *link = added;
}

void owners_add_holder(struct owners *owners, uint32_t chain, uint32_t process, uint32_t fd)
{
    owners->holders = alloc_grow(owners->holders, &owners->holder_capacity,
                                 owners->holder_count + 1, sizeof(*owners->holders));
    owners->holders[owners->holder_count++] = (struct holder){.process = process, .fd = fd};
    insert_holder(owners, &owners->chains[chain]);
}

void owners_adopt(struct owners *owners, const struct owners *from, uint32_t inode)
{
    const struct holder *holder = owners_of(from, inode);
    uint32_t last = UINT32_MAX;
    uint32_t process = 0;
    uint32_t chain = 0;

    owners_want(owners, inode);
    if (!owners_wanted(owners, inode, &chain) || owners->chains[chain].first)
        return;
    for (; holder; holder = owners_next(from, holder)) {
        const struct process *known = &from->processes[holder->process];
        if (holder->process != last) {
            process = owners_add_process(owners, known->pid, owners_comm(from, known));
            if (known->context == CONTEXT_KNOWN)
                owners_set_context(owners, process, owners_context(from, known));
        }
        last = holder->process;
        owners_add_holder(owners, chain, process, holder->fd);
    }
}

void owners_forget_holders(struct owners *owners)
{
    for (size_t i = 0; i < owners->chain_count; i++)
        owners->chains[i].first = owners->chains[i].last = 0;
    strbuf_truncate(&owners->comms, 0);
    strbuf_truncate(&owners->contexts, 0);
    owners->holder_count = 0;
    owners->process_count = 0;
}

bool owners_all_found(const struct owners *owners)
{
    for (size_t i = 0; i < owners->chain_count; i++) {
        if (owners->chains[i].first == 0)
            return false;
    }
    return true;
}

uint64_t owners_holder_key(uint32_t chain, uint32_t pid)
{
    return (uint64_t)chain << 32 | pid;
}

void owners_index(const struct owners *owners, struct idmap *map)
{
    for (uint32_t chain = 0; chain < owners->chain_count; chain++) {
        for (const struct holder *holder = owners_chain(owners, chain); holder;
             holder = owners_next_process(owners, holder))
            idmap_add(map, owners_holder_key(chain, owners->processes[holder->process].pid), 0);
    }
}

const struct holder *owners_chain(const struct owners *owners, uint32_t chain)
{
    uint32_t first = owners->chains[chain].first;

    return first ? &owners->holders[first - 1] : NULL;
}

const struct holder *owners_of(const struct owners *owners, uint32_t inode)
{
    uint32_t chain = 0;

    return owners_wanted(owners, inode, &chain) ? owners_chain(owners, chain) : NULL;
}

const struct holder *owners_first(const struct owners *owners, const struct sock *sock)
{
    return sock->have & HAVE_INODE ? owners_of(owners, sock->inode) : NULL;
}

const struct holder *owners_next(const struct owners *owners, const struct holder *holder)
{
    return holder->next ? &owners->holders[holder->next - 1] : NULL;
}

const struct holder *owners_next_process(const struct owners *owners, const struct holder *holder)
{
    uint32_t process = holder->process;

    do {
        holder = owners_next(owners, holder);
    } while (holder && holder->process == process);
    return holder;
}

struct text owners_comm(const struct owners *owners, const struct process *process)
{
    if (process->comm_length == 0) // there may be no bytes at all
        return (struct text){"", 0};
    return (struct text){owners->comms.data + process->comm_offset, process->comm_length};
}

void owners_set_context(struct owners *owners, uint32_t process, struct text context)
{
    struct process *changed = &owners->processes[process];

    changed->context = context.length > 0 ? CONTEXT_KNOWN : CONTEXT_NONE;
    changed->context_offset = owners->contexts.length;
    changed->context_length = (uint32_t)context.length;
    strbuf_bytes(&owners->contexts, context.bytes, context.length);
}

struct text owners_context(const struct owners *owners, const struct process *process)
{
    if (process->context != CONTEXT_KNOWN)
        return (struct text){0};
    return (struct text){owners->contexts.data + process->context_offset, process->context_length};
}

bool owners_may_lack_context(const struct owners *owners, const struct holder *holder)
{
    for (; holder; holder = owners_next_process(owners, holder)) {
        if (owners->processes[holder->process].context == CONTEXT_UNKNOWN)
            return true;
    }
    return false;
}

enum owner owners_state(const struct owners *owners, const struct sock *sock)
{
    static const enum owner without_holder[] = {
        [SCAN_NOT_DONE] = OWNER_NOT_SCANNED,
        [SCAN_PARTIAL] = OWNER_HIDDEN,
        [SCAN_FULL] = OWNER_KERNEL,
    };

    if (!(sock->have & HAVE_INODE))
        return OWNER_NONE;
    if (sock->of_kernel)
        return OWNER_KERNEL;
    return owners_first(owners, sock) ? OWNER_KNOWN : without_holder[owners->scan];
}

bool owners_may_lack(const struct owners *owners, uint32_t inode)
{
    if (inode == 0)
        return false;
    return owners_of(owners, inode) ? owners->partial : owners->scan != SCAN_FULL;
}

bool owners_complete(const struct owners *owners)
{
    bool scanned = owners->scan != SCAN_NOT_DONE || owners->chain_count == 0;

    return owners->searched && scanned && !owners->partial && owners->hidden == 0 &&
           owners->gap != GAP_NAMESPACE;
}

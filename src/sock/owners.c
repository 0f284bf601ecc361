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
    idmap_free(&owners->wanted);
    strbuf_free(&owners->comms);
    free(owners->chains);
    free(owners->holders);
    free(owners->processes);
    *owners = (struct owners){0};
}

void owners_want(struct owners *owners, uint32_t inode)
{
    if (!idmap_add(&owners->wanted, inode, (uint32_t)owners->chain_count))
        return;
    owners->chains = alloc_grow(owners->chains, &owners->chain_capacity, owners->chain_count + 1,
                                sizeof(*owners->chains));
    owners->chains[owners->chain_count++] = (struct holder_chain){0};
}

bool owners_wanted(const struct owners *owners, uint32_t inode, uint32_t *ret_chain)
{
    return idmap_find(&owners->wanted, inode, ret_chain);
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

void owners_add_holder(struct owners *owners, uint32_t chain, uint32_t process, uint32_t fd)
{
    owners->holders = alloc_grow(owners->holders, &owners->holder_capacity,
                                 owners->holder_count + 1, sizeof(*owners->holders));
    owners->holders[owners->holder_count++] = (struct holder){.process = process, .fd = fd};

    uint32_t added = (uint32_t)owners->holder_count;
    struct holder_chain *ends = &owners->chains[chain];
    if (ends->last)
        owners->holders[ends->last - 1].next = added;
    else
        ends->first = added;
    ends->last = added;
}

void owners_forget_holders(struct owners *owners)
{
    for (size_t i = 0; i < owners->chain_count; i++)
        owners->chains[i] = (struct holder_chain){0};
    strbuf_truncate(&owners->comms, 0);
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

const struct holder *owners_chain(const struct owners *owners, uint32_t chain)
{
    uint32_t first = owners->chains[chain].first;

    return first ? &owners->holders[first - 1] : NULL;
}

const struct holder *owners_first(const struct owners *owners, const struct sock *sock)
{
    uint32_t chain = 0;

    if (!(sock->have & HAVE_INODE) || !owners_wanted(owners, sock->inode, &chain))
        return NULL;
    return owners_chain(owners, chain);
}

const struct holder *owners_next(const struct owners *owners, const struct holder *holder)
{
    return holder->next ? &owners->holders[holder->next - 1] : NULL;
}

struct text owners_comm(const struct owners *owners, const struct process *process)
{
    return (struct text){owners->comms.data + process->comm_offset, process->comm_length};
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
    return owners_first(owners, sock) ? OWNER_KNOWN : without_holder[owners->scan];
}

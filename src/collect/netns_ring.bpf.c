// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel, once, and writes down all network namespaces. They are linked in a ring
 * (struct net, list) together with the head of the list, which is not part of a struct net.
 *
 * The program runs at the first task of an iterator, where an RCU read lock is held, so that no
 * member of the ring is freed (kernel/bpf/bpf_iter.c, bpf_iter_run_prog; net/core/net_namespace.c,
 * cleanup_net). Only the members that are used are declared; their offsets are resolved when the
 * BPF program is loaded (CO-RE).
 */
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#include "collect/netns_ring_record.h"

/** No host has as many namespaces. The kernel's limit is 2^23 (kernel/bpf/bpf_iter.c, bpf_loop). */
#define MOST_STEPS (1 << 20)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
    int counter;
} atomic_t;

typedef struct {
    atomic_t refs;
} refcount_t;

struct list_head {
    struct list_head *next;
};

struct proc_ns_operations;

struct ns_common {
    const struct proc_ns_operations *ops;
    unsigned int inum;
    refcount_t __ns_ref;
    __u64 ns_id;
};

struct ns_common___before_6_18 {
    refcount_t count;
};

struct net {
    struct list_head list;
    struct ns_common ns;
};

struct nsproxy {
    struct net *net_ns;
};

struct task_struct {
    struct nsproxy *nsproxy;
};

struct seq_file;

struct bpf_iter_meta {
    struct seq_file *seq;
    __u64 session_id;
    __u64 seq_num;
};

struct bpf_iter__task {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
};

#pragma clang attribute pop

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, NETNS_RING_LIMIT);
    __type(key, __u32);
    __type(value, struct netns_ring_record);
} records SEC(".maps");

struct walk {
    struct list_head *start;
    struct list_head *at;
    const struct proc_ns_operations *ops; /**< the same in all network namespaces */
    struct netns_ring_record head;
};

/** Returns true if nothing keeps the namespace any more; it is in the ring until it is removed. */
static __always_inline int has_ended(struct ns_common *ns)
{
    struct ns_common___before_6_18 *old = (void *)ns;

    if (bpf_core_field_exists(ns->__ns_ref))
        return BPF_CORE_READ(ns, __ns_ref.refs.counter) == 0;
    if (bpf_core_field_exists(old->count))
        return BPF_CORE_READ(old, count.refs.counter) == 0;
    return 0;
}

static __always_inline void note(struct walk *walk, struct ns_common *ns)
{
    __u32 index = ++walk->head.count;
    struct netns_ring_record *record = bpf_map_lookup_elem(&records, &index);

    if (!record)
        return;
    record->inode = BPF_CORE_READ(ns, inum);
    if (bpf_core_field_exists(ns->ns_id))
        record->id = BPF_CORE_READ(ns, ns_id);
}

static long step(__u32 index, struct walk *walk)
{
    struct list_head *at = walk->at;

    (void)index;
    at = BPF_CORE_READ(at, next);
    if (!at || at == walk->start) {
        walk->head.whole = at == walk->start;
        return 1;
    }
    walk->at = at;
    struct net *net = (void *)((char *)at - bpf_core_field_offset(struct net, list));
    struct ns_common *ns = (void *)((char *)net + bpf_core_field_offset(struct net, ns));
    if (BPF_CORE_READ(ns, ops) == walk->ops && !has_ended(ns))
        note(walk, ns);
    return 0;
}

SEC("iter/task")
int namespaces(struct bpf_iter__task *context)
{
    __u32 first = 0;

    if (context->meta->seq_num != 0)
        return 0;
    struct netns_ring_record *head = bpf_map_lookup_elem(&records, &first);
    if (!head)
        return 0;
    struct task_struct *task = (void *)bpf_get_current_task_btf();
    struct net *own = BPF_CORE_READ(task, nsproxy, net_ns);
    struct list_head *start = (void *)((char *)own + bpf_core_field_offset(struct net, list));
    struct walk walk = {.start = start, .at = start, .ops = BPF_CORE_READ(own, ns.ops)};
    bpf_loop(MOST_STEPS, step, &walk, 0);
    *head = walk.head;
    return 0;
}

// The kernel requires this licence for these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";

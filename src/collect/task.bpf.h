// SPDX-License-Identifier: MIT
/**
 * For BPF programs: the process that runs, as a reader in another PID namespace sees it. Include
 * the headers of libbpf before it.
 */
#ifndef COLLECT_TASK_BPF_H
#define COLLECT_TASK_BPF_H

#define TASK_COMM_SIZE 16      // TASK_COMM_LEN, with its NUL
#define PF_KTHREAD 0x00200000U // include/linux/sched.h

/** Deeper PID namespaces do not exist (include/linux/pid_namespace.h, MAX_PID_NS_LEVEL). */
#define MOST_LEVELS 33

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
    unsigned int inum;
};

struct pid_namespace {
    struct ns_common ns;
};

struct upid {
    int nr;
    struct pid_namespace *ns;
};

struct pid {
    unsigned int level;
    struct upid numbers[1];
};

struct task_struct {
    unsigned int flags;
    int tgid;
    struct task_struct *group_leader;
    struct pid *thread_pid;
    char comm[TASK_COMM_SIZE];
};

#pragma clang attribute pop

/** Inode of the PID namespace of the reader; 0: the first one. */
const volatile __u32 pid_namespace = 0;

/** Returns the first thread of the process that runs; NULL: a thread of the kernel runs. */
static __always_inline const struct task_struct *task_leader(void)
{
    const struct task_struct *task = (void *)bpf_get_current_task_btf();

    return task->flags & PF_KTHREAD ? (void *)0 : task->group_leader;
}

/** Returns the number of the process in the PID namespace of the reader; 0: it is not in it. */
static __always_inline __u32 task_pid(const struct task_struct *leader)
{
    const struct pid *pid = leader->thread_pid;
    unsigned int levels = 0;

    if (!pid_namespace)
        return (__u32)leader->tgid;
    levels = BPF_CORE_READ(pid, level) + 1;
    for (unsigned int i = 0; i < MOST_LEVELS && i < levels; i++) {
        const struct upid *upid =
            (const void *)((const char *)pid + bpf_core_field_offset(struct pid, numbers) +
                           i * bpf_core_type_size(struct upid));
        if (BPF_CORE_READ(upid, ns, ns.inum) == pid_namespace)
            return (__u32)BPF_CORE_READ(upid, nr);
    }
    return 0;
}

#endif

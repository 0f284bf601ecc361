// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel, once for each open descriptor of each process, and writes down those that
 * refer to sockets. Of the kernel's structures only the members used are declared; where they are
 * is settled when the program is loaded (CO-RE).
 *
 * The kernel visits a table of descriptors once, whichever threads share it
 * (kernel/bpf/task_iter.c, task_seq_get_next).
 */
#include <linux/types.h>

#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#include "join/owner_record.h"

#define S_IFMT 0170000
#define S_IFSOCK 0140000

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct inode {
    unsigned short i_mode;
    unsigned long i_ino;
};

struct file {
    struct inode *f_inode;
};

struct task_struct {
    int pid;
    int tgid;
    struct task_struct *group_leader;
    char comm[OWNER_COMM_SIZE];
};

struct seq_file;

struct bpf_iter_meta {
    struct seq_file *seq;
};

struct bpf_iter__task_file {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
    __u32 fd;
    struct file *file;
};

#pragma clang attribute pop

SEC("iter/task_file")
int sockets(struct bpf_iter__task_file *descriptor)
{
    const struct task_struct *task = descriptor->task;
    const struct file *file = descriptor->file;
    struct owner_record record = {0};

    if (!task || !file) // the end
        return 0;
    const struct inode *inode = file->f_inode;
    if ((inode->i_mode & S_IFMT) != S_IFSOCK)
        return 0;
    record.inode = (__u32)inode->i_ino;
    record.fd = descriptor->fd;
    record.pid = (__u32)task->tgid;
    record.thread = (__u32)task->pid;
    bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->group_leader->comm);
    bpf_seq_write(descriptor->meta->seq, &record, sizeof(record));
    return 0;
}

// What the kernel asks of programs that use these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";

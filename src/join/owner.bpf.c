// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel, once for each open descriptor of each process, and writes a record for those
 * that refer to sockets. Only the members that are used are declared; their offsets are resolved
 * when the BPF program is loaded (CO-RE).
 *
 * The kernel leaves out threads that share the table of their first thread (kernel/bpf/task_iter.c,
 * task_seq_get_next).
 */
#include <linux/types.h>

#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#include "join/owner_record.h"

#define SOCKFS_MAGIC 0x534F434B // include/uapi/linux/magic.h

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
    unsigned long s_magic;
};

struct inode {
    struct super_block *i_sb;
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
    // Only inodes of sockfs: a socket file in a directory, opened with O_PATH, can have the inode
    // number of an unrelated socket.
    if (inode->i_sb->s_magic != SOCKFS_MAGIC)
        return 0;
    record.inode = (__u32)inode->i_ino;
    record.fd = descriptor->fd;
    record.pid = (__u32)task->tgid;
    record.thread = (__u32)task->pid;
    bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->group_leader->comm);
    bpf_seq_write(descriptor->meta->seq, &record, sizeof(record));
    return 0;
}

// The kernel requires this licence for these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";

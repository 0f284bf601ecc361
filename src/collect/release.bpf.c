// SPDX-License-Identifier: MIT
/**
 * Runs in the kernel when a process closes the last descriptor of an Internet socket in a cgroup,
 * and writes a record for UDP sockets. The address of the socket may not be read there; its cookie
 * may.
 */
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#include "collect/release_message.h"
#include "collect/task.bpf.h"

#define IPPROTO_UDP 17

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, RELEASE_RING_SIZE);
} ring SEC(".maps");

/** Records that the ring had no room for. Ring buffers do not count them. */
__u64 lost = 0;

SEC("cgroup/sock_release")
int released(struct bpf_sock *sk)
{
    const struct task_struct *leader = sk->protocol == IPPROTO_UDP ? task_leader() : (void *)0;

    if (!leader)
        return 1; // the kernel ignores it
    struct release_message *message = bpf_ringbuf_reserve(&ring, sizeof(*message), 0);
    if (!message) {
        __sync_fetch_and_add(&lost, 1);
        return 1;
    }
    __builtin_memset(message, 0, sizeof(*message));
    message->cookie = bpf_get_socket_cookie(sk);
    message->pid = task_pid(leader);
    bpf_probe_read_kernel(message->comm, sizeof(message->comm), leader->comm);
    bpf_ringbuf_submit(message, BPF_RB_NO_WAKEUP);
    return 1;
}

// The kernel requires this licence for these helpers.
const char program_license[] SEC("license") = "Dual MIT/GPL";

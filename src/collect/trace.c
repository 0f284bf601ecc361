// SPDX-License-Identifier: MIT
#include "collect/trace.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "os/bpf_ring.h"
#include "os/file.h"
#include "os/pid_namespace.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdlib.h>

#include "collect/trace_message.h"

#ifdef HAVE_BPF
// generated from trace.bpf.c; needs <errno.h> before it
#include <trace.skel.h>
#endif

static_assert(TRACE_COMM_SIZE == TRANSITION_COMM_SIZE, "the same name");
static_assert(sizeof(struct trace_message) % 8 == 0, "no bytes that the kernel adds");

static bool is_state(uint8_t number)
{
    return number >= STATE_ESTABLISHED && number <= STATE_NEW_SYN_RECV;
}

static void decode_sock(const struct trace_message *message, struct sock *sock)
{
    const uint32_t halves[] = {(uint32_t)message->cookie, (uint32_t)(message->cookie >> 32)};

    address_read(sock->family, message->local, &sock->local);
    address_read(sock->family, message->peer, &sock->peer);
    sock->local_port = ntohs(message->local_port);
    sock->peer_port = ntohs(message->peer_port);
    sock->state = message->new_state;
    sock->uid = message->uid;
    sock->mark = message->mark;
    sock->cgroup_id = message->cgroup;
    sock->have = HAVE_UID | HAVE_MARK | (message->cgroup != 0 ? HAVE_CGROUP : 0);
    sock->v6only = message->flags & TRACE_V6ONLY;
    if (sock->state == STATE_LISTEN && sock->family == FAMILY_IPV6)
        sock->have |= HAVE_V6ONLY;
    sock_set_inode(sock, message->inode);
    sock_set_device(sock, message->device);
    sock_set_cookie(sock, halves);
    sock_clear_stale_peer(sock);
}

static void decode_process(const struct trace_message *message, struct transition *transition)
{
    if (!(message->flags & TRACE_HAS_PROCESS))
        return;
    transition->by_process = true;
    transition->process.pid = message->pid;
    memcpy(transition->process.comm, message->comm, sizeof(transition->process.comm));
}

/** Returns true if a socket that was in STATE had sent its FIN. */
static bool sent_fin(enum state state)
{
    return state == STATE_FIN_WAIT_1 || state == STATE_FIN_WAIT_2 || state == STATE_CLOSING ||
           state == STATE_LAST_ACK;
}

/** Returns COUNT without one byte that is a FIN. */
static uint64_t without_fin(uint64_t count, bool has_fin)
{
    return count > 0 && has_fin ? count - 1 : count;
}

static void decode_counters(const struct trace_message *message, struct transition *transition)
{
    if (!(message->flags & TRACE_HAS_COUNTERS))
        return;
    transition->has_counters = true;
    transition->fin_received = message->flags & TRACE_FIN_RECEIVED;
    transition->fin_acked = sent_fin(transition->old_state) && (message->flags & TRACE_ALL_ACKED);
    transition->bytes_acked = without_fin(message->bytes_acked, transition->fin_acked);
    transition->bytes_received = without_fin(message->bytes_received, transition->fin_received);
    transition->bytes_sent = message->bytes_sent;
    transition->retransmits = message->retransmits;
    transition->rtt_us = message->rtt_us;
    transition->error = message->error;
}

int trace_decode(const char *bytes, size_t length, struct transition *ret_transition)
{
    struct trace_message message;
    struct transition transition = {.sock = {.proto = PROTO_TCP}};
    enum family family;

    if (length != sizeof(message))
        return -EBADMSG;
    memcpy(&message, bytes, sizeof(message));
    if (!family_from_number(message.family, &family) || !is_state(message.old_state) ||
        !(proto_table[PROTO_TCP].families & FAMILY_BIT(family)) || !is_state(message.new_state))
        return -EBADMSG;
    transition.sock.family = (uint8_t)family;
    transition.old_state = message.old_state;
    transition.time = message.time;
    transition.netns = message.netns;
    decode_sock(&message, &transition.sock);
    decode_process(&message, &transition);
    decode_counters(&message, &transition);
    *ret_transition = transition;
    return 0;
}

uint64_t trace_missed(struct text info)
{
    struct text rest = text_after(info, "\nrecursion_misses:\t");
    bool whole = text_has(rest, "\n");
    struct text number = text_take_until(&rest, '\n');
    uint64_t missed = 0;

    if (!whole || parse_decimal(number.bytes, number.length, UINT64_MAX, &missed) != 0)
        return 0;
    return missed;
}

#ifdef HAVE_BPF

struct trace {
    struct trace_bpf *program;
    struct bpf_ring ring;
    int info;      /**< what /proc says of the program set_state; or a negative errno */
    uint64_t lost; /**< as it was last returned */
};

#define MOST_INFO 4096 // bytes of it

/**
 * Opens what tells how many changes the program set_state did not see. Its descriptor must stay
 * open for that.
 */
static int open_info(const struct trace_bpf *program)
{
    CLEANUP(strbuf_free) struct strbuf path = {0};

    strbuf_text(&path, "/proc/self/fdinfo/");
    strbuf_decimal(&path, (uint64_t)program->progs.set_state.prog_fd);
    int fd = open(path.data, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/** Closes what only loading needed. */
static void close_parts(struct trace_bpf *program)
{
    bpf_part_close(&program->progs.set_state_within.prog_fd);
    bpf_part_close(&program->maps.ring.map_fd);
    bpf_part_close(&program->maps.running.map_fd);
    bpf_part_close(&program->maps.rodata.map_fd);
    bpf_part_close(&program->maps.bss.map_fd);
}

static int start(struct trace *trace, uint32_t netns)
{
    struct trace_bpf *program = trace->program = trace_bpf__open();

    if (!program)
        return -ENOMEM;
    program->rodata->netns = netns;
    program->rodata->pid_namespace = pid_namespace_inode();
    int error = trace_bpf__load(program);
    if (!error)
        error = bpf_ring_open(program->maps.ring.map_fd, TRACE_RING_SIZE, &trace->ring);
    if (!error && trace_bpf__attach(program) < 0)
        error = -errno; // as syscall(2) has it
    if (!error)
        trace->info = open_info(program);
    close_parts(program);
    return error;
}

int trace_open(uint32_t netns, struct trace **ret_trace)
{
    struct trace *trace = alloc_array(1, sizeof(*trace));
    *trace = (struct trace){.info = -EBADF};
    int error = start(trace, netns);

    if (error)
        trace_close(trace);
    else
        *ret_trace = trace;
    return error;
}

void trace_close(struct trace *trace)
{
    if (!trace)
        return;
    file_close(&trace->info);
    bpf_ring_close(&trace->ring);
    trace_bpf__destroy(trace->program);
    free(trace);
}

/** The argument of trace_read. */
struct reader {
    trace_take *take;
    void *context;
};

static int take_record(void *context, const char *bytes, size_t length)
{
    const struct reader *reader = context;
    struct transition transition;
    int error = trace_decode(bytes, length, &transition);

    if (!error)
        reader->take(reader->context, &transition);
    return error;
}

int trace_read(struct trace *trace, trace_take *take, void *context)
{
    struct reader reader = {take, context};
    const struct bpf_ring_sink sink = {take_record, &reader};

    return bpf_ring_read(&trace->ring, &sink);
}

/**
 * Returns the changes of state that neither program saw. The counter of the kernel is read first,
 * so that what happens meanwhile counts the next time.
 */
static uint64_t count_unseen(const struct trace *trace)
{
    CLEANUP(strbuf_free) struct strbuf info = {0};
    int error = file_read_again(trace->info, MOST_INFO, &info);
    uint64_t missed = error ? 0 : trace_missed(strbuf_contents(&info));
    uint64_t taken_over = __atomic_load_n(&trace->program->bss->taken_over, __ATOMIC_RELAXED);

    return missed > taken_over ? missed - taken_over : 0;
}

uint64_t trace_lost(struct trace *trace)
{
    uint64_t lost = __atomic_load_n(&trace->program->bss->lost, __ATOMIC_RELAXED);

    lost += count_unseen(trace);
    trace->lost = lost > trace->lost ? lost : trace->lost;
    return trace->lost;
}

#else

int trace_open(uint32_t netns, struct trace **ret_trace)
{
    (void)netns;
    (void)ret_trace;
    return -ENOSYS;
}

void trace_close(struct trace *trace)
{
    (void)trace; // there is none
}

int trace_read(struct trace *trace, trace_take *take, void *context)
{
    (void)trace;
    (void)take;
    (void)context;
    return -ENOSYS;
}

uint64_t trace_lost(struct trace *trace)
{
    (void)trace;
    return 0;
}

#endif

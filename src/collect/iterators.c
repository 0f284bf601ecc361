// SPDX-License-Identifier: MIT
#include "collect/iterators.h"

#include "base/alloc.h"
#include "collect/inet_diag.h"
#include "collect/iterator_message.h"
#include "os/bpf_iter.h"
#include "os/file.h"
#include "os/kernel_release.h"
#include "sock/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_BPF
// generated from iterators.bpf.c; needs <errno.h> before it
#include <iterators.skel.h>
#endif

#define NANOSECONDS_PER_MILLISECOND 1000000

static int take_message(const struct iterators_sink *sink, const struct iterator_message *message)
{
    struct sock sock;
    int error = inet_diag_decode(&message->header, sink->proto, &sock, NULL);

    if (error)
        return error;
    uint64_t expires = sock.timer_expires_ms * sink->tick / NANOSECONDS_PER_MILLISECOND;
    sock.timer_expires_ms = expires > UINT32_MAX ? UINT32_MAX : (uint32_t)expires;
    if (message->port_chosen.head.nla_type == ITERATOR_PORT_CHOSEN)
        inet_diag_note_autobound(sink->request, message->port_chosen.value, &sock);
    sink_offer(sink->rows, sink->request, &sock, (struct text){0});
    return 0;
}

int iterators_take(const struct iterators_sink *sink, const char *bytes, size_t length)
{
    struct iterator_message message;
    int error = length % sizeof(message) == 0 ? 0 : -EBADMSG;

    for (size_t offset = 0; !error && offset < length; offset += sizeof(message)) {
        memcpy(&message, bytes + offset, sizeof(message));
        error =
            message.header.nlmsg_len == sizeof(message) ? take_message(sink, &message) : -EBADMSG;
    }
    return error;
}

static int take(void *context, const char *bytes, size_t length)
{
    return iterators_take(context, bytes, length);
}

struct iterators {
    struct iterators_bpf *program;
    int links[PROTO_COUNT]; /**< for protocols whose sources include SOURCE_BPF */
    bool prepared;
    /** after iterators_prepare: descriptors, or the negative errno of opening */
    int iterators[PROTO_COUNT];
    uint64_t tick; /**< see struct iterators_sink */
    bool old;
};

bool iterators_are_old(const struct iterators *iterators)
{
    return iterators->old;
}

int iterators_read(const struct iterators *iterators, int fd, const struct request *request,
                   enum proto proto, struct row_sink *sink)
{
    struct iterators_sink messages = {request, proto, iterators->tick, sink};

    int error = bpf_iter_read(fd, take, &messages);

    sink_settle(sink);
    return error;
}

int iterators_collect(const struct iterators *iterators, const struct request *request,
                      enum proto proto, struct row_sink *sink)
{
    CLEANUP(file_close)
    int opened = iterators->prepared ? -EBADF : bpf_iter_open(iterators->links[proto]);
    int fd = iterators->prepared ? iterators->iterators[proto] : opened;

    return iterators_read(iterators, fd, request, proto, sink);
}

int iterators_open_one(const struct iterators *iterators, enum proto proto)
{
    return bpf_iter_open(iterators->links[proto]);
}

void iterators_prepare(struct iterators *iterators, const struct request *request)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        bool requested = (proto_table[proto].sources & SOURCE_BIT(SOURCE_BPF)) &&
                         request_proto_states(request, proto) != 0;
        iterators->iterators[proto] = requested ? bpf_iter_open(iterators->links[proto]) : -EBADF;
    }
    iterators->prepared = true;
}

#ifdef HAVE_BPF

static bool kernel_is_old(void)
{
    uint32_t release = kernel_release();

    // net/ipv4/tcp_ipv4.c, bpf_iter_tcp_resume; the fix for UDP is one version older
    return release != KERNEL_RELEASE_UNKNOWN && release < KERNEL_VERSION(6, 17, 0);
}

/** Returns the length of the kernel's tick: the resolution of the clocks that advance by ticks. */
static uint64_t tick_length(void)
{
    struct timespec tick = {0};

    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    return (uint64_t)tick.tv_sec * 1000 * NANOSECONDS_PER_MILLISECOND + (uint64_t)tick.tv_nsec;
}

/** Loads and attaches the BPF program; returns 0 or a negative errno. */
static int attach(struct iterators_bpf *program)
{
    int error = iterators_bpf__load(program);

    if (error)
        return error;
    return iterators_bpf__attach(program) < 0 ? -errno : 0; // as syscall(2) has it
}

int iterators_open(struct iterators **ret_iterators)
{
    struct iterators_bpf *program = iterators_bpf__open();
    int error = program ? attach(program) : -ENOMEM;

    if (error) {
        iterators_bpf__destroy(program);
        return error;
    }
    *ret_iterators = alloc_array(1, sizeof(**ret_iterators));
    **ret_iterators = (struct iterators){
        .program = program,
        .links = {[PROTO_TCP] = program->links.tcp_fd, [PROTO_UDP] = program->links.udp_fd},
        .tick = tick_length(),
        .old = kernel_is_old(),
    };
    return 0;
}

void iterators_close(struct iterators *iterators)
{
    if (!iterators)
        return;
    for (enum proto proto = 0; proto < PROTO_COUNT && iterators->prepared; proto++)
        file_close(&iterators->iterators[proto]);
    iterators_bpf__destroy(iterators->program);
    free(iterators);
}

#else

int iterators_open(struct iterators **ret_iterators)
{
    (void)ret_iterators;
    return -ENOSYS;
}

void iterators_close(struct iterators *iterators)
{
    (void)iterators; // there is none
}

#endif

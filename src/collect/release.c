// SPDX-License-Identifier: MIT
#include "collect/release.h"

#include "base/alloc.h"
#include "os/bpf_ring.h"
#include "os/file.h"
#include "os/kernel.h"
#include "os/pid_namespace.h"

#include <assert.h>
#include <errno.h>
#include <linux/types.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/release_message.h"

#ifdef HAVE_BPF
// generated from release.bpf.c; needs <errno.h> before it
#include <release.skel.h>
#endif

static_assert(RELEASE_COMM_SIZE == TRANSITION_COMM_SIZE, "the same name");

#ifdef HAVE_BPF

/** Sockets whose process is remembered. Cookies are consecutive numbers, so few share a slot. */
#define REMEMBERED 16384

struct slot {
    uint64_t cookie; /**< 0: free */
    struct acting_process process;
};

struct release {
    struct release_bpf *program;
    struct bpf_ring ring;
    int link;
    int error; /**< of reading the ring, which is then not read again */
    struct slot slots[REMEMBERED];
};

/** Closes what only loading needed. */
static void close_parts(struct release_bpf *program)
{
    bpf_part_close(&program->progs.released.prog_fd);
    bpf_part_close(&program->maps.ring.map_fd);
    bpf_part_close(&program->maps.rodata.map_fd);
    bpf_part_close(&program->maps.bss.map_fd);
}

static int start(struct release *release, int cgroup_fd)
{
    struct release_bpf *program = release->program = release_bpf__open();

    if (!program)
        return -ENOMEM;
    program->rodata->pid_namespace = pid_namespace_inode();
    int error = release_bpf__load(program);
    if (!error)
        error = bpf_ring_open(program->maps.ring.map_fd, RELEASE_RING_SIZE, &release->ring);
    if (error)
        return error;
    union bpf_attr request = {0};
    request.link_create.prog_fd = (uint32_t)program->progs.released.prog_fd;
    request.link_create.target_fd = (uint32_t)cgroup_fd;
    request.link_create.attach_type = BPF_CGROUP_INET_SOCK_RELEASE;
    release->link = (int)syscall(SYS_bpf, BPF_LINK_CREATE, &request, sizeof(request));
    error = release->link < 0 ? -errno : 0;
    close_parts(program);
    return error;
}

int release_open(int cgroup_fd, struct release **ret_release)
{
    struct release *release = alloc_array(1, sizeof(*release));

    *release = (struct release){.link = -1};
    int error = start(release, cgroup_fd);
    if (error)
        release_close(release);
    else
        *ret_release = release;
    return error;
}

void release_close(struct release *release)
{
    if (!release)
        return;
    file_close(&release->link);
    bpf_ring_close(&release->ring);
    release_bpf__destroy(release->program);
    free(release);
}

static struct slot *slot_of(struct release *release, uint64_t cookie)
{
    return &release->slots[cookie % REMEMBERED];
}

static int take(void *context, const char *bytes, size_t length)
{
    struct release_message message;

    if (length != sizeof(message))
        return -EBADMSG;
    memcpy(&message, bytes, sizeof(message));
    struct slot *slot = slot_of(context, message.cookie);
    slot->cookie = message.cookie;
    slot->process.pid = message.pid;
    memcpy(slot->process.comm, message.comm, sizeof(slot->process.comm));
    return 0;
}

int release_read(struct release *release)
{
    const struct bpf_ring_sink sink = {take, release};

    if (!release->error)
        release->error = bpf_ring_read(&release->ring, &sink);
    return release->error;
}

bool release_find(struct release *release, uint64_t cookie, struct acting_process *ret_process)
{
    struct slot *slot = slot_of(release, cookie);

    if (slot->cookie != cookie)
        release_read(release);
    if (slot->cookie != cookie || cookie == 0)
        return false;
    *ret_process = slot->process;
    return true;
}

uint64_t release_lost(const struct release *release)
{
    return __atomic_load_n(&release->program->bss->lost, __ATOMIC_RELAXED);
}

#else

int release_open(int cgroup_fd, struct release **ret_release)
{
    (void)cgroup_fd;
    (void)ret_release;
    return -ENOSYS;
}

void release_close(struct release *release)
{
    (void)release; // there is none
}

bool release_find(struct release *release, uint64_t cookie, struct acting_process *ret_process)
{
    (void)release;
    (void)cookie;
    (void)ret_process;
    return false;
}

int release_read(struct release *release)
{
    (void)release;
    return -ENOSYS;
}

uint64_t release_lost(const struct release *release)
{
    (void)release;
    return 0;
}

#endif

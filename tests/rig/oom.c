// SPDX-License-Identifier: MIT
/**
 * LD_PRELOAD: fails allocations. OOM_STATE names a file of two 64-bit words, counted up in shared
 * memory, so that they are there however the process ends: allocations asked for, and refused.
 * OOM_FIRST and OOM_LAST say which are refused, counted from 1; none without them.
 *
 * What the dynamic loader allocates before the first constructor runs is its own and not counted.
 *
 * A process that crashes leaves behind the words the name of the libc function that the program had
 * called last: whose crash it is.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Those of glibc, below the names that are taken here.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

struct state {
    _Atomic uint64_t asked;
    _Atomic uint64_t refused;
    char function[48];
};

#define FRAMES 64

static struct state *state;
static uint64_t first = UINT64_MAX;
static uint64_t last;

/** Goes from the crash outwards to the first frame of the program itself. */
static void crashed(int number)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    const char *inner = "";
    Dl_info program;
    Dl_info frame;

    if (!dladdr(frames[count - 1], &program)) // _start
        count = 0;
    for (int i = 1; i < count; i++) {
        if (!dladdr(frames[i], &frame) || frame.dli_fbase == program.dli_fbase)
            break;
        inner = frame.dli_sname ? frame.dli_sname : "";
    }
    strncpy(state->function, inner, sizeof(state->function) - 1);
    signal(number, SIG_DFL);
    raise(number);
}

__attribute__((constructor)) static void prepare(void)
{
    const char *path = getenv("OOM_STATE");
    const char *from = getenv("OOM_FIRST");
    const char *to = getenv("OOM_LAST");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;

    if (from && to) {
        first = strtoull(from, NULL, 10);
        last = strtoull(to, NULL, 10);
    }
    void *shared = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd < 0 || shared == MAP_FAILED)
        _exit(126);
    close(fd);
    void *frame;
    backtrace(&frame, 1); // loads what it needs, before that can fail
    signal(SIGSEGV, crashed);
    signal(SIGABRT, crashed);
    state = shared;
}

static bool refuses(void)
{
    if (!state)
        return false;
    uint64_t number = atomic_fetch_add(&state->asked, 1) + 1;
    if (number < first || number > last)
        return false;
    atomic_fetch_add(&state->refused, 1);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refuses() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return refuses() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, product);
}

void *memalign(size_t alignment, size_t size)
{
    return refuses() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **ret_memory, size_t alignment, size_t size)
{
    void *memory = memalign(alignment, size);

    if (!memory)
        return ENOMEM;
    *ret_memory = memory;
    return 0;
}

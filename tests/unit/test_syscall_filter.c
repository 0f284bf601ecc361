// SPDX-License-Identifier: MIT
/**
 * os/syscall_filter: which system calls are allowed while rows are written. The kernel evaluates
 * the filter for every number, but makes no call: a filter that was installed before, whose answer
 * counts where the tested filter allows, fails all calls that carry a mark.
 */
#include "unit.h"

#include "os/kernel.h"
#include "os/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK 0x50c8a11UL   // as the last argument: this call is not to be made
#define WOULD_BE_MADE 4000 // no errno of the kernel
#define NUMBERS 1024       // more than there are on any architecture
#define LOW_HALF (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)

/** Fails marked calls with WOULD_BE_MADE. */
static void fail_marked(void)
{
    struct sock_filter statements[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5]) + LOW_HALF),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MARK, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | WOULD_BE_MADE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {COUNT(statements), statements};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
        _exit(1);
}

/** Returns the errno of a marked call. */
static int outcome(long number, const long arguments[3])
{
    errno = 0;
    syscall(number, arguments[0], arguments[1], arguments[2], 0, 0, MARK);
    int error = errno;
    // The register of the mark keeps its value, and the calls of libc do not all set it.
    syscall(SYS_getpid, 0, 0, 0, 0, 0, 0);
    return error;
}

/** The filters, from the one that allows least to the one that allows most. */
enum mode {
    ALWAYS,  /**< all filters */
    THREADS, /**< those with threads */
    STREAMS, /**< only the one that reads on */
};

/** Runs ATTEMPT with CONTEXT in a child that has this filter. */
static void in_child(enum mode mode, void (*attempt)(void *context), void *context)
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        fail_marked();
        sandbox_enter(SANDBOX_FILES);
        sandbox_narrow(mode == STREAMS ? SANDBOX_STREAM : mode == THREADS ? SANDBOX_THREADS : 0);
        attempt(context);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_true(memory != MAP_FAILED);
    return memory;
}

#define CALL(name) SYS_##name, #name

static const struct {
    long number;
    const char *name;
    enum mode mode;
} allowed[] = {
    {CALL(write), ALWAYS},
    {CALL(writev), ALWAYS},
    {CALL(close), ALWAYS},
    {CALL(ppoll), ALWAYS},
    {CALL(brk), ALWAYS},
    {CALL(munmap), ALWAYS},
    {CALL(mremap), ALWAYS},
    {CALL(madvise), ALWAYS},
    {CALL(mprotect), ALWAYS},
    {CALL(futex), ALWAYS},
    {CALL(sched_yield), ALWAYS},
    {CALL(rt_sigprocmask), ALWAYS},
    {CALL(rt_sigreturn), ALWAYS},
    {CALL(restart_syscall), ALWAYS},
    {CALL(getpid), ALWAYS},
    {CALL(gettid), ALWAYS},
    {CALL(clock_gettime), ALWAYS},
    {CALL(exit), ALWAYS},
    {CALL(exit_group), ALWAYS},
    {CALL(tgkill), ALWAYS},
    {CALL(tkill), ALWAYS},
    {CALL(read), STREAMS},
    {CALL(recvmsg), STREAMS},
    {CALL(sendto), STREAMS},
    {CALL(set_robust_list), THREADS},
    {CALL(sched_getaffinity), THREADS},
    {CALL(sched_setaffinity), THREADS},
    {CALL(getcpu), THREADS},
    {CALL(wait4), STREAMS},
    {CALL(clone), THREADS},
    {CALL(ioctl), STREAMS},
#ifdef SYS_rseq
    {CALL(rseq), THREADS},
#endif
#ifdef SYS_poll
    {CALL(poll), ALWAYS},
#endif
#ifdef SYS_sigreturn
    {CALL(sigreturn), ALWAYS},
#endif
#ifdef SYS_clock_gettime64
    {CALL(clock_gettime64), ALWAYS},
    {CALL(futex_time64), ALWAYS},
    {CALL(ppoll_time64), ALWAYS},
#endif
#ifdef SYS_mmap2
    {CALL(mmap2), ALWAYS},
#else
    {CALL(mmap), ALWAYS},
#endif
#ifdef SYS_socketcall
    {CALL(socketcall), STREAMS},
#endif
};

static const char *name_if_allowed(long number, enum mode mode)
{
    for (size_t i = 0; i < COUNT(allowed); i++) {
        if (allowed[i].number == number && allowed[i].mode <= mode)
            return allowed[i].name;
    }
    return NULL;
}

/**
 * True for uretprobe and uprobe of x86-64, which only the code of a probe may call: the kernel ends
 * other callers, and applies no filter (kernel/seccomp.c, seccomp_uprobe_exception).
 */
static bool is_never_filtered(long number)
{
#ifdef __x86_64__
    return number == 335 || number == 336;
#else
    (void)number;
    return false;
#endif
}

/** Notes in CONTEXT, an array of NUMBERS, which calls are allowed with any of some arguments. */
static void try_numbers(void *context)
{
    bool *would_be_made = context;
    const long arguments[][3] = {
        {0, 0, 0},    {-1, -1, -1}, {getpid(), SIOCGIFNAME, 0}, {CLONE_THREAD, CLONE_THREAD, 0},
        {11, 11, 11}, // SYS_SENDTO of socketcall(2)
    };

    for (long number = 0; number < NUMBERS; number++) {
        for (size_t i = 0; i < COUNT(arguments) && !is_never_filtered(number); i++)
            would_be_made[number] |= outcome(number, arguments[i]) == WOULD_BE_MADE;
    }
}

struct mode_row {
    const char *name;
    enum mode mode;
};

static const struct mode_row mode_rows[] = {
    {"every number, once all is read", ALWAYS},
    {"every number, once all is read, with threads", THREADS},
    {"every number, while rows are read", STREAMS},
};

/** Compares what is allowed of all numbers with the list above. */
static void test_numbers(void **state)
{
    enum mode mode = ((const struct mode_row *)*state)->mode;
    bool *would_be_made = shared(NUMBERS);
    size_t wrong = 0;

    in_child(mode, try_numbers, would_be_made);
    for (long number = 0; number < NUMBERS; number++) {
        const char *name = name_if_allowed(number, mode);
        if (would_be_made[number] == (name != NULL))
            continue;
        print_error("system call %ld (%s) is %s\n", number, name ? name : "not listed",
                    name ? "refused" : "allowed");
        wrong++;
    }
    munmap(would_be_made, NUMBERS);
    assert_int_equal(wrong, 0);
}

#define ITSELF (-2) // in place of its process number

/** A call that is allowed with some arguments, or refused in a way of its own. */
struct argument_row {
    const char *name;
    long number;
    long arguments[3];
    int whole, streaming; /**< errno in either mode */
};

#ifdef __s390x__
#define CLONE(flags)                                                                               \
    SYS_clone,                                                                                     \
    {                                                                                              \
        0, flags, 0                                                                                \
    }
#else
#define CLONE(flags)                                                                               \
    SYS_clone,                                                                                     \
    {                                                                                              \
        flags, 0, 0                                                                                \
    }
#endif
#define MADE WOULD_BE_MADE

static const struct argument_row argument_rows[] = {
    {"memory that can be written", SYS_mprotect, {0, 0, PROT_READ | PROT_WRITE}, MADE, MADE},
    {"memory becomes code", SYS_mprotect, {0, 0, PROT_EXEC}, EPERM, EPERM},
#ifdef SYS_mmap2
    {"new memory", SYS_mmap2, {0, 0, PROT_READ | PROT_WRITE}, MADE, MADE},
    {"new memory is code", SYS_mmap2, {0, 0, PROT_READ | PROT_EXEC}, EPERM, EPERM},
#elif !defined(__s390x__)
    {"new memory", SYS_mmap, {0, 0, PROT_READ | PROT_WRITE}, MADE, MADE},
    {"new memory is code", SYS_mmap, {0, 0, PROT_READ | PROT_EXEC}, EPERM, EPERM},
#endif
    {"a signal to itself", SYS_tgkill, {ITSELF, 0, 0}, MADE, MADE},
    {"a signal to others", SYS_tgkill, {1, 0, 0}, EPERM, EPERM},
    {"a signal to its first thread", SYS_tkill, {ITSELF, 0, 0}, MADE, MADE},
    {"a signal to another thread", SYS_tkill, {1, 0, 0}, EPERM, EPERM},
    {"a thread", CLONE(CLONE_VM | CLONE_THREAD), EPERM, MADE},
    {"a process", CLONE(CLONE_VM), EPERM, EPERM},
    {"a thread by clone3, which libc replaces by clone", SYS_clone3, {0}, ENOSYS, ENOSYS},
    {"a file by openat2", SYS_openat2, {0}, ENOSYS, ENOSYS},
    {"the name of an interface", SYS_ioctl, {0, SIOCGIFNAME, 0}, EPERM, MADE},
    {"input to a terminal", SYS_ioctl, {0, 0x5412, 0}, EPERM, EPERM},
#ifdef SYS_socketcall
    {"sending, by socketcall", SYS_socketcall, {11, 0, 0}, EPERM, MADE},
    {"a new socket, by socketcall", SYS_socketcall, {1, 0, 0}, EPERM, EPERM},
#endif
#ifdef __x86_64__
    {"a call of x32", SYS_write | 0x40000000, {0}, EPERM, EPERM},
#endif
};

/** A row, and what became of its call. */
struct trial {
    const struct argument_row *row;
    int outcome;
};

static void try_row(void *context)
{
    struct trial *trial = context;
    long arguments[3];

    for (size_t i = 0; i < 3; i++) {
        long argument = trial->row->arguments[i];
        arguments[i] = argument == ITSELF ? getpid() : argument;
    }
    trial->outcome = outcome(trial->row->number, arguments);
}

static void test_arguments(void **state)
{
    const struct argument_row *row = *state;
    struct trial *trial = shared(sizeof(*trial));

    trial->row = row;
    in_child(ALWAYS, try_row, trial);
    assert_int_equal(trial->outcome, row->whole);
    in_child(THREADS, try_row, trial);
    assert_int_equal(trial->outcome, row->number == SYS_clone ? row->streaming : row->whole);
    in_child(STREAMS, try_row, trial);
    assert_int_equal(trial->outcome, row->streaming);
    munmap(trial, sizeof(*trial));
}

/** Whether there is a filter; asks a child. */
static bool is_offered(void)
{
    unsigned *layers = shared(sizeof(*layers));
    pid_t pid = fork();

    if (pid == 0) {
        *layers = sandbox_enter(0);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    bool offered = *layers & SANDBOX_SECCOMP;
    munmap(layers, sizeof(*layers));
    return offered;
}

int main(void)
{
    if (!is_offered()) {
        print_message("skipped: no seccomp filter is built in, or offered by this kernel\n");
        return 0;
    }
    return RUN_ROWS(test_numbers, mode_rows) + RUN_ROWS(test_arguments, argument_rows);
}

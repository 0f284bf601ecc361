// SPDX-License-Identifier: MIT
#include "os/syscall_filter.h"

#include "os/kernel.h"
#include "os/sandbox.h"
#include "os/syscall_list.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/net.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define NATIVE AUDIT_ARCH_I386
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__arm__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define NATIVE AUDIT_ARCH_S390X
#else
#define NATIVE 0
#endif

/** System calls from this number on are those of the x32 ABI. */
#define X32_BIT 0x40000000

/** System calls that are refused unless one of the needs is set. */
static const struct {
    int number;
    unsigned needs; /**< any of these allows it */
} conditional[] = {
    {SYS_openat, SANDBOX_FILES},
#ifdef SYS_open
    {SYS_open, SANDBOX_FILES},
#endif
    {SYS_bpf, SANDBOX_BPF | SANDBOX_BPF_READ},
    {SYS_setns, SANDBOX_NETNS},
    {SYS_open_by_handle_at, SANDBOX_NETNS},
    {SYS_socket, SANDBOX_NETLINK | SANDBOX_NAMES},
    {SYS_bind, SANDBOX_NETLINK | SANDBOX_NAMES},
    {SYS_connect, SANDBOX_NAMES},
#ifdef SYS_socketcall
    // socketcall(2) takes its arguments by a pointer, which a filter cannot read: all or none.
    {SYS_socketcall, SANDBOX_NETLINK | SANDBOX_NAMES},
#endif
};

/** Refused with ENOSYS: libc then uses an older call, whose arguments the filter can read. */
static const int not_offered[] = {SYS_clone3, SYS_openat2};

/** Maximum number of argument values in one rule. */
#define MOST_VALUES 6

/** A rule that refuses some values of an argument. */
struct argument_rule {
    int number;
    unsigned argument; /**< its low 32 bits */
    enum {
        WITHOUT_BITS, /**< refused if any of these is set */
        WITH_BITS,    /**< refused unless all of these are set */
        ONLY,         /**< refused unless it is one of these values */
        ANY_BUT,      /**< refused if it is one of these values */
    } rule;
    unsigned values[MOST_VALUES];
    unsigned count; /**< of values */
};

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)
#ifdef __s390x__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/** Maximum number of statements. */
#define MOST_STATEMENTS 512

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct bpf_program {
    struct sock_filter statements[MOST_STATEMENTS];
    unsigned short count; /**< above MOST_STATEMENTS: too many */
};

static void put(struct bpf_program *program, struct sock_filter statement)
{
    if (program->count < MOST_STATEMENTS)
        program->statements[program->count] = statement;
    program->count++;
}

#define STATEMENT(code, k) ((struct sock_filter)BPF_STMT(code, k))
#define JUMP(code, k, yes, no) ((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_K | (code), k, yes, no))
#define LOAD(offset) STATEMENT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(offset))
#define RETURN(result) STATEMENT(BPF_RET | BPF_K, result)
#define REFUSED(error) (SECCOMP_RET_ERRNO | (error))
#define ALLOW RETURN(SECCOMP_RET_ALLOW)
#define REFUSE(error) RETURN(REFUSED(error))

static void load_argument(struct bpf_program *program, unsigned argument)
{
    size_t low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

    put(program, LOAD(offsetof(struct seccomp_data, args) + argument * 8 + low));
}

/** Decides if the call is the one of RULE; otherwise continues with the next statement. */
static void put_argument_rule(struct bpf_program *program, const struct argument_rule *rule)
{
    bool mask = rule->rule == WITH_BITS;
    bool allows = rule->rule == WITH_BITS || rule->rule == ONLY; // allows the listed values
    unsigned length = rule->count + (mask ? 4U : 3U);

    put(program, JUMP(BPF_JEQ, (unsigned)rule->number, 0, (unsigned char)length));
    load_argument(program, rule->argument);
    if (mask)
        put(program, STATEMENT(BPF_ALU | BPF_AND | BPF_K, rule->values[0]));
    for (unsigned i = 0; i < rule->count; i++) {
        unsigned short compare = rule->rule == WITHOUT_BITS ? BPF_JSET : BPF_JEQ;
        put(program, JUMP(compare, rule->values[i], (unsigned char)(rule->count - i), 0));
    }
    put(program, allows ? REFUSE(EPERM) : ALLOW);
    put(program, allows ? ALLOW : REFUSE(EPERM));
}

/** Allows sockets of these families only. */
static void put_families(struct bpf_program *program, unsigned needs)
{
    static const struct {
        int family;
        unsigned needs;
    } families[] = {
        {AF_UNIX, SANDBOX_NAMES},
        {AF_NETLINK, SANDBOX_NETLINK | SANDBOX_NAMES},
        {AF_INET, SANDBOX_NAMES},
        {AF_INET6, SANDBOX_NAMES},
    };

    put(program, JUMP(BPF_JEQ, SYS_socket, 0, 2 * COUNT(families) + 2));
    load_argument(program, 0);
    for (size_t i = 0; i < COUNT(families); i++) {
        put(program, JUMP(BPF_JEQ, (unsigned)families[i].family, 0, 1));
        put(program, needs & families[i].needs ? ALLOW : REFUSE(EPERM));
    }
    put(program, REFUSE(EPERM));
}

/** Refuses calls of another architecture, whose numbers have other meanings. */
static void put_architecture(struct bpf_program *program)
{
    put(program, LOAD(offsetof(struct seccomp_data, arch)));
    put(program, JUMP(BPF_JEQ, NATIVE, 1, 0));
    put(program, REFUSE(EPERM));
    put(program, LOAD(offsetof(struct seccomp_data, nr)));
#ifdef __x86_64__
    put(program, JUMP(BPF_JGE, X32_BIT, 0, 1));
    put(program, REFUSE(EPERM));
#endif
}

/** Rules for arguments while sockets are read. */
static const struct argument_rule rules_of_reading[] = {
    {SYS_openat, 2, WITHOUT_BITS, {WRITING}, 1},
#ifdef SYS_open
    {SYS_open, 1, WITHOUT_BITS, {WRITING}, 1},
#endif
    {SYS_clone, CLONE_FLAGS, WITH_BITS, {CLONE_THREAD}, 1},
    {SYS_sched_setaffinity, 0, ONLY, {0}, 1}, // of the calling thread
    // signals to others, for input on a descriptor
    {SYS_fcntl, 1, ANY_BUT, {F_SETOWN, F_SETSIG, F_SETOWN_EX}, 3},
#ifdef SYS_fcntl64
    {SYS_fcntl64, 1, ANY_BUT, {F_SETOWN, F_SETSIG, F_SETOWN_EX}, 3},
#endif
    // signals as above; input for other readers of the terminal; flags that make files immutable
    {SYS_ioctl,
     1,
     ANY_BUT,
     {FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX, (unsigned)FS_IOC_SETFLAGS,
      (unsigned)FS_IOC_FSSETXATTR},
     6},
};

/** Additional rules for arguments if BPF programs were loaded and no more are. */
static const struct argument_rule rules_of_loaded[] = {
    {SYS_bpf, 0, ONLY, {BPF_ITER_CREATE}, 1},
};

/** Rules for arguments while rows are written. Memory cannot be made executable. */
static const struct argument_rule rules_of_writing[] = {
    {SYS_mprotect, 2, WITHOUT_BITS, {PROT_EXEC}, 1},
#ifdef SYS_mmap2
    {SYS_mmap2, 2, WITHOUT_BITS, {PROT_EXEC}, 1},
#elif !defined(__s390x__)
    {SYS_mmap, 2, WITHOUT_BITS, {PROT_EXEC}, 1},
#endif
};

/** Additional rules for arguments if threads are started meanwhile. */
static const struct argument_rule rules_of_threads[] = {
    {SYS_clone, CLONE_FLAGS, WITH_BITS, {CLONE_THREAD}, 1},
    {SYS_sched_setaffinity, 0, ONLY, {0}, 1},
};

/** Additional rules for arguments if rows are read and written at the same time. */
static const struct argument_rule rules_of_streaming[] = {
    {SYS_ioctl, 1, ONLY, {SIOCGIFNAME}, 1},
#ifdef SYS_socketcall
    {SYS_socketcall, 0, ONLY, {SYS_SENDTO, SYS_RECVMSG}, 2},
#endif
};

static void put_rules(struct bpf_program *program, const struct argument_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_argument_rule(program, &rules[i]);
}

#define OWN_SIGNALS 2
#define OWN_RULES 3

/**
 * Sets RULES to those that allow signals, the first OWN_SIGNALS, and limits for the sockstat
 * process only.
 */
static void make_own_rules(struct argument_rule rules[OWN_RULES])
{
    unsigned self = (unsigned)getpid();

    rules[0] = (struct argument_rule){SYS_tgkill, 0, ONLY, {self}, 1};
    rules[1] = (struct argument_rule){SYS_tkill, 0, ONLY, {self}, 1}; // abort(3) of musl
    rules[2] = (struct argument_rule){SYS_prlimit64, 0, ONLY, {0, self}, 2};
}

/** What the filter decides from the number of a system call. */
enum verdict { ALLOWED, NOT_PERMITTED, NOT_OFFERED, BY_ARGUMENT, VERDICT_COUNT };

/** System calls have lower numbers than this. */
#define NUMBERS 512

struct verdicts {
    unsigned char of[NUMBERS]; /**< enum verdict, by the number of the call */
    bool overflow;             /**< a number is too large: the filter must not be used */
};

/** A sequence of numbers with the same verdict; it ends before the next one. */
struct range {
    unsigned first;
    enum verdict verdict;
};

static void add(struct verdicts *verdicts, int number, enum verdict verdict)
{
    if (number >= 0 && number < NUMBERS)
        verdicts->of[number] = (unsigned char)verdict;
    else
        verdicts->overflow = true;
}

static void add_conditional(struct verdicts *verdicts, unsigned needs)
{
    for (size_t i = 0; i < COUNT(conditional); i++) {
        if (!(needs & conditional[i].needs))
            add(verdicts, conditional[i].number, NOT_PERMITTED);
    }
}

static void add_list(struct verdicts *verdicts, struct syscall_list list, enum verdict verdict)
{
    for (size_t i = 0; i < list.count; i++)
        add(verdicts, list.numbers[i], verdict);
}

static void add_not_offered(struct verdicts *verdicts)
{
    for (size_t i = 0; i < COUNT(not_offered); i++)
        add(verdicts, not_offered[i], NOT_OFFERED);
}

static void add_rules(struct verdicts *verdicts, const struct argument_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(verdicts, rules[i].number, BY_ARGUMENT);
}

/** Fills RANGES (NUMBERS elements); returns how many there are. */
static size_t find_ranges(const struct verdicts *verdicts, struct range *ranges)
{
    size_t count = 0;

    for (unsigned number = 0; number < NUMBERS; number++) {
        enum verdict verdict = (enum verdict)verdicts->of[number];
        if (count == 0 || ranges[count - 1].verdict != verdict)
            ranges[count++] = (struct range){number, verdict};
    }
    return count;
}

/** Ranges in one tree: all jumps are then shorter than 256. */
#define TREE 100

/**
 * Appends a binary search among COUNT ranges. The verdicts are the statements from ENDS on.
 * Returns the position where the search begins, which is in ENDS for a single range.
 */
static size_t put_search(struct bpf_program *program, const struct range *ranges, size_t count,
                         size_t ends)
{
    size_t start = program->count;

    if (count == 1)
        return ends + ranges->verdict;
    put(program, JUMP(BPF_JGE, ranges[count / 2].first, 0, 0));
    size_t lower = put_search(program, ranges, count / 2, ends);
    size_t upper = put_search(program, ranges + count / 2, count - count / 2, ends);
    if (start < MOST_STATEMENTS) {
        program->statements[start].jt = (unsigned char)(upper - start - 1);
        program->statements[start].jf = (unsigned char)(lower - start - 1);
    }
    return start;
}

/**
 * Appends VERDICTS as binary searches, one after the other. The fewer statements a call passes the
 * better: the kernel runs a new filter once for each system call number (kernel/seccomp.c,
 * seccomp_cache_prepare). A call that depends on its arguments continues after all of them.
 */
static void put_verdicts(struct bpf_program *program, const struct verdicts *verdicts)
{
    const struct sock_filter ends[VERDICT_COUNT] = {
        [ALLOWED] = ALLOW,
        [NOT_PERMITTED] = REFUSE(EPERM),
        [NOT_OFFERED] = REFUSE(ENOSYS),
        [BY_ARGUMENT] = STATEMENT(BPF_JMP | BPF_JA, 0),
    };
    struct range ranges[NUMBERS];
    size_t count = find_ranges(verdicts, ranges);
    size_t trees = (count + TREE - 1) / TREE;
    size_t start = program->count;

    for (size_t tree = 0; tree < trees; tree++) {
        size_t first = count * tree / trees;
        size_t next = count * (tree + 1) / trees;
        if (next < count)
            put(program, JUMP(BPF_JGE, ranges[next].first,
                              (unsigned char)(next - first - 1 + VERDICT_COUNT), 0));
        put_search(program, ranges + first, next - first, program->count + next - first - 1);
        for (size_t end = 0; end < VERDICT_COUNT; end++)
            put(program, ends[end]);
    }
    for (size_t i = start; i < program->count && i < MOST_STATEMENTS; i++) {
        if (program->statements[i].code == (BPF_JMP | BPF_JA))
            program->statements[i].k = (unsigned)(program->count - i - 1);
    }
    if (verdicts->overflow || count < 2)
        program->count = MOST_STATEMENTS + 1; // load() refuses it
}

/**
 * Loads the filter, if possible for all threads, which preloaded libraries may have started.
 * Disables the kernel's speculation mitigation for seccomp if possible: sockstat keeps no secrets
 * from itself, and it slows down the processor.
 */
static int load(const struct bpf_program *program)
{
    static const unsigned flags[] = {SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                                     SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0};
    struct sock_fprog loaded = {program->count, (struct sock_filter *)program->statements};
    long result = program->count > MOST_STATEMENTS ? -1 : 1;

    errno = E2BIG;
    for (size_t i = 0; i < COUNT(flags) && result > 0; i++) {
        result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags[i], &loaded);
        if (result < 0 && errno == EINVAL)
            result = 1; // the kernel does not know the flag
    }
    return result == 0 ? 0 : -errno;
}

int syscall_filter_install(unsigned needs)
{
    struct bpf_program program = {.count = 0};
    struct verdicts verdicts = {.of = {0}}; // what is not listed is allowed
    struct argument_rule own[OWN_RULES];
    size_t loaded = needs & SANDBOX_BPF ? 0 : COUNT(rules_of_loaded);

    if (NATIVE == 0)
        return -ENOSYS;
    make_own_rules(own);
    add_rules(&verdicts, rules_of_reading, COUNT(rules_of_reading));
    add_rules(&verdicts, rules_of_loaded, loaded);
    add_rules(&verdicts, own, OWN_RULES);
    add(&verdicts, SYS_socket, BY_ARGUMENT);
    add_conditional(&verdicts, needs);
    add_list(&verdicts, syscalls_denied, NOT_PERMITTED);
    add_not_offered(&verdicts);
    put_architecture(&program);
    put_verdicts(&program, &verdicts);
    put_rules(&program, rules_of_reading, COUNT(rules_of_reading));
    put_rules(&program, rules_of_loaded, loaded);
    put_rules(&program, own, OWN_RULES);
    put_families(&program, needs);
    put(&program, ALLOW);
    return load(&program);
}

int syscall_filter_narrow(unsigned needs)
{
    struct bpf_program program = {.count = 0};
    struct verdicts verdicts = {.overflow = false};
    struct argument_rule own[OWN_RULES];
    bool reads = needs & SANDBOX_STREAM;
    bool starts_threads = needs & (SANDBOX_STREAM | SANDBOX_THREADS);
    size_t streaming = reads ? COUNT(rules_of_streaming) : 0;
    size_t threads = starts_threads ? COUNT(rules_of_threads) : 0;

    if (NATIVE == 0)
        return -ENOSYS;
    make_own_rules(own);
    memset(verdicts.of, NOT_PERMITTED, sizeof(verdicts.of)); // what is not listed
    add_rules(&verdicts, rules_of_writing, COUNT(rules_of_writing));
    add_rules(&verdicts, rules_of_streaming, streaming);
    add_rules(&verdicts, rules_of_threads, threads);
    add_rules(&verdicts, own, OWN_SIGNALS);
    add_list(&verdicts, syscalls_for_writing, ALLOWED);
    if (reads)
        add_list(&verdicts, syscalls_for_streaming, ALLOWED);
    if (starts_threads)
        add_list(&verdicts, syscalls_for_threads, ALLOWED);
    add_not_offered(&verdicts);
    put_architecture(&program);
    put_verdicts(&program, &verdicts);
    put_rules(&program, rules_of_writing, COUNT(rules_of_writing));
    put_rules(&program, rules_of_streaming, streaming);
    put_rules(&program, rules_of_threads, threads);
    put_rules(&program, own, OWN_SIGNALS);
    put(&program, REFUSE(EPERM));
    return load(&program);
}

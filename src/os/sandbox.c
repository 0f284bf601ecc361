// SPDX-License-Identifier: MIT
#include "os/sandbox.h"

#include "base/alloc.h"
#include "os/capability.h"
#include "os/file.h"
#include "os/kernel.h"
#include "os/syscall_filter.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifdef WITHOUT_SANDBOX
#define BUILT false
#else
#define BUILT true
#endif

/** Returns WANTED, with LARGER, which includes it, if HELD lacks a part of it. */
static uint64_t least_of(uint64_t held, uint64_t wanted, int larger)
{
    return (held & wanted) == wanted ? wanted : wanted | CAPABILITY(larger);
}

/** Returns the capabilities in HELD that NEEDS require. */
static uint64_t capabilities_for(unsigned needs, uint64_t held)
{
    uint64_t set = 0;

    // Without CAP_SYS_PTRACE, reading a process requires all of its capabilities
    // (kernel/ptrace.c, __ptrace_may_access), so none may be dropped.
    if ((needs & SANDBOX_PROCESSES) && !(held & CAPABILITY(CAP_SYS_PTRACE)))
        return held;
    if (needs & (SANDBOX_ANY_FILE | SANDBOX_PROCESSES))
        set |= least_of(held, CAPABILITY(CAP_DAC_READ_SEARCH), CAP_DAC_OVERRIDE);
    if (needs & SANDBOX_PROCESSES)
        set |= CAPABILITY(CAP_SYS_PTRACE);
    if (needs & SANDBOX_BPF)
        set |= least_of(held, CAPABILITY(CAP_BPF) | CAPABILITY(CAP_PERFMON), CAP_SYS_ADMIN);
    if (needs & SANDBOX_STORAGE)
        set |= least_of(held, CAPABILITY(CAP_BPF), CAP_SYS_ADMIN);
    if (needs & SANDBOX_NETNS)
        set |= CAPABILITY(CAP_SYS_ADMIN);
    if (needs & SANDBOX_NET_ADMIN)
        set |= CAPABILITY(CAP_NET_ADMIN);
    return set & held;
}

/** Drops all capabilities that NEEDS do not require; returns false if the kernel refuses. */
static bool drop_capabilities(unsigned needs)
{
    struct capabilities sets = {0}; // for no needs, whatever is held

    if (needs && capability_read(&sets) != 0)
        return false;
    sets.permitted = capabilities_for(needs, sets.permitted);
    sets.effective &= sets.permitted;
    return capability_write(&sets) == 0;
}

/** The rights that each version of Landlock can restrict, from version 1 to the last one known. */
static const struct {
    size_t size; /**< of struct landlock_ruleset_attr */
    uint64_t files, network, scopes;
} landlock_versions[] = {
    {8, (1U << 13) - 1, 0, 0},  {8, (1U << 14) - 1, 0, 0}, // moving to another directory
    {8, (1U << 15) - 1, 0, 0},                             // truncating
    {16, (1U << 15) - 1, 3, 0},                            // TCP: bind, connect
    {16, (1U << 16) - 1, 3, 0},                            // ioctl on devices
    {24, (1U << 16) - 1, 3, 3},                            // abstract local sockets, signals
};

#define NEWEST (sizeof(landlock_versions) / sizeof(landlock_versions[0]) - 1)

static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/** Adds a rule that allows to read files everywhere; returns false on failure. */
static bool let_read(int ruleset)
{
    CLEANUP(file_close) int root = open("/", O_PATH | O_CLOEXEC);
    struct landlock_path_beneath_attr everywhere = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                      LANDLOCK_ACCESS_FS_READ_DIR,
                                                    .parent_fd = root};

    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &everywhere, 0) == 0;
}

/**
 * Forbids all access to files, except reading them if NEEDS require it; returns false on failure.
 */
static bool enter_landlock(unsigned needs)
{
    long version = landlock_version();

    if (version < 1)
        return false;
    size_t known = version > (long)NEWEST ? NEWEST : (size_t)version - 1;
    struct landlock_ruleset_attr attributes = {
        .handled_access_fs = landlock_versions[known].files,
        .handled_access_net = needs & SANDBOX_NAMES ? 0 : landlock_versions[known].network,
        .scoped = needs & SANDBOX_NAMES ? 0 : landlock_versions[known].scopes,
    };
    CLEANUP(file_close)
    int ruleset =
        (int)syscall(SYS_landlock_create_ruleset, &attributes, landlock_versions[known].size, 0);
    return ruleset >= 0 && (!(needs & SANDBOX_FILES) || let_read(ruleset)) &&
           syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}

/** Enters the layers that can be entered repeatedly; returns those that took effect. */
static unsigned give_up(unsigned needs)
{
    unsigned layers = 0;

    if (drop_capabilities(needs))
        layers |= SANDBOX_CAPABILITIES;
    if (!(needs & SANDBOX_PROCESSES) && enter_landlock(needs))
        layers |= SANDBOX_LANDLOCK;
    return layers;
}

unsigned sandbox_enter(unsigned needs)
{
    unsigned layers = 0;

    if (!BUILT)
        return 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        layers |= SANDBOX_NO_NEW_PRIVS;
    layers |= give_up(needs);
    if (syscall_filter_install(needs) == 0)
        layers |= SANDBOX_SECCOMP;
    return layers;
}

void sandbox_narrow(unsigned needs)
{
    if (!BUILT)
        return;
    give_up(needs & (SANDBOX_NET_ADMIN | SANDBOX_STORAGE));
    syscall_filter_narrow(needs);
}

// SPDX-License-Identifier: MIT
/**
 * Gives up what the program will not need, in layers of the kernel: whoever took it over through a
 * foreign name or a kernel answer could do little with it. Each layer is left out where the kernel
 * lacks it or refuses it; the program does the same without.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

/** What is still to be done. Everything else is given up, for good. */
enum sandbox_need {
    SANDBOX_FILES = 1 << 0,     /**< open files and directories, to read them */
    SANDBOX_ANY_FILE = 1 << 1,  /**< those of others too: CAP_DAC_READ_SEARCH */
    SANDBOX_PROCESSES = 1 << 2, /**< look at those of others: CAP_SYS_PTRACE, and the former */
    SANDBOX_BPF = 1 << 3,       /**< load BPF programs: CAP_BPF, CAP_PERFMON */
    SANDBOX_NETLINK = 1 << 4,   /**< make netlink sockets */
    SANDBOX_MARKS = 1 << 5,     /**< see marks: CAP_NET_ADMIN */
    SANDBOX_NAMES = 1 << 6,     /**< ask for names of users and hosts, by whatever sockets */
    SANDBOX_STREAM = 1 << 7,    /**< read on from descriptors that are open */
};

/** The layers, as bits of what was given up. */
enum sandbox_layer {
    SANDBOX_NO_NEW_PRIVS = 1 << 0,
    SANDBOX_CAPABILITIES = 1 << 1,
    SANDBOX_SECCOMP = 1 << 2,
    SANDBOX_LANDLOCK = 1 << 3,
};

/**
 * Gives up all but NEEDS. Processes cannot be looked at from within Landlock
 * (Documentation/userspace-api/landlock.rst, "Ptrace restrictions"), so with SANDBOX_PROCESSES that
 * layer waits for sandbox_narrow. Threads that are started later are held to the same; of those
 * that run already, which preloaded libraries may have, only system calls are refused. Returns the
 * layers (enum sandbox_layer) that took effect.
 */
unsigned sandbox_enter(unsigned needs);

/**
 * After that: gives up everything that writing does not need; with SANDBOX_STREAM among NEEDS, what
 * reading from open descriptors does not need either. Of the other needs only SANDBOX_MARKS counts.
 * Nothing comes back.
 */
void sandbox_narrow(unsigned needs);

#endif

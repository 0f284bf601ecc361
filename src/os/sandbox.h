// SPDX-License-Identifier: MIT
/**
 * Gives up rights that sockstat no longer needs, in several kernel layers, so that code injected
 * through a foreign name or a kernel reply could do little. A layer that the kernel lacks or
 * refuses is skipped; the output does not change.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

/** Rights that are still needed. All others are given up permanently. */
enum sandbox_need {
    SANDBOX_FILES = 1 << 0,     /**< open files and directories, to read them */
    SANDBOX_ANY_FILE = 1 << 1,  /**< files of other users: CAP_DAC_READ_SEARCH */
    SANDBOX_PROCESSES = 1 << 2, /**< processes of other users: CAP_SYS_PTRACE, and the former */
    SANDBOX_BPF = 1 << 3,       /**< load BPF programs: CAP_BPF, CAP_PERFMON */
    SANDBOX_NETLINK = 1 << 4,   /**< open netlink sockets */
    SANDBOX_NET_ADMIN = 1 << 5, /**< read marks, end sockets: CAP_NET_ADMIN */
    SANDBOX_NAMES = 1 << 6,     /**< look up names of users and hosts, over any socket */
    SANDBOX_STREAM = 1 << 7,    /**< continue to read from open descriptors */
    SANDBOX_STORAGE = 1 << 8,   /**< read storage of BPF programs by netlink: CAP_BPF */
    SANDBOX_THREADS = 1 << 9,   /**< start threads that format what is written */
    SANDBOX_BPF_READ = 1 << 10, /**< run the iterators of BPF programs that were loaded */
    SANDBOX_NETNS = 1 << 11,    /**< enter network namespaces: CAP_SYS_ADMIN */
};

/** The layers that were entered, as bits. */
enum sandbox_layer {
    SANDBOX_NO_NEW_PRIVS = 1 << 0,
    SANDBOX_CAPABILITIES = 1 << 1,
    SANDBOX_SECCOMP = 1 << 2,
    SANDBOX_LANDLOCK = 1 << 3,
};

/**
 * Gives up all rights except NEEDS. Landlock forbids to read other processes
 * (Documentation/userspace-api/landlock.rst, "Ptrace restrictions"), so with SANDBOX_PROCESSES that
 * layer is entered by sandbox_narrow. Threads started later inherit the restrictions; of running
 * threads, as of preloaded libraries or os/jobs, only system calls are restricted. Returns the
 * layers (enum sandbox_layer) that took effect.
 */
unsigned sandbox_enter(unsigned needs);

/**
 * Gives up, after sandbox_enter, everything that writing does not need; with SANDBOX_STREAM in
 * NEEDS, keeps what reading from open descriptors needs, and with it or SANDBOX_THREADS what
 * starting threads needs. Of the other needs only SANDBOX_NET_ADMIN and SANDBOX_STORAGE count. This
 * cannot be undone.
 */
void sandbox_narrow(unsigned needs);

#endif

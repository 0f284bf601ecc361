// SPDX-License-Identifier: MIT
/**
 * Kernel definitions that the installed headers may lack: the oldest supported ones are those of
 * Linux 4.19, and musl has none of its own. Each is part of the kernel's user-space interface and
 * never changes. A comment names the file of the kernel source.
 */
#ifndef OS_KERNEL_H
#define OS_KERNEL_H

#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/inet_diag.h>
#include <linux/version.h>
#include <stdint.h>
#include <sys/syscall.h>

/*
 * Constants of enums. Distributions added some of them to older headers; defining them again with
 * the same value after those headers is harmless.
 */

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#define INET_DIAG_SOCKOPT 22 // include/uapi/linux/inet_diag.h
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 9, 0)
#define INET_DIAG_REQ_PROTOCOL 3 // include/uapi/linux/inet_diag.h
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 7, 0)
#define INET_DIAG_REQ_SK_BPF_STORAGES 2 // include/uapi/linux/inet_diag.h
#define INET_DIAG_SK_BPF_STORAGES 20
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 6, 0)
#define INET_ULP_INFO_MPTCP 3 // include/uapi/linux/inet_diag.h
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 4, 0)
#define INET_DIAG_ULP_INFO 19 // include/uapi/linux/inet_diag.h
#define INET_ULP_INFO_NAME 1
#define INET_ULP_INFO_TLS 2
#endif
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 8, 0)
#define INET_DIAG_BC_CGROUP_COND 13 // include/uapi/linux/inet_diag.h
#define INET_DIAG_CGROUP_ID 21
#define BPF_ITER_CREATE 33 // include/uapi/linux/bpf.h, enum bpf_cmd
#define BPF_RINGBUF_BUSY_BIT (1U << 31)
#define BPF_RINGBUF_DISCARD_BIT (1U << 30)
#define BPF_RINGBUF_HDR_SZ 8
#endif

// include/uapi/linux/capability.h, since Linux 5.8
#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_BPF
#define CAP_BPF 39
#endif

// include/uapi/asm-generic/socket.h, arch/{sparc,parisc}/include/uapi/asm/socket.h, since 5.14
#ifndef SO_NETNS_COOKIE
#if defined(__sparc__)
#define SO_NETNS_COOKIE 0x0050
#elif defined(__hppa__)
#define SO_NETNS_COOKIE 0x4045
#else
#define SO_NETNS_COOKIE 71
#endif
#endif

/** The part of union bpf_attr that BPF_ITER_CREATE reads (include/uapi/linux/bpf.h). */
struct kernel_iter_create {
    uint32_t link_fd;
    uint32_t flags;
};

/** One entry that getdents64(2) returns (include/linux/dirent.h). */
struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    uint16_t d_reclen; /**< length of the entry with its name */
    uint8_t d_type;
    char d_name[];
};

/*
 * include/uapi/linux/landlock.h, since Linux 5.13. That header is never included: it may be missing
 * or older than the kernel.
 */

#define LANDLOCK_CREATE_RULESET_VERSION (1U << 0)
#define LANDLOCK_RULE_PATH_BENEATH 1
#define LANDLOCK_ACCESS_FS_READ_FILE (1U << 2)
#define LANDLOCK_ACCESS_FS_READ_DIR (1U << 3)

/** As of Linux 6.12. The kernel accepts a shorter one, without the last members. */
struct landlock_ruleset_attr {
    uint64_t handled_access_fs;
    uint64_t handled_access_net; /**< since 6.7 */
    uint64_t scoped;             /**< since 6.12 */
};

struct landlock_path_beneath_attr {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed));

/** A file handle of nsfs with the head of struct file_handle: include/uapi/linux/nsfs.h (6.18). */
struct kernel_nsfs_handle {
    uint32_t bytes; /**< from id on */
    int32_t type;   /**< KERNEL_FILEID_NSFS */
    uint64_t id;
    uint32_t ns_type; /**< CLONE_NEWNET ... */
    uint32_t inode;
};

#define KERNEL_FILEID_NSFS 0xf1   // include/linux/exportfs.h
#define KERNEL_NSFS_ROOT (-10003) // include/uapi/linux/fcntl.h, FD_NSFS_ROOT

/*
 * System calls: scripts/syscall.tbl. From 424 on they have the same number on every architecture,
 * plus an offset on two (arch/alpha/kernel/syscalls/syscall.tbl,
 * arch/mips/include/uapi/asm/unistd.h).
 */

#if defined(__alpha__)
#define KERNEL_CALL(number) (110 + (number))
#elif defined(__mips__)
#define KERNEL_CALL(number) (__NR_Linux + (number))
#else
#define KERNEL_CALL(number) (number)
#endif

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal KERNEL_CALL(424)
#endif
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup KERNEL_CALL(425)
#endif
#ifndef SYS_io_uring_enter
#define SYS_io_uring_enter KERNEL_CALL(426)
#endif
#ifndef SYS_io_uring_register
#define SYS_io_uring_register KERNEL_CALL(427)
#endif
#ifndef SYS_open_tree
#define SYS_open_tree KERNEL_CALL(428)
#endif
#ifndef SYS_move_mount
#define SYS_move_mount KERNEL_CALL(429)
#endif
#ifndef SYS_fsopen
#define SYS_fsopen KERNEL_CALL(430)
#endif
#ifndef SYS_fsconfig
#define SYS_fsconfig KERNEL_CALL(431)
#endif
#ifndef SYS_fsmount
#define SYS_fsmount KERNEL_CALL(432)
#endif
#ifndef SYS_fspick
#define SYS_fspick KERNEL_CALL(433)
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open KERNEL_CALL(434)
#endif
#ifndef SYS_clone3
#define SYS_clone3 KERNEL_CALL(435)
#endif
#ifndef SYS_openat2
#define SYS_openat2 KERNEL_CALL(437)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd KERNEL_CALL(438)
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise KERNEL_CALL(440)
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr KERNEL_CALL(442)
#endif
#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd KERNEL_CALL(443)
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset KERNEL_CALL(444)
#endif
#ifndef SYS_landlock_add_rule
#define SYS_landlock_add_rule KERNEL_CALL(445)
#endif
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self KERNEL_CALL(446)
#endif
#ifndef SYS_process_mrelease
#define SYS_process_mrelease KERNEL_CALL(448)
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 KERNEL_CALL(452)
#endif
#ifndef SYS_setxattrat
#define SYS_setxattrat KERNEL_CALL(463)
#endif
#ifndef SYS_removexattrat
#define SYS_removexattrat KERNEL_CALL(466)
#endif
#ifndef SYS_open_tree_attr
#define SYS_open_tree_attr KERNEL_CALL(467)
#endif
#ifndef SYS_file_setattr
#define SYS_file_setattr KERNEL_CALL(469)
#endif

#endif

// SPDX-License-Identifier: MIT
#include "os/syscall_list.h"

#include "os/kernel.h"

// clang-format off
static const int denied[] = {
    // executing files, and other processes
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_process_madvise, SYS_kill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_open,
    SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_unshare, SYS_process_mrelease,
    SYS_kcmp, SYS_migrate_pages, SYS_move_pages, SYS_setpriority, SYS_ioprio_set,
    SYS_sched_setparam, SYS_sched_setscheduler, SYS_sched_setattr,
    SYS_setpgid, SYS_setsid, SYS_socketpair, SYS_personality,
    // contents and names of files
    SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat,
    SYS_fchmodat, SYS_fchmodat2, SYS_fchmod, SYS_fchownat, SYS_fchown, SYS_truncate,
    SYS_ftruncate, SYS_fallocate, SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
    SYS_setxattrat, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_removexattrat,
    SYS_memfd_create, SYS_file_setattr, SYS_open_tree_attr, SYS_mq_open, SYS_mq_unlink,
    SYS_quotactl_fd, SYS_name_to_handle_at, SYS_quotactl, SYS_mount,
    SYS_umount2, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
    SYS_mount_setattr, SYS_pivot_root, SYS_chroot, SYS_chdir, SYS_fchdir, SYS_inotify_init1,
    SYS_fanotify_init, SYS_sync, SYS_syncfs,
    // System V IPC: memory, messages and locks that outlive the process
#ifdef SYS_ipc
    SYS_ipc,
#endif
#ifdef SYS_shmget
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_shmdt, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl,
    SYS_semget, SYS_semctl,
#endif
#ifdef SYS_semop
    SYS_semop,
#endif
#ifdef SYS_semtimedop
    SYS_semtimedop,
#endif
#ifdef SYS_semtimedop_time64
    SYS_semtimedop_time64,
#endif
    // the host
    SYS_reboot, SYS_swapon, SYS_swapoff, SYS_sethostname, SYS_setdomainname, SYS_acct, SYS_syslog,
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_init_module,
    SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_perf_event_open, SYS_userfaultfd,
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_add_key, SYS_request_key,
    SYS_keyctl,
    // identity of the process
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid,
    SYS_setgroups, SYS_setfsuid, SYS_setfsgid,
    // older calls without a directory descriptor
#ifdef SYS_open
    SYS_creat, SYS_unlink, SYS_rename, SYS_link, SYS_symlink, SYS_mkdir, SYS_rmdir, SYS_mknod,
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utimes, SYS_futimesat, SYS_fork, SYS_vfork,
#endif
#ifdef SYS_inotify_init
    SYS_inotify_init,
#endif
#ifdef SYS_utime
    SYS_utime,
#endif
#ifdef SYS_umount
    SYS_umount,
#endif
#ifdef SYS_stime
    SYS_stime,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_ioperm
    SYS_ioperm, SYS_iopl,
#endif
#ifdef SYS_setuid32
    SYS_setuid32, SYS_setgid32, SYS_setreuid32, SYS_setregid32, SYS_setresuid32, SYS_setresgid32,
    SYS_setgroups32, SYS_setfsuid32, SYS_setfsgid32, SYS_fchown32, SYS_chown32, SYS_lchown32,
#endif
#ifdef SYS_truncate64
    SYS_truncate64, SYS_ftruncate64,
#endif
#ifdef SYS_clock_settime64
    SYS_clock_settime64, SYS_clock_adjtime64, SYS_utimensat_time64,
#endif
};
static const int for_writing[] = {
    SYS_write, SYS_writev, SYS_close, SYS_ppoll,
    SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise,
    SYS_futex, SYS_sched_yield, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_restart_syscall,
    SYS_getpid, SYS_gettid, SYS_clock_gettime,
    SYS_exit, SYS_exit_group,
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_sigreturn
    SYS_sigreturn,
#endif
#ifdef SYS_clock_gettime64
    SYS_clock_gettime64, SYS_futex_time64, SYS_ppoll_time64,
#endif
#ifdef __s390x__
    SYS_mmap, // takes its arguments by a pointer
#endif
};

static const int for_streaming[] = {
    SYS_read, SYS_recvmsg, SYS_sendto, SYS_wait4,
};

static const int for_threads[] = {
    SYS_set_robust_list, SYS_sched_getaffinity, SYS_getcpu,
#ifdef SYS_rseq
    SYS_rseq,
#endif
};
// clang-format on

#define LIST(array)                                                                                \
    {                                                                                              \
        array, sizeof(array) / sizeof((array)[0])                                                  \
    }

const struct syscall_list syscalls_denied = LIST(denied);
const struct syscall_list syscalls_for_writing = LIST(for_writing);
const struct syscall_list syscalls_for_streaming = LIST(for_streaming);
const struct syscall_list syscalls_for_threads = LIST(for_threads);

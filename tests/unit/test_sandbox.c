// SPDX-License-Identifier: MIT
/** os/sandbox: what can still be done after entering it, each in a process of its own. */
#include "unit.h"

#include "os/kernel.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVERYTHING 0xffff

// In place of needs: after EVERYTHING, the sandbox is narrowed to writing, or to streaming.
#define WRITES (1U << 16)
#define STREAMS (1U << 17)
#define FORMATS (1U << 18) // writes, with threads

static int errno_if(bool failed)
{
    return failed ? errno : 0;
}

static int open_with(int flags)
{
    return errno_if(open("/dev/null", flags) < 0);
}

static int to_read(void)
{
    return open_with(O_RDONLY);
}

static int to_write(void)
{
    return open_with(O_WRONLY);
}

static int to_read_and_write(void)
{
    return open_with(O_RDWR);
}

static int to_create(void)
{
    return errno_if(open("/nonexistent/file", O_RDONLY | O_CREAT, 0600) < 0);
}

static int to_cut_off(void)
{
    return open_with(O_RDONLY | O_TRUNC);
}

static int by_openat2(void)
{
    return errno_if(syscall(SYS_openat2, AT_FDCWD, "/dev/null", NULL, 0) < 0);
}

static int socket_of(int family)
{
    return errno_if(socket(family, SOCK_DGRAM, 0) < 0);
}

static int of_the_internet(void)
{
    return socket_of(AF_INET6);
}

static int of_this_host(void)
{
    return socket_of(AF_UNIX);
}

static int of_the_kernel(void)
{
    return socket_of(AF_NETLINK);
}

static int of_packets(void)
{
    return socket_of(AF_PACKET);
}

static void *idle(void *context)
{
    return context;
}

static int thread(void)
{
    pthread_t started;
    int error = pthread_create(&started, NULL, idle, NULL);

    return error ? error : pthread_join(started, NULL);
}

static int child(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return errno_if(pid < 0);
}

static int signal_to_itself(void)
{
    return raise(SIGURG);
}

static int signal_to_others(void)
{
    return errno_if(syscall(SYS_tgkill, getppid(), getppid(), 0) < 0);
}

static int signal_by_thread(void)
{
    return errno_if(syscall(SYS_tkill, getpid(), SIGURG) < 0);
}

static int signal_to_another_thread(void)
{
    return errno_if(syscall(SYS_tkill, getppid(), 0) < 0);
}

static int signal_for_input(void)
{
    return errno_if(fcntl(STDIN_FILENO, F_SETOWN, getppid()) < 0);
}

static int descriptor_flags(void)
{
    return errno_if(fcntl(STDERR_FILENO, F_GETFL) < 0);
}

static int limit_of(pid_t pid)
{
    struct rlimit limit;

    return errno_if(prlimit(pid, RLIMIT_NOFILE, NULL, &limit) < 0);
}

static int own_limit(void)
{
    return limit_of(0);
}

static int own_limit_by_number(void)
{
    return limit_of(getpid());
}

static int limit_of_others(void)
{
    return limit_of(getppid());
}

static int pair_of_sockets(void)
{
    int pair[2];

    return errno_if(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0);
}

static int ioctl_of(unsigned long request)
{
    return errno_if(syscall(SYS_ioctl, -1, request, NULL) < 0);
}

static int typing(void)
{
    return ioctl_of(TIOCSTI);
}

static int pasting(void)
{
    return ioctl_of(TIOCLINUX);
}

static int file_flags(void)
{
    return ioctl_of(FS_IOC_SETFLAGS);
}

static int shared_memory(void)
{
    return errno_if(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) < 0);
}

static int memory_of_others(void)
{
    return errno_if(shmat(-1, NULL, SHM_RDONLY) == (void *)-1);
}

static int message(void)
{
    return errno_if(msgget(IPC_PRIVATE, 0600) < 0);
}

static int semaphore(void)
{
    return errno_if(semget(IPC_PRIVATE, 1, 0600) < 0);
}

static int affinity_of(pid_t process)
{
    cpu_set_t processors;

    if (sched_getaffinity(0, sizeof(processors), &processors) < 0)
        return errno;
    return errno_if(sched_setaffinity(process, sizeof(processors), &processors) < 0);
}

static int own_affinity(void)
{
    return affinity_of(0);
}

static int parents_affinity(void)
{
    return affinity_of(getppid());
}

static int directory(void)
{
    return errno_if(chdir("/") < 0);
}

static int other_ioctl(void)
{
    struct winsize size;

    return errno_if(ioctl(-1, TIOCGWINSZ, &size) < 0);
}

static int memory(void)
{
    void *space = malloc(1 << 24);

    free(space);
    return space ? 0 : ENOMEM;
}

static int parents_descriptor(void)
{
    char path[64];
    char link[64];

    snprintf(path, sizeof(path), "/proc/%d/fd/0", (int)getppid());
    return errno_if(readlink(path, link, sizeof(link)) < 0);
}

struct sandbox_row {
    const char *name;
    unsigned needs;
    int (*attempt)(void);
    int error;
};

#define READS SANDBOX_FILES
#define DUMPS (SANDBOX_FILES | SANDBOX_NETLINK)

/** What pthread_create returns when clone is refused: musl has one answer for any reason. */
#ifdef __GLIBC__
#define NO_THREAD EPERM
#else
#define NO_THREAD EAGAIN
#endif

static const struct sandbox_row rows[] = {
    {"a file is read", READS, to_read, 0},
    {"a file is read when all is known", WRITES, to_read, EPERM},
    {"a file is written", EVERYTHING, to_write, EPERM},
    {"a file is read and written", EVERYTHING, to_read_and_write, EPERM},
    {"a file is made", EVERYTHING, to_create, EPERM},
    {"a file is cut off", EVERYTHING, to_cut_off, EPERM},
    {"a file is opened in a way that cannot be read", EVERYTHING, by_openat2, ENOSYS},
    {"a socket of the internet", DUMPS, of_the_internet, EPERM},
    {"a socket of the internet, for names", SANDBOX_NAMES, of_the_internet, 0},
    {"a netlink socket", SANDBOX_NETLINK, of_the_kernel, 0},
    {"a netlink socket, for names", SANDBOX_NAMES, of_the_kernel, 0},
    {"a netlink socket for nothing", READS, of_the_kernel, EPERM},
    {"a local socket, for names", SANDBOX_NAMES, of_this_host, 0},
    {"a local socket for nothing", DUMPS, of_this_host, EPERM},
    {"a pair of local sockets", EVERYTHING, pair_of_sockets, EPERM},
    {"a socket of another kind", EVERYTHING, of_packets, EPERM},
    {"a thread", READS, thread, 0},
    {"a thread when all is known", WRITES, thread, NO_THREAD},
    {"a thread that formats rows", FORMATS, thread, 0},
    {"a file is read by a thread that formats rows", FORMATS, to_read, EPERM},
    {"a thread of a stream", STREAMS, thread, 0},
    {"a file is read by a stream", STREAMS, to_read, EPERM},
    {"a netlink socket of a stream", STREAMS, of_the_kernel, EPERM},
    {"a process", EVERYTHING, child, EPERM},
    {"a signal to itself", WRITES, signal_to_itself, 0},
    {"a signal to others", EVERYTHING, signal_to_others, EPERM},
    {"a signal to its first thread, by number", WRITES, signal_by_thread, 0},
    {"a signal to another thread, by number", EVERYTHING, signal_to_another_thread, EPERM},
    {"signals to others when there is input", EVERYTHING, signal_for_input, EPERM},
    {"flags of a descriptor", READS, descriptor_flags, 0},
    {"its own limits", READS, own_limit, 0},
    {"limits of others", EVERYTHING, limit_of_others, EPERM},
    {"its own limits, by its number", READS, own_limit_by_number, 0},
    {"an ioctl that does no harm", READS, other_ioctl, EBADF},
    {"typing on the terminal", EVERYTHING, typing, EPERM},
    {"pasting on the console", EVERYTHING, pasting, EPERM},
    {"a file that cannot be changed", EVERYTHING, file_flags, EPERM},
    {"memory that outlives the program", EVERYTHING, shared_memory, EPERM},
    {"memory of others", EVERYTHING, memory_of_others, EPERM},
    {"a message to others", EVERYTHING, message, EPERM},
    {"a semaphore of others", EVERYTHING, semaphore, EPERM},
    {"the affinity of another process", EVERYTHING, parents_affinity, EPERM},
    {"its affinity", READS, own_affinity, 0},
    {"its affinity, of threads that format rows", FORMATS, own_affinity, 0},
    {"the affinity of another process, of those", FORMATS, parents_affinity, EPERM},
    {"its affinity, of a stream", STREAMS, own_affinity, 0},
    {"its affinity when all is known", WRITES, own_affinity, EPERM},
    {"another directory", EVERYTHING, directory, EPERM},
    {"memory", WRITES, memory, 0},
    {"a descriptor of another process", READS | SANDBOX_PROCESSES, parents_descriptor, 0},
    {"a descriptor of another process for nothing", READS, parents_descriptor, EACCES},
};

/** What becomes of the attempt in a child that entered the sandbox: errno, or 0. */
static int outcome_of(const struct sandbox_row *row)
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        sandbox_enter(row->needs & EVERYTHING ? row->needs : EVERYTHING);
        if (row->needs & (WRITES | STREAMS | FORMATS))
            sandbox_narrow(row->needs & STREAMS   ? SANDBOX_STREAM
                           : row->needs & FORMATS ? SANDBOX_THREADS
                                                  : 0);
        _exit(row->attempt());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/** Whether both layers that matter here can be had; asks a child. */
static bool is_offered(void)
{
    const unsigned both = SANDBOX_SECCOMP | SANDBOX_LANDLOCK;
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit((sandbox_enter(0) & both) == both);
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static void test_attempt(void **state)
{
    const struct sandbox_row *row = *state;

    if (!is_offered())
        skip();
    assert_int_equal(outcome_of(row), row->error);
}

int main(void)
{
    if (!is_offered())
        print_message("skipped: no sandbox is built in, or offered by this kernel\n");
    return RUN_ROWS(test_attempt, rows);
}

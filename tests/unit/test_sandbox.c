// SPDX-License-Identifier: MIT
/** base/sandbox: what can still be done after entering it, each in a process of its own. */
#include "unit.h"

#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVERYTHING 0xffff

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

static const struct sandbox_row rows[] = {
    {"a file is read", READS, to_read, 0},
    {"a file is read when all is known", 0, to_read, EPERM},
    {"a file is written", EVERYTHING, to_write, EPERM},
    {"a file is read and written", EVERYTHING, to_read_and_write, EPERM},
    {"a file is made", EVERYTHING, to_create, EPERM},
    {"a file is cut off", EVERYTHING, to_cut_off, EPERM},
    {"a file is opened in a way that cannot be read", EVERYTHING, by_openat2, ENOSYS},
    {"a socket of the internet", DUMPS | SANDBOX_DAEMONS, of_the_internet, EPERM},
    {"a socket of the internet, for the resolver", SANDBOX_INTERNET, of_the_internet, 0},
    {"a netlink socket", SANDBOX_NETLINK, of_the_kernel, 0},
    {"a netlink socket, for the resolver", SANDBOX_INTERNET, of_the_kernel, 0},
    {"a netlink socket for nothing", READS | SANDBOX_DAEMONS, of_the_kernel, EPERM},
    {"a local socket", SANDBOX_DAEMONS, of_this_host, 0},
    {"a local socket for nothing", READS, of_this_host, EPERM},
    {"a socket of another kind", EVERYTHING, of_packets, EPERM},
    {"a thread", 0, thread, 0},
    {"a process", EVERYTHING, child, EPERM},
    {"a signal to itself", 0, signal_to_itself, 0},
    {"a signal to others", EVERYTHING, signal_to_others, EPERM},
    {"an ioctl that does no harm", 0, other_ioctl, EBADF},
    {"memory", 0, memory, 0},
    {"a descriptor of another process", READS | SANDBOX_PROCESSES, parents_descriptor, 0},
    {"a descriptor of another process for nothing", READS, parents_descriptor, EACCES},
};

/** What becomes of the attempt in a child that entered the sandbox twice: errno, or 0. */
static int outcome_of(const struct sandbox_row *row)
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        sandbox_enter(EVERYTHING);
        sandbox_narrow(row->needs);
        _exit(row->attempt());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool is_offered(void)
{
    return (sandbox_layers() & SANDBOX_SECCOMP) && (sandbox_layers() & SANDBOX_LANDLOCK);
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

// SPDX-License-Identifier: MIT
/**
 * crowd SHAPE NUMBERS -- COMMAND...: runs COMMAND in a network namespace of its own, beside many
 * sockets that other processes hold, and removes them afterwards.
 *
 *   connections SOCKETS PROCESSES     TCP over loopback, both ends and a listener in each process
 *   parked SOCKETS PROCESSES          the same, but their descriptors are in flight (unix(7),
 *                                     SCM_RIGHTS): what reads /proc/PID/fd has nothing to do
 *   listeners SOCKETS PROCESSES       TCP sockets that listen
 *   unix SOCKETS PROCESSES            Unix streams, both ends and a listener in each process
 *   files PROCESSES SOCKETS OTHERS    in each process so many UDP sockets, and other descriptors
 *   shared SOCKETS PROCESSES          TCP sockets that listen, each held by every process
 *   namespaces PROCESSES              in each process a network namespace with a listener
 *   idle                              nothing but the namespace
 *
 * Ends with the status of COMMAND; 125 when the sockets could not be made.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILED 125
#define PORT 8080
#define FIRST_PORT 1024 // where each process has addresses of its own, any port will do

/** How many of each, in one process. */
struct portion {
    uint32_t process; /**< its number, from 0 */
    uint32_t sockets;
    uint32_t others;
};

typedef void portion_maker(const struct portion *portion);

_Noreturn static void failed(const char *what)
{
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    _exit(FAILED);
}

/** An address of 127/8 for number HOST of this process. */
static struct sockaddr_in address_of(const struct portion *portion, uint32_t host, uint16_t port)
{
    uint32_t address = 0x7f010000 + (portion->process << 2) + host;

    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr = {htonl(address)}, .sin_port = htons(port)};
}

static int bound_socket(int type, const struct sockaddr_in *address)
{
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    int late = address->sin_port == 0; // bind the address, leave the port to connect

    if (fd < 0)
        failed("socket");
    if (late && setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &late, sizeof(late)) < 0)
        failed("IP_BIND_ADDRESS_NO_PORT");
    if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
        failed("bind");
    return fd;
}

/** Closing this end resets the connection: nothing of it stays behind in TIME-WAIT. */
static void reset_on_close(int fd)
{
    struct linger linger = {.l_onoff = 1};

    if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
        failed("SO_LINGER");
}

#define PARKED 253              // descriptors in a message at most: SCM_MAX_FD
#define QUEUE_BYTES (256 << 20) // more than all messages

/** Descriptors that are sent together over a Unix socket that nobody receives from. */
struct park {
    int queue[2];
    int fds[PARKED];
    size_t count;
};

static void park_open(struct park *park)
{
    int bytes = QUEUE_BYTES;

    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, park->queue) < 0)
        failed("socketpair");
    if (setsockopt(park->queue[0], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)) < 0)
        failed("SO_SNDBUFFORCE");
}

static void park_send(struct park *park)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(park->fds))];
    } control = {0};
    struct iovec byte = {.iov_base = "", .iov_len = 1};
    struct msghdr message = {.msg_iov = &byte,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = (socklen_t)CMSG_SPACE(park->count * sizeof(int))};

    control.header = (struct cmsghdr){.cmsg_len = (socklen_t)CMSG_LEN(park->count * sizeof(int)),
                                      .cmsg_level = SOL_SOCKET,
                                      .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), park->fds, park->count * sizeof(int));
    if (sendmsg(park->queue[0], &message, MSG_DONTWAIT) < 0)
        failed("SCM_RIGHTS");
    while (park->count > 0)
        close(park->fds[--park->count]);
}

static void park_add(struct park *park, int fd)
{
    park->fds[park->count++] = fd;
    if (park->count == PARKED)
        park_send(park);
}

/** Makes connections; PARK: where their descriptors go, NULL: they stay. */
static void connect_all(const struct portion *portion, struct park *park)
{
    struct sockaddr_in server = address_of(portion, 1, PORT);
    struct sockaddr_in client = address_of(portion, 2, 0);
    int listener = bound_socket(SOCK_STREAM, &server);

    if (listen(listener, 16) < 0)
        failed("listen");
    for (uint32_t made = 1; made + 1 < portion->sockets; made += 2) {
        int fd = bound_socket(SOCK_STREAM, &client);
        reset_on_close(fd);
        if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0)
            failed("connect");
        int accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (accepted < 0)
            failed("accept");
        if (park) {
            park_add(park, fd);
            park_add(park, accepted);
        }
    }
    if (park && park->count > 0)
        park_send(park);
}

static void make_connections(const struct portion *portion)
{
    connect_all(portion, NULL);
}

static void make_parked(const struct portion *portion)
{
    struct park park = {.count = 0};

    park_open(&park);
    connect_all(portion, &park);
}

static int unix_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        failed("socket");
    return fd;
}

/** The name is abstract: no file stays behind. Each second socket has it, like its listener. */
static void make_unix(const struct portion *portion)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "crowd/%u/listener.sock",
                          portion->process);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    int listener = unix_socket();

    if (bind(listener, (struct sockaddr *)&name, size) < 0)
        failed("bind");
    if (listen(listener, 16) < 0)
        failed("listen");
    for (uint32_t made = 1; made + 1 < portion->sockets; made += 2) {
        if (connect(unix_socket(), (struct sockaddr *)&name, size) < 0)
            failed("connect");
        if (accept4(listener, NULL, NULL, SOCK_CLOEXEC) < 0)
            failed("accept");
    }
}

static void make_listeners(const struct portion *portion)
{
    for (uint32_t made = 0; made < portion->sockets; made++) {
        struct sockaddr_in address = address_of(portion, 1, (uint16_t)(FIRST_PORT + made));
        if (listen(bound_socket(SOCK_STREAM, &address), 16) < 0)
            failed("listen");
    }
}

/** The sockets were made before the process began, which inherited them. */
static void keep_shared(const struct portion *portion)
{
    (void)portion;
}

static void make_files(const struct portion *portion)
{
    for (uint32_t made = 0; made < portion->sockets; made++) {
        struct sockaddr_in address = address_of(portion, 1, (uint16_t)(FIRST_PORT + made));
        bound_socket(SOCK_DGRAM, &address);
    }
    for (uint32_t made = 0; made < portion->others; made++) {
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
            failed("/dev/null");
    }
}

static void enter_namespace(void)
{
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int fd;

    if (unshare(CLONE_NEWNET) < 0)
        failed("network namespace");
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &loopback) < 0)
        failed("lo");
    close(fd);
}

static void make_namespace(const struct portion *portion)
{
    struct sockaddr_in address = address_of(portion, 1, PORT);

    enter_namespace();
    if (listen(bound_socket(SOCK_STREAM, &address), 16) < 0)
        failed("listen");
}

/** In a process of its own: makes the portion, says so through READY, and waits to be killed. */
static pid_t hold(portion_maker *make, const struct portion *portion, const int ready[2])
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid < 0)
        failed("fork");
    if (pid > 0)
        return pid;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(FAILED);
    close(ready[0]);
    make(portion);
    if (write(ready[1], "", 1) != 1)
        failed("pipe");
    close(ready[1]);
    for (;;)
        pause();
}

static void raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        failed("RLIMIT_NOFILE");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        failed("RLIMIT_NOFILE");
}

static int run(char *command[])
{
    int status = 0;
    pid_t pid = fork();

    if (pid < 0)
        failed("fork");
    if (pid == 0) {
        execvp(command[0], command);
        failed(command[0]);
    }
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            failed("wait");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static uint32_t number_of(const char *word)
{
    char *end = NULL;
    unsigned long number = strtoul(word, &end, 10);

    if (*word < '0' || *word > '9' || *end || number > 10000000) {
        fprintf(stderr, "crowd: \"%s\" is not a number\n", word);
        exit(FAILED);
    }
    return (uint32_t)number;
}

/** So many processes, each of which has a portion. */
struct crowd {
    portion_maker *make_shared; /**< for the caller, before the processes begin; may be NULL */
    portion_maker *make;
    uint32_t processes;
    struct portion portion;
};

static int gather(const struct crowd *crowd, char *command[])
{
    pid_t *members = calloc(crowd->processes + 1, sizeof(*members));
    int ready[2];
    char byte;
    int status = 0;

    if (!members || pipe2(ready, O_CLOEXEC) < 0)
        failed("pipe");
    if (crowd->make_shared)
        crowd->make_shared(&crowd->portion);
    for (uint32_t i = 0; i < crowd->processes; i++) {
        struct portion portion = crowd->portion;
        portion.process = i;
        members[i] = hold(crowd->make, &portion, ready);
    }
    close(ready[1]);
    for (uint32_t i = 0; i < crowd->processes && status == 0; i++)
        status = read(ready[0], &byte, 1) == 1 ? 0 : FAILED;
    if (status == 0)
        status = run(command);
    for (uint32_t i = 0; i < crowd->processes; i++)
        kill(members[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    free(members);
    return status;
}

int main(int argc, char *argv[])
{
    static const struct {
        const char *name;
        int numbers;
        portion_maker *make;
        portion_maker *make_shared;
    } shapes[] = {
        {"connections", 2, make_connections, NULL},
        {"parked", 2, make_parked, NULL},
        {"listeners", 2, make_listeners, NULL},
        {"unix", 2, make_unix, NULL},
        {"files", 3, make_files, NULL},
        {"namespaces", 1, make_namespace, NULL},
        {"shared", 2, keep_shared, make_listeners},
        {"idle", 0, NULL, NULL},
    };

    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]) && argc > 1; i++) {
        int dashes = 2 + shapes[i].numbers;
        if (strcmp(argv[1], shapes[i].name) != 0 || dashes + 1 >= argc ||
            strcmp(argv[dashes], "--") != 0)
            continue;
        struct crowd crowd = {.make = shapes[i].make, .make_shared = shapes[i].make_shared};
        if (shapes[i].numbers == 3) {
            crowd.processes = number_of(argv[2]);
            crowd.portion.sockets = number_of(argv[3]);
            crowd.portion.others = number_of(argv[4]);
        } else if (shapes[i].numbers == 2) {
            uint32_t sockets = number_of(argv[2]);
            crowd.processes = number_of(argv[3]);
            crowd.portion.sockets =
                crowd.make_shared || !crowd.processes ? sockets : sockets / crowd.processes;
        } else if (shapes[i].numbers == 1) {
            crowd.processes = number_of(argv[2]);
        }
        raise_limit();
        enter_namespace();
        return gather(&crowd, argv + dashes + 1);
    }
    fprintf(stderr, "crowd: usage: connections|parked|listeners|unix|shared SOCKETS PROCESSES, "
                    "files PROCESSES SOCKETS OTHERS, namespaces PROCESSES or idle, "
                    "then -- COMMAND...\n");
    return FAILED;
}

// SPDX-License-Identifier: MIT
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/** As many SYN segments as can be asked for: they last for hours. */
#define SYN_COUNT 127

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

_Noreturn void step_failed(const struct words *words, const char *what)
{
    fprintf(stderr, "factory: \"%s\": %s: %s\n", words->step, what, strerror(errno));
    exit(1);
}

_Noreturn void step_invalid(const struct words *words, const char *what)
{
    errno = EINVAL;
    step_failed(words, what);
}

long step_number(const struct words *words, const char *text)
{
    char *end = NULL;

    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end || number < 0 || number > INT_MAX) {
        errno = errno ? errno : EINVAL;
        step_failed(words, "not a number");
    }
    return number;
}

const char *step_option(const struct words *words, const char *key)
{
    size_t length = strlen(key);

    for (size_t i = words->first_option; i < words->count; i++) {
        const char *word = words->word[i];
        if (strncmp(word, key, length) == 0 && (word[length] == '=' || !word[length]))
            return word + length + (word[length] == '=');
    }
    return NULL;
}

static struct endpoint endpoint_of(const struct words *words, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct endpoint endpoint = {0};

    if (getaddrinfo(host, port, &hints, &found) != 0)
        step_invalid(words, host);
    memcpy(&endpoint.address, found->ai_addr, found->ai_addrlen);
    endpoint.length = found->ai_addrlen;
    freeaddrinfo(found);
    return endpoint;
}

struct endpoint step_pair(const struct words *words, const char *pair)
{
    char host[64] = "";
    const char *comma = strchr(pair, ',');

    if (!comma || (size_t)(comma - pair) >= sizeof(host))
        step_invalid(words, pair);
    memcpy(host, pair, (size_t)(comma - pair));
    return endpoint_of(words, host, comma + 1);
}

static int *slot_of(struct registry *registry, const char *name)
{
    for (size_t i = 0; i < registry->count; i++) {
        if (strcmp(registry->entries[i].name, name) == 0)
            return &registry->entries[i].fd;
    }
    return NULL;
}

int step_socket(struct registry *registry, const struct words *words, const char *name)
{
    const int *slot = slot_of(registry, name);

    if (!slot || *slot < 0) {
        errno = ENOENT;
        step_failed(words, name);
    }
    return *slot;
}

static void keep(struct registry *registry, const struct words *words, int fd)
{
    if (fd < 0 || registry->count == MAX_SOCKETS || strlen(words->word[1]) > 31)
        step_failed(words, "socket");
    memcpy(registry->entries[registry->count].name, words->word[1], strlen(words->word[1]) + 1);
    registry->entries[registry->count++].fd = fd;
}

static void set_number(const struct words *words, int fd, int level, int name, long value)
{
    int number = (int)value;

    if (setsockopt(fd, level, name, &number, sizeof(number)) < 0)
        step_failed(words, "setsockopt");
}

/** A new socket with what the options among the words say. */
static int make_socket(const struct words *words, int family, int type)
{
    static const struct {
        const char *key;
        int level, name;
    } numbers[] = {
        {"v6only", IPPROTO_IPV6, IPV6_V6ONLY},
        {"mark", SOL_SOCKET, SO_MARK},
        {"defer", IPPROTO_TCP, TCP_DEFER_ACCEPT},
    };
    int protocol = step_option(words, "mptcp") ? IPPROTO_MPTCP : 0;
    int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    const char *device = step_option(words, "device");

    if (fd < 0)
        step_failed(words, "socket");
    set_number(words, fd, SOL_SOCKET, SO_REUSEADDR, 1);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        const char *value = step_option(words, numbers[i].key);
        if (value)
            set_number(words, fd, numbers[i].level, numbers[i].name, step_number(words, value));
    }
    if (step_option(words, "reuseport"))
        set_number(words, fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (device &&
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device)) < 0)
        step_failed(words, device);
    return fd;
}

static int bound_socket(const struct words *words, int type)
{
    struct endpoint local = endpoint_of(words, words->word[2], words->word[3]);
    int fd = make_socket(words, local.address.ss_family, type);

    if (bind(fd, (struct sockaddr *)&local.address, local.length) < 0)
        step_failed(words, "bind");
    return fd;
}

static void step_listen(struct registry *registry, const struct words *words)
{
    const char *backlog = step_option(words, "backlog");
    int fd = bound_socket(words, SOCK_STREAM);

    if (listen(fd, backlog ? (int)step_number(words, backlog) : 16) < 0)
        step_failed(words, "listen");
    keep(registry, words, fd);
}

static void step_relisten(struct registry *registry, const struct words *words)
{
    if (listen(step_socket(registry, words, words->word[1]), 16) < 0)
        step_failed(words, "listen");
}

static void step_bind(struct registry *registry, const struct words *words)
{
    keep(registry, words, bound_socket(words, SOCK_STREAM));
}

static void connect_to(const struct words *words, int fd, const struct endpoint *peer)
{
    int expected = step_option(words, "refused") ? ECONNREFUSED : EINPROGRESS;

    if (connect(fd, (const struct sockaddr *)&peer->address, peer->length) < 0 && errno != expected)
        step_failed(words, "connect");
}

static void step_connect(struct registry *registry, const struct words *words)
{
    struct endpoint peer = endpoint_of(words, words->word[2], words->word[3]);
    const char *from = step_option(words, "from");
    int type = SOCK_STREAM | (step_option(words, "nowait") ? SOCK_NONBLOCK : 0);
    int fd = make_socket(words, peer.address.ss_family, type);

    if (step_option(words, "nowait"))
        set_number(words, fd, IPPROTO_TCP, TCP_SYNCNT, SYN_COUNT);
    if (from) {
        struct endpoint local = step_pair(words, from);
        if (bind(fd, (struct sockaddr *)&local.address, local.length) < 0)
            step_failed(words, "bind");
    }
    connect_to(words, fd, &peer);
    keep(registry, words, fd);
}

static void step_udp(struct registry *registry, const struct words *words)
{
    const char *to = step_option(words, "to");
    bool bound = strcmp(words->word[2], "-") != 0;
    int family = to ? step_pair(words, to).address.ss_family : AF_INET;
    int fd = bound ? bound_socket(words, SOCK_DGRAM) : make_socket(words, family, SOCK_DGRAM);

    if (to) {
        struct endpoint peer = step_pair(words, to);
        connect_to(words, fd, &peer);
    }
    keep(registry, words, fd);
}

static void step_accept(struct registry *registry, const struct words *words)
{
    struct pollfd listener = {.fd = step_socket(registry, words, words->word[2]), .events = POLLIN};

    errno = ETIMEDOUT;
    if (poll(&listener, 1, PATIENCE_MS) != 1)
        step_failed(words, "nobody calls");
    keep(registry, words, accept4(listener.fd, NULL, NULL, SOCK_CLOEXEC));
}

static void step_keepalive(struct registry *registry, const struct words *words)
{
    int fd = step_socket(registry, words, words->word[1]);

    set_number(words, fd, IPPROTO_TCP, TCP_KEEPIDLE, step_number(words, words->word[2]));
    set_number(words, fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

static void step_shutdown(struct registry *registry, const struct words *words)
{
    int how = step_option(words, "both") ? SHUT_RDWR : SHUT_WR;

    if (shutdown(step_socket(registry, words, words->word[1]), how) < 0)
        step_failed(words, "shutdown");
}

void step_close_socket(struct registry *registry, const struct words *words, const char *name)
{
    close(step_socket(registry, words, name));
    *slot_of(registry, name) = -1;
}

static void step_close(struct registry *registry, const struct words *words)
{
    step_close_socket(registry, words, words->word[1]);
}

static void step_dup(struct registry *registry, const struct words *words)
{
    int fd = step_socket(registry, words, words->word[1]);

    for (long count = step_number(words, words->word[2]); count > 0; count--) {
        if (dup(fd) < 0)
            step_failed(words, "dup");
    }
}

/** The byte that an escape in TEXT stands for; *TEXT moves past it. */
static char unescape(const char **text)
{
    char code = *(*text)++;

    switch (code) {
    case 'n':
        return '\n';
    case 'e':
        return '\033';
    case 's':
        return ' ';
    case 'x': {
        char digits[3] = "";
        memcpy(digits, *text, strnlen(*text, 2));
        *text += strlen(digits);
        return (char)strtoul(digits, NULL, 16);
    }
    default:
        return code;
    }
}

static void set_comm(const char *text)
{
    char name[16] = "";

    for (size_t length = 0; *text && length < sizeof(name) - 1; length++) {
        char byte = *text++;
        name[length] = byte == '\\' && *text ? unescape(&text) : byte;
    }
    prctl(PR_SET_NAME, name);
}

static void step_comm(struct registry *registry, const struct words *words)
{
    (void)registry;
    set_comm(words->word[1]);
}

/** Becomes the user that TEXT numbers, who can still see the descriptors. */
static void become_user(const struct words *words, const char *text)
{
    uid_t user = (uid_t)step_number(words, text);

    if (setresgid(user, user, user) < 0 || setresuid(user, user, user) < 0 ||
        prctl(PR_SET_DUMPABLE, 1) < 0)
        step_failed(words, "user");
}

/** Takes its user and its name, closes READY, and ends when the parent does. */
static _Noreturn void be_child(const struct words *words, int ready, pid_t parent)
{
    if (step_option(words, "uid"))
        become_user(words, step_option(words, "uid"));
    prctl(PR_SET_PDEATHSIG, SIGKILL); // a change of the user clears it
    if (getppid() != parent)
        _exit(1);
    close(STDOUT_FILENO);
    if (words->count > 2)
        set_comm(words->word[2]);
    close(ready);
    for (;;)
        pause();
}

static void fork_one(const struct words *words)
{
    int ready[2];
    char byte;

    if (pipe2(ready, O_CLOEXEC) < 0)
        step_failed(words, "pipe");
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        step_failed(words, "fork");
    if (pid == 0) {
        close(ready[0]);
        be_child(words, ready[1], parent);
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 0)
        step_failed(words, "child");
    close(ready[0]);
}

static void step_user(struct registry *registry, const struct words *words)
{
    (void)registry;
    become_user(words, words->word[1]);
}

static void step_fork(struct registry *registry, const struct words *words)
{
    (void)registry;
    for (long count = step_number(words, words->word[1]); count > 0; count--)
        fork_one(words);
}

void step_nap(void)
{
    static const struct timespec time = {.tv_nsec = 1000000};

    nanosleep(&time, NULL);
}

void step_await_state(struct registry *registry, const struct words *words, const char *name,
                      int state)
{
    int fd = step_socket(registry, words, name);
    struct tcp_info info = {0};

    for (int waited = 0; waited < PATIENCE_MS; waited++) {
        socklen_t length = sizeof(info);
        if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
            step_failed(words, "TCP_INFO");
        if (info.tcpi_state == state)
            return;
        step_nap();
    }
    errno = ETIMEDOUT;
    step_failed(words, "another state");
}

static void step_wait_state(struct registry *registry, const struct words *words)
{
    step_await_state(registry, words, words->word[1], (int)step_number(words, words->word[2]));
}

const struct step steps[] = {
    {"up", 1, 1, NULL, step_up},
    {"addr", 2, 2, NULL, step_addr},
    {"listen", 3, 3, "backlog v6only reuseport device mark defer mptcp", step_listen},
    {"relisten", 1, 1, NULL, step_relisten},
    {"bind", 3, 3, "v6only reuseport device mark", step_bind},
    {"connect", 3, 3, "from nowait refused device mark mptcp", step_connect},
    {"udp", 3, 3, "to v6only reuseport device mark", step_udp},
    {"accept", 2, 2, NULL, step_accept},
    {"send", 2, 2, "to", step_send},
    {"drain", 2, 2, NULL, step_drain},
    {"fill", 1, 1, NULL, step_fill},
    {"keepalive", 2, 2, NULL, step_keepalive},
    {"shutdown", 1, 1, "both", step_shutdown},
    {"close", 1, 1, NULL, step_close},
    {"dup", 2, 2, NULL, step_dup},
    {"comm", 1, 1, NULL, step_comm},
    {"user", 1, 1, NULL, step_user},
    {"fork", 1, 2, "uid", step_fork},
    {"churn", 1, 1, NULL, step_churn},
    {"wait-state", 2, 2, NULL, step_wait_state},
    {"time-wait", 2, 2, NULL, step_time_wait},
    {.name = NULL},
};

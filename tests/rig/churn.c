// SPDX-License-Identifier: MIT
/**
 * churn CONNECTIONS RATE: holds CONNECTIONS TCP connections to port 7000 of 127.0.0.1 open, both
 * ends of them, and as many UDP sockets that are connected to that port; says "ready", and then
 * opens and resets TCP connections to port 7001, and makes and closes UDP sockets, RATE of each a
 * second at most, until its stdin ends. Says at last how many that were, and in how many
 * milliseconds.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int check(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int listen_at(uint16_t port)
{
    struct sockaddr_in address = loopback(port);
    int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

    check(bind(fd, (struct sockaddr *)&address, sizeof(address)), "bind");
    check(listen(fd, 128), "listen");
    return fd;
}

static int connect_to(uint16_t port, int type)
{
    struct sockaddr_in address = loopback(port);
    int fd = check(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket");

    check(connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
    return fd;
}

/** Closes by a reset, which leaves nothing behind. */
static void reset(int fd)
{
    static const struct linger at_once = {.l_onoff = 1};

    check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), "SO_LINGER");
    close(fd);
}

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int stdin_ended(int timeout)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&input, 1, timeout) > 0;
}

static void churn(long rate)
{
    int listener = listen_at(7001);
    int64_t start = milliseconds();
    long done = 0;

    while (!stdin_ended(done * 1000 > rate * (milliseconds() - start))) {
        int client = connect_to(7001, SOCK_STREAM);
        int server = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
        reset(client);
        close(server);
        close(connect_to(7001, SOCK_DGRAM));
        done++;
    }
    printf("%ld %lld\n", done, (long long)(milliseconds() - start));
}

int main(int argc, char *argv[])
{
    struct rlimit files = {20000, 20000};

    if (argc != 3) {
        fprintf(stderr, "usage: churn CONNECTIONS RATE\n");
        return 2;
    }
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = listen_at(7000);
    for (long i = strtol(argv[1], NULL, 10); i > 0; i--) {
        connect_to(7000, SOCK_DGRAM);
        connect_to(7000, SOCK_STREAM);
        check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
    }
    puts("ready");
    fflush(stdout);
    churn(strtol(argv[2], NULL, 10));
    return 0;
}

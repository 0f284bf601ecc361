// SPDX-License-Identifier: MIT
/**
 * follow_load RATE: opens RATE TCP connections a second over loopback, both ends in this process,
 * until its stdin ends, and closes them in turn in three ways: by the client, by the server, by a
 * reset. Each carries four bytes. Says "ready" before, and afterwards how many that were and in how
 * many milliseconds. Addresses change, so that ports do not run out.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT 7001

static int check(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int listen_everywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    int on = 1; // connections of a run before can still be in TIME-WAIT

    check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), "SO_REUSEADDR");
    check(bind(fd, (struct sockaddr *)&address, sizeof(address)), "bind");
    check(listen(fd, 128), "listen");
    return fd;
}

/** Connects to one of 250 addresses, in turn. */
static int connect_number(long number)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(number % 250));
    check(connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
    return fd;
}

/** Closes FIRST, by a reset if RESETS, then OTHER. */
static void close_both(int first, int other, int resets)
{
    static const struct linger at_once = {.l_onoff = 1};

    if (resets)
        check(setsockopt(first, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), "SO_LINGER");
    close(first);
    close(other);
}

static void live_once(int listener, long number)
{
    char bytes[4] = {0};
    int client = connect_number(number);
    int server = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");

    check((int)send(client, bytes, sizeof(bytes), MSG_NOSIGNAL), "send");
    check((int)recv(server, bytes, sizeof(bytes), MSG_WAITALL), "recv");
    close_both(number % 3 == 1 ? server : client, number % 3 == 1 ? client : server,
               number % 3 == 2);
}

static int stdin_ended(int timeout)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&input, 1, timeout) > 0;
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: follow_load RATE\n");
        return 2;
    }
    long rate = strtol(argv[1], NULL, 10);
    int listener = listen_everywhere();
    puts("ready");
    fflush(stdout);
    stdin_ended(-1); // the first byte says that somebody follows
    getchar();
    int64_t start = milliseconds();
    long done = 0;
    for (int ahead = 0; !stdin_ended(ahead);) {
        ahead = done * 1000 >= rate * (milliseconds() - start);
        if (!ahead)
            live_once(listener, done++);
    }
    printf("%ld %lld\n", done, (long long)(milliseconds() - start));
    return 0;
}

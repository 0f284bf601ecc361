// SPDX-License-Identifier: MIT
/** Steps that move bytes. */
#include "steps.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/types.h>

#define CHUNK 65536

/** Waits until the peer has acknowledged what it got; FD may be no TCP socket. */
static void await_acknowledgement(const struct words *words, int fd)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);

    for (int waited = 0; waited < PATIENCE_MS; waited++) {
        if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0 || info.tcpi_unacked == 0)
            return;
        step_nap();
    }
    errno = ETIMEDOUT;
    step_failed(words, "not acknowledged");
}

void step_send(struct registry *registry, const struct words *words)
{
    int fd = step_socket(registry, words, words->word[1]);
    size_t size = (size_t)step_number(words, words->word[2]);
    const char *to = step_option(words, "to");
    struct endpoint peer = {0};
    char *bytes = calloc(size + 1, 1);

    if (to)
        peer = step_pair(words, to);
    if (!bytes ||
        sendto(fd, bytes, size, MSG_NOSIGNAL, to ? (struct sockaddr *)&peer.address : NULL,
               peer.length) != (ssize_t)size)
        step_failed(words, "send");
    await_acknowledgement(words, fd);
    free(bytes);
}

void step_drain(struct registry *registry, const struct words *words)
{
    struct pollfd source = {.fd = step_socket(registry, words, words->word[1]), .events = POLLIN};
    size_t wanted = (size_t)step_number(words, words->word[2]);
    char bytes[4096];

    while (wanted > 0) {
        errno = ETIMEDOUT;
        if (poll(&source, 1, PATIENCE_MS) != 1)
            step_failed(words, "drain");
        ssize_t got = recv(source.fd, bytes, wanted < sizeof(bytes) ? wanted : sizeof(bytes), 0);
        if (got == 0)
            errno = EPIPE;
        if (got <= 0)
            step_failed(words, "drain");
        wanted -= (size_t)got;
    }
}

void step_fill(struct registry *registry, const struct words *words)
{
    static const char bytes[CHUNK];
    int fd = step_socket(registry, words, words->word[1]);

    while (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
        continue;
    if (errno != EAGAIN)
        step_failed(words, "fill");
    await_acknowledgement(words, fd);
}

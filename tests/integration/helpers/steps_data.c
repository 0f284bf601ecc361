// SPDX-License-Identifier: MIT
/** Steps that move bytes. */
#include "steps.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/types.h>

#define PATIENCE_MS 5000
#define CHUNK 65536

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
}

// SPDX-License-Identifier: MIT
#include "track/remaining.h"

void remaining_free(struct remaining *remaining)
{
    idmap_free(&remaining->cookies);
    idmap_free(&remaining->ended);
    *remaining = (struct remaining){0};
}

static bool is_reported(const struct sock *sock)
{
    bool proto = sock->proto == PROTO_TCP || sock->proto == PROTO_UDP;

    return proto && sock->place == 0 && (sock->have & HAVE_COOKIE) &&
           sock->state != STATE_TIME_WAIT;
}

void remaining_begin(struct remaining *remaining, const struct sock_table *rows)
{
    remaining_free(remaining);
    for (size_t i = 0; i < rows->count && !remaining->unreported; i++) {
        const struct sock *sock = sock_table_at(rows, i);
        remaining->unreported = !is_reported(sock);
        idmap_add(&remaining->cookies, sock->cookie, 0);
    }
}

void remaining_end(struct remaining *remaining, const struct sock *sock)
{
    uint32_t unused = 0;

    if (idmap_find(&remaining->cookies, sock->cookie, &unused))
        idmap_add(&remaining->ended, sock->cookie, 0);
}

bool remaining_is_none(const struct remaining *remaining)
{
    return !remaining->unreported && remaining->cookies.count > 0 &&
           remaining->ended.count == remaining->cookies.count;
}

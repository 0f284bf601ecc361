// SPDX-License-Identifier: MIT
#include "track/identity.h"

#include "sock/detail.h"

static void put(struct strbuf *key, const void *bytes, size_t size)
{
    strbuf_bytes(key, bytes, size);
}

void identity_put(const struct sock_table *table, const struct sock *sock, struct strbuf *key)
{
    bool own = (sock->have & HAVE_COOKIE) && !(sock->have & HAVE_SHARED_COOKIE);

    put(key, &sock->place, sizeof(sock->place));
    if (sock->have & HAVE_COOKIE)
        put(key, &sock->cookie, sizeof(sock->cookie));
    if (own)
        return;
    put(key, &sock->proto, sizeof(sock->proto));
    put(key, &sock->family, sizeof(sock->family));
    put(key, &sock->inode, sizeof(sock->inode));
    put(key, &sock->local, sizeof(sock->local));
    put(key, &sock->peer, sizeof(sock->peer));
    put(key, &sock->local_port, sizeof(sock->local_port));
    put(key, &sock->peer_port, sizeof(sock->peer_port));
    if (sock->detail && family_has_names(sock->family)) {
        struct text name = detail_find(sock_detail(&table->details, sock), DETAIL_NAME);
        put(key, name.bytes, name.length);
    }
}

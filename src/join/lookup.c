// SPDX-License-Identifier: MIT
#include "join/lookup.h"

#include "base/alloc.h"
#include "os/interface.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

bool lookup_users(const struct sock_table *table, const struct user_server *server,
                  struct name_cache *cache, struct facts *facts)
{
    CLEANUP(strbuf_free) struct strbuf name = {0};
    bool ended = false;
    int failure = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        if (!(sock->have & HAVE_UID) || names_known(&cache->users, sock->uid))
            continue;
        strbuf_truncate(&name, 0);
        int error =
            server ? user_server_name(server, sock->uid, &name) : user_name(sock->uid, &name);
        ended = ended || error == -ECHILD;
        // Of several errors the lowest, which does not depend on the order of rows.
        failure = error < failure ? error : failure;
        names_add(&cache->users, sock->uid, name.data, name.length);
    }
    if (ended)
        facts_incomplete(facts, "user names: the process that looks them up has ended: some are "
                                "shown as numbers");
    else if (failure)
        facts_warn(facts, "user names: %s: some are shown as numbers", strerror(-failure));
    return !ended && !failure;
}

/** Returns the descriptor that answers for interfaces of PLACE, or a negative errno. */
static int interfaces_of(size_t place, int *own, const struct facts *facts)
{
    if (place > 0)
        return places_at(facts->places, place)->interfaces;
    if (*own == -ENOTSOCK)
        *own = interface_open();
    return *own;
}

void lookup_devices(const struct sock_table *table, int *fd, struct facts *facts)
{
    int failure = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct sock *sock = &table->rows[i];
        struct names *devices = &facts_place_to_fill(facts, sock->place)->devices;
        char name[IF_NAMESIZE] = "";
        if (!(sock->have & HAVE_DEVICE) || names_known(devices, sock->device))
            continue;
        int source = interfaces_of(sock->place, fd, facts);
        int error = source < 0 ? source : interface_name(source, sock->device, name);
        // The interface may have been removed: its number is shown.
        if (error != -ENODEV && error < failure)
            failure = error;
        names_add(devices, sock->device, name, strnlen(name, sizeof(name)));
    }
    facts->devices_missing = facts->devices_missing || failure;
    if (failure)
        facts_warn(facts, "interface names: %s: some are shown as numbers", strerror(-failure));
}

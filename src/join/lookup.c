// SPDX-License-Identifier: MIT
#include "join/lookup.h"

#include "base/alloc.h"
#include "os/interface.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/** Number of failures after which the resolver is not called again. */
#define RESOLVER_PATIENCE 3

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
    if (failure)
        facts_warn(facts, "interface names: %s: some are shown as numbers", strerror(-failure));
}

/** Calls getnameinfo for an address; returns 0 or one of its EAI codes. */
static int host_name(enum family family, const struct address *address, char ret_name[NI_MAXHOST])
{
    struct sockaddr_storage name;
    socklen_t length = address_to_sockaddr(family, address, &name);

    return getnameinfo((const struct sockaddr *)&name, length, ret_name, NI_MAXHOST, NULL, 0,
                       NI_NAMEREQD);
}

/**
 * Returns true if NAME has the form of an address. The owner of an address can choose any name for
 * it, even another address, and it must not be shown as that address.
 */
static bool is_address(const char *name)
{
    const struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;

    if (getaddrinfo(name, NULL, &numeric, &found) != 0)
        return false;
    freeaddrinfo(found);
    return true;
}

/** An address to look up. */
struct host {
    enum family family;
    struct address address;
    uint64_t id;
};

/** Addresses to look up, each once. */
struct host_list {
    struct host *hosts;
    size_t count, capacity;
};

static void host_list_free(struct host_list *list)
{
    free(list->hosts);
}

/** Adds both ends of SOCK, except wildcards and addresses in LISTED, and adds them to LISTED. */
static void list_ends(struct host_list *list, const struct sock *sock, struct idmap *listed,
                      struct name_cache *cache)
{
    const struct address *ends[] = {&sock->local, &sock->peer};

    for (size_t i = 0; i < 2 && family_has_addresses(sock->family); i++) {
        struct host host = {.family = sock->family, .address = *ends[i]};
        address_unmap(&host.family, &host.address);
        if (address_is_any(&host.address))
            continue;
        host.id = name_cache_host_id(cache, host.family, &host.address);
        if (names_known(&cache->hosts.names, host.id) || !idmap_add(listed, host.id, 0))
            continue;
        list->hosts =
            alloc_grow(list->hosts, &list->capacity, list->count + 1, sizeof(*list->hosts));
        list->hosts[list->count++] = host;
    }
}

static int compare_hosts(const void *one, const void *other)
{
    const struct host *hosts[] = {one, other};

    if (hosts[0]->family != hosts[1]->family)
        return hosts[0]->family < hosts[1]->family ? -1 : 1;
    return address_compare(&hosts[0]->address, &hosts[1]->address);
}

/** Looks up one address; returns 0 or the EAI code of the failure. */
static int lookup_host(const struct host *host, struct name_cache *cache)
{
    char name[NI_MAXHOST] = "";
    int error = host_name(host->family, &host->address, name);
    size_t length = error || is_address(name) ? 0 : strnlen(name, sizeof(name));

    names_add(&cache->hosts.names, host->id, name, length);
    return error == EAI_NONAME ? 0 : error;
}

bool lookup_hosts(const struct sock_table *table, struct name_cache *cache, struct facts *facts)
{
    CLEANUP(host_list_free) struct host_list list = {0};
    CLEANUP(idmap_free) struct idmap listed = {0};
    int failures = 0;
    int error = 0;

    for (size_t i = 0; i < table->count; i++)
        list_ends(&list, &table->rows[i], &listed, cache);
    // In the order of addresses, so that the omitted ones do not depend on the kernel's order.
    if (list.count > 0)
        qsort(list.hosts, list.count, sizeof(*list.hosts), compare_hosts);
    for (size_t i = 0; i < list.count && failures < RESOLVER_PATIENCE; i++) {
        int failed = lookup_host(&list.hosts[i], cache);
        failures += failed != 0;
        error = failed ? failed : error;
    }
    if (failures)
        facts_warn(facts, "host names: %s: some addresses are shown as numbers",
                   gai_strerror(error));
    return failures == 0;
}

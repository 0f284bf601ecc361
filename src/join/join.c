// SPDX-License-Identifier: MIT
#include "join/join.h"

#include "base/alloc.h"
#include "join/backend.h"
#include "join/cgroup.h"
#include "join/context.h"
#include "join/ends.h"
#include "join/host_identity.h"
#include "join/hosts.h"
#include "join/lookup.h"
#include "join/owner.h"
#include "join/service.h"
#include "join/siblings.h"
#include "os/file.h"
#include "os/interface.h"

#include <errno.h>
#include <stdlib.h>

struct joiner {
    struct join_sources from;
    struct owner_source owners;
    struct name_cache names;
    struct host_lookup hosts;
    struct host_identity host;
    int interfaces;     /**< from interface_open; -ENOTSOCK: not opened yet */
    bool services_read; /**< services were read, or services_error is set */
    bool host_read;
    bool users_failed; /**< a name service failed: names.users is incomplete */
    int services_error;
};

struct joiner *joiner_open(const struct join_sources *sources)
{
    struct joiner *joiner = alloc_array(1, sizeof(*joiner));

    joiner->from = *sources;
    joiner->owners = (struct owner_source){.proc = sources->proc, .choice = sources->owners};
    joiner->hosts = (struct host_lookup){.milliseconds = sources->host_milliseconds,
                                         .at_once = sources->host_at_once,
                                         .progress = sources->host_progress};
    joiner->interfaces = -ENOTSOCK;
    return joiner;
}

void joiner_close(struct joiner *joiner)
{
    owner_source_close(&joiner->owners);
    hosts_close(&joiner->hosts);
    name_cache_free(&joiner->names);
    host_identity_free(&joiner->host);
    file_close(&joiner->interfaces);
    free(joiner);
}

void joiner_retry_users(struct joiner *joiner)
{
    if (joiner->users_failed)
        names_free(&joiner->names.users);
    joiner->users_failed = false;
}

void joiner_retry(struct joiner *joiner)
{
    joiner_retry_users(joiner);
    joiner->hosts.milliseconds = joiner->from.host_milliseconds;
}

void joiner_load(struct joiner *joiner, unsigned needs)
{
    if (needs & NEED_OWNER)
        owner_load(&joiner->owners);
}

void joiner_begin(struct joiner *joiner, struct facts *facts)
{
    facts_init(facts, &joiner->names, &joiner->host, joiner->from.places);
}

static void read_services(struct joiner *joiner, struct facts *facts)
{
    if (!joiner->services_read)
        joiner->services_error = service_read(joiner->from.services, &joiner->names.services);
    joiner->services_read = true;
    if (joiner->services_error)
        facts_warn(facts, "%s: %s: ports are shown as numbers", joiner->from.services,
                   service_words(joiner->services_error));
}

/** Meets those of NEEDS that its row in met_by names; TABLE is NULL before rows are read. */
typedef void meet(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                  struct facts *facts);

static void meet_owner(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                       struct facts *facts)
{
    (void)needs;
    owner_join(table, &joiner->owners, facts);
}

static void meet_context(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                         struct facts *facts)
{
    (void)needs;
    context_join(table, joiner->from.proc, facts);
}

static void meet_cgroup(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                        struct facts *facts)
{
    (void)needs;
    cgroup_join(table, joiner->from.proc, facts);
}

static void meet_backends(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                          struct facts *facts)
{
    (void)needs;
    backend_join(table, joiner->from.proc, &joiner->interfaces, facts);
}

/** Reads the range of ephemeral ports, and services, of which those ports have none. */
static void meet_ports(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                       struct facts *facts)
{
    struct places *places = joiner->from.places;

    (void)table;
    if (!places->own.ephemeral) {
        struct ephemeral ephemeral = ephemeral_read(joiner->from.proc);
        places_set_ephemeral(places, &places->own, &ephemeral);
    }
    bool known = ephemeral_known(places->own.ephemeral);

    if ((needs & NEED_SERVICE) && known)
        read_services(joiner, facts);
    else if (needs & NEED_SERVICE)
        facts_warn(facts, "ports are shown as numbers: " EPHEMERAL_UNREAD);
    if ((needs & NEED_EPHEMERAL) && !known)
        facts_warn(facts, "ephemeral ports in use are unknown: " EPHEMERAL_UNREAD);
}

static void meet_machine(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                         struct facts *facts)
{
    (void)needs;
    (void)table;
    (void)facts;
    if (!joiner->host_read)
        host_identity_read(joiner->from.proc, &joiner->host);
    joiner->host_read = true;
}

static void meet_user(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                      struct facts *facts)
{
    (void)needs;
    joiner->users_failed |= !lookup_users(table, joiner->from.users, &joiner->names, facts);
}

static void meet_device(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                        struct facts *facts)
{
    (void)needs;
    lookup_devices(table, &joiner->interfaces, facts);
}

static void meet_host(struct joiner *joiner, unsigned needs, const struct sock_table *table,
                      struct facts *facts)
{
    (void)needs;
    hosts_join(table, &joiner->hosts, &joiner->names, facts);
}

/** The functions that join needs, in this order. Other needs are collected or counted. */
static const struct {
    unsigned needs;
    bool early; /**< does not depend on rows: is read once, by joiner_prepare if that is called */
    meet *meet;
} met_by[] = {
    {NEED_OWNER, false, meet_owner},
    {NEED_CONTEXT, false, meet_context},
    {NEED_BACKENDS, false, meet_backends},
    {NEED_CGROUP, false, meet_cgroup}, // looks where the owners are
    {NEED_SERVICE | NEED_EPHEMERAL, true, meet_ports},
    {NEED_MACHINE, true, meet_machine},
    {NEED_USER, false, meet_user},
    {NEED_DEVICE, false, meet_device},
    {NEED_HOST, false, meet_host},
};

#define MET (sizeof(met_by) / sizeof(met_by[0]))

void joiner_prepare(struct joiner *joiner, unsigned needs, struct facts *facts)
{
    for (size_t i = 0; i < MET; i++) {
        if (met_by[i].early && (needs & met_by[i].needs))
            met_by[i].meet(joiner, needs, NULL, facts);
    }
    if ((needs & NEED_DEVICE) && joiner->interfaces == -ENOTSOCK)
        joiner->interfaces = interface_open();
}

bool joiner_is_slow(const struct joiner *joiner, unsigned needs)
{
    return (needs & NEED_OWNER) && owner_is_slow(&joiner->owners);
}

bool joiner_begin_early(struct joiner *joiner)
{
    return owner_begin(&joiner->owners);
}

void join_whole(unsigned needs, struct sock_table *table, const struct request *selection,
                struct facts *facts)
{
    if (!(needs & NEEDS_OF_WHOLE_TABLES))
        return;
    facts->backends.wanted = needs & NEED_BACKENDS;
    ends_join(table, selection, facts);
    if (needs & NEED_SIBLINGS)
        siblings_join(table, facts);
}

void join(struct joiner *joiner, unsigned needs, const struct sock_table *table,
          struct facts *facts)
{
    facts->owners.threads = needs & NEED_THREADS;
    for (size_t i = 0; i < MET; i++) {
        if (needs & met_by[i].needs)
            met_by[i].meet(joiner, needs, table, facts);
    }
}

// SPDX-License-Identifier: MIT
#include "join/hosts.h"

#include "base/alloc.h"
#include "os/clock.h"
#include "os/jobs.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/** Addresses that are looked up at the same time. A name server takes as many from one host. */
#define AT_ONCE 8

/** An address to look up. */
struct host {
    enum family family;
    struct address address;
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
        uint32_t id = name_cache_host_id(cache, host.family, &host.address);
        if (names_known(&cache->hosts.names, id) || !idmap_add(listed, id, 0))
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

/** Lists the addresses of the rows that are not in CACHE, in their order. */
static void list_hosts(struct host_list *list, const struct sock_table *table,
                       struct name_cache *cache)
{
    CLEANUP(idmap_free) struct idmap listed = {0};

    for (size_t i = 0; i < table->count; i++)
        list_ends(list, &table->rows[i], &listed, cache);
    // So that the omitted ones do not depend on the kernel's order.
    if (list->count > 0)
        qsort(list->hosts, list->count, sizeof(*list->hosts), compare_hosts);
}

/** The lookup of one address. */
struct host_job {
    struct host host;
    int error; /**< 0 or an EAI code */
    char name[NI_MAXHOST];
};

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

/** Calls getnameinfo for an address. Can block for any time, in any thread. */
static void run_job(void *context)
{
    struct host_job *job = context;
    struct sockaddr_storage name;
    socklen_t length = address_to_sockaddr(job->host.family, &job->host.address, &name);

    job->error = getnameinfo((const struct sockaddr *)&name, length, job->name, sizeof(job->name),
                             NULL, 0, NI_NAMEREQD);
    if (job->error || is_address(job->name))
        job->name[0] = '\0';
}

/** A list that is being looked up. */
struct series {
    const struct host_list *list;
    const struct host_progress *progress;
    struct name_cache *cache;
    size_t begun, done;
    int error; /**< of several EAI codes the lowest, which does not depend on their order */
};

static bool next_job(void *context, void *ret_job)
{
    struct series *series = context;
    struct host_job *job = ret_job;

    if (series->begun == series->list->count)
        return false;
    job->host = series->list->hosts[series->begun++];
    return true;
}

static void end_job(void *context, void *ended)
{
    struct series *series = context;
    const struct host_job *job = ended;

    series->done++;
    if (job->error && job->error != EAI_NONAME) {
        series->error = job->error < series->error ? job->error : series->error;
        return;
    }
    uint32_t id = name_cache_host_id(series->cache, job->host.family, &job->host.address);
    names_add(&series->cache->hosts.names, id, job->name, strnlen(job->name, sizeof(job->name)));
}

static void show_progress(void *context)
{
    const struct series *series = context;
    const struct host_progress *progress = series->progress;

    if (progress->show)
        progress->show(progress->context, series->done, series->list->count);
}

/** Looks up the addresses of SERIES until the time limit. */
static void look_up(struct host_lookup *lookup, struct series *series)
{
    const struct job_kind kind = {run_job, sizeof(struct host_job), AT_ONCE};
    const struct job_series jobs = {next_job, end_job, show_progress, series, series->list->count};
    int64_t start = clock_milliseconds();
    bool limited = lookup->at_once > 0 && lookup->at_once < lookup->milliseconds;
    uint64_t limit = limited ? lookup->at_once : lookup->milliseconds;

    if (!lookup->jobs)
        lookup->jobs = jobs_open(&kind);
    jobs_do(lookup->jobs, &jobs, limit);
    if (lookup->progress.end)
        lookup->progress.end(lookup->progress.context);
    uint64_t taken = (uint64_t)(clock_milliseconds() - start);
    lookup->milliseconds -= taken < lookup->milliseconds ? taken : lookup->milliseconds;
}

void hosts_join(const struct sock_table *table, struct host_lookup *lookup,
                struct name_cache *cache, struct facts *facts)
{
    CLEANUP(host_list_free) struct host_list list = {0};
    struct series series = {.list = &list, .progress = &lookup->progress, .cache = cache};

    list_hosts(&list, table, cache);
    if (list.count == 0)
        return;
    look_up(lookup, &series);
    if (series.error)
        facts_warn(facts, "host names: %s: some addresses are shown as numbers",
                   gai_strerror(series.error));
    if (series.done < list.count)
        facts_warn(facts,
                   "host names: %zu of %zu addresses were not looked up in time, and are shown as "
                   "numbers: --resolve-timeout=SECONDS allows more time",
                   list.count - series.done, list.count);
}

void hosts_close(struct host_lookup *lookup)
{
    jobs_close(lookup->jobs);
    lookup->jobs = NULL;
}

// SPDX-License-Identifier: MIT
#include "sock/facts.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts, const struct name_cache *names,
                const struct host_identity *host)
{
    *facts =
        (struct facts){.names = names, .host = host, .complete = true, .duplicates_known = true};
    clock_gettime(CLOCK_REALTIME, &facts->time);
}

void host_identity_free(struct host_identity *host)
{
    strbuf_free(&host->name);
    strbuf_free(&host->boot_id);
}

void unix_peers_free(struct unix_peers *peers)
{
    names_free(&peers->names);
    idmap_free(&peers->counts);
}

void facts_free(struct facts *facts)
{
    names_free(&facts->devices);
    unix_peers_free(&facts->unix_peers);
    listeners_free(&facts->listeners);
    owners_free(&facts->owners);
    cgroups_free(&facts->cgroups);
    groups_free(&facts->groups);
    for (size_t i = 0; i < facts->warning_count; i++)
        free(facts->warnings[i]);
    free(facts->warnings);
}

static void FORMAT_PRINTF(2, 0)
    add_warning(struct facts *facts, const char *format, va_list arguments)
{
    struct strbuf text = {0};

    strbuf_vformat(&text, format, arguments);
    for (size_t i = 0; i < facts->warning_count; i++) {
        if (strcmp(facts->warnings[i], text.data) == 0) {
            strbuf_free(&text);
            return;
        }
    }
    facts->warnings = alloc_grow(facts->warnings, &facts->warning_capacity,
                                 facts->warning_count + 1, sizeof(*facts->warnings));
    facts->warnings[facts->warning_count++] = text.data;
}

void facts_warn(struct facts *facts, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_warning(facts, format, arguments);
    va_end(arguments);
}

void facts_incomplete(struct facts *facts, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_warning(facts, format, arguments);
    va_end(arguments);
    facts->complete = false;
}

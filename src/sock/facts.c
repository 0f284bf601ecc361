// SPDX-License-Identifier: MIT
#include "sock/facts.h"

#include "base/alloc.h"
#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts, const struct name_cache *names,
                const struct host_identity *host, const struct places *places)
{
    *facts = (struct facts){.names = names,
                            .host = host,
                            .places = places,
                            .other_count = places->other_count,
                            .complete = true,
                            .duplicates_known = true};
    if (facts->other_count > 0)
        facts->others = alloc_array(facts->other_count, sizeof(*facts->others));
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

static void place_facts_free(struct place_facts *place)
{
    names_free(&place->devices);
    unix_peers_free(&place->unix_peers);
}

void facts_free(struct facts *facts)
{
    listeners_free(&facts->listeners);
    for (size_t i = 0; i <= facts->other_count; i++)
        place_facts_free(facts_place_to_fill(facts, i));
    free(facts->others);
    owners_free(&facts->owners);
    backends_free(&facts->backends);
    cgroups_free(&facts->cgroups);
    groups_free(&facts->groups);
    for (size_t i = 0; i < facts->warning_count; i++)
        free(facts->warnings[i]);
    free(facts->warnings);
    free(facts->warned);
}

enum source facts_weakest_source(const struct facts *facts, enum proto proto)
{
    static const uint8_t strength[] = {
        [SOURCE_NONE] = 0, [SOURCE_PROC] = 1, [SOURCE_BPF] = 2, [SOURCE_NETLINK] = 3};
    size_t first = facts->places && facts->places->left_out && facts->other_count > 0;
    enum source weakest = facts_source(facts, first, proto);

    for (size_t i = first; i <= facts->other_count; i++) {
        enum source source = facts_source(facts, i, proto);
        if (strength[source] < strength[weakest])
            weakest = source;
    }
    return weakest;
}

bool facts_unix_name_anywhere(const struct facts *facts, uint32_t inode, struct text *ret_name)
{
    bool found = false;

    // A path is not bound to a network namespace.
    for (size_t i = 0; i <= facts->other_count && !found; i++)
        found = names_find(&facts_place(facts, i)->unix_peers.names, inode, ret_name);
    return found;
}

uint32_t facts_unix_count_elsewhere(const struct facts *facts, uint32_t inode)
{
    uint32_t sum = 0;

    for (size_t i = 1; i <= facts->other_count; i++) {
        uint32_t count = 0;
        idmap_find(&facts_place(facts, i)->unix_peers.counts, inode, &count);
        sum += count;
    }
    return sum;
}

void facts_count_sockets(struct facts *facts, const struct sock_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        facts_place_to_fill(facts, table->rows[i].place)->sockets++;
}

/** Notes that warning NUMBER is about the place at hand, too. */
static void note_place(struct facts *facts, size_t number)
{
    struct warned_places *warned = &facts->warned[number];

    if (warned->count == 0)
        *warned = (struct warned_places){facts->place, facts->place, 1};
    else if (warned->last != facts->place)
        *warned = (struct warned_places){warned->first, facts->place, warned->count + 1};
}

/** Appends which place it is, for messages. */
static void put_place(struct strbuf *text, const struct place *place)
{
    struct text name = place_name(&place->names);

    strbuf_text(text, "network namespace ");
    if (name.length > 0) {
        escape_message(text, name.bytes, name.length);
    } else if (place->inode) {
        strbuf_decimal(text, place->inode);
    } else {
        strbuf_text(text, "of process ");
        strbuf_decimal(text, place->pid);
    }
}

void facts_name_places(struct facts *facts)
{
    for (size_t i = 0; i < facts->warning_count; i++) {
        struct warned_places *warned = &facts->warned[i];
        struct strbuf text = {0};
        if (warned->count == 0 || (warned->count == 1 && warned->first == 0))
            continue;
        strbuf_text(&text, facts->warnings[i]);
        strbuf_text(&text, " (");
        if (warned->count == 1) {
            put_place(&text, places_at(facts->places, warned->first));
        } else {
            strbuf_decimal(&text, warned->count);
            strbuf_text(&text, " network namespaces");
        }
        strbuf_byte(&text, ')');
        free(facts->warnings[i]);
        facts->warnings[i] = text.data;
        *warned = (struct warned_places){0};
    }
}

static void FORMAT_PRINTF(2, 0)
    add_warning(struct facts *facts, const char *format, va_list arguments)
{
    struct strbuf text = {0};

    strbuf_vformat(&text, format, arguments);
    for (size_t i = 0; i < facts->warning_count; i++) {
        if (strcmp(facts->warnings[i], text.data) == 0) {
            strbuf_free(&text);
            note_place(facts, i);
            return;
        }
    }
    facts->warnings = alloc_grow(facts->warnings, &facts->warning_capacity,
                                 facts->warning_count + 1, sizeof(*facts->warnings));
    facts->warned = alloc_grow(facts->warned, &facts->warned_capacity, facts->warning_count + 1,
                               sizeof(*facts->warned));
    facts->warned[facts->warning_count] = (struct warned_places){0};
    facts->warnings[facts->warning_count] = text.data;
    note_place(facts, facts->warning_count++);
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
    facts_place_to_fill(facts, facts->place)->incomplete = true;
}

void facts_places_missing(struct facts *facts, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_warning(facts, format, arguments);
    va_end(arguments);
    facts->complete = false;
}

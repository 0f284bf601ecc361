// SPDX-License-Identifier: MIT
#include "sock/facts.h"

#include "base/alloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const source_names[] = {
    [SOURCE_NONE] = "none",
    [SOURCE_NETLINK] = "netlink",
    [SOURCE_PROC] = "proc",
    [SOURCE_BPF] = "bpf",
};
static_assert(sizeof(source_names) / sizeof(source_names[0]) == SOURCE_COUNT, "a name each");

void facts_init(struct facts *facts)
{
    *facts = (struct facts){.complete = true, .duplicates_known = true};
    clock_gettime(CLOCK_REALTIME, &facts->time);
}

void facts_free(struct facts *facts)
{
    names_free(&facts->services);
    names_free(&facts->users);
    names_free(&facts->devices);
    idmap_free(&facts->hosts.halves);
    names_free(&facts->hosts.names);
    owners_free(&facts->owners);
    groups_free(&facts->groups);
    for (size_t i = 0; i < facts->warning_count; i++)
        free(facts->warnings[i]);
    free(facts->warnings);
    strbuf_free(&facts->host);
    strbuf_free(&facts->boot_id);
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

uint64_t facts_service_id(uint8_t ip_protocol, uint16_t port)
{
    return (uint64_t)ip_protocol << 16 | port;
}

bool facts_service(const struct facts *facts, enum proto proto, uint16_t port,
                   struct text *ret_name)
{
    if (ephemeral_has(&facts->ephemeral, port))
        return false;
    return names_find(&facts->services, facts_service_id(proto_table[proto].number, port),
                      ret_name);
}

/** An address as one or two 64-bit halves; returns how many. A mapped one has the name of its IPv4
 * address. */
static size_t split(enum family family, const struct address *address, uint64_t ret_halves[2])
{
    struct address plain = *address;

    address_unmap(&family, &plain);
    memcpy(ret_halves, plain.bytes, sizeof(plain.bytes));
    return family == FAMILY_IPV4 ? 1 : 2;
}

/** One key from the numbers of the halves; no half has the number that stands for "none". */
static uint64_t join_numbers(const uint32_t numbers[2])
{
    return (uint64_t)numbers[0] << 32 | numbers[1];
}

uint64_t facts_host_id(struct facts *facts, enum family family, const struct address *address)
{
    struct idmap *map = &facts->hosts.halves;
    uint64_t halves[2];
    uint32_t numbers[2] = {UINT32_MAX, UINT32_MAX};
    size_t count = split(family, address, halves);

    for (size_t i = 0; i < count; i++) {
        numbers[i] = (uint32_t)map->count;
        if (!idmap_add(map, halves[i], numbers[i]))
            idmap_find(map, halves[i], &numbers[i]);
    }
    return join_numbers(numbers);
}

bool facts_host(const struct facts *facts, enum family family, const struct address *address,
                struct text *ret_name)
{
    uint64_t halves[2];
    uint32_t numbers[2] = {UINT32_MAX, UINT32_MAX};
    size_t count = split(family, address, halves);

    for (size_t i = 0; i < count; i++) {
        if (!idmap_find(&facts->hosts.halves, halves[i], &numbers[i]))
            return false;
    }
    return names_find(&facts->hosts.names, join_numbers(numbers), ret_name);
}

// SPDX-License-Identifier: MIT
/**
 * /etc/services. A second reader here, made of strsep and strtoul, must find the same names.
 */
#include "../known.h"
#include "fuzz.h"

#include "base/alloc.h"
#include "join/service.h"

#include <netinet/in.h>

/** The number of a protocol that has ports; 0 for any other word. */
static uint8_t protocol_of(const char *word)
{
    static const char *const names[] = {"tcp", "udp", "sctp", "dccp", "udplite"};
    static const uint8_t numbers[] = {6, 17, 132, 33, 136};

    for (size_t i = 0; i < sizeof(numbers); i++) {
        if (strcmp(word, names[i]) == 0)
            return numbers[i];
    }
    return 0;
}

/** The next word of LINE; NULL behind the last. */
static char *word_of(char **line)
{
    char *word;

    do {
        word = strsep(line, " \t\r");
    } while (word && !*word);
    return word;
}

static bool reads_as_port(const char *name)
{
    if (strcmp(name, "*") == 0 || strchr(name, ':') || !name[strspn(name, "0123456789-.")])
        return true;
    return name[0] == '0' && (name[1] == 'x' || name[1] == 'X') && name[2] &&
           !name[2 + strspn(name + 2, "0123456789abcdefABCDEF")];
}

/** Reads "NAME PORT/PROTOCOL"; false when the line says nothing. */
static bool read_line(char *line, const char **ret_name, uint8_t *ret_protocol, uint16_t *ret_port)
{
    char *name = word_of(&line);
    char *port = name ? word_of(&line) : NULL;
    char *digits = port ? strsep(&port, "/") : NULL;

    if (!port || !*digits || digits[strspn(digits, "0123456789")])
        return false;
    unsigned long number = strtoul(digits, NULL, 10);
    *ret_name = name;
    *ret_protocol = protocol_of(port);
    *ret_port = (uint16_t)number;
    return *ret_protocol != 0 && number >= 1 && number <= 65535 && !reads_as_port(name);
}

/** What LINE says must be known, under its own name when SEEN has nothing for that port. */
static size_t check_line(char *line, const struct names *services, struct idmap *seen)
{
    const char *name = NULL;
    uint8_t protocol = 0;
    uint16_t port = 0;
    struct text found = {0};

    if (!read_line(line, &name, &protocol, &port))
        return 0;
    MUST(names_find(services, name_cache_service_id(protocol, port), &found));
    if (!idmap_add(seen, (uint64_t)protocol << 16 | port, 0))
        return 0;
    MUST(found.length == strlen(name) && memcmp(found.bytes, name, found.length) == 0);
    return 1;
}

/** Lines that hold a NUL before any comment say nothing. */
static size_t check_lines(const char *text, size_t size, const struct names *services)
{
    CLEANUP(idmap_free) struct idmap seen = {0};
    size_t count = 0;

    for (size_t start = 0, end; start < size; start = end + 1) {
        for (end = start; end < size && text[end] != '\n'; end++)
            ;
        size_t length = 0;
        while (start + length < end && text[start + length] != '#')
            length++;
        char *line = strndup(text + start, length);
        if (strlen(line) == length)
            count += check_line(line, services, &seen);
        free(line);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct names services = {0};
    char *text = exact(data, size);

    service_parse(text, size, &services);
    MUST(check_lines(text, size, &services) == services.count);
    names_free(&services);
    free(text);
    return 0;
}

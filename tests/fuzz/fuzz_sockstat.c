// SPDX-License-Identifier: MIT
/** /proc/net/sockstat: the numbers are those that strtok and strtoull find in the first such line.
 */
#include "fuzz.h"

#include "collect/tcp_counts.h"

#include <errno.h>

/** Finds the number after the word NAME in the words of LINE, which is cut into them. */
static bool number_in(char *line, const char *name, uint64_t *ret_number)
{
    for (char *word; (word = strsep(&line, " "));) {
        if (strcmp(word, name) != 0 || !line)
            continue;
        size_t digits = strspn(line, "0123456789");
        *ret_number = strtoull(line, NULL, 10);
        return digits > 0 && digits - strspn(line, "0") < 19 && *ret_number <= INT32_MAX;
    }
    return false;
}

/** Returns a copy of what follows START in the line of TEXT that begins with it; NULL: none. */
static char *line_of(const char *text, const char *start)
{
    while (strncmp(text, start, strlen(start)) != 0) {
        text = strchr(text, '\n');
        if (!text)
            return NULL;
        text++;
    }
    return strndup(text + strlen(start), strcspn(text + strlen(start), "\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tcp_counts counts = {{0}, 4711, 0, 0};
    uint64_t in_use = 0;
    uint64_t waiting = 0;
    uint64_t used = 0;
    uint64_t allocated = 0;
    char *text = exact(data, size);
    char *copy = calloc(1, size + 1);
    int result = tcp_counts_parse((struct text){text, size}, (struct text){0}, &counts);

    memcpy(copy, text, size);
    bool plain = strlen(copy) == size && size < 1000;
    char *line = line_of(copy, "TCP:");
    char *again = line_of(copy, "TCP:");
    char *third = line_of(copy, "TCP:");
    char *first = line_of(copy, "sockets:");
    bool valid = line && number_in(line, "inuse", &in_use) && number_in(again, "tw", &waiting) &&
                 number_in(third, "alloc", &allocated) && first && number_in(first, "used", &used);
    if (result != 0)
        MUST(result == -EBADMSG && counts.time_wait == 4711);
    if (plain)
        MUST(valid == (result == 0));
    if (plain && valid)
        MUST(counts.in_use[FAMILY_IPV4] == in_use && counts.time_wait == waiting &&
             counts.used == used && counts.allocated == allocated);
    free(line);
    free(again);
    free(third);
    free(first);
    free(copy);
    free(text);
    return 0;
}

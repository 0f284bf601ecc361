// SPDX-License-Identifier: MIT
#include "sock/difference.h"

#include <stdlib.h>

const struct change_info change_table[CHANGE_KINDS] = {
    [CHANGE_OPENED] = {"opened", '+'},
    [CHANGE_CLOSED] = {"closed", '-'},
    [CHANGE_REPLACED] = {"replaced", '~'},
    [CHANGE_COUNT] = {"count", 0},
};

void differences_free(struct differences *differences)
{
    free(differences->list);
}

uint64_t baseline_part_count(const struct baseline_part *part)
{
    uint64_t count = 0;

    for (size_t i = part->first; i < part->end; i++)
        count += part->of->rows[i].count;
    return count;
}

/** Returns the names of processes, or of USERS, of all rows, in order, each once, with its NUL. */
static struct strbuf names_of(const struct baseline_part *part, bool users)
{
    struct baseline sorted = {0};
    struct text *names = NULL;
    size_t count = 0;
    size_t capacity = 0;

    for (size_t i = part->first; i < part->end; i++) {
        const struct baseline_row *row = &part->of->rows[i];
        struct text rest = baseline_text(part->of, users ? row->user : row->names);
        while (rest.length > 0) {
            names = alloc_grow(names, &capacity, count + 1, sizeof(*names));
            names[count++] = text_take_until(&rest, '\0');
        }
    }
    baseline_store_names(&sorted, names, count);
    free(names);
    return sorted.bytes;
}

struct strbuf baseline_part_names(const struct baseline_part *part)
{
    return names_of(part, false);
}

struct strbuf baseline_part_users(const struct baseline_part *part)
{
    return names_of(part, true);
}

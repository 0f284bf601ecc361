// SPDX-License-Identifier: MIT
#include "sock/resolver.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void meanings_free(struct meanings *meanings)
{
    free(meanings->list);
    *meanings = (struct meanings){0};
}

struct meaning *meanings_add(struct meanings *meanings)
{
    meanings->list = alloc_grow(meanings->list, &meanings->capacity, meanings->count + 1,
                                sizeof(*meanings->list));
    meanings->list[meanings->count] = (struct meaning){0};
    return &meanings->list[meanings->count++];
}

int resolver_find(const struct resolver *resolver, enum name_kind kind, struct text name,
                  struct meanings *ret_meanings)
{
    CLEANUP(alloc_free_text) char *copy = text_copy(name);

    if (strlen(copy) != name.length)
        return -ENOENT;
    return resolver->resolve(resolver->context, kind, copy, ret_meanings);
}

// SPDX-License-Identifier: MIT
#include "sock/resolver.h"

#include "base/alloc.h"

#include <stdlib.h>

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

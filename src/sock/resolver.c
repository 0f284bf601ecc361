// SPDX-License-Identifier: MIT
#include "sock/resolver.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void resolutions_free(struct resolutions *resolutions)
{
    free(resolutions->list);
    *resolutions = (struct resolutions){0};
}

struct resolution *resolutions_add(struct resolutions *resolutions)
{
    resolutions->list = alloc_grow(resolutions->list, &resolutions->capacity,
                                   resolutions->count + 1, sizeof(*resolutions->list));
    resolutions->list[resolutions->count] = (struct resolution){0};
    return &resolutions->list[resolutions->count++];
}

int resolver_find(const struct resolver *resolver, enum name_kind kind, struct text name,
                  struct resolutions *ret_resolutions)
{
    CLEANUP(alloc_free_text) char *copy = text_copy(name);

    if (strlen(copy) != name.length)
        return -ENOENT;
    return resolver->resolve(resolver->context, kind, copy, ret_resolutions);
}

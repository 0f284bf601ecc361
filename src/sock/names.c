// SPDX-License-Identifier: MIT
#include "sock/names.h"

#include <stdlib.h>

struct name_span {
    size_t offset;
    size_t length;
};

void names_free(struct names *names)
{
    idmap_free(&names->ids);
    strbuf_free(&names->bytes);
    free(names->spans);
    *names = (struct names){0};
}

void names_add(struct names *names, uint64_t id, const char *name, size_t length)
{
    if (!idmap_add(&names->ids, id, (uint32_t)names->count))
        return;
    names->spans =
        alloc_grow(names->spans, &names->capacity, names->count + 1, sizeof(*names->spans));
    names->spans[names->count++] = (struct name_span){names->bytes.length, length};
    strbuf_bytes(&names->bytes, name, length);
}

bool names_known(const struct names *names, uint64_t id)
{
    uint32_t index = 0;

    return idmap_find(&names->ids, id, &index);
}

bool names_find(const struct names *names, uint64_t id, struct text *ret_name)
{
    uint32_t index = 0;

    if (!idmap_find(&names->ids, id, &index) || names->spans[index].length == 0)
        return false;
    *ret_name =
        (struct text){names->bytes.data + names->spans[index].offset, names->spans[index].length};
    return true;
}

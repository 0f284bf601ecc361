// SPDX-License-Identifier: MIT
#include "show/json_keys.h"

#include "base/json.h"

#include <stdlib.h>

void json_keys_prepare(struct json_keys *keys, const struct field_list *columns,
                       const char *separator)
{
    keys->keys = alloc_array(columns->count, sizeof(*keys->keys));
    for (size_t i = 0; i < columns->count; i++) {
        size_t start = keys->text.length;
        strbuf_text(&keys->text, i > 0 ? separator : "");
        json_key(&keys->text, columns->fields[i]->key);
        keys->keys[i].length = keys->text.length - start;
    }
    strbuf_blanks(&keys->text, STRBUF_SPAN); // that can be read after the last key
    const char *bytes = keys->text.data;     // it does not move any more
    for (size_t i = 0; i < columns->count; i++) {
        keys->keys[i].bytes = bytes;
        bytes += keys->keys[i].length;
    }
}

void json_keys_free(struct json_keys *keys)
{
    strbuf_free(&keys->text);
    free(keys->keys);
}

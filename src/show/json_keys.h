// SPDX-License-Identifier: MIT
/**
 * What JSON has before the values of columns, prepared once for all rows.
 */
#ifndef SHOW_JSON_KEYS_H
#define SHOW_JSON_KEYS_H

#include "sock/field_list.h"

/** Start with `{0}`; free with json_keys_free. */
struct json_keys {
    struct strbuf text;
    /** parts of it, for strbuf_span: `"KEY":` of each column; NULL: not prepared */
    struct text *keys;
};

/** Prepares the keys of COLUMNS, with SEPARATOR before each but the first. */
void json_keys_prepare(struct json_keys *keys, const struct field_list *columns,
                       const char *separator);

void json_keys_free(struct json_keys *keys);

#endif

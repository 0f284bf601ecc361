// SPDX-License-Identifier: MIT
/**
 * Names by number: services by port, users by uid, interfaces by index. Also stores which numbers
 * have no name, so that nothing is looked up twice. Start with `struct names names = {0}`. Names
 * are foreign bytes: escape them.
 */
#ifndef SOCK_NAMES_H
#define SOCK_NAMES_H

#include "base/idmap.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct name_span;

struct names {
    struct idmap ids;        /**< number -> index into spans */
    struct strbuf bytes;     /**< all names, one after the other */
    struct name_span *spans; /**< position of each name */
    size_t count;
    size_t capacity;
};

void names_free(struct names *names);

/** Stores the name of ID, of LENGTH bytes (0: it has none), unless one is stored already. */
void names_add(struct names *names, uint64_t id, const char *name, size_t length);

/** Returns true if a name, or the lack of one, is stored for ID. */
bool names_known(const struct names *names, uint64_t id);

/**
 * Returns true and sets *RET_NAME if ID has a name. The bytes are valid until the next names_add.
 */
bool names_find(const struct names *names, uint64_t id, struct text *ret_name);

#endif

// SPDX-License-Identifier: MIT
/**
 * The differences between two baselines. track/compare.c finds them, show/ writes them.
 */
#ifndef SOCK_DIFFERENCE_H
#define SOCK_DIFFERENCE_H

#include "sock/baseline.h"

enum change {
    CHANGE_OPENED,
    CHANGE_CLOSED,
    CHANGE_REPLACED, /**< another user or program has the endpoint */
    CHANGE_COUNT,    /**< only the number of sockets differs, which is no difference */
    CHANGE_KINDS,
};

/** Rows of one identity: those from FIRST to END - 1. None: the sockets do not exist. */
struct baseline_part {
    const struct baseline *of; /**< borrowed */
    size_t first, end;
};

struct difference {
    enum change change;
    struct baseline_part before, after;
};

/** Start with `{0}`; free with differences_free. */
struct differences {
    struct difference *list;
    size_t count, capacity;
    size_t changes[CHANGE_KINDS]; /**< number of each */
    size_t owners_unknown;        /**< identities of which processes are hidden before or after */
};

/** The words in JSON, and the signs in tables; 0: not in tables. */
struct change_info {
    const char *name;
    char sign;
};

extern const struct change_info change_table[CHANGE_KINDS];

void differences_free(struct differences *differences);

/** Returns the number of sockets in a part. */
uint64_t baseline_part_count(const struct baseline_part *part);

/**
 * Return the names of processes, and of users, of all rows of a part: in order, each once, each
 * with its NUL. The caller frees them.
 */
struct strbuf baseline_part_names(const struct baseline_part *part);
struct strbuf baseline_part_users(const struct baseline_part *part);

#endif

// SPDX-License-Identifier: MIT
/** A whole table in one call. */
#ifndef SHOW_ALL_H
#define SHOW_ALL_H

#include "show/show.h"

static inline int show_all(const struct view *view, const struct sock_table *table,
                           const struct facts *facts, int fd)
{
    struct show *show = show_begin(view, facts, fd);

    show_rows(show, table);
    return show_end(show);
}

#endif

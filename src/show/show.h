// SPDX-License-Identifier: MIT
/**
 * Records to bytes. A format is one file and one row in show.c.
 */
#ifndef SHOW_SHOW_H
#define SHOW_SHOW_H

#include "show/out.h"
#include "show/view.h"
#include "sock/facts.h"
#include "sock/sock.h"

/** What a format shows: rows in the order of TABLE, and the FACTS that go with them. */
struct picture {
    const struct view *view;
    const struct sock_table *table;
    const struct facts *facts;
};

/** Writes one format to OUT. */
typedef void format_writer(const struct picture *picture, struct out *out);

format_writer table_show;
format_writer json_show;
format_writer jsonl_show;
format_writer csv_show;

/** Writes everything to FD. 0, or the negative errno of the first write that failed. */
int show(const struct picture *picture, int fd);

/** The JSON Schema of what json_show and jsonl_show write, from show/schema.json. */
extern const char show_schema[];

#endif

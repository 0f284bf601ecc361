// SPDX-License-Identifier: MIT
/**
 * The interface of writers of events, for show/event.c and the writers only.
 */
#ifndef SHOW_EVENT_WRITER_H
#define SHOW_EVENT_WRITER_H

#include "show/event.h"
#include "show/json_keys.h"
#include "show/origin.h"
#include "show/out.h"

struct event_show {
    const struct view *view;
    const struct event_writer *writer;
    struct style style;
    struct detail_plan *detail; /**< of style */
    struct out out;
    struct json_keys keys;       /**< JSON: what each cell begins with */
    struct origin_second second; /**< JSON: of the last time */
    size_t *widths;              /**< text: of the columns so far */
    bool begun;
};

/** The functions of a writer; they append to show->out.pending. Those that are NULL do nothing. */
struct event_writer {
    void (*begin)(struct event_show *show, const struct event_begin *begin);
    /** Appends one value of a socket. */
    void (*value)(const struct event_show *show, const struct field *field, const struct sock *sock,
                  const struct facts *facts, struct strbuf *text);
    const char *unknown; /**< stands for an end that is not known */
    void (*event)(struct event_show *show, const struct event *event);
    void (*gap)(struct event_show *show, const struct moment *when, const char *source,
                uint64_t lost);
    void (*alive)(struct event_show *show, const struct moment *when, size_t sockets,
                  uint64_t interval_ms);
    void (*end)(struct event_show *show, const struct event_end *end);
};

extern const struct event_writer event_json_writer;
extern const struct event_writer event_text_writer;

/** Removes the first cell from CELLS and returns it. */
static inline struct text event_take_cell(struct text *cells)
{
    struct text cell = text_of(cells->bytes);

    *cells = text_skip(*cells, cell.length + 1);
    return cell;
}

#endif

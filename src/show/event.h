// SPDX-License-Identifier: MIT
/**
 * Writes events: event_show_begin, then any number of events, gaps and signs of life, then
 * event_show_end. As JSON, one object per line (schema sockstat-event/1, show/event.json),
 * or as text, one line per event.
 */
#ifndef SHOW_EVENT_H
#define SHOW_EVENT_H

#include "show/view.h"
#include "sock/event.h"
#include "sock/facts.h"

/** An output that was begun. */
struct event_show;

/** What the output begins with. */
struct event_begin {
    struct moment when;
    const struct facts *facts; /**< of the first scan: host, places, sources; borrowed */
    proto_set traced;          /**< protocols whose starts and ends a BPF program reports */
    proto_set destroyed;       /**< protocols whose ends are events of the kernel */
    uint64_t interval_ms;      /**< between scans */
};

/** What the output ends with. */
struct event_end {
    struct moment when;
    uint64_t events; /**< about sockets */
    uint64_t gaps;
    bool traced;        /**< a BPF program reported: the next two are known */
    uint64_t received;  /**< reports of it that were read */
    uint64_t lost;      /**< reports of it that were lost */
    uint64_t undecided; /**< not shown: the filter depends on what is not known */
    bool complete;
};

/** Begins to write VIEW, borrowed, to FD. Writes nothing yet. */
struct event_show *event_show_new(const struct view *view, int fd);

/** Lets SHOW wait for a reader of its output no longer than FD allows (show/out.h). */
void event_show_interrupt(struct event_show *show, int fd);

/** Writes the first line, in a format that has one. */
void event_show_begin(struct event_show *show, const struct event_begin *begin);

/** What is not known of a socket that is shown. */
enum event_unknown {
    UNKNOWN_ENDS = 1 << 0,
    UNKNOWN_OWNER = 1 << 1, /**< it was closed before processes were searched for */
};

/**
 * Appends the values of the columns, each with a NUL, to CELLS. UNKNOWN: enum event_unknown.
 */
void event_show_cells(const struct event_show *show, const struct sock *sock,
                      const struct facts *facts, unsigned unknown, struct strbuf *cells);

/** Replaces the values about processes in CELLS by those in PREVIOUS, cells of the same columns. */
void event_show_keep_processes(const struct event_show *show, struct text previous,
                               struct strbuf *cells);

/** Appends one value, as it is written in `changed`. */
void event_show_value(const struct event_show *show, const struct field *field,
                      const struct sock *sock, const struct facts *facts, struct strbuf *text);

/** Appends WORD, as a value is written in `changed`. */
void event_show_word(const struct event_show *show, const char *word, struct strbuf *text);

void event_show_event(struct event_show *show, const struct event *event);

/** As the number of events that were lost: it is not known. */
#define GAP_UNKNOWN UINT64_MAX

/** Writes that LOST events of SOURCE ("destroy"), or GAP_UNKNOWN, were lost. */
void event_show_gap(struct event_show *show, const struct moment *when, const char *source,
                    uint64_t lost);

/** Writes a sign of life, in a format that has one. SOCKETS: number of known sockets. */
void event_show_alive(struct event_show *show, const struct moment *when, size_t sockets,
                      uint64_t interval_ms);

/** Writes what is pending. Returns 0 or the negative errno of the first failed write. */
int event_show_flush(struct event_show *show);

/** Writes the last line, in a format that has one. */
void event_show_end(struct event_show *show, const struct event_end *end);

/** Frees SHOW (NULL is allowed). Returns 0 or the negative errno of the first failed write. */
int event_show_free(struct event_show *show);

/** The JSON Schema of events without that of sockstat/1, which belongs between its two parts. */
extern const char show_event_schema[];

/** Appends the JSON Schema of events, which contains that of sockets. */
void event_show_schema(struct strbuf *text);

#endif

// SPDX-License-Identifier: MIT
/**
 * Events as text for people: the time, a sign, the columns, and what happened.
 */
#include "show/event_writer.h"

#include "base/escape.h"
#include "sock/unit.h"

#define WIDEST 45 // columns grow to this width: rows that were written cannot be changed

/** Appends "16:20:01.123", local time. */
static void put_time(struct strbuf *line, const struct timespec *time)
{
    char text[sizeof("hh:mm:ss")] = "--:--:--";
    struct tm parts;

    if (localtime_r(&time->tv_sec, &parts))
        strftime(text, sizeof(text), "%H:%M:%S", &parts);
    strbuf_text(line, text);
    strbuf_byte(line, '.');
    for (long unit = 100; unit > 0; unit /= 10)
        strbuf_decimal(line, (uint64_t)(time->tv_nsec / 1000000 / unit % 10));
}

/** Appends CELL and blanks up to the width of the column, which it may widen. */
static void put_cell(struct event_show *show, size_t column, struct text cell)
{
    struct strbuf *line = &show->out.pending;
    size_t width = escape_width(cell.bytes, cell.length);

    strbuf_bytes(line, cell.bytes, cell.length);
    if (width > show->widths[column])
        show->widths[column] = width < WIDEST ? width : WIDEST;
    if (column + 1 < show->view->columns.count && width < show->widths[column])
        strbuf_blanks(line, show->widths[column] - width);
}

/** Returns the width that a column begins with. */
static size_t first_width(const struct field *field)
{
    size_t heading = strlen(field->heading);
    size_t usual = field->type == VALUE_ENDPOINT    ? sizeof("255.255.255.255:65535") - 1
                   : field_is_a(field, FIELD_STATE) ? sizeof("ESTABLISHED") - 1
                                                    : 0;

    return heading > usual ? heading : usual;
}

static void put_heading(struct event_show *show, const struct event_begin *begin)
{
    const struct field_list *columns = &show->view->columns;
    struct strbuf *line = &show->out.pending;

    (void)begin;
    for (size_t i = 0; i < columns->count; i++)
        show->widths[i] = first_width(columns->fields[i]);
    if (!show->view->header)
        return;
    strbuf_text(line, "TIME           ");
    for (size_t i = 0; i < columns->count; i++) {
        strbuf_text(line, i > 0 ? "  " : "");
        put_cell(show, i, text_of(columns->fields[i]->heading));
    }
    strbuf_byte(line, '\n');
}

static void put_value(const struct event_show *show, const struct field *field,
                      const struct sock *sock, const struct facts *facts, struct strbuf *text)
{
    size_t start = text->length;

    field_cell(text, field, sock, facts, &show->style);
    if (text->length == start)
        strbuf_byte(text, '-');
}

/** Appends the time since the socket was first seen; ">" if it may be older. */
static void put_duration(struct strbuf *line, const struct event *event)
{
    if (!event->observed)
        return;
    strbuf_text(line, event->start_known ? "  " : "  >");
    if (unit_put_scaled(line, UNIT_MICROSECONDS, event->observed_us))
        return;
    strbuf_decimal(line, event->observed_us);
    strbuf_text(line, "us");
}

static void put_ending(struct strbuf *line, const struct event *event)
{
    const struct ending *ending = event->ending;

    if (reason_names[ending->reason]) {
        strbuf_text(line, "  ");
        strbuf_text(line, reason_names[ending->reason]);
    }
    put_duration(line, event);
    if (!ending->counted)
        return;
    strbuf_text(line, "  ");
    strbuf_decimal(line, ending->bytes_acked);
    strbuf_text(line, " B sent, ");
    strbuf_decimal(line, ending->bytes_received);
    strbuf_text(line, " B received");
    if (ending->retransmits == 0)
        return;
    strbuf_text(line, ", ");
    strbuf_decimal(line, ending->retransmits);
    strbuf_text(line, " retransmitted");
}

static void put_changes(struct strbuf *line, const struct event *event)
{
    for (size_t i = 0; i < event->change_count; i++) {
        const struct event_change *change = &event->changes[i];
        strbuf_text(line, i > 0 ? ", " : "  ");
        strbuf_text(line, change->key);
        strbuf_text(line, " was ");
        strbuf_bytes(line, change->before.bytes, change->before.length);
    }
}

static void put_cells(struct event_show *show, struct text cells)
{
    for (size_t i = 0; i < show->view->columns.count; i++) {
        strbuf_text(&show->out.pending, i > 0 ? "  " : "");
        put_cell(show, i, event_take_cell(&cells));
    }
}

/** Appends the columns before which a socket that was replaced had other values. */
static void put_before(struct event_show *show, const struct event *event)
{
    const struct field_list *columns = &show->view->columns;
    struct strbuf *line = &show->out.pending;
    struct text before = event->before;
    struct text after = event->cells;

    for (size_t i = 0; i < columns->count; i++) {
        struct text old = event_take_cell(&before);
        struct text now = event_take_cell(&after);
        if (text_compare(old, now) == 0)
            continue;
        strbuf_text(line, "  ");
        strbuf_text(line, columns->fields[i]->key);
        strbuf_text(line, " was ");
        strbuf_bytes(line, old.bytes, old.length);
    }
}

static void put_event(struct event_show *show, const struct event *event)
{
    struct strbuf *line = &show->out.pending;

    put_time(line, &event->when);
    strbuf_byte(line, ' ');
    strbuf_byte(line,
                event->existing && event->kind == EVENT_OPEN ? '=' : event_table[event->kind].sign);
    strbuf_byte(line, ' ');
    put_cells(show, event->cells);
    if (event->kind == EVENT_CLOSE)
        put_ending(line, event);
    if (event->kind == EVENT_CHANGE)
        put_changes(line, event);
    if (event->kind == EVENT_REPLACED)
        put_before(show, event);
    strbuf_byte(line, '\n');
}

static void put_gap(struct event_show *show, const struct moment *when, const char *source,
                    uint64_t lost)
{
    struct strbuf *line = &show->out.pending;

    put_time(line, &when->utc);
    strbuf_text(line, " ! ");
    if (lost != GAP_UNKNOWN) {
        strbuf_decimal(line, lost);
        strbuf_byte(line, ' ');
    }
    strbuf_text(line, "events were lost (");
    strbuf_text(line, source);
    strbuf_text(line, ")\n");
}

const struct event_writer event_text_writer = {
    .begin = put_heading, .value = put_value, .unknown = "?", .event = put_event, .gap = put_gap};

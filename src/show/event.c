// SPDX-License-Identifier: MIT
#include "show/event.h"

#include "base/alloc.h"
#include "show/event_writer.h"
#include "show/show.h"
#include "sock/detail_cell.h"

#include <stdlib.h>

struct event_show *event_show_new(const struct view *view, int fd)
{
    struct event_show *show = alloc_array(1, sizeof(*show));
    bool for_people = format_table[view->format].for_people;

    show->view = view;
    show->writer = for_people ? &event_text_writer : &event_json_writer;
    show->out.fd = fd;
    show->style = view->style;
    show->style.exact = !for_people;
    show->style.detail = show->detail = detail_plan_new(&view->detail);
    show->widths = alloc_array(view->columns.count, sizeof(*show->widths));
    if (!for_people)
        json_keys_prepare(&show->keys, &view->columns, "");
    return show;
}

void event_show_interrupt(struct event_show *show, int fd)
{
    out_interrupt(&show->out, fd);
}

void event_show_begin(struct event_show *show, const struct event_begin *begin)
{
    show->begun = true;
    show->writer->begin(show, begin);
}

static void put_cell(struct strbuf *cells, struct text cell)
{
    strbuf_bytes(cells, cell.bytes, cell.length);
    strbuf_byte(cells, '\0');
}

void event_show_cells(const struct event_show *show, const struct sock *sock,
                      const struct facts *facts, unsigned unknown, struct strbuf *cells)
{
    const struct field_list *columns = &show->view->columns;

    for (size_t i = 0; i < columns->count; i++) {
        const struct field *field = columns->fields[i];
        if (show->keys.keys)
            strbuf_bytes(cells, show->keys.keys[i].bytes, show->keys.keys[i].length);
        if (field->end != END_NONE && (unknown & UNKNOWN_ENDS))
            strbuf_text(cells, show->writer->unknown);
        else if (field_is_a(field, FIELD_OWNER) && (unknown & UNKNOWN_OWNER))
            event_show_word(show, owner_names[OWNER_NOT_SCANNED], cells);
        else
            show->writer->value(show, field, sock, facts, cells);
        strbuf_byte(cells, '\0');
    }
}

void event_show_keep_processes(const struct event_show *show, struct text previous,
                               struct strbuf *cells)
{
    const struct field_list *columns = &show->view->columns;
    struct strbuf kept = {0};
    struct text now = strbuf_contents(cells);

    for (size_t i = 0; i < columns->count && previous.length > 0; i++) {
        bool keeps = columns->fields[i]->needs & (NEED_OWNER | NEED_CONTEXT);
        struct text before = event_take_cell(&previous);
        struct text after = event_take_cell(&now);
        put_cell(&kept, keeps ? before : after);
    }
    if (kept.length == 0)
        return;
    strbuf_free(cells);
    *cells = kept;
}

void event_show_value(const struct event_show *show, const struct field *field,
                      const struct sock *sock, const struct facts *facts, struct strbuf *text)
{
    show->writer->value(show, field, sock, facts, text);
}

void event_show_word(const struct event_show *show, const char *word, struct strbuf *text)
{
    if (format_table[show->view->format].for_people)
        strbuf_text(text, word);
    else
        json_word(text, word);
}

void event_show_event(struct event_show *show, const struct event *event)
{
    show->writer->event(show, event);
    out_row(&show->out);
}

void event_show_gap(struct event_show *show, const struct moment *when, const char *source,
                    uint64_t lost)
{
    show->writer->gap(show, when, source, lost);
}

void event_show_alive(struct event_show *show, const struct moment *when, size_t sockets,
                      uint64_t interval_ms)
{
    if (show->writer->alive)
        show->writer->alive(show, when, sockets, interval_ms);
}

int event_show_flush(struct event_show *show)
{
    out_flush(&show->out);
    return show->out.error;
}

void event_show_end(struct event_show *show, const struct event_end *end)
{
    if (show->begun && show->writer->end)
        show->writer->end(show, end);
}

int event_show_free(struct event_show *show)
{
    if (!show)
        return 0;
    int error = out_finish(&show->out);
    detail_plan_free(show->detail);
    json_keys_free(&show->keys);
    free(show->widths);
    free(show);
    return error;
}

/** The start of references in the schema of sockets, and where they are in that of events. */
#define REFERENCE "\"#/definitions/"
#define PREFIX "sockstat/definitions/"

/** Appends the schema of sockets as a part of another one: it is no document of its own there. */
static void put_socket_schema(struct strbuf *text)
{
    const char *rest = strchr(strstr(show_schema, "\"$id\""), '\n'); // "$schema" is before it
    const char *next;

    strbuf_byte(text, '{');
    while ((next = strstr(rest, REFERENCE))) {
        next += strlen(REFERENCE);
        strbuf_bytes(text, rest, (size_t)(next - rest));
        strbuf_text(text, PREFIX);
        rest = next;
    }
    strbuf_text(text, rest);
    strbuf_truncate(text, text->length - 1); // its newline
}

void event_show_schema(struct strbuf *text)
{
    const char *mark = strchr(show_event_schema, '@'); // the schema has no other

    strbuf_bytes(text, show_event_schema, (size_t)(mark - show_event_schema));
    put_socket_schema(text);
    strbuf_text(text, mark + 1);
}

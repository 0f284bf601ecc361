// SPDX-License-Identifier: MIT
/**
 * Details: a block per socket. The first line is the socket's line of the table; a line for each
 * value that is known follows, under the heading of its topic:
 *
 *     tcp  ESTABLISHED  0  0  10.1.2.3:https  10.9.8.7:51514  nginx[1202]
 *     Endpoints:
 *       proto   tcp
 *     TCP internals:
 *       rtt_us  23100  us  (23.1ms)
 *
 * Lines are folded at 80 columns, and nothing is left out: a folded text without the line ends and
 * the indents is the text.
 */
#include "show/block_line.h"
#include "show/fold.h"

#include "base/escape.h"
#include "sock/topic.h"
#include "sock/unit.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 80
#define INDENT 2 // blanks before a key

/** A value that is known. */
struct fact {
    const struct field *field;
    size_t start, end; /**< of its text, in show->text */
};

struct details {
    const struct field **fields; /**< the columns, by topic; owned */
    struct fact *facts;          /**< of a socket; as many as columns */
    size_t count;                /**< of these */
    size_t width;                /**< of a line */
};

static void begin(struct show *show)
{
    const struct field_list *columns = &show->view->columns;
    struct details *details = show->state = alloc_array(1, sizeof(*details));
    size_t count = 0;

    details->fields = alloc_array(columns->count, sizeof(const struct field *));
    details->facts = alloc_array(columns->count, sizeof(*details->facts));
    details->width = show->view->oneline ? SIZE_MAX : WIDTH;
    for (unsigned topic = 0; topic < TOPIC_COUNT; topic++) {
        for (size_t i = 0; i < columns->count; i++) {
            if (field_topic(columns->fields[i]) == topic)
                details->fields[count++] = columns->fields[i];
        }
    }
}

/** Appends a value: names as in tables, numbers exactly, with their unit. */
static void put_value(struct show *show, const struct field *field, const struct sock *sock)
{
    struct value value = field_value(field, sock, show->facts);
    struct strbuf *text = &show->text;

    if (value_is_absent(&value))
        return;
    if (field->type == VALUE_NAME) {
        field_cell(text, field, sock, show->facts, &show->style);
        return;
    }
    value_classes[value.type].text(text, &value, show->facts, &show->style);
    if (!value_classes[value.type].is_number || field->unit == UNIT_NONE)
        return;
    const char *unit = unit_name(field->unit);
    strbuf_blanks(text, *unit ? BLOCK_GAP : 0);
    strbuf_text(text, unit);
    size_t end = text->length;
    strbuf_text(text, "  (");
    if (unit_put_scaled(text, field->unit, value.number))
        strbuf_byte(text, ')');
    else
        strbuf_truncate(text, end);
}

/** Finds the facts of a socket, and their texts. */
static void find_facts(struct show *show, const struct sock *sock)
{
    struct details *details = show->state;
    struct strbuf *text = &show->text;

    strbuf_truncate(text, 0);
    details->count = 0;
    for (size_t i = 0; i < show->view->columns.count; i++) {
        size_t start = text->length;
        put_value(show, details->fields[i], sock);
        if (text->length > start)
            details->facts[details->count++] =
                (struct fact){.field = details->fields[i], .start = start, .end = text->length};
    }
}

static void put_facts(struct show *show)
{
    const struct details *details = show->state;
    struct strbuf *out = &show->out.pending;
    size_t widest = 0;
    unsigned topic = TOPIC_COUNT;

    for (size_t i = 0; i < details->count; i++) {
        size_t width = strlen(details->facts[i].field->key);
        widest = width > widest ? width : widest;
    }
    size_t indent = INDENT + widest + BLOCK_GAP;
    for (size_t i = 0; i < details->count; i++) {
        const struct fact *fact = &details->facts[i];
        if (field_topic(fact->field) != topic) {
            topic = field_topic(fact->field);
            strbuf_text(out, topic_heading(topic));
            strbuf_text(out, ":\n");
        }
        strbuf_blanks(out, INDENT);
        strbuf_text(out, fact->field->key);
        strbuf_blanks(out, indent - INDENT - strlen(fact->field->key));
        struct text text = {show->text.data + fact->start, fact->end - fact->start};
        fold(&show->out.pending, details->width, text, indent, indent);
        strbuf_byte(out, '\n');
    }
}

static void put_row(struct show *show, const struct sock *sock)
{
    const struct details *details = show->state;

    if (show->rows > 0)
        strbuf_byte(&show->out.pending, '\n');
    block_line_put(show, sock, details->width, &show->out.pending);
    find_facts(show, sock);
    put_facts(show);
}

static void end(struct show *show)
{
    struct details *details = show->state;

    free(details->fields);
    free(details->facts);
    free(details);
}

const struct format_writer details_writer = {.begin = begin, .row = put_row, .end = end};

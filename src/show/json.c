// SPDX-License-Identifier: MIT
/**
 * JSON (RFC 8259): one document, or one object per line. schema.json specifies its structure. Data
 * that is known only at the end comes last, so a truncated document never parses.
 */
#include "show/writer.h"

#include "base/json.h"
#include "show/ending.h"
#include "show/json_keys.h"
#include "show/origin.h"

#include <stdlib.h>
#include <unistd.h>

/** The text that is the same for every row. */
struct json {
    struct json_keys keys; /**< of the columns, with the separator of json_new */
    struct strbuf origin;  /**< beginning of each line */
    bool has_parts;        /**< some columns are parts of blocks of the detail */
};

/** Appends the value of a field; BLOCKS are those of the row's detail. */
static void put_field(struct show *show, const struct field *field, const struct sock *sock,
                      const struct detail_index *blocks)
{
    struct strbuf *line = &show->out.pending;

    if (field->part.detail == DETAIL_NONE || field->absent) {
        field_json(line, field, sock, show->facts, &show->style);
        return;
    }
    struct value value = field_value_in(field, sock, show->facts, blocks);
    field_value_json(line, field, &value, show->facts, &show->style);
}

/** As put_members, if some columns are parts of blocks: the detail of the row is searched once. */
static void put_members_of_blocks(struct show *show, const struct sock *sock)
{
    const struct field_list *columns = &show->view->columns;
    const struct json *json = show->state;
    const struct text *keys = json->keys.keys;
    struct detail_index blocks = {.present = 0};

    if (show->facts->details)
        detail_find_all(sock_detail(show->facts->details, sock), &blocks);
    for (size_t i = 0; i < columns->count; i++) {
        strbuf_span(&show->out.pending, keys[i].bytes, keys[i].length);
        put_field(show, columns->fields[i], sock, &blocks);
    }
}

/** Appends the members of a row's object, without its braces. */
static void put_members(struct show *show, const struct sock *sock)
{
    const struct field_list *columns = &show->view->columns;
    const struct json *json = show->state;
    const struct text *keys = json->keys.keys;

    if (json->has_parts) {
        put_members_of_blocks(show, sock);
        return;
    }
    for (size_t i = 0; i < columns->count; i++) {
        strbuf_span(&show->out.pending, keys[i].bytes, keys[i].length);
        field_json(&show->out.pending, columns->fields[i], sock, show->facts, &show->style);
    }
}

static struct json *json_new(const struct field_list *columns, const char *separator)
{
    struct json *json = alloc_array(1, sizeof(*json));

    json_keys_prepare(&json->keys, columns, separator);
    for (size_t i = 0; i < columns->count; i++)
        json->has_parts |= columns->fields[i]->part.detail != DETAIL_NONE;
    return json;
}

static void json_free(struct json *json)
{
    json_keys_free(&json->keys);
    strbuf_free(&json->origin);
    free(json);
}

/** Appends "time", when collection began. */
static void put_time(struct strbuf *line, const struct timespec *time)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    origin_time(&text, time);
    origin_put_time(line, strbuf_contents(&text));
}

static void begin(struct show *show)
{
    struct strbuf *line = &show->out.pending;

    show->state = json_new(&show->view->columns, ",");
    strbuf_text(line, "{" ENDING_SCHEMA ",");
    origin_put_host(line, strbuf_contents(&show->facts->host->name));
    strbuf_byte(line, ',');
    origin_put_boot_id(line, strbuf_contents(&show->facts->host->boot_id));
    strbuf_byte(line, ',');
    put_time(line, &show->facts->time);
    strbuf_text(line, show->view->grouped ? ",\n\"groups\":[" : ",\n\"sockets\":[");
}

static void put_row(struct show *show, const struct sock *sock)
{
    strbuf_text(&show->out.pending, show->rows > 0 ? ",\n{" : "\n{");
    put_members(show, sock);
    strbuf_byte(&show->out.pending, '}');
}

static void end(struct show *show)
{
    strbuf_text(&show->out.pending, "\n],\n");
    ending_put_places(&show->out.pending, show->facts, ",\n");
    ending_put(show);
    json_free(show->state);
}

const struct format_writer json_writer = {
    .begin = begin, .row = put_row, .shares = true, .end = end};

static void begin_lines(struct show *show)
{
    struct json *json = show->state = json_new(&show->view->columns, ",");
    struct strbuf *origin = &json->origin;

    strbuf_byte(origin, '{');
    origin_put_host(origin, strbuf_contents(&show->facts->host->name));
    strbuf_byte(origin, ',');
    put_time(origin, &show->facts->time);
    strbuf_byte(origin, ',');
}

static void put_line(struct show *show, const struct sock *sock)
{
    const struct json *json = show->state;

    strbuf_bytes(&show->out.pending, json->origin.data, json->origin.length);
    put_members(show, sock);
    strbuf_text(&show->out.pending, "}\n");
}

static void end_lines(struct show *show)
{
    struct strbuf *line = &show->out.pending;

    strbuf_text(line, "{" ENDING_SCHEMA ",\"rows\":");
    strbuf_decimal(line, show->rows);
    strbuf_byte(line, ',');
    ending_put_places(line, show->facts, ",");
    ending_put(show);
    json_free(show->state);
}

const struct format_writer jsonl_writer = {
    .begin = begin_lines, .row = put_line, .shares = true, .end = end_lines};

/** Appends a comma and a member with its KEY, unless it has no value. */
static void put_known_member(struct show *show, const struct field *field, struct text key,
                             const struct sock *sock)
{
    struct strbuf *line = &show->out.pending;
    struct value value = field_value(field, sock, show->facts);
    const char *absent = field_absent(field, sock);

    if (value.type == VALUE_NONE && !absent)
        return;
    strbuf_byte(line, ',');
    strbuf_bytes(line, key.bytes, key.length);
    if (value.type == VALUE_NONE)
        json_word(line, absent);
    else
        field_value_json(line, field, &value, show->facts, &show->style);
}

static void begin_fleet(struct show *show)
{
    const struct host_identity *host = show->facts->host;
    const struct origin_scan scan = {.host = strbuf_contents(&host->name),
                                     .boot_id = strbuf_contents(&host->boot_id),
                                     .start = &show->facts->time,
                                     .pid = getpid()};
    struct json *json = show->state = json_new(&show->view->columns, "");

    origin_put_scan(&json->origin, &scan);
}

/** Appends the beginning of a line of this TYPE. */
static void begin_typed(struct show *show, const char *type)
{
    const struct json *json = show->state;
    struct strbuf *line = &show->out.pending;

    strbuf_text(line, "{\"type\":\"");
    strbuf_text(line, type);
    strbuf_text(line, "\",");
    strbuf_bytes(line, json->origin.data, json->origin.length);
}

static void put_fleet(struct show *show, const struct sock *sock)
{
    const struct field_list *columns = &show->view->columns;
    const struct json *json = show->state;

    begin_typed(show, show->view->grouped ? "group" : "socket");
    for (size_t i = 0; i < columns->count; i++)
        put_known_member(show, columns->fields[i], json->keys.keys[i], sock);
    strbuf_text(&show->out.pending, "}\n");
}

static void end_fleet(struct show *show)
{
    struct strbuf *line = &show->out.pending;

    begin_typed(show, "end");
    strbuf_text(line, "," ENDING_SCHEMA ",\"rows\":");
    strbuf_decimal(line, show->rows);
    strbuf_byte(line, ',');
    ending_put_places(line, show->facts, ",");
    ending_put(show);
    json_free(show->state);
}

const struct format_writer fleet_writer = {
    .begin = begin_fleet, .row = put_fleet, .shares = true, .end = end_fleet};

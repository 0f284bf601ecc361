// SPDX-License-Identifier: MIT
/**
 * JSON (RFC 8259): one document, or one object per line. schema.json specifies its structure. Data
 * that is known only at the end comes last, so a truncated document never parses.
 */
#include "show/writer.h"

#include "base/json.h"
#include "show/json_keys.h"
#include "show/origin.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA "sockstat/1"

/** The text that is the same for every row. */
struct json {
    struct json_keys keys; /**< with a comma before each but the first */
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
        strbuf_bytes(&show->out.pending, keys[i].bytes, keys[i].length);
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
        strbuf_bytes(&show->out.pending, keys[i].bytes, keys[i].length);
        field_json(&show->out.pending, columns->fields[i], sock, show->facts, &show->style);
    }
}

static struct json *json_new(const struct field_list *columns)
{
    struct json *json = alloc_array(1, sizeof(*json));

    json_keys_prepare(&json->keys, columns, ",");
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

/** Appends the number, or null if it is 0: not known. */
static void put_known(struct strbuf *line, const char *key, uint64_t number)
{
    json_key(line, key);
    if (number)
        strbuf_decimal(line, number);
    else
        strbuf_text(line, "null");
}

/** Appends "names":[...]: the strings in NAMES, each with its NUL. */
static void put_names(struct strbuf *line, const struct strbuf *names)
{
    json_key(line, "names");
    strbuf_byte(line, '[');
    for (size_t at = 0; at < names->length; at += strlen(names->data + at) + 1) {
        strbuf_text(line, at > 0 ? "," : "");
        json_text(line, text_of(names->data + at));
    }
    strbuf_byte(line, ']');
}

/** Appends "sources":{...} for those of PLACE; NULL: the weakest of all. */
static void put_sources(struct strbuf *line, const struct facts *facts,
                        const struct place_facts *place)
{
    const char *comma = "";

    strbuf_text(line, "\"sources\":{");
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        enum source source = place ? place->sources[proto] : facts_weakest_source(facts, proto);
        if (!facts->requested[proto])
            continue;
        strbuf_text(line, comma);
        json_key(line, proto_table[proto].name);
        json_word(line, source_table[source].name);
        comma = ",";
    }
    strbuf_byte(line, '}');
}

/** Appends what is known of place NUMBER and of the sockets from there. */
static void put_place(struct strbuf *line, const struct facts *facts, size_t number)
{
    const struct place *place = places_at(facts->places, number);
    const struct place_facts *read = facts_place(facts, number);

    put_known(line, "netns", place->inode);
    strbuf_byte(line, ',');
    json_key(line, "netns_id");
    if (place->cookie) {
        strbuf_byte(line, '"');
        strbuf_hex(line, place->cookie, 1);
        strbuf_byte(line, '"');
    } else {
        strbuf_text(line, "null");
    }
    strbuf_byte(line, ',');
    put_names(line, &place->names);
    strbuf_byte(line, ',');
    put_known(line, "pid", place->pid);
    strbuf_text(line, ",\"sockets\":");
    strbuf_decimal(line, read->sockets);
    strbuf_byte(line, ',');
    put_sources(line, facts, read);
    strbuf_text(line, read->incomplete ? ",\"complete\":false" : ",\"complete\":true");
}

/**
 * Appends the network namespaces that were read, and those that were not, if some were chosen.
 * SEPARATOR separates them, and follows.
 */
static void put_places(struct strbuf *line, const struct facts *facts, const char *separator)
{
    const struct places *places = facts->places;
    const char *comma = "";

    if (!places || !places->shown)
        return;
    strbuf_text(line, "\"namespaces\":[");
    for (size_t i = places->left_out; i <= places->other_count; i++) {
        strbuf_text(line, comma);
        strbuf_byte(line, '{');
        put_place(line, facts, i);
        strbuf_byte(line, '}');
        comma = separator;
    }
    strbuf_byte(line, ']');
    strbuf_text(line, separator);
    strbuf_text(line, "\"namespaces_skipped\":[");
    for (size_t i = 0; i < places->skipped_count; i++) {
        const struct skipped_place *skipped = &places->skipped[i];
        strbuf_text(line, i > 0 ? ",{" : "{");
        put_known(line, "netns", skipped->inode);
        strbuf_byte(line, ',');
        put_names(line, &skipped->names);
        strbuf_byte(line, ',');
        put_known(line, "pid", skipped->pid);
        strbuf_byte(line, ',');
        json_key(line, "why");
        json_text(line, text_of(strerror(-skipped->error)));
        strbuf_byte(line, '}');
    }
    strbuf_byte(line, ']');
    strbuf_text(line, separator);
}

/** Appends what is known at the end: the sources of the rows, and whether they are complete. */
static void put_ending(struct show *show)
{
    const struct facts *facts = show->facts;
    struct strbuf *line = &show->out.pending;

    strbuf_text(line, "\"total\":");
    strbuf_decimal(line, show->total);
    strbuf_byte(line, ',');
    put_sources(line, facts, NULL);
    strbuf_text(line, ",\"duplicates\":");
    if (facts->duplicates_known)
        strbuf_decimal(line, facts->duplicates);
    else
        strbuf_text(line, "null");
    strbuf_text(line, ",\"owners_complete\":");
    if (facts->owners.searched)
        strbuf_text(line, owners_complete(&facts->owners) ? "true" : "false");
    else
        strbuf_text(line, "null");
    strbuf_text(line, ",\"warnings\":[");
    for (size_t i = 0; i < facts->warning_count; i++) {
        if (i > 0)
            strbuf_byte(line, ',');
        json_text(line, text_of(facts->warnings[i]));
    }
    strbuf_text(line, "],\"complete\":");
    strbuf_text(line, facts->complete ? "true" : "false");
    strbuf_text(line, "}\n");
}

static void begin(struct show *show)
{
    struct strbuf *line = &show->out.pending;

    show->state = json_new(&show->view->columns);
    strbuf_text(line, "{\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\",");
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
    put_places(&show->out.pending, show->facts, ",\n");
    put_ending(show);
    json_free(show->state);
}

const struct format_writer json_writer = {
    .begin = begin, .row = put_row, .shares = true, .end = end};

static void begin_lines(struct show *show)
{
    struct json *json = show->state = json_new(&show->view->columns);
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

    strbuf_text(line, "{\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\",\"rows\":");
    strbuf_decimal(line, show->rows);
    strbuf_byte(line, ',');
    put_places(line, show->facts, ",");
    put_ending(show);
    json_free(show->state);
}

const struct format_writer jsonl_writer = {
    .begin = begin_lines, .row = put_line, .shares = true, .end = end_lines};

// SPDX-License-Identifier: MIT
#include "track/baseline_read.h"

#include "track/baseline.h"
#include "track/json_read.h"

#include <arpa/inet.h>
#include <stdlib.h>

#define SCHEMA "sockstat-baseline/1"

void baseline_error_free(struct baseline_error *error)
{
    strbuf_free(&error->message);
}

/** The line that is read, and what it has so far. */
struct line {
    struct json_reader reader;
    struct strbuf text; /**< temporary */

    struct baseline *baseline; /**< receives the row */
    struct baseline_row row;
    struct strbuf local, peer; /**< addresses, until the family is known */
    bool has_local_port, has_peer_port;

    struct baseline_origin *origin;
    uint64_t rows; /**< of the last line */
    bool complete;
};

static void free_line(struct line *line)
{
    strbuf_free(&line->text);
    strbuf_free(&line->local);
    strbuf_free(&line->peer);
}

typedef bool member_reader(struct line *line);

struct member {
    const char *key;
    member_reader *read;
};

/** Upper limit of the number of members in a table. */
#define MOST_MEMBERS 32

/** Returns the index of KEY in MEMBERS, COUNT if it is not there. */
static size_t member_find(const struct member *members, size_t count, const struct strbuf *key)
{
    size_t i = 0;

    while (i < count && !text_is(strbuf_contents(key), members[i].key))
        i++;
    return i;
}

/** Sets the error of the line to REASON, if it has none, and that of the file. */
static bool refuse(struct line *line, const char *key, const char *reason,
                   struct baseline_error *error)
{
    json_fail(&line->reader, reason);
    if (key) {
        strbuf_text(&error->message, key);
        strbuf_text(&error->message, ": ");
    }
    strbuf_text(&error->message, line->reader.error);
    return false;
}

/**
 * Reads the object that is the line: each of MEMBERS must be there once; others are ignored.
 * Returns false with *ERROR.
 */
static bool read_members(struct line *line, const struct member *members, size_t count,
                         struct baseline_error *error)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};
    struct json_reader *reader = &line->reader;
    bool seen[MOST_MEMBERS] = {false};
    bool first = true;

    json_read_open(reader, '{');
    while (json_read_next(reader, '}', &first)) {
        if (!json_read_key(reader, &key))
            return refuse(line, NULL, "", error);
        size_t index = member_find(members, count, &key);
        if (index < count && seen[index])
            return refuse(line, members[index].key, "is there twice", error);
        if (index == count ? !json_read_skip(reader) : !members[index].read(line))
            return refuse(line, index < count ? members[index].key : NULL, "", error);
        if (index < count)
            seen[index] = true;
    }
    if (!json_read_end(reader))
        return refuse(line, NULL, "", error);
    for (size_t i = 0; i < count; i++) {
        if (!seen[i])
            return refuse(line, members[i].key, "is missing", error);
    }
    return true;
}

/** Reads a string, or null; sets *RET_PRESENT if it is a string. */
static bool read_optional(struct line *line, struct strbuf *text, bool *ret_present)
{
    *ret_present = !json_read_null(&line->reader);
    return !*ret_present || json_read_string(&line->reader, text);
}

/** Reads a string, or null; stores the string. */
static bool read_span(struct line *line, bool *ret_present, struct span *ret_span)
{
    if (!read_optional(line, &line->text, ret_present))
        return false;
    if (*ret_present)
        *ret_span = baseline_store(line->baseline, strbuf_contents(&line->text));
    return true;
}

/** Reads a port, or null. */
static bool read_port(struct line *line, bool *ret_present, uint16_t *ret_port)
{
    uint64_t port = 0;

    *ret_present = !json_read_null(&line->reader);
    if (*ret_present && !json_read_number(&line->reader, UINT16_MAX, &port))
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

static bool find_proto(const struct strbuf *name, enum proto *ret_proto)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!text_is(strbuf_contents(name), proto_table[proto].name))
            continue;
        *ret_proto = proto;
        return baseline_protos() & PROTO_BIT(proto);
    }
    return false;
}

static bool find_family(const struct strbuf *name, enum family *ret_family)
{
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (!text_is(strbuf_contents(name), family_table[family].name))
            continue;
        *ret_family = family;
        return family_has_addresses(family);
    }
    return false;
}

static bool read_type(struct line *line)
{
    return json_read_string(&line->reader, &line->text); // was compared before
}

static bool read_proto(struct line *line)
{
    enum proto proto = 0;

    if (!json_read_string(&line->reader, &line->text))
        return false;
    if (!find_proto(&line->text, &proto))
        return json_fail(&line->reader, "unknown protocol");
    line->row.proto = (uint8_t)proto;
    return true;
}

static bool read_family(struct line *line)
{
    enum family family = 0;

    if (!json_read_string(&line->reader, &line->text))
        return false;
    if (!find_family(&line->text, &family))
        return json_fail(&line->reader, "unknown family");
    line->row.family = (uint8_t)family;
    return true;
}

static bool read_state(struct line *line)
{
    if (!json_read_string(&line->reader, &line->text))
        return false;
    for (enum state state = 0; state < STATE_COUNT; state++) {
        const char *name = state_table[state].name;
        if (!name || !text_is(strbuf_contents(&line->text), name))
            continue;
        line->row.state = (uint8_t)state;
        return true;
    }
    return json_fail(&line->reader, "unknown state");
}

static bool read_owner(struct line *line)
{
    if (!json_read_string(&line->reader, &line->text))
        return false;
    for (enum owner owner = 0; owner < OWNER_COUNT; owner++) {
        if (!text_is(strbuf_contents(&line->text), owner_names[owner]))
            continue;
        line->row.owner = (uint8_t)owner;
        return true;
    }
    return json_fail(&line->reader, "unknown word");
}

static bool read_local_address(struct line *line)
{
    return json_read_string(&line->reader, &line->local);
}

static bool read_peer_address(struct line *line)
{
    return read_optional(line, &line->peer, &line->row.has_peer);
}

static bool read_local_port(struct line *line)
{
    return read_port(line, &line->has_local_port, &line->row.local_port);
}

static bool read_peer_port(struct line *line)
{
    return read_port(line, &line->has_peer_port, &line->row.peer_port);
}

static bool read_v6only(struct line *line)
{
    line->row.has_v6only = !json_read_null(&line->reader);
    return !line->row.has_v6only || json_read_bool(&line->reader, &line->row.v6only);
}

static bool read_device(struct line *line)
{
    return read_span(line, &line->row.has_device, &line->row.device);
}

static bool read_netns(struct line *line)
{
    return read_span(line, &line->row.has_netns, &line->row.netns);
}

static bool read_user(struct line *line)
{
    bool present = false;

    return read_span(line, &present, &line->row.user);
}

static bool read_uid(struct line *line)
{
    uint64_t uid = 0;

    line->row.has_uid = !json_read_null(&line->reader);
    if (line->row.has_uid && !json_read_number(&line->reader, UINT32_MAX, &uid))
        return false;
    line->row.uid = (uint32_t)uid;
    return true;
}

static bool read_count(struct line *line)
{
    uint64_t count = 0;

    if (!json_read_number(&line->reader, UINT32_MAX, &count))
        return false;
    line->row.count = (uint32_t)count;
    return count > 0 || json_fail(&line->reader, "expected at least 1");
}

/** Appends the strings of an array to TEXTS, each with a NUL; returns their number. */
static size_t read_strings(struct line *line, struct strbuf *texts)
{
    size_t count = 0;
    bool first = true;

    if (!json_read_open(&line->reader, '['))
        return 0;
    while (json_read_next(&line->reader, ']', &first) &&
           json_read_string(&line->reader, &line->text)) {
        strbuf_bytes(texts, line->text.data, line->text.length);
        strbuf_byte(texts, '\0');
        count++;
    }
    return count;
}

static bool read_comm(struct line *line)
{
    CLEANUP(strbuf_free) struct strbuf texts = {0};
    size_t count = read_strings(line, &texts);
    struct text *names = alloc_array(count, sizeof(*names));
    struct text rest = strbuf_contents(&texts);

    for (size_t i = 0; i < count; i++)
        names[i] = text_take_until(&rest, '\0');
    line->row.names = baseline_store_names(line->baseline, names, count);
    free(names);
    return !line->reader.error;
}

static const struct member row_members[] = {
    {"type", read_type},
    {"proto", read_proto},
    {"family", read_family},
    {"state", read_state},
    {"local_address", read_local_address},
    {"local_port", read_local_port},
    {"peer_address", read_peer_address},
    {"peer_port", read_peer_port},
    {"v6only", read_v6only},
    {"device", read_device},
    {"netns_name", read_netns},
    {"uid", read_uid},
    {"user", read_user},
    {"owner", read_owner},
    {"comm", read_comm},
    {"count", read_count},
};

/** Reads the address TEXT of FAMILY. */
static bool parse_address(enum family family, const struct strbuf *text,
                          struct address *ret_address)
{
    const char *data = text->data ? text->data : "";

    return inet_pton(family_table[family].number, data, ret_address->bytes) == 1;
}

/** Completes the row when all members are read; returns what is wrong with it, or NULL. */
static const char *finish_row(struct line *line)
{
    struct baseline_row *row = &line->row;
    const struct proto_info *proto = &proto_table[row->proto];

    if (!(proto->states & STATE_BIT(row->state)))
        return "the protocol has no sockets in this state";
    if (!parse_address(row->family, &line->local, &row->local))
        return "local_address: expected an address of the family";
    if (row->has_peer && !parse_address(row->family, &line->peer, &row->peer))
        return "peer_address: expected an address of the family";
    row->local_ephemeral = !line->has_local_port;
    row->peer_ephemeral = row->has_peer && line->has_local_port;
    if (line->has_peer_port != (row->has_peer && row->local_ephemeral))
        return "peer_port: expected a number if there is a peer and no local port, otherwise null";
    return NULL;
}

static bool read_row(struct line *line, struct baseline_error *error)
{
    if (!read_members(line, row_members, sizeof(row_members) / sizeof(row_members[0]), error))
        return false;
    const char *wrong = finish_row(line);
    if (wrong)
        return refuse(line, NULL, wrong, error);
    baseline_add(line->baseline, &line->row);
    return true;
}

static bool read_host(struct line *line)
{
    return json_read_string(&line->reader, &line->origin->host);
}

static bool read_boot_id(struct line *line)
{
    bool present = false;

    return read_optional(line, &line->origin->boot_id, &present);
}

static bool read_time(struct line *line)
{
    bool present = false;

    return read_optional(line, &line->origin->time, &present);
}

/** Reads an array of names of protocols. */
static bool read_protos(struct line *line, proto_set *ret_set)
{
    bool first = true;
    enum proto proto = 0;

    if (!json_read_open(&line->reader, '['))
        return false;
    while (json_read_next(&line->reader, ']', &first)) {
        if (!json_read_string(&line->reader, &line->text))
            return false;
        if (!find_proto(&line->text, &proto))
            return json_fail(&line->reader, "unknown protocol");
        *ret_set |= PROTO_BIT(proto);
    }
    return !line->reader.error;
}

static bool read_protocols(struct line *line)
{
    return read_protos(line, &line->origin->selection.protos) &&
           (line->origin->selection.protos || json_fail(&line->reader, "no protocol"));
}

static bool read_implied(struct line *line)
{
    return read_protos(line, &line->origin->selection.implied);
}

static bool read_families(struct line *line)
{
    family_set *set = &line->origin->selection.families;
    bool first = true;
    enum family family = 0;

    if (!json_read_open(&line->reader, '['))
        return false;
    while (json_read_next(&line->reader, ']', &first)) {
        if (!json_read_string(&line->reader, &line->text))
            return false;
        if (!find_family(&line->text, &family))
            return json_fail(&line->reader, "unknown family");
        *set |= FAMILY_BIT(family);
    }
    return !line->reader.error && (*set || json_fail(&line->reader, "no family"));
}

static bool read_listening(struct line *line)
{
    return json_read_bool(&line->reader, &line->origin->selection.listening);
}

static bool read_connected(struct line *line)
{
    return json_read_bool(&line->reader, &line->origin->selection.connected);
}

static bool read_all(struct line *line)
{
    return json_read_bool(&line->reader, &line->origin->selection.all);
}

static bool read_chosen_netns(struct line *line)
{
    bool present = false;

    return read_optional(line, &line->origin->selection.netns, &present);
}

static bool read_filter(struct line *line)
{
    bool present = false;

    return read_optional(line, &line->origin->selection.filter, &present);
}

static bool read_schema(struct line *line)
{
    return json_read_string(&line->reader, &line->text) &&
           (text_is(strbuf_contents(&line->text), SCHEMA) ||
            json_fail(&line->reader, "expected " SCHEMA));
}

static const struct member origin_members[] = {
    {"type", read_type},
    {"schema", read_schema},
    {"host", read_host},
    {"boot_id", read_boot_id},
    {"time", read_time},
    {"protocols", read_protocols},
    {"optional_protocols", read_implied},
    {"families", read_families},
    {"listening", read_listening},
    {"connected", read_connected},
    {"all", read_all},
    {"netns", read_chosen_netns},
    {"filter", read_filter},
};

static bool read_rows(struct line *line)
{
    return json_read_number(&line->reader, UINT64_MAX, &line->rows);
}

static bool read_owners_complete(struct line *line)
{
    return json_read_bool(&line->reader, &line->origin->owners_complete);
}

static bool read_complete(struct line *line)
{
    return json_read_bool(&line->reader, &line->complete);
}

static const struct member end_members[] = {
    {"type", read_type},
    {"rows", read_rows},
    {"owners_complete", read_owners_complete},
    {"complete", read_complete},
};

/** Sets TYPE to the member "type" of the object TEXT; to nothing if there is none. */
static void find_type(struct text text, struct strbuf *type)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};
    struct json_reader reader = {.rest = text};
    bool first = true;

    strbuf_truncate(type, 0);
    json_read_open(&reader, '{');
    while (json_read_next(&reader, '}', &first) && json_read_key(&reader, &key)) {
        if (text_is(strbuf_contents(&key), "type")) {
            if (!json_read_string(&reader, type))
                strbuf_truncate(type, 0);
            return;
        }
        json_read_skip(&reader);
    }
}

/** Takes the next line from TEXT, with its number in *ERROR; returns false with its message. */
static bool take_line(struct text *text, struct text *ret_line, struct baseline_error *error)
{
    error->line++;
    if (text->length > 0 && !memchr(text->bytes, '\n', text->length)) {
        strbuf_text(&error->message, "the line does not end: the file is cut off");
        return false;
    }
    *ret_line = text_take_until(text, '\n');
    if (ret_line->length <= BASELINE_LONGEST_LINE)
        return true;
    strbuf_text(&error->message, "the line is too long");
    return false;
}

bool baseline_is_begun(struct text text)
{
    CLEANUP(strbuf_free) struct strbuf type = {0};
    struct text line = text_take_until(&text, '\n');

    find_type(line, &type);
    return text_is(strbuf_contents(&type), "begin");
}

static bool read_origin(struct text text, struct baseline_origin *origin,
                        struct baseline_error *error)
{
    CLEANUP(free_line) struct line line = {.reader = {.rest = text}, .origin = origin};

    if (!baseline_is_begun(text)) {
        strbuf_text(&error->message, "no baseline of sockstat --save");
        return false;
    }
    return read_members(&line, origin_members, sizeof(origin_members) / sizeof(origin_members[0]),
                        error);
}

bool baseline_read_origin(struct text text, struct baseline_origin *ret_origin,
                          struct baseline_error *ret_error)
{
    struct text line = text_of("");

    return take_line(&text, &line, ret_error) && read_origin(line, ret_origin, ret_error);
}

/** Reads the last line, REST is what follows it, and sorts the rows. */
static bool read_end(struct text text, struct text rest, struct baseline *baseline,
                     struct baseline_error *error)
{
    CLEANUP(free_line) struct line line = {.reader = {.rest = text}, .origin = &baseline->origin};

    if (!read_members(&line, end_members, sizeof(end_members) / sizeof(end_members[0]), error))
        return false;
    if (line.rows != baseline->count)
        return refuse(&line, "rows", "the number of lines is another one", error);
    if (!line.complete)
        return refuse(&line, NULL, "not all sockets could be read when it was saved", error);
    if (rest.length > 0)
        return refuse(&line, NULL, "there is text after the last line", error);
    baseline_sort(baseline);
    return true;
}

/** Reads a line of sockets. */
static bool read_sockets(struct text text, struct baseline *baseline, struct baseline_error *error)
{
    CLEANUP(free_line) struct line line = {.reader = {.rest = text}, .baseline = baseline};

    return read_row(&line, error);
}

bool baseline_read(struct text text, struct baseline *ret_baseline,
                   struct baseline_error *ret_error)
{
    CLEANUP(strbuf_free) struct strbuf type = {0};
    struct text line = text_of("");

    if (!take_line(&text, &line, ret_error) || !read_origin(line, &ret_baseline->origin, ret_error))
        return false;
    while (text.length > 0) {
        if (!take_line(&text, &line, ret_error))
            return false;
        find_type(line, &type);
        if (text_is(strbuf_contents(&type), "end"))
            return read_end(line, text, ret_baseline, ret_error);
        if (!text_is(strbuf_contents(&type), "sockets")) {
            strbuf_text(&ret_error->message, "type: expected sockets or end");
            return false;
        }
        if (!read_sockets(line, ret_baseline, ret_error))
            return false;
    }
    ret_error->line++;
    strbuf_text(&ret_error->message, "the last line is missing: the file is cut off");
    return false;
}

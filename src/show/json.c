// SPDX-License-Identifier: MIT
/**
 * JSON (RFC 8259): one document, or one object a line. The shape is specified in schema.json.
 * What is known only at the end comes last, so a document that was cut off never parses.
 */
#include "show/writer.h"

#include "base/escape.h"
#include "sock/address.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCHEMA "sockstat/1"

/** The text that is the same in every row. */
struct json {
    struct strbuf key_text; /**< all keys */
    struct text *keys;      /**< of them, that of each column, with what is around it */
    struct strbuf origin;   /**< what each line begins with */
};

static void put_key(struct strbuf *line, const char *key, const char *suffix)
{
    strbuf_byte(line, '"');
    strbuf_text(line, key);
    strbuf_text(line, suffix);
    strbuf_text(line, "\":");
}

static void put_string(struct strbuf *line, struct text text)
{
    escape_json(line, text.bytes, text.length);
}

static void put_word(struct strbuf *line, const char *word)
{
    put_string(line, (struct text){word, strlen(word)});
}

static void put_base64(struct strbuf *line, struct text text)
{
    strbuf_byte(line, '"');
    escape_base64(line, text.bytes, text.length);
    strbuf_byte(line, '"');
}

/** The value of KEY, foreign bytes; when these are not UTF-8, a second key has them exactly. */
static void put_name(struct strbuf *line, const char *key, struct text name)
{
    if (escape_json(line, name.bytes, name.length))
        return;
    strbuf_byte(line, ',');
    put_key(line, key, "_base64");
    put_base64(line, name);
}

static const struct process *process_of(const struct owners *owners, const struct holder *holder)
{
    return &owners->processes[holder->process];
}

/** One process with all its descriptors; returns the first holder of the next process. */
static const struct holder *put_process(struct strbuf *line, const struct owners *owners,
                                        const struct holder *holder)
{
    const struct process *process = process_of(owners, holder);
    const struct holder *first = holder;

    strbuf_text(line, "{\"pid\":");
    strbuf_decimal(line, process->pid);
    strbuf_text(line, ",\"comm\":");
    put_name(line, "comm", owners_comm(owners, process));
    strbuf_text(line, ",\"fds\":[");
    do {
        if (holder != first)
            strbuf_byte(line, ',');
        strbuf_decimal(line, holder->fd);
        holder = owners_next(owners, holder);
    } while (holder && process_of(owners, holder) == process);
    strbuf_text(line, "]}");
    return holder;
}

static void put_processes(struct strbuf *line, const struct owners *owners,
                          const struct holder *holder)
{
    strbuf_byte(line, '[');
    for (const struct holder *first = holder; holder;) {
        if (holder != first)
            strbuf_byte(line, ',');
        holder = put_process(line, owners, holder);
    }
    strbuf_byte(line, ']');
}

/** How put_each writes one process; false when something was lost in it. */
typedef bool process_writer(struct strbuf *line, const struct owners *owners,
                            const struct process *process);

static bool write_pid(struct strbuf *line, const struct owners *owners,
                      const struct process *process)
{
    (void)owners;
    strbuf_decimal(line, process->pid);
    return true;
}

static bool write_comm(struct strbuf *line, const struct owners *owners,
                       const struct process *process)
{
    struct text comm = owners_comm(owners, process);

    return escape_json(line, comm.bytes, comm.length);
}

static bool write_comm_base64(struct strbuf *line, const struct owners *owners,
                              const struct process *process)
{
    put_base64(line, owners_comm(owners, process));
    return true;
}

/** An array with one element a process; false when something was lost in any. */
static bool put_each(struct strbuf *line, const struct owners *owners, const struct holder *holder,
                     process_writer *write_one)
{
    const struct process *previous = NULL;
    bool whole = true;

    strbuf_byte(line, '[');
    for (; holder; holder = owners_next(owners, holder)) {
        const struct process *process = process_of(owners, holder);
        if (process == previous)
            continue;
        if (previous)
            strbuf_byte(line, ',');
        whole = write_one(line, owners, process) && whole;
        previous = process;
    }
    strbuf_byte(line, ']');
    return whole;
}

static void put_comms(struct strbuf *line, const char *key, const struct owners *owners,
                      const struct holder *holder)
{
    if (put_each(line, owners, holder, write_comm))
        return;
    strbuf_byte(line, ',');
    put_key(line, key, "_base64");
    put_each(line, owners, holder, write_comm_base64);
}

/** A value that needs no second key. */
static void put_plain_value(struct strbuf *line, const struct value *value,
                            const struct owners *owners)
{
    switch (value->type) {
    case VALUE_NUMBER:
        strbuf_decimal(line, value->number);
        break;
    case VALUE_BOOL:
        strbuf_text(line, value->number ? "true" : "false");
        break;
    case VALUE_WORD: // plain ASCII: nothing to escape
        strbuf_byte(line, '"');
        strbuf_text(line, value->word);
        strbuf_byte(line, '"');
        break;
    case VALUE_ID:
        strbuf_byte(line, '"');
        strbuf_hex(line, value->number, 1);
        strbuf_byte(line, '"');
        break;
    case VALUE_ADDRESS:
        strbuf_byte(line, '"');
        address_text(line, value->address.family, &value->address.bytes);
        strbuf_byte(line, '"');
        break;
    case VALUE_PROCESSES:
        put_processes(line, owners, value->holders);
        break;
    case VALUE_PIDS:
        put_each(line, owners, value->holders, write_pid);
        break;
    default:
        strbuf_text(line, "null");
        break;
    }
}

/** A field that is a text, as CSV has it. */
static void put_cell(struct show *show, const struct sock *sock, const struct field *field)
{
    strbuf_truncate(&show->text, 0);
    field_plain(&show->text, field, sock, show->facts, &show->view->style);
    put_string(&show->out.pending, (struct text){show->text.data, show->text.length});
}

static void put_field(struct show *show, const struct sock *sock, const struct field *field)
{
    const struct owners *owners = &show->facts->owners;
    struct strbuf *line = &show->out.pending;

    if (field->type == VALUE_ENDPOINT || field->type == VALUE_TEXT) {
        put_cell(show, sock, field);
        return;
    }
    struct value value = field->value(sock, show->facts);
    if (value.type == VALUE_NAME)
        put_name(line, field->key, value.name);
    else if (value.type == VALUE_COMMS)
        put_comms(line, field->key, owners, value.holders);
    else
        put_plain_value(line, &value, owners);
}

/** The members of a row's object, without its braces. */
static void put_members(struct show *show, const struct sock *sock)
{
    const struct field_list *columns = &show->view->columns;
    const struct json *json = show->state;
    const struct text *keys = json->keys;

    for (size_t i = 0; i < columns->count; i++) {
        strbuf_bytes(&show->out.pending, keys[i].bytes, keys[i].length);
        put_field(show, sock, columns->fields[i]);
    }
}

/** Prepares what stands before the value of each column: its key, after a comma. */
static struct json *json_new(const struct field_list *columns)
{
    struct json *json = alloc_array(1, sizeof(*json));

    json->keys = alloc_array(columns->count, sizeof(*json->keys));
    for (size_t i = 0; i < columns->count; i++) {
        size_t start = json->key_text.length;
        if (i > 0)
            strbuf_byte(&json->key_text, ',');
        put_key(&json->key_text, columns->fields[i]->key, "");
        json->keys[i].length = json->key_text.length - start;
    }
    const char *place = json->key_text.data;
    for (size_t i = 0; i < columns->count; i++) {
        json->keys[i].bytes = place;
        place += json->keys[i].length;
    }
    return json;
}

static void json_free(struct json *json)
{
    strbuf_free(&json->key_text);
    free(json->keys);
    strbuf_free(&json->origin);
    free(json);
}

/** "time":"2026-11-20T16:20:01.123456Z" */
static void put_time(struct strbuf *line, const struct timespec *time)
{
    char text[sizeof("-2147483648-12-31T23:59:59")];
    struct tm parts;

    put_key(line, "time", "");
    if (!gmtime_r(&time->tv_sec, &parts)) {
        strbuf_text(line, "null");
        return;
    }
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts); // there is room for any year
    strbuf_byte(line, '"');
    strbuf_text(line, text);
    strbuf_byte(line, '.');
    for (long unit = 100000; unit > 0; unit /= 10)
        strbuf_decimal(line, (uint64_t)(time->tv_nsec / 1000 / unit % 10));
    strbuf_text(line, "Z\"");
}

static void put_host(struct strbuf *line, const struct facts *facts)
{
    put_key(line, "host", "");
    put_name(line, "host", (struct text){facts->host->name.data, facts->host->name.length});
}

static void put_boot_id(struct strbuf *line, const struct facts *facts)
{
    put_key(line, "boot_id", "");
    if (facts->host->boot_id.length > 0)
        put_string(line, (struct text){facts->host->boot_id.data, facts->host->boot_id.length});
    else
        strbuf_text(line, "null");
}

/** What is known at the end: where the rows came from and whether they are all. */
static void put_ending(struct show *show)
{
    const struct facts *facts = show->facts;
    struct strbuf *line = &show->out.pending;
    const char *comma = "";

    strbuf_text(line, "\"total\":");
    strbuf_decimal(line, show->total);
    strbuf_text(line, ",\"sources\":{");
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!facts->asked[proto])
            continue;
        strbuf_text(line, comma);
        put_key(line, proto_table[proto].name, "");
        put_word(line, source_table[facts->sources[proto]].name);
        comma = ",";
    }
    strbuf_text(line, "},\"duplicates\":");
    if (facts->duplicates_known)
        strbuf_decimal(line, facts->duplicates);
    else
        strbuf_text(line, "null");
    strbuf_text(line, ",\"owners_complete\":");
    if (facts->owners.asked)
        strbuf_text(line, owners_complete(&facts->owners) ? "true" : "false");
    else
        strbuf_text(line, "null");
    strbuf_text(line, ",\"warnings\":[");
    for (size_t i = 0; i < facts->warning_count; i++) {
        if (i > 0)
            strbuf_byte(line, ',');
        put_word(line, facts->warnings[i]);
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
    put_host(line, show->facts);
    strbuf_byte(line, ',');
    put_boot_id(line, show->facts);
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
    put_ending(show);
    json_free(show->state);
}

const struct format_writer json_writer = {.begin = begin, .row = put_row, .end = end};

static void begin_lines(struct show *show)
{
    struct json *json = show->state = json_new(&show->view->columns);
    struct strbuf *origin = &json->origin;

    strbuf_byte(origin, '{');
    put_host(origin, show->facts);
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
    put_ending(show);
    json_free(show->state);
}

const struct format_writer jsonl_writer = {.begin = begin_lines, .row = put_line, .end = end_lines};

// SPDX-License-Identifier: MIT
/**
 * Events as JSON, one object per line. event.json specifies their structure.
 */
#include "show/event_writer.h"

#include "base/json.h"
#include "show/origin.h"

#define SCHEMA "sockstat-event/1"

/** Appends a time in quotes, or null if it cannot be expressed. */
static void put_time(struct event_show *show, const struct timespec *time)
{
    struct strbuf *line = &show->out.pending;
    size_t start = line->length;

    strbuf_byte(line, '"');
    origin_time_after(line, time, &show->second);
    if (line->length > start + 1) {
        strbuf_byte(line, '"');
        return;
    }
    strbuf_truncate(line, start);
    strbuf_text(line, "null");
}

/** Begins an object: `{"event":"NAME","time":"..."`. */
static void begin_object(struct event_show *show, const char *name, const struct timespec *time)
{
    struct strbuf *line = &show->out.pending;

    strbuf_text(line, "{\"event\":\"");
    strbuf_text(line, name);
    strbuf_text(line, "\",\"time\":");
    put_time(show, time);
}

static void end_object(struct strbuf *line)
{
    strbuf_text(line, "}\n");
}

/** The text before the value of a member that is not the first. */
#define MEMBER(key) ",\"" key "\":"

/** Appends a member; null: not known. */
static void put_number(struct strbuf *line, const char *member, bool known, uint64_t number)
{
    strbuf_text(line, member);
    if (known)
        strbuf_decimal(line, number);
    else
        strbuf_text(line, "null");
}

static void put_bool(struct strbuf *line, const char *member, bool value)
{
    strbuf_text(line, member);
    strbuf_text(line, value ? "true" : "false");
}

/** Appends the source of the rows and, before it, of the ends of a protocol. */
static void put_sources(struct strbuf *line, const struct event_begin *begin)
{
    const struct facts *facts = begin->facts;
    const char *comma = "";

    strbuf_text(line, MEMBER("sources"));
    strbuf_byte(line, '{');
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!facts->requested[proto])
            continue;
        strbuf_text(line, comma);
        json_key(line, proto_table[proto].name);
        strbuf_text(line, begin->traced & PROTO_BIT(proto) ? "[\"trace\"," : "[");
        strbuf_text(line, begin->destroyed & PROTO_BIT(proto) ? "\"destroy\"," : "");
        json_word(line, source_table[facts_weakest_source(facts, proto)].name);
        strbuf_byte(line, ']');
        comma = ",";
    }
    strbuf_byte(line, '}');
}

/** Appends the inodes of the network namespaces that are read; null: not known. */
static void put_places(struct strbuf *line, const struct places *places)
{
    const char *comma = "";

    strbuf_text(line, MEMBER("namespaces"));
    strbuf_byte(line, '[');
    for (size_t i = places->left_out; i <= places->other_count; i++) {
        uint32_t inode = places_at(places, i)->inode;
        strbuf_text(line, comma);
        if (inode)
            strbuf_decimal(line, inode);
        else
            strbuf_text(line, "null");
        comma = ",";
    }
    strbuf_byte(line, ']');
}

static void put_begin(struct event_show *show, const struct event_begin *begin)
{
    struct strbuf *line = &show->out.pending;

    begin_object(show, "begin", &begin->when.utc);
    strbuf_text(line, ",\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\",");
    origin_put_host(line, strbuf_contents(&begin->facts->host->name));
    strbuf_byte(line, ',');
    origin_put_boot_id(line, strbuf_contents(&begin->facts->host->boot_id));
    put_sources(line, begin);
    put_places(line, begin->facts->places);
    put_number(line, MEMBER("interval_ms"), true, begin->interval_ms);
    end_object(line);
}

static void put_value(const struct event_show *show, const struct field *field,
                      const struct sock *sock, const struct facts *facts, struct strbuf *text)
{
    field_json(text, field, sock, facts, &show->style);
}

/** Bytes that are handled at once. */
typedef char lanes __attribute__((vector_size(16)));

/** Copies COUNT bytes; a comma replaces each NUL. */
static void copy_with_commas(char *to, const char *from, size_t count)
{
    lanes bytes = {0};

    for (; count >= sizeof(bytes); count -= sizeof(bytes)) {
        memcpy(&bytes, from, sizeof(bytes));
        bytes |= (bytes == 0) & ',';
        memcpy(to, &bytes, sizeof(bytes));
        from += sizeof(bytes);
        to += sizeof(bytes);
    }
    memcpy(&bytes, from, count);
    bytes |= (bytes == 0) & ',';
    memcpy(to, &bytes, count);
}

/** Appends the members of a socket: the cells, with commas between them. */
static void put_cells(struct strbuf *line, struct text cells)
{
    size_t length = cells.length - 1; // without the last NUL

    copy_with_commas(strbuf_room(line, length), cells.bytes, length);
    strbuf_added(line, length);
}

static void put_changes(struct strbuf *line, const struct event *event)
{
    strbuf_text(line, MEMBER("changed"));
    strbuf_byte(line, '{');
    for (size_t i = 0; i < event->change_count; i++) {
        const struct event_change *change = &event->changes[i];
        strbuf_text(line, i > 0 ? "," : "");
        json_key(line, change->key);
        strbuf_byte(line, '[');
        strbuf_bytes(line, change->before.bytes, change->before.length);
        strbuf_byte(line, ',');
        strbuf_bytes(line, change->after.bytes, change->after.length);
        strbuf_byte(line, ']');
    }
    strbuf_byte(line, '}');
}

static void put_start(struct event_show *show, const struct event *event)
{
    struct strbuf *line = &show->out.pending;

    strbuf_text(line, MEMBER("start"));
    if (event->start_known)
        put_time(show, &event->start);
    else
        strbuf_text(line, "null");
}

static void put_ending(struct strbuf *line, const struct event *event)
{
    const struct ending *ending = event->ending;
    const char *reason = reason_names[ending->reason];

    strbuf_text(line, MEMBER("reason"));
    if (reason)
        json_word(line, reason);
    else
        strbuf_text(line, "null");
    put_number(line, MEMBER("duration_us"), event->start_known, event->observed_us);
    put_number(line, MEMBER("observed_us"), event->observed, event->observed_us);
    put_number(line, MEMBER("bytes_acked"), ending->counted, ending->bytes_acked);
    put_number(line, MEMBER("bytes_received"), ending->counted, ending->bytes_received);
    put_number(line, MEMBER("retransmits_total"), ending->counted, ending->retransmits);
    put_number(line, MEMBER("rtt_us"), ending->counted && ending->rtt_us, ending->rtt_us);
}

/** Appends how the processes of the socket are known; null: they are not. */
static void put_basis(struct strbuf *line, enum owner_basis basis)
{
    strbuf_text(line, MEMBER("owner_basis"));
    if (basis_names[basis])
        json_word(line, basis_names[basis]);
    else
        strbuf_text(line, "null");
}

/** Appends the two sockets, as objects. */
static void put_both(struct strbuf *line, const struct event *event)
{
    strbuf_text(line, MEMBER("before"));
    strbuf_byte(line, '{');
    put_cells(line, event->before);
    strbuf_byte(line, '}');
    strbuf_text(line, MEMBER("after"));
    strbuf_byte(line, '{');
    put_cells(line, event->cells);
    strbuf_byte(line, '}');
}

static void put_event(struct event_show *show, const struct event *event)
{
    struct strbuf *line = &show->out.pending;

    begin_object(show, event_table[event->kind].name, &event->when);
    strbuf_text(line, MEMBER("seen"));
    json_word(line, event->scanned ? "scan" : "event");
    if (event->kind == EVENT_REPLACED) {
        put_both(line, event);
        end_object(line);
        return;
    }
    put_bool(line, MEMBER("existing"), event->existing);
    put_start(show, event);
    strbuf_byte(line, ',');
    put_cells(line, event->cells);
    put_basis(line, event->basis);
    put_bool(line, MEMBER("tuple_known"), event->tuple_known);
    if (event->kind == EVENT_CLOSE)
        put_ending(line, event);
    if (event->kind == EVENT_CHANGE)
        put_changes(line, event);
    end_object(line);
}

static void put_gap(struct event_show *show, const struct moment *when, const char *source,
                    uint64_t lost)
{
    struct strbuf *line = &show->out.pending;

    begin_object(show, "gap", &when->utc);
    strbuf_text(line, MEMBER("source"));
    json_word(line, source);
    put_number(line, MEMBER("lost"), lost != GAP_UNKNOWN, lost);
    end_object(line);
}

static void put_alive(struct event_show *show, const struct moment *when, size_t sockets,
                      uint64_t interval_ms)
{
    struct strbuf *line = &show->out.pending;

    begin_object(show, "alive", &when->utc);
    put_number(line, MEMBER("sockets"), true, sockets);
    put_number(line, MEMBER("interval_ms"), true, interval_ms);
    end_object(line);
}

static void put_end(struct event_show *show, const struct event_end *end)
{
    struct strbuf *line = &show->out.pending;

    begin_object(show, "end", &end->when.utc);
    put_number(line, MEMBER("events"), true, end->events);
    put_number(line, MEMBER("gaps"), true, end->gaps);
    put_number(line, MEMBER("trace_received"), end->traced, end->received);
    put_number(line, MEMBER("trace_lost"), end->traced, end->lost);
    put_number(line, MEMBER("undecided"), true, end->undecided);
    put_bool(line, MEMBER("complete"), end->complete);
    end_object(line);
}

const struct event_writer event_json_writer = {.begin = put_begin,
                                               .value = put_value,
                                               .unknown = "null",
                                               .event = put_event,
                                               .gap = put_gap,
                                               .alive = put_alive,
                                               .end = put_end};

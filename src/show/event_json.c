// SPDX-License-Identifier: MIT
/**
 * Events as JSON, one object per line. event.json specifies their structure.
 */
#include "show/event_writer.h"

#include "base/json.h"
#include "show/origin.h"

#define SCHEMA "sockstat-event/1"

/** Appends a time in quotes, or null if it cannot be expressed. */
static void put_time(struct strbuf *line, const struct timespec *time)
{
    size_t start = line->length;

    strbuf_byte(line, '"');
    origin_time(line, time);
    if (line->length > start + 1) {
        strbuf_byte(line, '"');
        return;
    }
    strbuf_truncate(line, start);
    strbuf_text(line, "null");
}

/** Begins an object: `{"event":"NAME","time":"..."`. */
static void begin_object(struct strbuf *line, const char *name, const struct timespec *time)
{
    strbuf_text(line, "{\"event\":\"");
    strbuf_text(line, name);
    strbuf_text(line, "\",\"time\":");
    put_time(line, time);
}

static void end_object(struct strbuf *line)
{
    strbuf_text(line, "}\n");
}

static void put_member(struct strbuf *line, const char *key)
{
    strbuf_byte(line, ',');
    json_key(line, key);
}

static void put_number(struct strbuf *line, const char *key, bool known, uint64_t number)
{
    put_member(line, key);
    if (known)
        strbuf_decimal(line, number);
    else
        strbuf_text(line, "null");
}

static void put_bool(struct strbuf *line, const char *key, bool value)
{
    put_member(line, key);
    strbuf_text(line, value ? "true" : "false");
}

/** Appends the source of the rows and, before it, of the ends of a protocol. */
static void put_sources(struct strbuf *line, const struct event_begin *begin)
{
    const struct facts *facts = begin->facts;
    const char *comma = "";

    put_member(line, "sources");
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

    put_member(line, "namespaces");
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

    begin_object(line, "begin", &begin->when.utc);
    strbuf_text(line, ",\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\",");
    origin_put_host(line, strbuf_contents(&begin->facts->host->name));
    strbuf_byte(line, ',');
    origin_put_boot_id(line, strbuf_contents(&begin->facts->host->boot_id));
    put_sources(line, begin);
    put_places(line, begin->facts->places);
    put_number(line, "interval_ms", true, begin->interval_ms);
    end_object(line);
}

static void put_value(const struct event_show *show, const struct field *field,
                      const struct sock *sock, const struct facts *facts, struct strbuf *text)
{
    field_json(text, field, sock, facts, &show->style);
}

/** Appends the members of a socket; FIRST: no comma before the first. */
static void put_cells(struct event_show *show, struct text cells, bool first)
{
    const struct field_list *columns = &show->view->columns;
    struct strbuf *line = &show->out.pending;

    for (size_t i = 0; i < columns->count; i++) {
        struct text cell = event_take_cell(&cells);
        strbuf_text(line, i > 0 || !first ? "," : "");
        json_key(line, columns->fields[i]->key);
        strbuf_bytes(line, cell.bytes, cell.length);
    }
}

static void put_changes(struct strbuf *line, const struct event *event)
{
    put_member(line, "changed");
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

static void put_start(struct strbuf *line, const struct event *event)
{
    put_member(line, "start");
    if (event->start_known)
        put_time(line, &event->start);
    else
        strbuf_text(line, "null");
}

static void put_ending(struct strbuf *line, const struct event *event)
{
    const struct ending *ending = event->ending;
    const char *reason = reason_names[ending->reason];

    put_member(line, "reason");
    if (reason)
        json_word(line, reason);
    else
        strbuf_text(line, "null");
    put_number(line, "duration_us", event->start_known, event->observed_us);
    put_number(line, "observed_us", event->observed, event->observed_us);
    put_number(line, "bytes_acked", ending->counted, ending->bytes_acked);
    put_number(line, "bytes_received", ending->counted, ending->bytes_received);
    put_number(line, "retransmits_total", ending->counted, ending->retransmits);
    put_number(line, "rtt_us", ending->counted && ending->rtt_us, ending->rtt_us);
}

/** Appends how the processes of the socket are known; null: they are not. */
static void put_basis(struct strbuf *line, enum owner_basis basis)
{
    put_member(line, "owner_basis");
    if (basis_names[basis])
        json_word(line, basis_names[basis]);
    else
        strbuf_text(line, "null");
}

/** Appends the two sockets, as objects. */
static void put_both(struct event_show *show, const struct event *event)
{
    struct strbuf *line = &show->out.pending;

    put_member(line, "before");
    strbuf_byte(line, '{');
    put_cells(show, event->before, true);
    strbuf_byte(line, '}');
    put_member(line, "after");
    strbuf_byte(line, '{');
    put_cells(show, event->cells, true);
    strbuf_byte(line, '}');
}

static void put_event(struct event_show *show, const struct event *event)
{
    struct strbuf *line = &show->out.pending;

    begin_object(line, event_table[event->kind].name, &event->when);
    put_member(line, "seen");
    json_word(line, event->scanned ? "scan" : "event");
    if (event->kind == EVENT_REPLACED) {
        put_both(show, event);
        end_object(line);
        return;
    }
    put_bool(line, "existing", event->existing);
    put_start(line, event);
    put_cells(show, event->cells, false);
    put_basis(line, event->basis);
    put_bool(line, "tuple_known", event->tuple_known);
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

    begin_object(line, "gap", &when->utc);
    put_member(line, "source");
    json_word(line, source);
    put_number(line, "lost", lost != GAP_UNKNOWN, lost);
    end_object(line);
}

static void put_alive(struct event_show *show, const struct moment *when, size_t sockets,
                      uint64_t interval_ms)
{
    struct strbuf *line = &show->out.pending;

    begin_object(line, "alive", &when->utc);
    put_number(line, "sockets", true, sockets);
    put_number(line, "interval_ms", true, interval_ms);
    end_object(line);
}

static void put_end(struct event_show *show, const struct event_end *end)
{
    struct strbuf *line = &show->out.pending;

    begin_object(line, "end", &end->when.utc);
    put_number(line, "events", true, end->events);
    put_number(line, "gaps", true, end->gaps);
    put_number(line, "trace_received", end->traced, end->received);
    put_number(line, "trace_lost", end->traced, end->lost);
    put_number(line, "undecided", true, end->undecided);
    put_bool(line, "complete", end->complete);
    end_object(line);
}

const struct event_writer event_json_writer = {.begin = put_begin,
                                               .value = put_value,
                                               .unknown = "null",
                                               .event = put_event,
                                               .gap = put_gap,
                                               .alive = put_alive,
                                               .end = put_end};

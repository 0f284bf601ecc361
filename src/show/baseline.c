// SPDX-License-Identifier: MIT
#include "show/baseline.h"

#include "base/json.h"
#include "show/baseline_row.h"
#include "show/origin.h"
#include "show/out.h"

#define SCHEMA "sockstat-baseline/1"

void baseline_put_name(struct strbuf *line, const struct baseline *baseline, bool present,
                       struct span span)
{
    if (present)
        json_text(line, baseline_text(baseline, span));
    else
        strbuf_text(line, "null");
}

void baseline_put_names(struct strbuf *line, struct text names)
{
    strbuf_byte(line, '[');
    for (const char *comma = ""; names.length > 0; comma = ",") {
        strbuf_text(line, comma);
        json_text(line, text_take_until(&names, '\0'));
    }
    strbuf_byte(line, ']');
}

static void put_address(struct strbuf *line, const struct baseline_row *row, bool present,
                        const struct address *address)
{
    if (!present) {
        strbuf_text(line, "null");
        return;
    }
    strbuf_byte(line, '"');
    address_text(line, row->family, address);
    strbuf_byte(line, '"');
}

static void put_port(struct strbuf *line, bool present, uint16_t port)
{
    if (present)
        strbuf_decimal(line, port);
    else
        strbuf_text(line, "null");
}

void baseline_put_identity(struct strbuf *line, const struct baseline *baseline,
                           const struct baseline_row *row)
{
    json_key(line, "proto");
    json_word(line, proto_table[row->proto].name);
    strbuf_text(line, ",\"family\":");
    json_word(line, family_table[row->family].name);
    strbuf_text(line, ",\"local_address\":");
    put_address(line, row, true, &row->local);
    strbuf_text(line, ",\"local_port\":");
    put_port(line, !row->local_ephemeral, row->local_port);
    strbuf_text(line, ",\"peer_address\":");
    put_address(line, row, row->has_peer, &row->peer);
    strbuf_text(line, ",\"peer_port\":");
    put_port(line, row->has_peer && !row->peer_ephemeral, row->peer_port);
    strbuf_text(line, ",\"v6only\":");
    strbuf_text(line, !row->has_v6only ? "null" : row->v6only ? "true" : "false");
    strbuf_text(line, ",\"device\":");
    baseline_put_name(line, baseline, row->has_device, row->device);
    strbuf_text(line, ",\"netns_name\":");
    baseline_put_name(line, baseline, row->has_netns, row->netns);
}

static void put_row(struct strbuf *line, const struct baseline *baseline,
                    const struct baseline_row *row)
{
    strbuf_text(line, "{\"type\":\"sockets\",");
    baseline_put_identity(line, baseline, row);
    strbuf_text(line, ",\"state\":");
    json_word(line, state_table[row->state].name);
    strbuf_text(line, ",\"uid\":");
    if (row->has_uid)
        strbuf_decimal(line, row->uid);
    else
        strbuf_text(line, "null");
    strbuf_text(line, ",\"user\":");
    baseline_put_name(line, baseline, row->user.length > 0, row->user);
    strbuf_text(line, ",\"owner\":");
    json_word(line, owner_names[row->owner]);
    strbuf_text(line, ",\"comm\":");
    baseline_put_names(line, baseline_text(baseline, row->names));
    strbuf_text(line, ",\"count\":");
    strbuf_decimal(line, row->count);
    strbuf_text(line, "}\n");
}

static void put_protos(struct strbuf *line, proto_set set)
{
    const char *comma = "";

    strbuf_byte(line, '[');
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (!(set & PROTO_BIT(proto)))
            continue;
        strbuf_text(line, comma);
        json_word(line, proto_table[proto].name);
        comma = ",";
    }
    strbuf_byte(line, ']');
}

static void put_families(struct strbuf *line, family_set set)
{
    const char *comma = "";

    strbuf_byte(line, '[');
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        if (!(set & FAMILY_BIT(family)))
            continue;
        strbuf_text(line, comma);
        json_word(line, family_table[family].name);
        comma = ",";
    }
    strbuf_byte(line, ']');
}

static void put_bool(struct strbuf *line, const char *key, bool value)
{
    strbuf_byte(line, ',');
    json_key(line, key);
    strbuf_text(line, value ? "true" : "false");
}

/** Appends the string after a comma, or null if it is empty. */
static void put_text(struct strbuf *line, const char *key, const struct strbuf *text)
{
    strbuf_byte(line, ',');
    json_key(line, key);
    if (text->length > 0)
        json_text(line, strbuf_contents(text));
    else
        strbuf_text(line, "null");
}

static void put_selection(struct strbuf *line, const struct baseline_selection *selection)
{
    json_key(line, "protocols");
    put_protos(line, selection->protos);
    strbuf_byte(line, ',');
    json_key(line, "optional_protocols");
    put_protos(line, selection->implied);
    strbuf_byte(line, ',');
    json_key(line, "families");
    put_families(line, selection->families);
    put_bool(line, "listening", selection->listening);
    put_bool(line, "connected", selection->connected);
    put_bool(line, "all", selection->all);
    put_text(line, "netns", &selection->netns);
    put_text(line, "filter", &selection->filter);
}

static void put_begin(struct strbuf *line, const struct baseline_origin *origin)
{
    strbuf_text(line,
                "{\"type\":\"begin\",\"schema\":\"" SCHEMA "\",\"tool\":\"sockstat " VERSION "\",");
    origin_put_host(line, strbuf_contents(&origin->host));
    strbuf_byte(line, ',');
    origin_put_boot_id(line, strbuf_contents(&origin->boot_id));
    strbuf_byte(line, ',');
    origin_put_time(line, strbuf_contents(&origin->time));
    strbuf_byte(line, ',');
    put_selection(line, &origin->selection);
    strbuf_text(line, "}\n");
}

int show_baseline(const struct baseline *baseline, bool complete, int fd)
{
    struct out out = {.fd = fd};

    put_begin(&out.pending, &baseline->origin);
    for (size_t i = 0; i < baseline->count; i++) {
        put_row(&out.pending, baseline, &baseline->rows[i]);
        out_row(&out);
    }
    strbuf_text(&out.pending, "{\"type\":\"end\",\"rows\":");
    strbuf_decimal(&out.pending, baseline->count);
    put_bool(&out.pending, "owners_complete", baseline->origin.owners_complete);
    put_bool(&out.pending, "complete", complete);
    strbuf_text(&out.pending, "}\n");
    return out_finish(&out);
}

// SPDX-License-Identifier: MIT
#include "show/ending.h"

#include "base/json.h"

#include <string.h>

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

void ending_put_places(struct strbuf *line, const struct facts *facts, const char *separator)
{
    const struct places *places = facts->places;
    const char *comma = "";

    if (!places || !places->shown)
        return;
    strbuf_text(line, "\"namespaces\":[");
    for (size_t i = places->left_out; i <= places->other_count; i++) {
        if (places_at(places, i)->gone)
            continue;
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

void ending_put(struct show *show)
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

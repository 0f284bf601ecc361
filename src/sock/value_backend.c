// SPDX-License-Identifier: MIT
#include "sock/value_backend.h"

#include "base/escape.h"
#include "base/json.h"

/** Bytes that are escaped in a name, so that it cannot look like the next entry. */
#define PUNCTUATION "[], "

#define SHORT_ID 12 // bytes, as docker prints the IDs of containers

static const struct backend *backend_at(const struct value *value, size_t index,
                                        const struct facts *facts)
{
    return &facts->backends.list[value_element(value, index)];
}

static const struct place *place_at(const struct backend *backend, const struct facts *facts)
{
    static const struct place unknown;

    return facts->places ? places_at(facts->places, backend->place) : &unknown;
}

/** Returns the container of the backend; no bytes: it is in none, or this is not known. */
static struct text container_of(const struct backend *backend, const struct facts *facts)
{
    const struct sock sock = {.have = backend->has_cgroup ? HAVE_CGROUP : 0,
                              .cgroup_id = backend->cgroup_id};
    const struct cgroup *cgroup = cgroups_of(&facts->cgroups, &sock);

    return cgroup ? cgroup->place.container : (struct text){0};
}

struct value value_backend(const struct value *value, size_t index, const struct facts *facts)
{
    const struct backend *backend = backend_at(value, index, facts);
    struct value element = {.type = VALUE_ENDPOINT};

    element.end = (struct value_end){.bytes = backend->address,
                                     .family = backend->family,
                                     .proto = backend->proto,
                                     .place = backend->place,
                                     .port = backend->port,
                                     .has_port = true};
    return element;
}

/** Appends the container or the namespace in brackets, if one is known. */
static void put_where(struct strbuf *text, const struct backend *backend, const struct facts *facts)
{
    const struct place *place = place_at(backend, facts);
    struct text name = container_of(backend, facts);

    if (name.length > SHORT_ID && cgroup_is_container_id(name))
        name.length = SHORT_ID;
    if (name.length == 0)
        name = place_name(&place->names);
    if (name.length == 0 && place->inode == 0)
        return;
    strbuf_byte(text, '[');
    if (name.length > 0)
        escape_text(text, name.bytes, name.length, PUNCTUATION);
    else
        strbuf_decimal(text, place->inode);
    strbuf_byte(text, ']');
}

void backends_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                   const struct style *style)
{
    const struct style numeric = {.numeric = true, .exact = style->exact};

    for (size_t i = 0; i < value_count(value); i++) {
        struct value element = value_backend(value, i, facts);
        strbuf_text(text, i == 0 ? "" : ",");
        value_classes[VALUE_ENDPOINT].text(text, &element, facts, &numeric);
        put_where(text, backend_at(value, i, facts), facts);
    }
}

static void put_name(struct strbuf *line, const char *key, struct text name)
{
    strbuf_text(line, ",\"");
    strbuf_text(line, key);
    strbuf_text(line, "\":");
    if (name.length > 0)
        json_name(line, key, name);
    else
        strbuf_text(line, "null");
}

static void put_json(struct strbuf *line, const struct backend *backend, const struct facts *facts)
{
    const struct place *place = place_at(backend, facts);

    strbuf_text(line, "{\"address\":\"");
    address_text(line, backend->family, &backend->address);
    strbuf_text(line, "\",\"port\":");
    strbuf_decimal(line, backend->port);
    strbuf_text(line, ",\"netns\":");
    if (place->inode)
        strbuf_decimal(line, place->inode);
    else
        strbuf_text(line, "null");
    put_name(line, "netns_name", place_name(&place->names));
    put_name(line, "container", container_of(backend, facts));
    strbuf_text(line, ",\"known_by\":\"");
    strbuf_text(line, backend->claimed ? "command-line" : "connection");
    strbuf_text(line, "\"}");
}

void backends_json(struct strbuf *line, const char *key, const struct value *value,
                   const struct facts *facts, const struct style *style)
{
    (void)key;
    (void)style;
    strbuf_byte(line, '[');
    for (size_t i = 0; i < value_count(value); i++) {
        strbuf_text(line, i == 0 ? "" : ",");
        put_json(line, backend_at(value, i, facts), facts);
    }
    strbuf_byte(line, ']');
}

int backends_compare(const struct value *one, const struct value *other, const struct facts *facts)
{
    size_t left = value_count(one);
    size_t right = value_count(other);
    int result = 0;

    for (size_t i = 0; i < left && i < right && result == 0; i++)
        result = backend_compare(backend_at(one, i, facts), backend_at(other, i, facts));
    return result ? result : (left > right) - (left < right);
}

void backends_identity(struct strbuf *bytes, const struct value *value, const struct facts *facts)
{
    for (size_t i = 0; i < value_count(value); i++) {
        const struct backend *backend = backend_at(value, i, facts);
        strbuf_bytes(bytes, (const char *)&backend->address, sizeof(backend->address));
        strbuf_bytes(bytes, (const char *)&backend->cgroup_id, sizeof(backend->cgroup_id));
        strbuf_bytes(bytes, (const char *)&backend->port, sizeof(backend->port));
        strbuf_bytes(bytes, (const char *)&backend->place, sizeof(backend->place));
        strbuf_bytes(bytes, (const char *)&backend->family, sizeof(backend->family));
        strbuf_bytes(bytes, (const char *)&backend->proto, sizeof(backend->proto));
    }
}

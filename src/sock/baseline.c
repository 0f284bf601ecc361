// SPDX-License-Identifier: MIT
#include "sock/baseline.h"

#include "base/compare.h"
#include "base/utf8.h"

#include <stdlib.h>

static void free_origin(struct baseline_origin *origin)
{
    strbuf_free(&origin->host);
    strbuf_free(&origin->boot_id);
    strbuf_free(&origin->time);
    strbuf_free(&origin->selection.netns);
    strbuf_free(&origin->selection.filter);
}

void baseline_free(struct baseline *baseline)
{
    free_origin(&baseline->origin);
    strbuf_free(&baseline->bytes);
    free(baseline->rows);
}

/** Appends BYTES as baseline_store does. */
static void put_clean(struct strbuf *target, struct text bytes)
{
    uint32_t character;

    while (bytes.length > 0) {
        size_t length = utf8_read(bytes.bytes, bytes.length, &character);
        if (length > 0)
            strbuf_bytes(target, bytes.bytes, length);
        else
            strbuf_text(target, "\xef\xbf\xbd");
        bytes = text_skip(bytes, length > 0 ? length : 1);
    }
}

struct span baseline_store(struct baseline *baseline, struct text bytes)
{
    size_t start = baseline->bytes.length;

    put_clean(&baseline->bytes, bytes);
    return (struct span){start, baseline->bytes.length - start};
}

static int compare_texts(const void *one, const void *other)
{
    return text_compare(*(const struct text *)one, *(const struct text *)other);
}

struct span baseline_store_names(struct baseline *baseline, struct text *names, size_t count)
{
    size_t start = baseline->bytes.length;

    if (count > 0)
        qsort(names, count, sizeof(*names), compare_texts);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && text_compare(names[i - 1], names[i]) == 0)
            continue;
        put_clean(&baseline->bytes, names[i]);
        strbuf_byte(&baseline->bytes, '\0');
    }
    return (struct span){start, baseline->bytes.length - start};
}

static void put_port(struct strbuf *key, bool ephemeral, uint16_t port)
{
    strbuf_byte(key, ephemeral); // after all numbers
    strbuf_byte(key, (char)(port >> 8));
    strbuf_byte(key, (char)(port & 0xff));
}

/** Appends 0 if there is no name, which is not the same as an empty one, which is 1. */
static void put_name(struct strbuf *key, const struct baseline *baseline, bool present,
                     struct span name)
{
    struct text text = baseline_text(baseline, name);

    strbuf_byte(key, present);
    strbuf_bytes(key, text.bytes, text.length);
    strbuf_byte(key, '\0');
}

/** Appends the identity of ROW so that the order of keys is that of listings. */
static void put_key(struct strbuf *key, const struct baseline *baseline,
                    const struct baseline_row *row)
{
    strbuf_byte(key, row->has_peer);
    strbuf_byte(key, (char)row->proto);
    put_port(key, row->local_ephemeral, row->local_port);
    strbuf_byte(key, (char)row->family);
    strbuf_bytes(key, (const char *)row->local.bytes, sizeof(row->local.bytes));
    strbuf_byte(key, row->has_v6only ? (char)(1 + row->v6only) : 0);
    strbuf_bytes(key, (const char *)row->peer.bytes, sizeof(row->peer.bytes));
    put_port(key, row->peer_ephemeral, row->peer_port);
    put_name(key, baseline, row->has_device, row->device);
    put_name(key, baseline, row->has_netns, row->netns);
}

void baseline_add(struct baseline *baseline, const struct baseline_row *row)
{
    CLEANUP(strbuf_free) struct strbuf key = {0};

    put_key(&key, baseline, row);
    baseline->rows = alloc_grow(baseline->rows, &baseline->capacity, baseline->count + 1,
                                sizeof(*baseline->rows));
    struct baseline_row *added = &baseline->rows[baseline->count++];
    *added = *row;
    added->key = (struct span){baseline->bytes.length, key.length};
    strbuf_bytes(&baseline->bytes, key.data, key.length);
}

int baseline_compare_spans(const struct baseline *one, struct span span,
                           const struct baseline *other, struct span other_span)
{
    return text_compare(baseline_text(one, span), baseline_text(other, other_span));
}

/** Compares two rows of the baseline CONTEXT. */
static int compare_rows(const void *one, const void *other, void *context)
{
    const struct baseline *baseline = context;
    const struct baseline_row *rows[2] = {one, other};
    int result = baseline_compare_spans(baseline, rows[0]->key, baseline, rows[1]->key);

    if (result == 0)
        result = compare_numbers(rows[0]->has_uid, rows[1]->has_uid);
    if (result == 0)
        result = compare_numbers(rows[0]->uid, rows[1]->uid);
    if (result == 0)
        result = baseline_compare_spans(baseline, rows[0]->names, baseline, rows[1]->names);
    if (result == 0)
        result = compare_numbers(rows[0]->owner, rows[1]->owner);
    if (result == 0)
        result = compare_numbers(rows[0]->state, rows[1]->state);
    return result == 0 ? baseline_compare_spans(baseline, rows[0]->user, baseline, rows[1]->user)
                       : result;
}

void baseline_sort(struct baseline *baseline)
{
    size_t kept = 0;

    if (baseline->count == 0)
        return;
    qsort_r(baseline->rows, baseline->count, sizeof(*baseline->rows), compare_rows, baseline);
    for (size_t i = 1; i < baseline->count; i++) {
        struct baseline_row *last = &baseline->rows[kept];
        bool same = compare_rows(last, &baseline->rows[i], baseline) == 0;
        if (same && last->count <= UINT32_MAX - baseline->rows[i].count)
            last->count += baseline->rows[i].count;
        else
            baseline->rows[++kept] = baseline->rows[i];
    }
    baseline->count = kept + 1;
}

void baseline_keep(struct baseline *baseline, const bool *keep)
{
    size_t kept = 0;

    for (size_t i = 0; i < baseline->count; i++) {
        if (keep[i])
            baseline->rows[kept++] = baseline->rows[i];
    }
    baseline->count = kept;
}

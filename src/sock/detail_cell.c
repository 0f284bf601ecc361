// SPDX-License-Identifier: MIT
#include "sock/detail_cell.h"

#include "sock/cell.h"

#include <stdlib.h>

/** A field of the cell. */
struct item {
    const struct field *field;
    struct text key; /**< " key:"; of a boolean " key" */
    uint64_t mask;   /**< the bits of the part, among the eight bytes from its offset on */
    uint16_t offset; /**< of these, in the block */
    uint8_t shift;   /**< of the masked bits: to the number */
    bool plain;      /**< any number but 0 is known */
    size_t least;    /**< with so many bytes in the block, the mask can tell that the part is 0 */
};

/** Items that follow each other, and that the same rows can have. */
struct run {
    uint8_t detail;   /**< the block that all of them are a part of; DETAIL_NONE: of none */
    proto_set protos; /**< of each field */
    size_t first;     /**< number of the first item */
    size_t end;       /**< after the last one */
};

struct detail_plan {
    struct item *items;
    size_t count;
    struct run *runs;
    size_t run_count;
    char *keys; /**< of all items */
};

static struct item item_of(const struct field *field)
{
    const struct detail_part *part = &field->part;
    struct item item = {.field = field, .offset = part->offset};

    if (part->detail == DETAIL_NONE)
        return item;
    item.mask = detail_part_mask(part);
    item.shift = (uint8_t)__builtin_ctzll(item.mask);
    item.plain = part->absent <= ABSENT_ZERO && part->given_size == 0;
    item.least = part->offset + sizeof(item.mask);
    if (item.least < part->least)
        item.least = part->least;
    if (field->even_if_zero)
        item.least = SIZE_MAX;
    return item;
}

/** Appends the keys to one text, to which the items then refer. */
static void set_keys(struct detail_plan *plan)
{
    struct strbuf keys = {0};

    for (size_t i = 0; i < plan->count; i++) {
        const struct field *field = plan->items[i].field;
        size_t start = keys.length;
        strbuf_byte(&keys, ' ');
        strbuf_text(&keys, field->key);
        if (field->type != VALUE_BOOL)
            strbuf_byte(&keys, ':');
        plan->items[i].key.length = keys.length - start;
    }
    strbuf_blanks(&keys, STRBUF_SPAN); // that can be read after the last key
    plan->keys = keys.data;
    for (size_t i = 0, start = 0; i < plan->count; start += plan->items[i++].key.length)
        plan->items[i].key.bytes = plan->keys + start;
}

/** Adds an item of FIELD, to the last run if it fits. */
static void add_item(struct detail_plan *plan, const struct field *field)
{
    size_t runs = plan->run_count;

    if (runs == 0 || plan->runs[runs - 1].detail != field->part.detail ||
        plan->runs[runs - 1].protos != field->protos)
        plan->runs[plan->run_count++] =
            (struct run){field->part.detail, field->protos, plan->count, 0};
    plan->items[plan->count++] = item_of(field);
    plan->runs[plan->run_count - 1].end = plan->count;
}

struct detail_plan *detail_plan_new(const struct field_list *fields)
{
    struct detail_plan *plan = alloc_array(1, sizeof(*plan));

    plan->items = alloc_array(fields->count, sizeof(*plan->items));
    plan->runs = alloc_array(fields->count, sizeof(*plan->runs));
    for (size_t i = 0; i < fields->count; i++)
        add_item(plan, fields->fields[i]);
    set_keys(plan);
    return plan;
}

void detail_plan_free(struct detail_plan *plan)
{
    if (!plan)
        return;
    free(plan->items);
    free(plan->runs);
    free(plan->keys);
    free(plan);
}

void detail_plan_free_variable(struct detail_plan **plan)
{
    detail_plan_free(*plan);
}

/** A cell that is being written. */
struct writing {
    struct strbuf *cell;
    size_t start; /**< of the cell's text */
    const struct sock *sock;
    const struct facts *facts;
    const struct style *style;
};

/** Returns true and sets *RET_NUMBER unless the cell leaves out the item, a part of BLOCK. */
static inline bool find_part(const struct item *item, struct text block, uint64_t *ret_number)
{
    uint64_t bytes;

    if (block.length >= item->least) { // a quick test: most parts are 0
        memcpy(&bytes, block.bytes + item->offset, sizeof(bytes));
        bytes &= item->mask;
        *ret_number = bytes >> item->shift;
        if (bytes == 0 || item->plain)
            return bytes != 0;
    }
    return detail_block_number(block, &item->field->part, ret_number) &&
           (*ret_number != 0 || item->field->even_if_zero);
}

static void put_item(const struct writing *to, const struct item *item, const struct value *value)
{
    bool first = to->cell->length == to->start; // without the blank

    strbuf_span(to->cell, item->key.bytes + first, item->key.length - first);
    if (value->type != VALUE_BOOL)
        value_classes[value->type].text(to->cell, value, to->facts, to->style);
}

/** Appends the items from ITEM to before END; all are parts of BLOCK. */
static void put_parts(const struct writing *to, const struct item *item, const struct item *end,
                      struct text block)
{
    uint64_t number = 0;

    for (; item < end; item++) {
        if (!find_part(item, block, &number))
            continue;
        struct value value = field_part(item->field, number);
        if (value.type != VALUE_NONE)
            put_item(to, item, &value);
    }
}

/** Appends the items from ITEM to before END; none is a part of a block. */
static void put_values(const struct writing *to, const struct item *item, const struct item *end)
{
    for (; item < end; item++) {
        struct value value = field_value(item->field, to->sock, to->facts);
        if (value.type != VALUE_NONE)
            put_item(to, item, &value);
    }
}

void cell_detail(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                 const struct style *style)
{
    const struct writing to = {cell, cell->length, sock, facts, style};
    const struct detail_plan *plan = style->detail;
    struct detail_index blocks;

    if (!plan)
        return;
    detail_find_all(sock_detail(facts->details, sock), &blocks);
    for (size_t i = 0; i < plan->run_count; i++) {
        const struct run *run = &plan->runs[i];
        const struct item *first = plan->items + run->first;
        const struct item *end = plan->items + run->end;
        if (run->protos && !(run->protos & PROTO_BIT(sock->proto)))
            continue;
        if (run->detail == DETAIL_NONE)
            put_values(&to, first, end);
        else if (detail_has(&blocks, run->detail))
            put_parts(&to, first, end, blocks.blocks[run->detail]);
    }
}

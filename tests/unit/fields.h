// SPDX-License-Identifier: MIT
/**
 * Fields of a socket as "KEY=VALUE", exactly and in numbers.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "unit.h"

#include "sock/field.h"
#include "sock/table.h"

static const struct style fields_style = {.numeric = true, .exact = true};

/** Appends the fields from FIRST to LAST that SOCK with its DETAIL has, divided by blanks. */
static inline void fields_put(struct strbuf *text, const struct sock *sock, struct text detail,
                              enum field_id first, enum field_id last)
{
    struct sock_table table = {0};
    const struct facts facts = {.details = &table.details};

    sock_table_append(&table, sock);
    sock_table_add_detail(&table, detail);
    for (enum field_id id = first; id <= last; id++) {
        const struct field *field = &field_table[id];
        struct value value = field_value(field, table.rows, &facts);
        if (value_is_absent(&value))
            continue;
        strbuf_text(text, text->length > 0 ? " " : "");
        strbuf_text(text, field->key);
        strbuf_byte(text, '=');
        field_text(text, field, table.rows, &facts, &fields_style);
    }
    sock_table_free(&table);
}

/** Holds a field of the row to MEMBER, "KEY=VALUE". */
static inline void fields_check(const char *member, const struct sock *sock,
                                const struct facts *facts)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    size_t length = strcspn(member, "=");
    const struct field *field = field_find(member, length);

    strbuf_bytes(&text, member, length);
    strbuf_byte(&text, '=');
    if (field)
        field_text(&text, field, sock, facts, &fields_style);
    assert_text(&text, member);
}

#endif

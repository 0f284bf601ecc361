// SPDX-License-Identifier: MIT
/**
 * What a field can be: the values of a socket, by type. What is done with the values of one type
 * is a row of value_classes; formats and orders read the row and know no type by name.
 *
 * A new type is one row in value.c, one in filter/match.c for what a filter compares it with, and
 * one in filter/subject.c for how that is written.
 */
#ifndef SOCK_VALUE_H
#define SOCK_VALUE_H

#include "base/strbuf.h"
#include "sock/facts.h"
#include "sock/sock.h"

enum value_type {
    VALUE_NONE, /**< absent */
    VALUE_NUMBER,
    VALUE_BOOL,
    VALUE_WORD,      /**< one of a fixed set of words, plain ASCII */
    VALUE_ID,        /**< 64 bits, hexadecimal as ss prints it */
    VALUE_ADDRESS,   /**< without port and scope */
    VALUE_ENDPOINT,  /**< address, port and scope */
    VALUE_STATES,    /**< how many sockets are in each state */
    VALUE_NAME,      /**< foreign bytes */
    VALUE_PROCESSES, /**< those that hold a socket: name, number and descriptors */
    VALUE_PIDS,      /**< their numbers */
    VALUE_COMMS,     /**< their names */
    VALUE_TYPE_COUNT,
};

/** One end of a socket. */
struct value_end {
    struct address bytes;
    uint8_t family;  /**< enum family */
    uint8_t proto;   /**< enum proto: what the port means, and which services there are */
    uint32_t port;   /**< VALUE_ENDPOINT; 0: none */
    bool has_port;   /**< VALUE_ENDPOINT: port is one, and not something else */
    bool dual_stack; /**< VALUE_ENDPOINT: a wildcard that takes IPv4, too */
    uint32_t scope;  /**< VALUE_ENDPOINT: interface that is shown; 0: none */
};

struct value {
    enum value_type type;
    union {
        uint64_t number; /**< VALUE_NUMBER, VALUE_BOOL, VALUE_ID */
        const char *word;
        struct text name;
        const struct holder *holders; /**< the first; NULL: none */
        const uint32_t *states;       /**< STATE_COUNT numbers */
        struct value_end end;         /**< VALUE_ADDRESS, VALUE_ENDPOINT */
    };
};

/** How text is written for people, and how for programs. */
struct style {
    bool numeric; /**< -n: ports and users as numbers */
    bool resolve; /**< -r: addresses as host names */
    bool exact;   /**< mapped addresses in their IPv6 form; for formats that programs read */
};

/** What is done with the values of one type. The functions get values that are there, or lists. */
struct value_class {
    const char *name;     /**< for people, in the list of columns */
    bool is_number;       /**< `number` is the value, and its order */
    bool is_list;         /**< of processes: one element each; `holders` */
    bool is_end;          /**< `end` is the value */
    bool is_bare;         /**< its text has no comma, quote or blank */
    bool needs_only_text; /**< what the field needs is for its text, not for its value */

    /** Appends it as safe text. */
    void (*text)(struct strbuf *text, const struct value *value, const struct facts *facts,
                 const struct style *style);
    /** Appends it as JSON; a string that is not UTF-8 is followed by a second member, KEY_base64.
     */
    void (*json)(struct strbuf *line, const char *key, const struct value *value,
                 const struct facts *facts, const struct style *style);
    /** Orders two values: negative, 0 or positive. NULL: is_number. */
    int (*compare)(const struct value *one, const struct value *other, const struct facts *facts);
    /** Appends bytes that no other value of the type has. NULL: no groups are made by it. */
    void (*identity)(struct strbuf *bytes, const struct value *value);
};

extern const struct value_class value_classes[VALUE_TYPE_COUNT];

/** Makes an address that is mapped into IPv6 the IPv4 address that it is; see address_unmap. */
void value_unmap(struct value *value);

/** True when there is nothing to show or to compare: no value, or a list without elements. */
static inline bool value_is_absent(const struct value *value)
{
    return value->type == VALUE_NONE || (value_classes[value->type].is_list && !value->holders);
}

/** Appends the name of interface INDEX, or "if7" when 7 has none. */
void value_put_device(struct strbuf *text, uint32_t index, const struct facts *facts);

#endif

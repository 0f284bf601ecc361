// SPDX-License-Identifier: MIT
/**
 * Values of fields, by type. The operations on the values of a type are a row of value_classes;
 * formats and orders use the row and know no type by name.
 *
 * A new type is one row in value.c, one in filter/match.c for what a filter compares it with, and
 * one in filter/subject.c for how that is written.
 */
#ifndef SOCK_VALUE_H
#define SOCK_VALUE_H

#include "base/sha1.h"
#include "base/strbuf.h"
#include "sock/facts.h"
#include "sock/sock.h"

enum value_type {
    VALUE_NONE, /**< absent */
    VALUE_NUMBER,
    VALUE_DECIMAL, /**< a number in thousandths, written with a point */
    VALUE_BOOL,
    VALUE_WORD,      /**< one of a fixed set of words, ASCII */
    VALUE_ID,        /**< 64 bits, hexadecimal as ss prints it */
    VALUE_ADDRESS,   /**< without port and scope */
    VALUE_ENDPOINT,  /**< address, port and scope */
    VALUE_STATES,    /**< number of sockets in each state */
    VALUE_NAME,      /**< foreign bytes */
    VALUE_NUMBERS,   /**< a list of numbers */
    VALUE_ADDRESSES, /**< a list of addresses, without ports and scopes */
    VALUE_PROCESSES, /**< processes that hold a socket: name, number and descriptors */
    VALUE_PIDS,      /**< their numbers */
    VALUE_COMMS,     /**< their names */
    VALUE_BACKENDS,  /**< a list of struct backend */
    VALUE_CONTEXTS,  /**< their security contexts; a process without one is an element, too */
    VALUE_FLOW,      /**< what identifies a flow: a Community ID */
    VALUE_FINDINGS,  /**< what is unusual about a socket (sock/finding.h) */
    VALUE_TYPE_COUNT,
};

/** One end of a socket. */
struct value_end {
    union {
        struct address bytes; /**< of a family with addresses */
        struct text name;     /**< of a family with names */
    };
    uint8_t family;  /**< enum family */
    uint8_t proto;   /**< enum proto: selects the meaning of the port and its service names */
    uint16_t place;  /**< of the socket: selects the names of services and interfaces */
    uint32_t port;   /**< VALUE_ENDPOINT; 0: none */
    bool has_port;   /**< VALUE_ENDPOINT: `port` is a transport port */
    bool dual_stack; /**< VALUE_ENDPOINT: a wildcard of both families, or of an unknown one */
    bool no_address; /**< VALUE_ENDPOINT: `bytes` are not known */
    uint32_t scope;  /**< VALUE_ENDPOINT: interface that is shown; 0: none */
};

/** Findings, with the socket, whose fields have the figures. */
struct value_findings {
    const struct sock *sock; /**< borrowed */
    uint32_t set;            /**< finding_set */
};

struct value {
    enum value_type type;
    union {
        uint64_t number; /**< VALUE_NUMBER, VALUE_DECIMAL, VALUE_BOOL, VALUE_ID */
        const char *word;
        /**
         * VALUE_NAME; VALUE_NUMBERS: uint32_t each, unaligned; VALUE_ADDRESSES: listed_address;
         * VALUE_BACKENDS: as of backends_of
         */
        struct text name;
        const struct holder *holders; /**< the first; NULL: none */
        const uint32_t *states;       /**< STATE_COUNT numbers */
        struct value_end end;         /**< VALUE_ADDRESS, VALUE_ENDPOINT */
        struct value_findings findings;
        uint8_t digest[SHA1_SIZE]; /**< VALUE_FLOW: community_id_digest */
    };
};

struct detail_plan;

/** The style of text in the formats for people and in machine-readable formats. */
struct style {
    bool numeric; /**< -n: ports and users as numbers */
    bool resolve; /**< -r: addresses as host names */
    bool exact;   /**< mapped addresses in IPv6 form; machine-readable formats */
    const struct detail_plan *detail; /**< what a cell of DETAIL has; NULL: nothing */
};

#define VALUE_LEVELS 16 // see value_class.key

/** The operations on values of one type. The functions get present values, or lists. */
struct value_class {
    const char *name;     /**< for people, in the list of columns */
    bool is_number;       /**< `number` is the value, and its order */
    bool is_list;         /**< a list of processes, one element each; `holders` */
    bool is_end;          /**< `end` is the value */
    bool is_bare;         /**< its text has no comma, quote or blank */
    bool needs_only_text; /**< the needs of the field are for its text only */

    /** Appends the value as escaped text. */
    void (*text)(struct strbuf *text, const struct value *value, const struct facts *facts,
                 const struct style *style);
    /**
     * Returns the width of what `text` appends, in columns of a terminal; 0: only the text shows
     * it. NULL: always.
     */
    size_t (*width)(const struct value *value, const struct facts *facts,
                    const struct style *style);
    /** Appends the value as JSON; after a string that is not UTF-8, also a member KEY_base64. */
    void (*json)(struct strbuf *line, const char *key, const struct value *value,
                 const struct facts *facts, const struct style *style);
    /** Compares two values; returns a negative number, 0 or a positive number. NULL: is_number. */
    int (*compare)(const struct value *one, const struct value *other, const struct facts *facts);
    /**
     * Returns a number for sorting: values with different numbers at LEVEL, and equal ones at the
     * levels before, are in the order of the numbers, as `compare` says. Values that are equal at
     * all of VALUE_LEVELS may still differ. NULL: there are no such numbers.
     */
    uint64_t (*key)(const struct value *value, unsigned level, const struct facts *facts);
    /** Appends bytes that identify the value within its type. NULL: it cannot be a group key. */
    void (*identity)(struct strbuf *bytes, const struct value *value, const struct facts *facts);
};

extern const struct value_class value_classes[VALUE_TYPE_COUNT];

/** Converts an IPv4-mapped IPv6 address to its IPv4 address; see address_unmap. */
void value_unmap(struct value *value);

/** Returns the number of elements of VALUE_NUMBERS and VALUE_BACKENDS. */
static inline size_t value_count(const struct value *value)
{
    return value->name.length / sizeof(uint32_t);
}

/** Returns element INDEX of VALUE_NUMBERS, and the index of a backend in VALUE_BACKENDS. */
static inline uint32_t value_element(const struct value *value, size_t index)
{
    uint32_t number;

    memcpy(&number, value->name.bytes + index * sizeof(number), sizeof(number));
    return number;
}

/** Returns the number of elements of VALUE_ADDRESSES. */
static inline size_t value_address_count(const struct value *value)
{
    return value->name.length / sizeof(struct listed_address);
}

/** Returns element INDEX of VALUE_ADDRESSES, as a value of VALUE_ADDRESS. */
struct value value_address(const struct value *value, size_t index);

/** Returns true if the value is absent or an empty list. */
static inline bool value_is_absent(const struct value *value)
{
    return value->type == VALUE_NONE || (value_classes[value->type].is_list && !value->holders) ||
           (value->type == VALUE_FINDINGS && value->findings.set == 0);
}

/** Appends the name of interface INDEX in PLACE, or "if7" when 7 has none. */
void value_put_device(struct strbuf *text, size_t place, uint32_t index, const struct facts *facts);

/**
 * Appends the name of a Unix socket so that it cannot imitate the columns beside it: blanks, and a
 * name that is a dash or an asterisk alone, are escaped.
 */
void value_put_socket_name(struct strbuf *text, struct text name);

#endif

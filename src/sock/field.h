// SPDX-License-Identifier: MIT
/**
 * The field table: one row for each thing that can be known of a socket. Its key is the word for
 * `--columns`, the JSON key, the CSV heading and the entry in the man page. Formats, options and
 * completion read the table; none of them knows a field by name.
 *
 * A new column is its number here, and one row and one getter in field.c.
 */
#ifndef SOCK_FIELD_H
#define SOCK_FIELD_H

#include "base/json.h"
#include "sock/need.h"
#include "sock/value.h"

/** What a number counts, and so which units and names may stand for it in filters. */
enum unit {
    UNIT_NONE,
    UNIT_BYTES,
    UNIT_MILLISECONDS,
    UNIT_PORT,
    UNIT_MARK, /**< bits: VALUE/MASK */
    UNIT_COUNT,
};

/** The fields of sockets: rows of field_table. None that is the number of another is the first. */
enum field_id {
    FIELD_PROTO,
    FIELD_FAMILY,
    FIELD_STATE,
    FIELD_RECV_Q,
    FIELD_SEND_Q,
    FIELD_ACCEPT_QUEUE,
    FIELD_ACCEPT_LIMIT,
    FIELD_ACCEPT_PERCENT,
    FIELD_LOCAL,
    FIELD_PEER,
    FIELD_LOCAL_ADDRESS,
    FIELD_LOCAL_PORT,
    FIELD_LOCAL_SERVICE,
    FIELD_LOCAL_HOST,
    FIELD_PEER_ADDRESS,
    FIELD_PEER_PORT,
    FIELD_PEER_SERVICE,
    FIELD_PEER_HOST,
    FIELD_IP_PROTOCOL,
    FIELD_ICMP_ID,
    FIELD_TIMER,
    FIELD_TIMER_EXPIRES_MS,
    FIELD_RETRANSMITS,
    FIELD_USER,
    FIELD_UID,
    FIELD_INODE,
    FIELD_COOKIE,
    FIELD_DEVICE,
    FIELD_DEVICE_INDEX,
    FIELD_MARK,
    FIELD_V6ONLY,
    FIELD_WILDCARD,
    FIELD_AUTOBOUND,
    FIELD_CGROUP_ID,
    FIELD_OWNER,
    FIELD_PROCESSES,
    FIELD_PID,
    FIELD_COMM,
    FIELD_COUNT,
};

/** Which end of a socket a field is about. */
enum end_of {
    END_NONE,
    END_LOCAL,
    END_PEER,
};

/** Which options bring a field up without --columns. */
enum field_group {
    GROUP_TABLE = 1 << 0,    /**< the table, always */
    GROUP_RECORD = 1 << 1,   /**< JSON and CSV, always: what a dump brings for nothing */
    GROUP_EXTENDED = 1 << 2, /**< the table with -e */
    GROUP_TIMERS = 1 << 3,   /**< the table with -o */
    GROUP_PROCESS = 1 << 4,  /**< the table with -p */
    GROUP_OWNER = 1 << 5,    /**< JSON and CSV with -p */
    GROUP_HOST = 1 << 6,     /**< JSON and CSV with -r */
    GROUP_SUMMARY = 1 << 7,  /**< groups: the table with -s, which then has no others */
    GROUP_TALLY = 1 << 8,    /**< groups: JSON and CSV with -s, which then have no others */
    GROUP_PORTS = 1 << 9,    /**< groups: where ports in use are a question */
    GROUP_RAW = 1 << 10,     /**< JSON and CSV with a protocol without ports */
};

/** Appends what the table shows of a field; appends nothing when it is absent. */
typedef void cell_writer(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                         const struct style *style);

typedef struct value value_getter(const struct sock *sock, const struct facts *facts);

/** Word number INDEX of those that a field of VALUE_WORD can have; NULL after the last. */
typedef const char *word_lister(size_t index);

struct field {
    const char *key;      /**< snake_case */
    const char *alias;    /**< another word for the key, or NULL */
    const char *heading;  /**< in tables */
    const char *help;     /**< one line, with the unit */
    enum value_type type; /**< of every value that is not absent */
    unsigned groups;      /**< enum field_group */
    unsigned needs;       /**< enum need */
    bool right;           /**< aligned to the right in tables */
    bool cut;             /**< may be cut to the width of the terminal: a long list */
    bool coloured;        /**< by the phase of the socket's state */
    bool styled;          /**< -n and -r change its text, and what the text needs */
    bool asked;           /**< what sockets are asked for by: protocol, family, state */
    uint32_t facts;       /**< enum have: it is absent without one of these; 0: it always has one */
    family_set families;  /**< it is absent for sockets of all others; 0: may be there for any */
    enum unit unit;       /**< VALUE_NUMBER */
    state_set only;       /**< it is absent in all other states; 0: may be there in any */
    word_lister *words;   /**< VALUE_WORD */
    enum field_id number; /**< the number behind a name; the text, where there is none. 0: none */
    enum end_of end;      /**< which end of the socket it is about */
    value_getter *value;
    cell_writer *cell;  /**< in tables; NULL: the text of the value */
    const char *absent; /**< text that stands for no value; NULL: none */
};

/** All fields, by enum field_id and in the order of JSON rows; ends with a row whose key is NULL.
 */
extern const struct field field_table[];

/** Returns true when FIELD is that of the number ID; fields of groups have no number. */
static inline bool field_is_a(const struct field *field, enum field_id id)
{
    return field == &field_table[id];
}

/**
 * True if these LENGTH bytes are the key of the field, its alias or its heading, in any case and
 * with "-" or "_". No word names two fields of a table.
 */
bool field_is(const struct field *field, const char *key, size_t length);

/** Returns the field that these LENGTH bytes name by field_is; NULL if there is none. */
const struct field *field_find(const char *key, size_t length);

/** The field of the number that the name stands for; FIELD itself when it is no such name. */
const struct field *field_number(const struct field *field);

/** What must be joined to show the text of the field in this style (NULL: its value). */
unsigned field_needs(const struct field *field, const struct style *style);

// Inline: called for every cell.

/**
 * Appends the value of the field as safe text; nothing when it is absent. With an exact style it
 * says what JSON says.
 */
static inline void field_text(struct strbuf *text, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    struct value value = field->value(sock, facts);

    if (value.type != VALUE_NONE)
        value_classes[value.type].text(text, &value, facts, style);
    else if (field->absent)
        strbuf_text(text, field->absent);
}

/** Appends the field as the table shows it, safe for a terminal; nothing when it is absent. */
static inline void field_cell(struct strbuf *text, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    if (field->cell)
        field->cell(text, sock, facts, style);
    else
        field_text(text, field, sock, facts, style);
}

/** Appends the value of the field as JSON: null when it is absent. */
static inline void field_json(struct strbuf *line, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    struct value value = field->value(sock, facts);

    if (value.type != VALUE_NONE)
        value_classes[value.type].json(line, field->key, &value, facts, style);
    else if (field->absent)
        json_word(line, field->absent);
    else
        strbuf_text(line, "null");
}

#endif

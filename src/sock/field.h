// SPDX-License-Identifier: MIT
/**
 * The field table: one row for each property of a socket. Its key is the word for `--columns`, the
 * JSON key, the CSV heading and the entry in the man page. Formats, options and completion read the
 * table; none of them refers to a field by name.
 *
 * A new column is its number here, and one row and one getter in field.c.
 */
#ifndef SOCK_FIELD_H
#define SOCK_FIELD_H

#include "base/json.h"
#include "sock/detail.h"
#include "sock/need.h"
#include "sock/value.h"

/** What a number counts; it decides which units and names filters accept. */
enum unit {
    UNIT_NONE,
    UNIT_BYTES,
    UNIT_BYTES_PER_SECOND,
    UNIT_MICROSECONDS,
    UNIT_MILLISECONDS,
    UNIT_PORT,
    UNIT_MARK,       /**< bits: VALUE/MASK */
    UNIT_PER_SECOND, /**< VALUE_DECIMAL: thousandths of one a second */
    UNIT_COUNT,
};

/** The fields of sockets: rows of field_table. The first one is not the `number` of any other. */
enum field_id {
    FIELD_PROTO,
    FIELD_FAMILY,
    FIELD_TYPE,
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
    FIELD_COMMUNITY_ID,
    FIELD_IP_PROTOCOL,
    FIELD_ICMP_ID,
    FIELD_LOCAL_PATH,
    FIELD_LOCAL_ABSTRACT,
    FIELD_PEER_PATH,
    FIELD_PEER_INODE,
    FIELD_PEER_COUNT,
    FIELD_PATH_INODE,
    FIELD_PATH_MAJOR,
    FIELD_PATH_MINOR,
    FIELD_WAITING_INODES,
#define FIELD(id, ...) FIELD_##id,
#include "sock/family_fields.def"
#include "sock/tcp_fields.def"
// clang-format would sort them
#include "sock/inet_fields.def"
#undef FIELD
    FIELD_SHUTDOWN,
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
    FIELD_EXPOSURE,
    FIELD_EXPOSURE_FAMILY,
    FIELD_PORT_CLASS,
    FIELD_EPHEMERAL,
    FIELD_AUTOBOUND,
    FIELD_CGROUP_ID,
    FIELD_CGROUP,
    FIELD_CGROUP_STATE,
    FIELD_UNIT,
    FIELD_USER_UNIT,
    FIELD_SLICE,
    FIELD_SESSION,
    FIELD_MACHINE,
    FIELD_CONTAINER,
    FIELD_CONTAINER_RUNTIME,
    FIELD_CONTAINER_NAME,
    FIELD_POD,
    FIELD_ROLE,
    FIELD_LISTENER,
    FIELD_CONNECTIONS,
    FIELD_HANDSHAKES,
    FIELD_PEER_MATCH,
    FIELD_PEER_COOKIE,
    FIELD_BACKENDS,
    FIELD_NETNS,
    FIELD_NETNS_ID,
    FIELD_NETNS_NAME,
    FIELD_NETNS_PID,
    FIELD_PEER_PROCESSES,
    FIELD_OWNER,
    FIELD_PROCESSES,
    FIELD_PID,
    FIELD_COMM,
    FIELD_CONTEXTS,
    FIELD_TIME_WAIT_PORTS,
    FIELD_TIME_WAIT_PERCENT,
    FIELD_REUSEPORT_SOCKETS,
    FIELD_REUSEPORT_LEAST_QUEUE,
    FIELD_SEVERITY,
    FIELD_FINDINGS,
    FIELD_RESULT,
    FIELD_RESULT_REASON,
    FIELD_COUNT,
};

/** The end of a socket that a field is about. */
enum end_of {
    END_NONE,
    END_LOCAL,
    END_PEER,
};

/** How the values of a group's sockets become one; sockets without a value do not count. */
enum aggregate {
    AGGREGATE_NONE, /**< in another way */
    AGGREGATE_SUM,
    AGGREGATE_MAX,
    AGGREGATE_MEDIAN, /**< the 50th percentile by nearest rank: always one of the values */
    AGGREGATE_P95,    /**< the 95th percentile: the lowest that at most 5 % of the values exceed */
    AGGREGATE_COUNT,
};

/** The options that show a field without --columns. */
enum field_group {
    GROUP_TABLE = 1 << 0,        /**< the table, always */
    GROUP_RECORD = 1 << 1,       /**< JSON and CSV, always: data that every dump contains */
    GROUP_EXTENDED = 1 << 2,     /**< the table with -e */
    GROUP_TIMERS = 1 << 3,       /**< the table with -o */
    GROUP_PROCESS = 1 << 4,      /**< the table with -p */
    GROUP_OWNER = 1 << 5,        /**< JSON and CSV with -p */
    GROUP_HOST = 1 << 6,         /**< JSON and CSV with -r */
    GROUP_SUMMARY = 1 << 7,      /**< groups: the table with -s, which then has no others */
    GROUP_TALLY = 1 << 8,        /**< groups: JSON and CSV with -s, which then have no others */
    GROUP_PORTS = 1 << 9,        /**< groups: where ports in use are a question */
    GROUP_FACTS = 1 << 10,       /**< JSON and CSV with -e: what the kernel tells only if asked */
    GROUP_MEMORY = 1 << 11,      /**< everywhere with -m */
    GROUP_MEMORY_MORE = 1 << 12, /**< likewise; the table has it in DETAIL */
    GROUP_INTERNALS = 1 << 13,   /**< everywhere with -i */
    GROUP_INTERNALS_MORE = 1 << 14, /**< likewise; the table has it in DETAIL */
    GROUP_TOS = 1 << 15,            /**< everywhere with --tos */
    GROUP_TCP_OPTIONS = 1 << 16,    /**< with --tcp-options; the table has it in DETAIL */
    GROUP_SOCKOPT = 1 << 17,        /**< with --sockopt; likewise */
    GROUP_STORAGE = 1 << 18,        /**< everywhere with --bpf */
    GROUP_CONTEXT = 1 << 19,        /**< everywhere with -Z */
    GROUP_PLACE = 1 << 20,          /**< everywhere with --where */
    GROUP_PLACE_MORE = 1 << 21,     /**< JSON and CSV with --where */
    GROUP_NETNS = 1 << 22,          /**< everywhere with -N */
    GROUP_NETNS_MORE = 1 << 23,     /**< JSON and CSV with -N */
    GROUP_BACKENDS = 1 << 24,       /**< everywhere with --where, -N and -p together */
    GROUP_FINDINGS = 1 << 25,       /**< everywhere with --explain */
    GROUP_RESULT = 1 << 26,         /**< everywhere with --kill */
    GROUP_RATES = 1 << 27,          /**< everywhere with --rates */
    GROUP_FLEET = 1 << 28,          /**< only with --fleet, which lists all its columns */
};

/** Groups whose fields the table has in one cell: detail_field. */
#define GROUPS_IN_DETAIL                                                                           \
    (GROUP_MEMORY_MORE | GROUP_INTERNALS_MORE | GROUP_TCP_OPTIONS | GROUP_SOCKOPT)

/** Groups that no option adds to the others. */
#define GROUPS_BY_DEFAULT (GROUP_TABLE | GROUP_RECORD | GROUP_SUMMARY | GROUP_TALLY | GROUP_PORTS)

/** Appends the text of a field in the table; appends nothing if the value is absent. */
typedef void cell_writer(struct strbuf *cell, const struct sock *sock, const struct facts *facts,
                         const struct style *style);

/** Returns that text if it is a word, one column for each byte. */
typedef const char *cell_word(const struct sock *sock, const struct facts *facts);

struct field;

typedef struct value value_getter(const struct sock *sock, const struct facts *facts,
                                  const struct field *field);

/** Returns word number INDEX that a field of VALUE_WORD can have, or NULL after the last. */
typedef const char *word_lister(size_t index);

struct field {
    const char *key;      /**< snake_case */
    const char *alias;    /**< another word for the key, or NULL */
    const char *heading;  /**< in tables */
    const char *help;     /**< one line, with the unit */
    enum value_type type; /**< type of every value that is present */
    unsigned groups;      /**< enum field_group */
    proto_set protos;     /**< only sockets of these have it; 0: of any */
    proto_set beside; /**< shown without an option only where one of these is listed; 0: `protos` */
    unsigned needs;   /**< enum need */
    bool right;       /**< aligned to the right in tables */
    bool cut;         /**< may be cut to the width of the terminal: a long list */
    bool folded;      /**< may be folded at blanks to the width of the terminal */
    bool even_if_zero;    /**< DETAIL has it also when it is 0 */
    bool coloured;        /**< by the phase of the socket's state */
    bool styled;          /**< -n and -r change its text and the needs of the text */
    bool selects;         /**< the request selects sockets by it: protocol, family, state */
    uint32_t facts;       /**< enum have: present only with one of these facts; 0: always present */
    uint32_t hidden;      /**< enum have: with one of these, an absent value is not known */
    uint32_t rests_on;    /**< enum have: if not reported, an absent value is not known */
    family_set families;  /**< present only in these families; 0: in any */
    enum unit unit;       /**< VALUE_NUMBER, VALUE_DECIMAL */
    state_set only;       /**< present only in these states; 0: in any */
    word_lister *words;   /**< VALUE_WORD */
    enum field_id number; /**< the field with the number of this name; 0: none */
    enum end_of end;      /**< end of the socket that it is about */
    uint8_t topic;        /**< enum topic, if the rules of field_topic are wrong; 0: by the rules */
    value_getter *value;
    struct detail_part part; /**< VALUE_NUMBER, VALUE_DECIMAL, VALUE_BOOL; VALUE_WORD: index for
                                `words`, from 1 with ABSENT_ZERO */
    cell_writer *cell;       /**< in tables; NULL: the text of the value, or `cell_word` */
    cell_word *cell_word;    /**< likewise */
    const char *absent;      /**< text that stands for no address; NULL: none */
    /** Of groups: how the values of the field `of`, of the same type, become this one. */
    enum aggregate aggregate;
    enum field_id of;
};

/** All fields, by enum field_id and in the order of JSON rows; ends with a row whose key is NULL.
 */
extern const struct field field_table[];

/**
 * The column DETAIL of tables: "key:value" for each field of style.detail that is present. Numbers
 * that are 0, booleans that are false and words that stand for 0, the usual state, are left out,
 * but for even_if_zero. It is not in field_table: it has no value, and cannot be chosen by its key.
 */
extern const struct field detail_field;

/** Returns true if FIELD is the field ID; fields of groups have no ID. */
static inline bool field_is_a(const struct field *field, enum field_id id)
{
    return field == &field_table[id];
}

/**
 * Returns true if these LENGTH bytes are the key of the field, its alias or its heading, ignoring
 * case and taking "-" and "_" as equal. No word names two fields of a table.
 */
bool field_is(const struct field *field, const char *key, size_t length);

/** Returns the field that these LENGTH bytes name by field_is, or NULL if there is none. */
const struct field *field_find(const char *key, size_t length);

/**
 * Returns the field with the number that a name stands for; FIELD itself if it is not such a name.
 */
const struct field *field_number(const struct field *field);

/** Returns true if sockets of one of these protocols can have the field. */
static inline bool field_suits(const struct field *field, proto_set protos)
{
    return field->protos == 0 || (field->protos & protos);
}

/** Returns the needs of the text of the field in this style (NULL: of its value). */
unsigned field_needs(const struct field *field, const struct style *style);

/** Returns what a source must report (source_reports) so that an absent value means none. */
static inline uint32_t field_facts(const struct field *field)
{
    return field->facts | (field->part.detail != DETAIL_NONE ? REPORTS_DETAIL : 0);
}

/** Returns the value of a field with a `part`, which is NUMBER. */
struct value field_part(const struct field *field, uint64_t number);

/** Appends the number of the field with the largest unit that it reaches: "23.1ms". */
void field_scaled(struct strbuf *text, const struct field *field, const struct sock *sock,
                  const struct facts *facts);

// Inline: called for every cell.

/** Returns the value of the field; it is absent if the socket does not have it. */
static inline struct value field_value(const struct field *field, const struct sock *sock,
                                       const struct facts *facts)
{
    return field->value(sock, facts, field);
}

/** Returns the text that stands for an absent value of the field; NULL: none. */
static inline const char *field_absent(const struct field *field, const struct sock *sock)
{
    return field->absent && family_has_addresses(sock->family) ? field->absent : NULL;
}

/**
 * Appends the value of the field as safe text; when it is absent, field_absent or nothing. With an
 * exact style it says what JSON says.
 */
static inline void field_text(struct strbuf *text, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    struct value value = field_value(field, sock, facts);

    if (value.type != VALUE_NONE)
        value_classes[value.type].text(text, &value, facts, style);
    else if (field_absent(field, sock))
        strbuf_text(text, field->absent);
}

/** Returns true if tables show the number of the field as field_scaled does. */
static inline bool field_is_scaled(const struct field *field)
{
    return field->unit >= UNIT_BYTES_PER_SECOND && field->unit <= UNIT_MILLISECONDS;
}

/** Appends the field as the table shows it, safe for a terminal; see field_text. */
static inline void field_cell(struct strbuf *text, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    if (field->cell_word)
        strbuf_text(text, field->cell_word(sock, facts));
    else if (field->cell)
        field->cell(text, sock, facts, style);
    else if (field_is_scaled(field))
        field_scaled(text, field, sock, facts);
    else
        field_text(text, field, sock, facts, style);
}

/** Returns true if what field_cell appends has one column for each byte. */
static inline bool field_is_bare(const struct field *field)
{
    return field->cell_word || (!field->cell && value_classes[field->type].is_bare);
}

/**
 * Returns the width of what field_cell appends, in columns of a terminal; 0 if that is nothing, or
 * if only the text shows it.
 */
static inline size_t field_width(const struct field *field, const struct sock *sock,
                                 const struct facts *facts, const struct style *style)
{
    if (field->cell_word)
        return strlen(field->cell_word(sock, facts));
    if (field->cell || field_is_scaled(field))
        return 0;
    struct value value = field_value(field, sock, facts);
    const struct value_class *class = &value_classes[value.type];
    return class->width ? class->width(&value, facts, style) : 0;
}

/**
 * Returns the value of the field, like field_value. BLOCKS is the index of the socket's detail:
 * with it, fields that are parts of blocks need no search.
 */
static inline struct value field_value_in(const struct field *field, const struct sock *sock,
                                          const struct facts *facts,
                                          const struct detail_index *blocks)
{
    const struct detail_part *part = &field->part;
    uint64_t number = 0;

    if (part->detail == DETAIL_NONE)
        return field_value(field, sock, facts);
    if (!detail_has(blocks, part->detail) ||
        !detail_block_number(blocks->blocks[part->detail], part, &number))
        return (struct value){.type = VALUE_NONE};
    return field_part(field, number);
}

/** Appends VALUE of the field as JSON; when it is absent, null. */
static inline void field_value_json(struct strbuf *line, const struct field *field,
                                    const struct value *value, const struct facts *facts,
                                    const struct style *style)
{
    if (value->type != VALUE_NONE)
        value_classes[value->type].json(line, field->key, value, facts, style);
    else
        strbuf_text(line, "null");
}

/** Appends the value of the field as JSON; when it is absent, field_absent or null. */
static inline void field_json(struct strbuf *line, const struct field *field,
                              const struct sock *sock, const struct facts *facts,
                              const struct style *style)
{
    struct value value = field_value(field, sock, facts);

    if (value.type == VALUE_NONE && field_absent(field, sock))
        json_word(line, field->absent);
    else
        field_value_json(line, field, &value, facts, style);
}

#endif

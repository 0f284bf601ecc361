// SPDX-License-Identifier: MIT
/**
 * A filter as a tree: tests at the leaves, joined by not, and, or.
 */
#ifndef FILTER_TREE_H
#define FILTER_TREE_H

#include "sock/field.h"

#include <regex.h>

enum comparison {
    COMPARE_EQUAL,
    COMPARE_UNEQUAL,
    COMPARE_BELOW,
    COMPARE_AT_MOST,
    COMPARE_ABOVE,
    COMPARE_AT_LEAST,
    COMPARE_MATCH,    /**< matches a regular expression */
    COMPARE_NO_MATCH, /**< does not match */
    COMPARE_PRESENT,  /**< has a value; no operand */
    COMPARE_COUNT,
};

extern const char *const comparison_signs[COMPARE_COUNT];

/** Returns true for negative comparisons, such as "!=". */
static inline bool comparison_is_negative(enum comparison comparison)
{
    return comparison == COMPARE_UNEQUAL || comparison == COMPARE_NO_MATCH;
}

enum item_type {
    ITEM_RANGE,    /**< numbers, booleans, ids: from low to high, both included */
    ITEM_MASKED,   /**< numbers: `value` in the bits of `mask` */
    ITEM_HOST,     /**< addresses and endpoints */
    ITEM_WORD,     /**< a word of the field */
    ITEM_TEXT,     /**< names: these bytes */
    ITEM_GLOB,     /**< names: by fnmatch(3) */
    ITEM_ID_START, /**< containers: the first digits of an id, or a name */
    ITEM_PATTERN,  /**< names and words: a POSIX extended regular expression */
    ITEM_SET,      /**< any of many items; only in test.compared */
};

struct item_set;

/** Addresses with a common prefix of `bits` bits, and ports. */
struct host_item {
    bool any_family;
    bool not_mapped; /**< "inet:": excludes IPv6 sockets, IPv4-mapped addresses too */
    uint8_t family;  /**< enum family */
    uint8_t bits;    /**< 0: every address of the family */
    struct address address;
    bool any_port;
    uint16_t low, high; /**< ports, unless any_port */
    uint32_t device;    /**< of the socket; 0: any. Always 0 after tree_expand */
};

/** One of the operands of a test. */
struct item {
    enum item_type type;
    union {
        struct {
            uint64_t low, high;
        } range;
        struct {
            uint64_t value, mask;
        } masked;
        struct host_item host;
        const char *word; /**< a word of the field table */
        struct text text; /**< owned; a NUL follows */
        regex_t *pattern; /**< owned */
        struct item_set *set;
    };
    struct text source; /**< the text of a pattern; owned, a NUL follows */
};

/**
 * A comparison of one or two fields with a list of items. All values of both fields, or of a list,
 * are compared.
 */
struct test {
    const struct field *fields[2]; /**< the second may be NULL */
    enum comparison comparison;
    struct item *items; /**< owned */
    size_t count, capacity;
    /** What values are compared with: the items, or a set (owned) of many and the others. */
    struct item *compared;
    size_t compared_count; /**< 0 before test_prepare */
    bool in_request;       /**< the request contains it, so byte-code need not */
};

enum node_type {
    NODE_TEST,
    NODE_NOT,
    NODE_AND,
    NODE_OR,
};

struct node {
    enum node_type type;
    bool side_by_side; /**< a state without operator: combined with the next one by "or" */
    struct test test;
    struct node **children; /**< owned */
    size_t count, capacity;
};

struct node *node_new(enum node_type type);

/** Frees the tree; NULL is allowed. */
void node_free(struct node *node);

/** Appends CHILD, which NODE then owns. */
void node_add(struct node *node, struct node *child);

/** Removes redundant nodes: an "and" of one child, an "or" within an "or". Returns the root. */
struct node *node_simplify(struct node *node);

/** Appends an item that is all zero and returns it. */
struct item *test_add(struct test *test);

/** Prepares a test for comparing values with it, after the last item was added. */
void test_prepare(struct test *test);

/** Appends an ITEM_RANGE. */
void test_add_range(struct test *test, uint64_t low, uint64_t high);

/**
 * Returns true if the test compares the values of FIELD, one of its own; "user = 33" compares the
 * uid.
 */
bool test_speaks_of(const struct test *test, const struct field *field);

/** Returns the needs of the comparison (enum need). */
unsigned test_needs(const struct test *test);

/** Returns the needs of all tests below NODE. */
unsigned node_needs(const struct node *node);

/** Calls VISIT for each test below NODE. */
void node_visit(struct node *node, void (*visit)(struct test *test, void *context), void *context);

#endif

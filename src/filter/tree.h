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
    COMPARE_MATCH,    /**< by a regular expression */
    COMPARE_NO_MATCH, /**< likewise */
    COMPARE_PRESENT,  /**< has a value; compared with nothing */
    COMPARE_COUNT,
};

extern const char *const comparison_signs[COMPARE_COUNT];

/** Returns true for comparisons that say what a value is not. */
bool comparison_is_negative(enum comparison comparison);

enum item_type {
    ITEM_RANGE,   /**< numbers, booleans, ids: from low to high, both included */
    ITEM_MASKED,  /**< numbers: value in the bits of mask */
    ITEM_HOST,    /**< addresses and endpoints */
    ITEM_WORD,    /**< one of the words of the field */
    ITEM_TEXT,    /**< names: these bytes */
    ITEM_GLOB,    /**< names: by fnmatch(3) */
    ITEM_PATTERN, /**< names and words: a POSIX extended regular expression */
};

/** Addresses that begin with `bits` bits of an address, and ports. */
struct host_item {
    bool any_family;
    bool not_mapped; /**< "inet:": addresses of IPv6 sockets are out, IPv4-mapped ones too */
    uint8_t family;  /**< enum family */
    uint8_t bits;    /**< 0: every address of the family */
    struct address address;
    bool any_port;
    uint16_t low, high; /**< ports, unless any_port */
    uint32_t device;    /**< of the socket; 0: any. None is left after tree_expand */
};

/** One of the things that a test compares with. */
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
    };
    struct text source; /**< of a pattern: as it was written; owned, a NUL follows */
};

/**
 * A comparison of one or two fields with a list of items. With two fields, or one that is a
 * list, it is about all their values together.
 */
struct test {
    const struct field *fields[2]; /**< the second may be NULL */
    enum comparison comparison;
    struct item *items; /**< owned */
    size_t count, capacity;
    bool in_request; /**< the request says it already, so byte-code need not */
};

enum node_type {
    NODE_TEST,
    NODE_NOT,
    NODE_AND,
    NODE_OR,
};

struct node {
    enum node_type type;
    bool side_by_side; /**< a state without operator: with the next one it means either */
    struct test test;
    struct node **children; /**< owned */
    size_t count, capacity;
};

struct node *node_new(enum node_type type);

/** Frees the tree; NULL is none. */
void node_free(struct node *node);

/** Adds CHILD, which NODE then owns, after the others. */
void node_add(struct node *node, struct node *child);

/** Takes out nodes that join nothing: an "and" of one, an "or" within an "or". Returns the root. */
struct node *node_simplify(struct node *node);

/** Returns a new item at the end, all zero. */
struct item *test_add(struct test *test);

/** A new ITEM_RANGE at the end. */
void test_add_range(struct test *test, uint64_t low, uint64_t high);

/**
 * Returns true if the test is about the values of FIELD, one of its own; "user = 33" is about uid.
 */
bool test_speaks_of(const struct test *test, const struct field *field);

/** Returns what has to be joined to make the comparison (enum need). */
unsigned test_needs(const struct test *test);

/** Returns all that the tests below NODE need. */
unsigned node_needs(const struct node *node);

/** Calls VISIT for each test below NODE. */
void node_visit(struct node *node, void (*visit)(struct test *test, void *context), void *context);

#endif

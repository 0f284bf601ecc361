// SPDX-License-Identifier: MIT
/**
 * What is shown: the format and its columns.
 */
#ifndef SHOW_VIEW_H
#define SHOW_VIEW_H

#include "show/format.h"
#include "sock/field_list.h"

struct view {
    enum format format;
    struct field_list columns; /**< in this order */
    struct field_list detail;  /**< in the cell of the column DETAIL */
    /** Details: cells of the first line of a block. Graph: what is read besides the columns. */
    struct field_list line;
    const struct field_list *offered; /**< columns on offer; NULL: every field */
    struct style style;
    bool netns;   /**< rows are of chosen network namespaces, which are shown */
    bool results; /**< rows have results of --kill */
    bool grouped; /**< rows are groups of sockets */
    bool header;  /**< in formats that have a header */
    bool colour;  /**< table: mark states */
    bool limited;
    size_t limit;   /**< maximum number of rows, if limited */
    size_t threads; /**< that may format rows; 0 and 1: none but the caller's */
    size_t width;   /**< table: width of the terminal, for folding and cutting; 0: unlimited */
    bool oneline;   /**< table, details: never fold */
};

void view_free(struct view *view);

/**
 * Adds every offered field that is in one of GROUPS (enum field_group) and that the format can show
 * without --columns, in the order of the offer. With -n, a format for people has no name beside its
 * number.
 */
void view_add_groups(struct view *view, unsigned groups, proto_set protos);

/** Adds the fields that the format shows by default, whatever the options. */
void view_add_defaults(struct view *view);

/**
 * Adds every field that sockets of PROTOS can have: all facts. The names of hosts are left out
 * unless -r asks for them, network namespaces unless -N chooses some, results without --kill, what
 * only --fleet shows, with -n also the names of numbers.
 */
void view_add_all(struct view *view, proto_set protos);

/** Adds the fields that the sentences of --explain need. */
void view_add_sentences(struct view *view);

/** Adds the fields of the default table that are in one of GROUPS to the line of a block. */
void view_add_line(struct view *view, unsigned groups, proto_set protos);

/**
 * Adds the fields in LIST: keys separated by commas, each optionally after a plus. A field that is
 * in the list already keeps its position: JSON keys are unique. Returns false, with a message in
 * *ERROR, if a key does not exist.
 */
bool view_add_list(struct view *view, const char *list, struct user_error *error);

/** Returns the needs of the columns in the format (enum need). */
unsigned view_needs(const struct view *view);

#endif

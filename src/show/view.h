// SPDX-License-Identifier: MIT
/**
 * What is to be shown, and how: the format and its columns.
 */
#ifndef SHOW_VIEW_H
#define SHOW_VIEW_H

#include "show/format.h"
#include "sock/field_list.h"

struct view {
    enum format format;
    struct field_list columns;        /**< in order */
    const struct field_list *offered; /**< what columns are chosen from; NULL: every field */
    struct style style;
    bool grouped; /**< rows are groups of sockets */
    bool header;  /**< of formats that have one */
    bool colour;  /**< table: mark states */
    bool limited;
    size_t limit; /**< most rows to show, if limited */
    size_t width; /**< table: of the terminal, to fold rows and cut lists at; 0: do neither */
    bool oneline; /**< table: never fold */
};

void view_free(struct view *view);

/**
 * Adds every field offered that is in one of GROUPS (enum field_group) and that the format can show
 * without --columns, in the order of the offer. With -n, a format for people has no name beside its
 * number.
 */
void view_add_groups(struct view *view, unsigned groups);

/**
 * Adds the fields that LIST names: keys with commas between, each of which may have a plus
 * before it. One that is there already stays where it is: JSON keys are unique. False, with a
 * message in *ERROR, when a key does not exist.
 */
bool view_add_list(struct view *view, const char *list, struct user_error *error);

/** Returns all that must be joined to show the columns in the format (enum need). */
unsigned view_needs(const struct view *view);

#endif

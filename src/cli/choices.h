// SPDX-License-Identifier: MIT
/**
 * The choices of the command line, and the settings that follow from them. option_table.c records
 * them.
 */
#ifndef CHOICES_H
#define CHOICES_H

#include "cli/options.h"

enum colour_choice {
    COLOUR_AUTO,
    COLOUR_ALWAYS,
    COLOUR_NEVER,
};

struct choices {
    struct options *options;
    proto_set protos; /**< by their own options */
    proto_set listed; /**< by lists, which can also leave out */
    proto_set named;  /**< by their own name: it is an error if the kernel lacks them */
    bool traces;      /**< --trace */
    bool families[FAMILY_COUNT];
    bool listening, connected, all;
    bool exact;
    bool processes, extended, timers;
    unsigned facts; /**< enum field_group: groups of fields that options of their own show */
    bool without_header;
    bool summary;
    bool explain;
    bool rates; /**< --rates */
    enum colour_choice colour;
    const char *columns, *sort, *by;
    const char *filter_file;
    const char *save, *diff;
    struct strbuf netns; /**< words of --netns, with commas */
    bool most;           /**< --max was given */
    size_t given;        /**< number of options */
};

/**
 * Builds the filter from the file, the operands and --check, joined by "and". Sets NULL if there is
 * none of them.
 * Returns false after a message.
 */
bool choices_filter(const struct choices *choices, char *const operands[],
                    struct filter **ret_filter);

/**
 * Returns true if FILTER, which may be empty, can be parsed with the rights that OPTIONS kept.
 * Otherwise appends the reason to *MESSAGE; prints nothing.
 */
bool choices_check_filter(const struct options *options, const char *filter,
                          struct strbuf *message);

/**
 * Combines TEXT with *FILTER by "and"; NAME is that of its file, or NULL. With --save, also records
 * the text. Returns false after a message.
 */
bool choices_filter_text(const struct choices *choices, const char *name, struct text text,
                         struct filter **filter);

/**
 * Sets what is left of CHOICES->options, whose operands are set: filter, request, view, needs.
 * Returns false after a message.
 */
bool choices_resolve(struct choices *choices);

#endif

// SPDX-License-Identifier: MIT
/**
 * The command line. One table of options, from which parsing, --help and completion derive.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "arrange/group.h"
#include "arrange/order.h"
#include "filter/filter.h"
#include "show/show.h"
#include "sock/request.h"

/** What the program is to do. */
enum action {
    ACTION_SHOW,
    ACTION_EXPLAIN, /**< what becomes of the filter */
    ACTION_HELP,
    ACTION_HELP_ALL,
    ACTION_VERSION,
    ACTION_SCHEMA,
    ACTION_LIST_COLUMNS,
    ACTION_LIST_OPTIONS,
    ACTION_LIST_WORDS, /**< what may come next in a filter */
};

enum wait_for {
    WAIT_NOT,
    WAIT_FOR_MATCH, /**< until something matches */
    WAIT_FOR_NONE,  /**< until nothing does */
};

/** For what to wait, and how long. */
struct patience {
    enum wait_for until;
    bool limited;
    uint64_t milliseconds; /**< unless not limited */
};

struct options {
    enum action action;
    struct request request;
    struct filter *filter;    /**< NULL: none */
    struct grouping grouping; /**< without keys: sockets are shown */
    struct sorting sorting;
    struct view view;
    struct patience patience;
    unsigned needs;           /**< enum need: all that the columns cost */
    bool quiet;               /**< only the exit status */
    bool strict;              /**< hidden owners count as failure */
    bool unconfined;          /**< nothing is given up beforehand */
    unsigned layers;          /**< enum sandbox_layer: of what was given up */
    const char *services;     /**< file of service names */
    enum owner_choice owners; /**< how processes are looked through */
    char *const *operands;    /**< of the command line, ends with NULL; borrowed */
    bool failed;              /**< a name in the filter could not be looked up */
};

/** Which help an option is in. */
enum help_page {
    HELP_SHORT, /**< --help and --help=all */
    HELP_FULL,  /**< --help=all */
};

/** Where an option stands in --help=all. */
enum option_section {
    SECTION_SOCKETS,
    SECTION_FILTER,
    SECTION_GROUPS,
    SECTION_DETAIL,
    SECTION_OUTPUT,
    SECTION_OTHER,
    SECTION_COUNT,
};

extern const char *const option_sections[SECTION_COUNT];

struct choices;

/** One option. */
struct option_row {
    char letter;          /**< 0: none */
    const char *name;     /**< long form, without dashes */
    const char *argument; /**< NULL: takes none; "a|b": one of these; "[A]": may be left out */
    enum option_section section;
    enum help_page page;
    const char *help;
    /**
     * Notes the option; false, after a message, when the argument is wrong. The argument of an
     * option that takes none is its name.
     */
    bool (*apply)(struct choices *choices, const char *argument);
};

/** More than there are options. */
#define OPTION_LIMIT 64

/** All options; ends with a row whose name is NULL. */
extern const struct option_row option_table[];

/**
 * Parses the command line and works out what follows from it. True; returns false, after a message,
 * if it is wrong or, with `failed` set, when it cannot be told whether it is. Release with
 * options_free in either case.
 */
bool options_parse(int argc, char *argv[], struct options *ret_options);

void options_free(struct options *options);

/**
 * Writes the answer to an action other than ACTION_SHOW to FD, after all other rights are given up:
 * returns 0 or a negative errno.
 */
int usage_print(const struct options *options, int fd);

/**
 * Appends what may come next in the filter OPERANDS, the last of which is the word at the cursor:
 * one candidate a line, which replaces that operand, a tab, and what it means. Names are quoted
 * for the filter where it needs that; names that cannot be printed are left out. Returns false,
 * after a message, if some names could not be read.
 */
bool words_list(char *const operands[], struct strbuf *text);

#endif

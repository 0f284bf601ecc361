// SPDX-License-Identifier: MIT
/**
 * What was said on the command line, before anything follows from it. Between option_table.c,
 * which notes it, and options.c, which draws the conclusions.
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
    bool protos[PROTO_COUNT];
    bool families[FAMILY_COUNT];
    bool listening, connected, all;
    bool exact;
    bool processes, extended, timers;
    bool without_header;
    bool summary;
    enum colour_choice colour;
    const char *columns, *sort, *by;
    const char *filter_file;
    size_t given; /**< options */
};

/**
 * Makes the filter of what was said: the file and the operands, joined by and. NULL when there is
 * neither. Returns false after a message.
 */
bool choices_filter(const struct choices *choices, char *const operands[],
                    struct filter **ret_filter);

#endif

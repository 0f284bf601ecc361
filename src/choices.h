// SPDX-License-Identifier: MIT
/**
 * What was said on the command line, before anything follows from it. Between option_table.c,
 * which notes it, and options.c, which draws the conclusions.
 */
#ifndef CHOICES_H
#define CHOICES_H

#include "options.h"

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
    bool processes, extended, timers;
    bool without_header;
    enum colour_choice colour;
    const char *columns;
    size_t given; /**< options */
};

#endif

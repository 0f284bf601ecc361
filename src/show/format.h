// SPDX-License-Identifier: MIT
/**
 * The table of output formats. A row contains the writer of a format and the properties that other
 * code reads; no other code compares formats.
 */
#ifndef SHOW_FORMAT_H
#define SHOW_FORMAT_H

#include "sock/field.h"

#include <stdbool.h>

enum format {
    FORMAT_TABLE,
    FORMAT_DETAILS,
    FORMAT_EXPLAIN,
    FORMAT_JSON,
    FORMAT_JSONL,
    FORMAT_FLEET,
    FORMAT_CSV,
    FORMAT_NULL,
    FORMAT_DOT,
    FORMAT_COUNT,
};

/** Functions that write a format; defined in show/writer.h. */
struct format_writer;

/** The properties of a format. */
struct format_info {
    const char *name; /**< also the name of its option, except for the first, the default */
    const struct format_writer *writer;
    /** Default columns in this order, before those of options; ends with FIELD_COUNT. NULL: none */
    const enum field_id *fields;
    unsigned groups; /**< enum field_group: fields that it can show without --columns */
    unsigned needs;  /**< enum need: needs of its output besides the rows */
    /**
     * For people: cells in the view's style, with a name instead of its number. Otherwise
     * machine-readable: values, with a name beside its number.
     */
    bool for_people;
    /** A block per socket, without groups; without --columns, it has every field. */
    bool has_blocks;
    /** A graph of connections: its columns, the keys of --by, tell its nodes apart. */
    bool is_graph;
    bool has_sentences; /**< blocks of sentences, which decide the columns: --explain */
    bool has_scan;      /**< each line tells of which scan it is, in members without a column */
    bool has_warnings;  /**< contains warnings and the number of rows left out */

    char separator;     /**< between values, for separated_writer */
    char terminator;    /**< after each row, for separated_writer */
    const char *quoted; /**< values with one of these bytes are quoted; NULL: none are */
};

/** All formats, by enum format. */
extern const struct format_info format_table[FORMAT_COUNT];

#endif

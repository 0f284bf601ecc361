// SPDX-License-Identifier: MIT
/**
 * The table of output formats. A row has the properties of a format, which other code reads
 * instead of comparing formats, and its writer.
 */
#ifndef SHOW_FORMAT_H
#define SHOW_FORMAT_H

#include <stdbool.h>

enum format {
    FORMAT_TABLE,
    FORMAT_JSON,
    FORMAT_JSONL,
    FORMAT_CSV,
    FORMAT_NULL,
    FORMAT_COUNT,
};

/** Functions that write a format; defined in show/writer.h. */
struct format_writer;

/** A format. */
struct format_info {
    const char *name; /**< also of the option that selects it, except for the first: the default */
    const struct format_writer *writer;
    unsigned groups; /**< enum field_group: the fields that it can show without --columns */
    unsigned needs;  /**< enum need: what must be joined for what it writes besides the rows */
    /**
     * Written for people: cells in the view's style, with a name instead of its number. Otherwise
     * for programs: values, with a name beside its number.
     */
    bool for_people;
    bool has_warnings; /**< has a place for warnings and for the number of rows left out */

    char separator;     /**< between values, for separated_writer */
    char terminator;    /**< after each row, for separated_writer */
    const char *quoted; /**< a value with one of these bytes is quoted; NULL: no value is */
};

/** All formats, by enum format. */
extern const struct format_info format_table[FORMAT_COUNT];

#endif

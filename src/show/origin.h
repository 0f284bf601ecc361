// SPDX-License-Identifier: MIT
/**
 * The members of JSON about where and when sockets were read.
 */
#ifndef SHOW_ORIGIN_H
#define SHOW_ORIGIN_H

#include "base/strbuf.h"

#include <sys/types.h>
#include <time.h>

/**
 * Appends "2026-11-20T16:20:01.123456Z"; appends nothing for a year that it cannot express.
 */
void origin_time(struct strbuf *text, const struct timespec *time);

/** The second that was written last. Start with `{.length = 0}`. */
struct origin_second {
    time_t second;
    size_t length; /**< of `text`; 0: none was written */
    char text[sizeof("-2147483648-12-31T23:59:59")];
};

/** As origin_time, of many times, most of them in the second of the one before: LAST has it. */
void origin_time_after(struct strbuf *text, const struct timespec *time,
                       struct origin_second *last);

/** Appends `"time":` and TIME as origin_time writes it, or null. */
void origin_put_time(struct strbuf *line, struct text time);

/** Appends `"host":` and the name; see json_name. */
void origin_put_host(struct strbuf *line, struct text name);

/** Appends `"boot_id":` and the identity of the boot, or null if it is empty. */
void origin_put_boot_id(struct strbuf *line, struct text boot_id);

/** A look at the sockets of a host. */
struct origin_scan {
    struct text host;
    struct text boot_id;          /**< empty: not known */
    const struct timespec *start; /**< when it began */
    pid_t pid;                    /**< of the process that looks */
};

/**
 * Appends the members `host`, `boot_id`, `time` and `scan_id`: 16 hexadecimal digits that no other
 * scan of the host has, but by chance.
 */
void origin_put_scan(struct strbuf *line, const struct origin_scan *scan);

#endif

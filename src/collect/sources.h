// SPDX-License-Identifier: MIT
/**
 * The sources that sockets are read from: what each does about errors, and what it says of its
 * rows.
 */
#ifndef COLLECT_SOURCES_H
#define COLLECT_SOURCES_H

#include "collect/collector.h"

/** Maximum number of dumps before lost rows are reported. */
#define SOURCES_ATTEMPTS 2

/**
 * Reads the protocol of JOB from SOURCE, which has it. Adds warnings to its facts. Returns 0 if
 * there are rows, even if some are missing; otherwise, without rows, a negative errno.
 */
int sources_read(const struct job *job, enum source source);

/** Appends the name of SOURCE and the words for ERROR, which sources_read returned. */
void sources_put_error(const struct job *job, enum source source, int error, struct strbuf *text);

/** Returns true if ERROR says that the kernel cannot have such sockets, or cannot list them. */
bool sources_are_lacking(int error);

/**
 * Returns how many sockets the kernel counts where JOB reads: the counts of its census, which are
 * read if they were not yet. No counts if they cannot be read.
 */
const struct protocol_counts *sources_counts(const struct job *job);

/**
 * Returns what the kernel's counts show of the TCP sockets of our own namespace that REQUEST lists.
 * They are many only if there are several processors to read them.
 */
struct tcp_outlook sources_outlook(const struct request *request);

#endif

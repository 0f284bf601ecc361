// SPDX-License-Identifier: MIT
/**
 * Kernel to records. Chooses the source for each protocol.
 */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "sock/facts.h"
#include "sock/request.h"
#include "sock/sock.h"

/**
 * Fills TABLE with the sockets that REQUEST asks for. Which source served each protocol goes
 * into FACTS->sources; a change of source, rows that may be missing and tables that could not be
 * read are warnings there, and the latter two make it incomplete. Duplicates are dropped and
 * counted.
 */
void collect(const struct request *request, struct sock_table *table, struct facts *facts);

/** What a collection reads from. */
struct collect_sources;

/**
 * Opens all that collecting what REQUEST asks for may read, with what takes its place after errors:
 * then no file is opened, no socket made and no program loaded any more. Never fails; what cannot
 * be opened is reported when it is needed.
 */
struct collect_sources *collect_open(const struct request *request);

/** As collect, from SOURCES, which serve once. */
void collect_from(struct collect_sources *sources, const struct request *request,
                  struct sock_table *table, struct facts *facts);

void collect_close(struct collect_sources *sources);

#endif

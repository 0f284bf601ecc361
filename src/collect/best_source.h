// SPDX-License-Identifier: MIT
/**
 * Reads one protocol from the best source that is available, and warns of what its rows lack.
 */
#ifndef COLLECT_BEST_SOURCE_H
#define COLLECT_BEST_SOURCE_H

#include "sock/proto.h"
#include "sock/request.h"

struct job; // collect/collector.h

/**
 * Adds the sockets of the protocol of JOB to its sink. Sets the source of the rows in its facts;
 * adds warnings of what they lack, and of sockets that are missing.
 */
void best_source_collect(const struct job *job);

/** Returns true if CHOICE allows a source of PROTO. */
bool best_source_allows(enum source_choice choice, enum proto proto);

#endif

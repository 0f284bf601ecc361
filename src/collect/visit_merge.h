// SPDX-License-Identifier: MIT
/**
 * Network namespaces that begin and end while they are read.
 *
 * What is open of a namespace keeps it. One that no process and no mount has any more is therefore
 * let go: everything that is open of it is closed. If something else keeps it, the kernel's list
 * still has it, and the next visit opens it again, under its old number; it then is let go again
 * only after a time, which doubles each time.
 */
#ifndef COLLECT_VISIT_MERGE_H
#define COLLECT_VISIT_MERGE_H

#include "collect/visit.h"

/** Milliseconds until a namespace that only the kernel's list has is let go first, and at most. */
#define FIRST_PATIENCE 10000
#define LONGEST_PATIENCE 320000

/** Merges for which the number of a namespace that has ended is not used again. */
#define MERGES_KEPT 6

/**
 * Brings PLACES and VISIT to what visit_again found, which is moved from THERE and SEEN; the caller
 * frees those. NOW is a time in milliseconds. A place keeps its number as long as it exists.
 * Returns how many places were let go that had been entered.
 */
size_t visit_merge(struct visit *visit, struct places *places, struct visit *seen,
                   struct places *there, int64_t now);

#endif

// SPDX-License-Identifier: MIT
/**
 * "Did you mean": the candidate that takes the fewest edits from what was typed.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *word; /**< what was typed; borrowed */
    size_t length;
    size_t edits;     /**< of the best candidate; candidates need fewer */
    const char *best; /**< NULL: nothing is near */
};

/** Starts a search for WORD: only candidates within a third of its length count. */
struct nearest nearest_to(const char *word, size_t length);

/** Keeps CANDIDATE (NUL-terminated, borrowed) when it is nearer than what was offered before. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif

// SPDX-License-Identifier: MIT
/**
 * "Did you mean": the candidates that are most like what was typed.
 *
 * A candidate counts if it begins with the word, if one of its parts does ("port" in
 * "local_port"), or if at most a third of the letters of the word are wrong. The best are those
 * that begin with the word, the shortest first; then those with a part that is the word, the part
 * nearest to the beginning first, but the first and the second part alike; then those with a part
 * that begins with the word; then those with the fewest wrong letters. Letters are compared in any
 * case, "-" and "_" are the same.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/strbuf.h"

/** Of candidates that are equally good, the first ones are suggested. */
#define NEAREST_LIMIT 3

struct nearest {
    const char *word; /**< what was typed; borrowed */
    size_t length;
    size_t rank;                     /**< of the best candidates; the lowest is the best */
    const char *best[NEAREST_LIMIT]; /**< candidates of that rank */
    size_t count;                    /**< of them; 0: no candidate counts */
};

/** Starts a search for the LENGTH bytes of WORD. */
struct nearest nearest_to(const char *word, size_t length);

/** Keeps CANDIDATE (NUL-terminated, borrowed) if no better one was offered before. */
void nearest_offer(struct nearest *nearest, const char *candidate);

/** Appends "PREFIXone, PREFIXtwo or PREFIXthree"; nothing if no candidate counts. */
void nearest_text(const struct nearest *nearest, const char *prefix, struct strbuf *text);

#endif

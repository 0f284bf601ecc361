// SPDX-License-Identifier: MIT
/**
 * What a fuzz target is. `make fuzz` runs each with libFuzzer; `make check` replays the corpora.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** Tries one input; 0. A finding is a crash. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

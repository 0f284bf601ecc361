// SPDX-License-Identifier: MIT
/**
 * Memory for bytes that must not be kept, such as keys.
 */
#ifndef OS_SECRET_MEMORY_H
#define OS_SECRET_MEMORY_H

#include <stddef.h>

/**
 * Returns SIZE zeroed bytes in pages of their own, which core files leave out (madvise(2),
 * MADV_DONTDUMP). Release them with secret_memory_free. Exits if no memory is left.
 */
void *secret_memory_new(size_t size);

/** Overwrites the first LENGTH bytes. */
void secret_memory_wipe(void *memory, size_t length);

/** Overwrites and releases SIZE bytes from secret_memory_new; NULL is allowed. */
void secret_memory_free(void *memory, size_t size);

#endif

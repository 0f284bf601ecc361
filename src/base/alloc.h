// SPDX-License-Identifier: MIT
/**
 * Memory allocation. If no memory is left, these functions print a message and exit with status 3
 * (EXIT_FAILED), so callers need no error path.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/** Runs FUNCTION on the address of the variable when it goes out of scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))

/** Returns COUNT zeroed elements of SIZE bytes; the caller frees them with free(). */
void *alloc_array(size_t count, size_t size);

/**
 * The same for a hash table: its pages are written before it is used. In a page that is read first,
 * the first value that is stored causes a second page fault, for which the kernel interrupts each
 * other processor that runs a thread of the process (Linux mm/memory.c, do_wp_page).
 */
void *alloc_hash(size_t count, size_t size);

/** Returns SIZE bytes that are not initialized; the caller frees them with free(). */
void *alloc_bytes(size_t size);

/**
 * Makes room in ARRAY (NULL, or from this module) for at least WANTED elements of SIZE bytes.
 * Capacity at least doubles, so appending is linear. *CAPACITY is updated; added elements are
 * not initialised. Returns the array, which may have moved.
 */
void *alloc_grow(void *array, size_t *capacity, size_t wanted, size_t size);

/** Prints the message and exits; for allocations that libc makes. */
_Noreturn void alloc_failed(void);

/** What a program must undo before it exits, such as the mode of a terminal. */
struct alloc_hook {
    void (*undo)(void *context); /**< must not allocate; NULL: nothing */
    void *context;
};

/** Has HOOK called before the message, until the next call of this function. */
void alloc_at_failure(struct alloc_hook hook);

/** Frees what a `char *` variable points to: CLEANUP(alloc_free_text). */
void alloc_free_text(char **text);

#endif

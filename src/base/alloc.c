// SPDX-License-Identifier: MIT
#include "base/alloc.h"

#include "base/diag.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/** Bytes of a page of memory; larger ones are written more than once. */
#define SMALLEST_PAGE 4096

/** Returns the hook, of which the process has one. */
static struct alloc_hook *current_hook(void)
{
    static struct alloc_hook hook;

    return &hook;
}

void alloc_at_failure(struct alloc_hook hook)
{
    *current_hook() = hook;
}

_Noreturn void alloc_failed(void)
{
    static const char message[] = "sockstat: out of memory\n";
    const struct alloc_hook *hook = current_hook();

    if (hook->undo)
        hook->undo(hook->context);
    // Neither stdio nor the heap can be relied on here.
    ssize_t written = write(STDERR_FILENO, message, sizeof(message) - 1);
    (void)written;
    _exit(EXIT_FAILED);
}

void *alloc_array(size_t count, size_t size)
{
    void *array = calloc(count ? count : 1, size);
    if (!array)
        alloc_failed();
    return array;
}

void *alloc_hash(size_t count, size_t size)
{
    volatile char *bytes = alloc_array(count, size);

    for (size_t at = 0; at < count * size; at += SMALLEST_PAGE)
        bytes[at] = 0;
    return (void *)bytes;
}

void *alloc_bytes(size_t size)
{
    void *bytes = malloc(size ? size : 1);

    if (!bytes)
        alloc_failed();
    return bytes;
}

void *alloc_grow(void *array, size_t *capacity, size_t wanted, size_t size)
{
    if (wanted <= *capacity)
        return array;

    size_t larger = *capacity ? *capacity : 16;
    while (larger < wanted) {
        if (larger > SIZE_MAX / 2)
            alloc_failed();
        larger *= 2;
    }
    void *grown = reallocarray(array, larger, size);
    if (!grown)
        alloc_failed();
    *capacity = larger;
    return grown;
}

void alloc_free_text(char **text)
{
    free(*text);
}

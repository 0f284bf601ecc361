// SPDX-License-Identifier: MIT
#include "os/secret_memory.h"

#include "base/alloc.h"

#include <string.h>
#include <sys/mman.h>

void *secret_memory_new(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        alloc_failed();
    madvise(memory, size, MADV_DONTDUMP); // may fail: then the bytes are only overwritten
    return memory;
}

void secret_memory_wipe(void *memory, size_t length)
{
    explicit_bzero(memory, length);
}

void secret_memory_free(void *memory, size_t size)
{
    if (!memory)
        return;
    secret_memory_wipe(memory, size);
    munmap(memory, size);
}

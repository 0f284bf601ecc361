// SPDX-License-Identifier: MIT
#include "os/directory.h"

#include "base/alloc.h"
#include "base/parse.h"
#include "os/kernel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY_BUFFER 32768

int directory_numbers(int directory, directory_visitor *visit, void *context)
{
    size_t capacity = 0;
    // Not alloc_array: for a process with few descriptors, zeroing it would cost most.
    CLEANUP(alloc_free_text) char *buffer = alloc_grow(NULL, &capacity, DIRECTORY_BUFFER, 1);
    ssize_t size;

    while ((size = syscall(SYS_getdents64, directory, buffer, DIRECTORY_BUFFER)) > 0) {
        for (ssize_t offset = 0; offset < size;) {
            const struct linux_dirent64 *entry = (const void *)(buffer + offset);
            uint64_t value = 0;
            if (parse_decimal(entry->d_name, strlen(entry->d_name), INT32_MAX, &value) == 0)
                visit(context, directory, &(struct number){entry->d_name, (uint32_t)value});
            offset += entry->d_reclen;
        }
    }
    return size < 0 ? -errno : 0;
}

// SPDX-License-Identifier: MIT
/**
 * What a link in /proc/PID/fd says. It is a socket's when it is, but for leading zeros, what
 * printf makes of an inode.
 */
#include "fuzz.h"

#include "join/descriptors.h"

/** The link without zeros before the number; the caller frees it. */
static char *without_zeros(const char *link, size_t size, size_t *ret_size)
{
    char *copy = malloc(size + 1);
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        bool digit_follows = i + 1 < size && link[i + 1] >= '0' && link[i + 1] <= '9';
        if (link[i] == '0' && length == 8 && digit_follows)
            continue;
        copy[length++] = link[i];
    }
    *ret_size = length;
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *link = exact(data, size);
    char canonical[64];
    uint32_t inode = 4711;
    size_t length = 0;
    char *plain = without_zeros(link, size, &length);
    bool is_socket = descriptors_parse_link(link, size, &inode);

    if (is_socket) {
        int expected = snprintf(canonical, sizeof(canonical), "socket:[%u]", inode);
        MUST((size_t)expected == length && memcmp(plain, canonical, length) == 0);
    } else {
        unsigned long long number = 0;
        int end = 0;
        MUST(inode == 4711);
        // Nothing that printf could have made is refused.
        char *text = strndup(plain, length);
        if (strlen(text) == length && sscanf(text, "socket:[%20llu]%n", &number, &end) == 1) {
            int expected = snprintf(canonical, sizeof(canonical), "socket:[%llu]", number);
            MUST(number > UINT32_MAX || (size_t)expected != length ||
                 memcmp(text, canonical, length) != 0);
        }
        free(text);
    }
    free(plain);
    free(link);
    return 0;
}

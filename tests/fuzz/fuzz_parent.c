// SPDX-License-Identifier: MIT
/**
 * The parent in /proc/PID/stat, whose second word is a name of any bytes: the number that scanf
 * reads behind the last parenthesis, if it is accepted.
 */
#include "fuzz.h"

#include "join/ancestors.h"

#include <ctype.h>
#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *stat = exact(data, size);
    uint32_t parent = 4711;
    int error = ancestors_parse_parent((struct text){stat, size}, &parent);
    char *copy = strndup(stat, size);
    const char *end = strrchr(copy, ')');
    long long number = 0;
    char state = 0;
    bool whole = strlen(copy) == size;

    MUST(error == 0 || (error == -EBADMSG && parent == 4711));
    if (!error && whole) {
        MUST(end && sscanf(end, ") %c %lld", &state, &number) == 2);
        MUST(number == parent && parent <= INT32_MAX);
    }
    // Nothing that the kernel prints is refused.
    if (error && whole && end && sscanf(end, ") %c %lld", &state, &number) == 2 &&
        isalpha((unsigned char)state)) {
        char printed[64];
        int length = snprintf(printed, sizeof(printed), ") %c %lld ", state, number);
        MUST(number < 0 || number > INT32_MAX || strncmp(end, printed, (size_t)length) != 0);
    }
    free(copy);
    free(stat);
    return 0;
}

// SPDX-License-Identifier: MIT
/**
 * The security context in /proc/PID/attr/current. It is what strcspn(3) makes of the bytes as a
 * string.
 */
#include "fuzz.h"

#include "join/context.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = exact(data, size);
    char *string = strndup(bytes, size);
    struct text context = context_parse(bytes, size);

    MUST(context.bytes == bytes);
    MUST(context.length == strcspn(string, "\n"));
    free(string);
    free(bytes);
    return 0;
}

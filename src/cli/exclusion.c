// SPDX-License-Identifier: MIT
#include "cli/exclusion.h"

#include "base/diag.h"

const struct exclusion *exclusion_given(const struct exclusion *exclusions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (exclusions[i].given)
            return &exclusions[i];
    }
    return NULL;
}

bool exclusion_permits(const char *option, const struct exclusion *exclusions, size_t count)
{
    const struct exclusion *given = exclusion_given(exclusions, count);

    if (given)
        diag_message("--%s and --%s exclude each other: %s", option, given->option, given->why);
    return !given;
}

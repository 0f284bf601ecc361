// SPDX-License-Identifier: MIT
/**
 * Options that cannot be combined, and why.
 */
#ifndef CLI_EXCLUSION_H
#define CLI_EXCLUSION_H

#include <stdbool.h>
#include <stddef.h>

/** An option that another one excludes. */
struct exclusion {
    bool given;
    const char *option; /**< without dashes */
    const char *why;    /**< a reason, or what to write instead */
};

/** Returns the first of COUNT exclusions whose option is given; NULL: there is none. */
const struct exclusion *exclusion_given(const struct exclusion *exclusions, size_t count);

/**
 * Returns true if none of the COUNT options is given that OPTION excludes. Otherwise prints
 * "--OPTION and --... exclude each other", with the reason.
 */
bool exclusion_permits(const char *option, const struct exclusion *exclusions, size_t count);

/** The last two arguments of these functions, for an array. */
#define EXCLUSIONS(exclusions) (exclusions), sizeof(exclusions) / sizeof((exclusions)[0])

#endif

// SPDX-License-Identifier: MIT
#include "os/kernel_release.h"

#include <sys/utsname.h>

#define LARGEST_MAJOR 9999
#define LARGEST_MINOR 255

/** Reads a number, and moves *TEXT after it; a larger one counts as LARGEST. */
static uint32_t read_number(const char **text, uint32_t largest)
{
    uint32_t number = 0;

    for (; **text >= '0' && **text <= '9'; (*text)++) {
        number = 10 * number + (uint32_t)(**text - '0');
        number = number < largest ? number : largest;
    }
    return number;
}

uint32_t kernel_release_number(const char *release)
{
    if (*release < '0' || *release > '9')
        return KERNEL_RELEASE_UNKNOWN;
    uint32_t major = read_number(&release, LARGEST_MAJOR);
    release += *release == '.';
    return KERNEL_VERSION(major, read_number(&release, LARGEST_MINOR), 0U);
}

uint32_t kernel_release(void)
{
    struct utsname names;

    return uname(&names) == 0 ? kernel_release_number(names.release) : KERNEL_RELEASE_UNKNOWN;
}

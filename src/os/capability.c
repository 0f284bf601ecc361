// SPDX-License-Identifier: MIT
#include "os/capability.h"

#include <sys/syscall.h>
#include <unistd.h>

uint64_t capability_effective(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {0};

    if (syscall(SYS_capget, &header, sets) < 0)
        return 0;
    return (uint64_t)sets[1].effective << 32 | sets[0].effective;
}

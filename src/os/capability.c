// SPDX-License-Identifier: MIT
#include "os/capability.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int capability_read(struct capabilities *ret_held)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3];

    if (syscall(SYS_capget, &header, words) < 0)
        return -errno;
    *ret_held = (struct capabilities){
        .permitted = (uint64_t)words[1].permitted << 32 | words[0].permitted,
        .effective = (uint64_t)words[1].effective << 32 | words[0].effective,
    };
    return 0;
}

int capability_write(const struct capabilities *kept)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3] = {0};

    for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        words[i].permitted = (uint32_t)(kept->permitted >> 32 * i);
        words[i].effective = (uint32_t)(kept->effective >> 32 * i);
    }
    return syscall(SYS_capset, &header, words) < 0 ? -errno : 0;
}

// SPDX-License-Identifier: MIT
#include "os/pid_namespace.h"

#include <sys/stat.h>

/** Inode of the first PID namespace (include/uapi/linux/nsfs.h, PID_NS_INIT_INO). */
#define FIRST_PID_NAMESPACE 0xeffffffcU

uint32_t pid_namespace_inode(void)
{
    struct stat status;

    if (stat("/proc/self/ns/pid", &status) < 0)
        return UINT32_MAX;
    return status.st_ino == FIRST_PID_NAMESPACE ? 0 : (uint32_t)status.st_ino;
}

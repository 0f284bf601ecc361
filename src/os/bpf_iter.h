// SPDX-License-Identifier: MIT
/**
 * Reads what a BPF iterator writes (Linux 5.8; loaded as light skeletons: 5.17).
 */
#ifndef OS_BPF_ITER_H
#define OS_BPF_ITER_H

#include <stdbool.h>
#include <stddef.h>

/** Whether this program was built with the BPF programs that it can load. */
extern const bool bpf_iter_built;

/** Takes LENGTH bytes that follow on those before: whole records. 0, or a negative errno. */
typedef int bpf_iter_take(void *context, const char *bytes, size_t length);

/**
 * Makes an iterator of the link LINK_FD, which runs while it is read. A descriptor or a negative
 * errno.
 */
int bpf_iter_open(int link_fd);

/** Reads the iterator FD to its end, and hands all that it writes to TAKE. 0, or the negative errno
 * of the kernel or of TAKE. A negative FD is returned. */
int bpf_iter_read(int fd, bpf_iter_take *take, void *context);

/** Why BPF could not be had, and what helps: for a negative errno of loading or reading. */
const char *bpf_iter_words(int error);

#endif

// SPDX-License-Identifier: MIT
/**
 * Reads the output of a BPF iterator (Linux 5.8; loaded as light skeletons: 5.17).
 */
#ifndef OS_BPF_ITER_H
#define OS_BPF_ITER_H

#include <stdbool.h>
#include <stddef.h>

/** True if sockstat was built with its BPF programs. */
extern const bool bpf_iter_built;

/** Takes the next LENGTH bytes, which are whole records. Returns 0 or a negative errno. */
typedef int bpf_iter_take(void *context, const char *bytes, size_t length);

/**
 * Opens an iterator of the link LINK_FD; the BPF program runs while it is read. Returns a
 * descriptor or a negative errno.
 */
int bpf_iter_open(int link_fd);

/**
 * Reads the iterator FD to its end and passes its output to TAKE. Returns 0 or the negative errno
 * of the kernel or of TAKE. If FD is negative, returns FD.
 */
int bpf_iter_read(int fd, bpf_iter_take *take, void *context);

/**
 * Returns the text for a negative errno of loading or reading: why BPF is not available, and what
 * helps.
 */
const char *bpf_iter_words(int error);

#endif

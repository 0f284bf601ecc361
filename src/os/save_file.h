// SPDX-License-Identifier: MIT
/**
 * Replaces a file as a whole: the new contents are written to a temporary file beside it, which
 * then gets its name. A keeper process does the last step, with the rights that this process had at
 * the beginning: this process can enter the sandbox before it writes. If this process ends early,
 * the keeper removes the temporary file.
 */
#ifndef OS_SAVE_FILE_H
#define OS_SAVE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

/** Start with `{0}`: none. */
struct save_file {
    pid_t keeper; /**< 0: none */
    int channel;  /**< a stream socket to it */
    int fd;       /**< the temporary file, to write to */
};

/** The mode of a file that only its owner can read and write. */
#define SAVE_FILE_PRIVATE 0600

/**
 * Creates the temporary file for PATH, and the keeper. PATH must not exist or be a regular file; a
 * symbolic link is not followed. The new file has the permissions of the old one if both have the
 * same owner, otherwise MODE. Call it before any thread is started.
 * Returns 0 or a negative errno; -EEXIST: PATH is no regular file.
 */
int save_file_open(const char *path, mode_t mode, struct save_file *ret_file);

/**
 * Writes everything to the disk and gives the file its name. Requires only write, read and wait
 * system calls. Returns 0 or a negative errno: the old file is then unchanged.
 */
int save_file_commit(struct save_file *file);

/** Removes the temporary file unless it has been committed. */
void save_file_close(const struct save_file *file);

#endif

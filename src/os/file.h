// SPDX-License-Identifier: MIT
/**
 * Reading small files whole.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/strbuf.h"

#include <sys/types.h>

/** Closes the descriptor in a variable unless it is negative: CLEANUP(file_close). */
void file_close(const int *fd);

/**
 * Reads up to SIZE bytes into BUFFER, again if interrupted. Returns the number of bytes read, 0 at
 * the end, or a negative errno.
 */
ssize_t file_read_some(int fd, char *buffer, size_t size);

/**
 * Appends the rest of the file to CONTENTS. Returns 0, -EFBIG above LIMIT bytes, or a negative
 * errno.
 */
int file_read_rest(int fd, size_t limit, struct strbuf *contents);

/** The same from the start of a file that may have been read before; FD may be a negative errno. */
int file_read_again(int fd, size_t limit, struct strbuf *contents);

/**
 * Appends the file PATH, relative to the directory descriptor DIRECTORY or AT_FDCWD, to CONTENTS.
 * Returns as file_read_rest, or the negative errno of openat.
 */
int file_read(int directory, const char *path, size_t limit, struct strbuf *contents);

#endif

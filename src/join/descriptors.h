// SPDX-License-Identifier: MIT
/**
 * Finds the descriptors of a process that refer to wanted sockets, by the links in /proc/PID/fd.
 */
#ifndef JOIN_DESCRIPTORS_H
#define JOIN_DESCRIPTORS_H

#include "os/directory.h"
#include "sock/owners.h"

/** A descriptor that refers to a wanted socket. */
struct find {
    uint32_t chain;   /**< chain of the socket in the owners */
    uint32_t process; /**< index into reader.found.processes */
    uint32_t fd;      /**< the number of the descriptor */
};

/** A reader and its results. Several readers can run at the same time; release with reader_free. */
struct reader {
    const struct owners *owners; /**< the wanted inodes; borrowed, and must not change */
    bool threads;                /**< also read the descriptor tables of single threads */
    /**
     * Holders found earlier, from owners_index: only others are added. NULL: only sockets without a
     * holder.
     */
    const struct idmap *held;

    struct owners found;    /**< only processes and their names */
    struct find *finds;     /**< grouped by process */
    size_t count, capacity; /**< of finds */
    size_t descriptors;     /**< descriptors read so far */
    uint32_t denied;        /**< the lowest process that cannot be read; 0: none */
    bool refused;           /**< the current process cannot be read */
    int failure;            /**< negative errno of an unexpected failure, or 0 */
};

/** Frees the results. */
void reader_free(struct reader *reader);

/**
 * Reads the descriptors of process PID in the procfs whose directory is open as PROC. Skips a
 * process that ends meanwhile. Returns false if the process may not be read.
 */
bool descriptors_read(struct reader *reader, int proc, uint32_t pid);

/** Returns the lower of two process numbers, of which 0 is none. */
uint32_t descriptors_lower(uint32_t pid, uint32_t other);

/** Called for one entry of DIRECTORY, an open descriptor. */
typedef void number_visitor(struct reader *reader, int directory, const struct number *number,
                            void *context);

/** Calls VISIT as directory_numbers does, and returns the same. */
int descriptors_numbers(struct reader *reader, int directory, number_visitor *visit, void *context);

/** Parses a link "socket:[INODE]" of LENGTH bytes; returns false if it has another form. Pure. */
bool descriptors_parse_link(const char *link, size_t length, uint32_t *ret_inode);

#endif

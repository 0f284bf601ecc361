// SPDX-License-Identifier: MIT
/**
 * Reads which descriptors of a process refer to sockets that are wanted, from the links in
 * /proc/PID/fd.
 */
#ifndef JOIN_DESCRIPTORS_H
#define JOIN_DESCRIPTORS_H

#include "sock/owners.h"

/** A descriptor that refers to a socket that is wanted. */
struct find {
    uint32_t chain;   /**< of the socket, in the owners */
    uint32_t process; /**< index into reader.found.processes */
    uint32_t fd;      /**< its number */
};

/** Who reads, and what was found. Several can read at the same time; release with reader_free. */
struct reader {
    const struct owners *owners; /**< tells what is wanted; borrowed, and must not change */
    bool threads;                /**< read the tables of single threads */
    /** Holders found before, by owners_index: others are looked for. NULL: sockets without one. */
    const struct idmap *held;

    struct owners found;    /**< processes and their names alone */
    struct find *finds;     /**< those of a process follow each other */
    size_t count, capacity; /**< of finds */
    size_t descriptors;     /**< read so far */
    uint32_t denied;        /**< the lowest process that may not be read; 0: none */
    bool refused;           /**< the process at hand may not be read */
    int failure;            /**< negative errno of something that should have worked, or 0 */
};

/** Frees what was found. */
void reader_free(struct reader *reader);

/**
 * Reads the descriptors of process PID in the procfs whose directory is open as PROC. A process
 * that ends meanwhile is skipped. Returns false if it may not be read.
 */
bool descriptors_read(struct reader *reader, int proc, uint32_t pid);

/** Returns the lower of two process numbers, of which 0 is none. */
uint32_t descriptors_lower(uint32_t pid, uint32_t other);

/** An entry of a directory whose name is a number. */
struct number {
    const char *name;
    uint32_t value; /**< of it */
};

/** Takes one entry of DIRECTORY, an open descriptor. */
typedef void number_visitor(struct reader *reader, int directory, const struct number *number,
                            void *context);

/**
 * Visits the entries of DIRECTORY whose names are numbers below 2^31, in its order. Returns 0 or
 * the negative errno of reading it.
 */
int descriptors_numbers(struct reader *reader, int directory, number_visitor *visit, void *context);

/**
 * Reads the inode out of a link "socket:[INODE]" of LENGTH bytes; returns false if the link says
 * anything else. Pure.
 */
bool descriptors_parse_link(const char *link, size_t length, uint32_t *ret_inode);

#endif

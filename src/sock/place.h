// SPDX-License-Identifier: MIT
/**
 * Places: the network namespaces that are read. Place 0 is our own; a row has the number of its
 * place (sock.place).
 */
#ifndef SOCK_PLACE_H
#define SOCK_PLACE_H

#include "base/strbuf.h"
#include "sock/ephemeral.h"

#include <stdbool.h>
#include <stddef.h>

/** Places have numbers of 16 bits (sock.place). */
#define PLACES_LIMIT UINT16_MAX

/** What is known of a network namespace as long as the program runs. */
struct place {
    uint32_t inode;      /**< in nsfs; 0: not known */
    uint64_t cookie;     /**< SO_NETNS_COOKIE; 0: not known */
    uint32_t pid;        /**< a process that lives in it; 0: none is known */
    struct strbuf comm;  /**< name of that process; empty: not known */
    struct strbuf names; /**< its mount points, the best one first, each with its NUL */
    const struct ephemeral *ephemeral; /**< its ephemeral ports; NULL: not known. Borrowed */
    int interfaces;                    /**< for os/interface.h; negative: not open */
    bool unread;                       /**< it was added later: only events tell of it */
    bool gone; /**< it was read and has ended: no socket is left; unread, too. Its number is kept
                    until another place takes it */
    bool from_proc; /**< it cannot be entered: only its /proc/PID/net is read */
};

/** A network namespace that was asked for, or exists, and cannot be read. */
struct skipped_place {
    uint32_t inode, pid; /**< 0: not known */
    struct strbuf names; /**< as in struct place */
    int error;           /**< why: a negative errno */
};

/** Start with `{0}`: our own, of which nothing is known. */
struct places {
    struct place own;
    struct place *others; /**< places 1 and up */
    size_t other_count;
    bool left_out; /**< our own is not read */
    bool shown;    /**< the output tells namespaces apart: others were asked for */

    struct ephemeral own_ephemeral; /**< where own.ephemeral points, if it is known */
    struct ephemeral **more;        /**< ranges of others that differ from our own; owned */
    size_t more_count, more_capacity;

    struct skipped_place *skipped;
    size_t skipped_count, skipped_capacity;
};

/** Frees everything but PLACES itself, and closes the descriptors of the others. */
void places_free(struct places *places);

/** Returns place NUMBER; our own for a number without place. */
static inline const struct place *places_at(const struct places *places, size_t number)
{
    return number > 0 && number <= places->other_count ? &places->others[number - 1] : &places->own;
}

/**
 * Sets the ephemeral ports of PLACE, one of PLACES, to EPHEMERAL, which is copied. Equal ones share
 * memory, so those of our own must be set before those of others, or never.
 */
void places_set_ephemeral(struct places *places, struct place *place,
                          const struct ephemeral *ephemeral);

/** Adds an empty entry to the list of skipped places and returns it. */
struct skipped_place *places_skip(struct places *places);

/** Adds an empty place, unread, unless there is no number for it. Returns its number or -1. */
int places_add(struct places *places);

/** Returns the number of places but our own that have not ended. */
size_t places_count(const struct places *places);

/** Frees the texts of PLACE and closes its descriptor. */
void place_free(struct place *place);

/**
 * Returns the number of the place with this INODE, 0 for our own; adds one of which nothing else is
 * known, and nothing is read, if there is none. Returns -1 if there is no number for it.
 */
int places_find_or_add(struct places *places, uint32_t inode);

/** Returns the last component of the first of NAMES; empty: there is none. Borrowed. */
struct text place_name(const struct strbuf *names);

#endif

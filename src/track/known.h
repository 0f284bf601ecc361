// SPDX-License-Identifier: MIT
/**
 * The sockets that are known to be open, by their identity. Pure.
 *
 * A cookie identifies a socket within a network namespace. Rows without a cookie, and those whose
 * cookie other rows share, are identified by protocol, inode and ends.
 */
#ifndef TRACK_KNOWN_H
#define TRACK_KNOWN_H

#include "base/strbuf.h"
#include "sock/moment.h"
#include "sock/transition.h"

/** A socket that is known to be open. */
struct known {
    struct known *next;  /**< in the same bucket */
    struct sock sock;    /**< as it was last reported; `detail` has no meaning */
    struct moment start; /**< when it began, or was first seen */
    struct strbuf cells; /**< what is shown of it, if it is shown; for the owner of the table */
    /** which `cells` tell of; its pid is 0 if they tell of none, or of those that a scan found */
    struct acting_process process;
    uint32_t scan;        /**< number of the last scan that listed it */
    uint8_t missed;       /**< complete scans since, that did not list it */
    uint8_t owner;        /**< enum owner; for the owner of the table */
    uint8_t basis;        /**< enum owner_basis; for the owner of the table */
    bool start_known : 1; /**< `start` is when it began */
    bool existing : 1;    /**< it was there at the first scan */
    bool shown : 1;       /**< it matched when it was last reported */
    bool matches : 1;     /**< it matches as it is now; for the owner of the table */
    bool fresh : 1;       /**< not reported yet */
    bool reported : 1;    /**< an event reported when it began, and not a scan */
};

/** Start with `{0}`; free with known_free_all. */
struct known_table {
    struct known **buckets;
    size_t bucket_count; /**< 0 or a power of two */
    size_t count;
    uint64_t seed; /**< of the hash: a number that others do not know */
};

void known_free_all(struct known_table *table);

/** Returns a socket that is in no table. */
struct known *known_new(const struct sock *sock);

/** Frees a socket that was removed from its table; NULL is allowed. */
void known_free(struct known *known);

/** Returns the known socket that SOCK is, or NULL. */
struct known *known_find(const struct known_table *table, const struct sock *sock);

/** Adds SOCK, which must not be known. */
struct known *known_add(struct known_table *table, const struct sock *sock);

/** Removes KNOWN from TABLE; the caller frees it. */
void known_remove(struct known_table *table, struct known *known);

/** Sockets that were removed; start with `{0}`. */
struct known_list {
    struct known **items; /**< owned */
    size_t count, capacity;
};

void known_list_add(struct known_list *list, struct known *known);
void known_list_free(struct known_list *list);

/** Sorts by the default order of rows. */
void known_list_sort(struct known_list *list);

/** Moves every socket for which REMOVES returns true from TABLE to LIST, sorted. */
void known_remove_if(struct known_table *table, bool (*removes)(void *context, struct known *known),
                     void *context, struct known_list *list);

#endif

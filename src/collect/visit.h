// SPDX-License-Identifier: MIT
/**
 * The visit of other network namespaces: enters each of them once and opens what its sockets are
 * read from. These descriptors stay in their namespace, so that no right to enter another one is
 * needed afterwards. The visit comes before the sandbox and before any thread: setns(2) moves only
 * the calling thread.
 */
#ifndef COLLECT_VISIT_H
#define COLLECT_VISIT_H

#include "collect/iterators.h"
#include "collect/netns_choice.h"
#include "collect/proc_net.h"
#include "collect/protocol_counts.h"
#include "collect/tcp_walk.h"
#include "os/netlink.h"
#include "sock/place.h"
#include "sock/request.h"

/** What the sockets of one place are read from. Start with `{0}`: our own. */
struct place_source {
    struct netlink_supply netlink;
    struct proc_net_files files;
    struct protocol_counts_files counts;

    // of other places:
    bool kept;                   /**< found by visit_again, which opened nothing: it was open */
    bool idle;                   /**< nothing is read: it has ended, or only events tell of it */
    unsigned merges;             /**< of visit_merge since it ended */
    int64_t due;                 /**< when it may be let go if it is not found, in milliseconds */
    int64_t patience;            /**< how long it was last kept without being found */
    bool entered;                /**< otherwise only the files of `pid` can be read */
    int files_of_tcp[TCP_FILES]; /**< see struct tcp_walk */
    uint32_t pid;                /**< a process that lives there; 0: none is known */
    uint64_t proc_inode;         /**< of its net/tcp, which is that of the namespace */
    bool iterates;               /**< `iterators` are open */
    int iterators[PROTO_COUNT];  /**< for one reading each, or the negative errno of opening */
};

/** What is read in the places. */
struct visit_plan {
    const struct netns_choice *choice;
    const struct request *request;
    const char *proc; /**< a procfs */
    bool devices;     /**< names and addresses of interfaces */
    bool ephemeral;   /**< ephemeral ports */
    unsigned rights;  /**< that netlink sockets need when they are opened (enum sandbox_need) */
};

/** The places that were visited. Start with `{0}`: none but our own. */
struct visit {
    struct place_source *sources; /**< of places 1 and up */
    size_t count;
    struct iterators *iterators; /**< loaded for the visit; NULL: not, or refused */
    int refused;                 /**< why loading was refused; 0: it was not tried */
    bool all;                    /**< every namespace was asked for */
    size_t beyond;               /**< namespaces that exist and could not be opened */
    int beyond_error;            /**< why: a negative errno */
    int unidentified;            /**< why the cookie of one is not known; 0: all are */
    struct strbuf errors, gaps;  /**< as in struct netns_list */
};

/**
 * Finds the namespaces of PLAN, enters them, and fills PLACES and VISIT. Namespaces that cannot be
 * read are in PLACES->skipped. Returns 0, or the negative errno of returning to our own namespace:
 * the caller must then exit.
 */
int visit_places(const struct visit_plan *plan, struct places *places, struct visit *visit);

void visit_free(struct visit *visit);

/** What visit_again looks for. */
struct revisit {
    const uint32_t *held; /**< inodes of namespaces that are open and need not be entered */
    size_t count;
    bool kernel; /**< search the kernel's list, too: it has those that only we hold */
};

/**
 * As visit_places, into other, empty places and visit, for namespaces that began meanwhile. Those
 * that are held are only found if a process has them or a mount; their source is `kept`. Our own
 * namespace and PLACES->own are not read.
 */
int visit_again(const struct visit_plan *plan, const struct revisit *revisit, struct places *places,
                struct visit *visit);

/** A source that is read from outside, and of which nothing is open. */
extern const struct place_source source_outside;

/** Closes what is open of SOURCE. */
void source_close(struct place_source *source);

/** Adds, to the list of skipped places, PLACE, which is freed, because of ERROR. */
void visit_skip(struct places *places, struct place *place, int error);

/**
 * Opens /proc/PID/net of SOURCE for its files. Returns 0, also if there is none to open, or a
 * negative errno: -ESRCH if the process has ended or lives in another namespace now.
 */
int visit_open_files(struct place_source *source);

/** Closes what visit_open_files opened. */
void visit_close_files(struct place_source *source);

#endif

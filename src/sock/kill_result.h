// SPDX-License-Identifier: MIT
/**
 * What --kill did to a socket: the block DETAIL_RESULT of a row (NEED_RESULT).
 */
#ifndef SOCK_KILL_RESULT_H
#define SOCK_KILL_RESULT_H

#include <stdint.h>

/** What became of the socket of a row. The words are in the order of enum, after the first. */
enum kill_result {
    RESULT_NONE,
    RESULT_WOULD_KILL,    /**< nothing yet: --yes would end it */
    RESULT_KILLED,        /**< the connection ended, or the socket stopped listening */
    RESULT_ABORTED,       /**< it got an error and stays as it was: UDP without a peer */
    RESULT_GONE,          /**< it ended before its turn */
    RESULT_NOT_PERMITTED, /**< this takes CAP_NET_ADMIN in the user namespace of its netns */
    RESULT_NOT_SUPPORTED, /**< the kernel cannot end it, or not surely this one */
    RESULT_REFUSED,       /**< a rule of sockstat forbids it: enum kill_reason */
    RESULT_FAILED,        /**< it is still there, or this is not known */
    RESULT_COUNT,
};

/** Why a socket was not ended. */
enum kill_reason {
    REASON_NONE,
    REASON_NO_COOKIE,      /**< the source does not report cookies */
    REASON_LISTENER,       /**< neither the filter nor -l names listeners */
    REASON_OWN_CONNECTION, /**< held by an ancestor process of sockstat, such as sshd */
    REASON_OWN_UNKNOWN,    /**< an ancestor process cannot be read: it could hold this one */
    REASON_TOO_MANY,       /**< more rows match than --max allows */
    REASON_OWNERS_UNKNOWN, /**< the filter depends on processes or data that cannot be read */
    REASON_INCOMPLETE,     /**< sockets could not be read */
    REASON_ONLY_BOUND,     /**< neither listening nor connected: the kernel does not find it */
    REASON_SHARED_ADDRESS, /**< the kernel finds another socket with these addresses and ports */
    REASON_STILL_OPEN,     /**< the kernel reported success, and the socket is as before */
    REASON_INTERRUPTED,    /**< a signal came before its turn */
    REASON_NOT_VERIFIED,   /**< not found; if it still exists could not be read */
    REASON_ERROR,          /**< another error of the kernel */
    REASON_COUNT,
};

/** The block of a row. */
struct row_result {
    uint8_t result; /**< enum kill_result */
    uint8_t reason; /**< enum kill_reason */
};

/** The words, by number. */
extern const char *const kill_result_names[RESULT_COUNT];
extern const char *const kill_reason_names[REASON_COUNT];

#endif

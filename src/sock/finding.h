// SPDX-License-Identifier: MIT
/**
 * Findings: what is unusual about a socket, by its own row and what was joined with it. A finding
 * is a row of finding_table: conditions on fields, and a severity. What it means is a row of the
 * manual and of show/sentences.c.
 *
 * Nothing is found that was not seen: a value that is absent satisfies no condition. Durations and
 * counts in the conditions are such that healthy sockets do not reach them; they are in the manual.
 */
#ifndef SOCK_FINDING_H
#define SOCK_FINDING_H

#include "sock/condition.h"

#include <stdbool.h>
#include <stdint.h>

/** The findings, in the order in which they are told: the most severe ones first. */
enum finding {
    FINDING_ACCEPT_QUEUE_FULL,
    FINDING_REUSEPORT_IMBALANCE,
    FINDING_NOT_ACCEPTED,
    FINDING_CLOSE_WAIT,
    FINDING_ZERO_WINDOW,
    FINDING_HALF_OPEN,
    FINDING_RETRANSMITTING,
    FINDING_SYN_UNANSWERED,
    FINDING_TIME_WAIT_FLOOD,
    FINDING_RECEIVE_BUFFER_FULL,
    FINDING_EXPOSED_SERVICE,
    FINDING_ACCEPT_QUEUE_FILLING,
    FINDING_LISTENER_DROPS,
    FINDING_DROPS,
    FINDING_UNREAD_DATA,
    FINDING_FIN_WAIT_2,
    FINDING_ORPHAN,
    FINDING_BOUND_IDLE,
    FINDING_SEVERAL_ACCEPT,
    FINDING_OWNER_HIDDEN,
    FINDING_COUNT,
};

enum severity {
    SEVERITY_NONE,
    SEVERITY_NOTE,    /**< unusual or worth to know; often intended */
    SEVERITY_WARNING, /**< a likely fault: data or connections are delayed, lost or exposed */
    SEVERITY_COUNT,
};

/** The words, by number. */
extern const char *const severity_names[SEVERITY_COUNT];

/** The most keys of a finding. */
#define FINDING_KEYS 5

struct finding_info {
    const char *name; /**< the word in the column `findings` and in the manual */
    enum severity severity;
    proto_set protos; /**< of sockets that can have it */
    state_set states; /**< likewise */
    struct condition conditions[CONDITIONS + 1];
    /** The fields with the figures that matter; the others are 0, which is none of them. */
    enum field_id keys[FINDING_KEYS];
};

/** By enum finding. */
extern const struct finding_info finding_table[FINDING_COUNT];

/** A set of findings: bit `1 << finding` for each. */
typedef uint32_t finding_set;

#define FINDING_BIT(finding) ((finding_set)1 << (finding))

/** Needs of the conditions: all are met before findings are looked for. */
#define NEEDS_OF_FINDINGS                                                                          \
    (NEED_OWNER | NEED_ENDS | NEED_AUTOBOUND | NEED_SIBLINGS | NEED_EPHEMERAL | NEED_INFO |        \
     NEED_INFO_REST | NEED_MEMORY)

/** Returns the findings of the socket. */
finding_set findings_of(const struct sock *sock, const struct facts *facts);

/** Returns the highest severity in SET. */
enum severity findings_severity(finding_set set);

/**
 * Returns true if every fact that the findings depend on is reported for sockets like this one; if
 * not, it may have more findings.
 */
bool findings_reported(const struct sock *sock, const struct facts *facts);

#endif

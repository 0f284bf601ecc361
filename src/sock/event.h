// SPDX-License-Identifier: MIT
/**
 * Events of sockets: what a source of events observed, and what is reported of it. A source
 * delivers observations, track/ compares them with what is known, show/ writes events.
 */
#ifndef SOCK_EVENT_H
#define SOCK_EVENT_H

#include "base/text.h"
#include "sock/moment.h"
#include "sock/transition.h"

/** The kinds of events about a socket. */
enum event_kind {
    EVENT_OPEN,
    EVENT_CLOSE,
    EVENT_CHANGE,
    EVENT_REPLACED, /**< a listener was closed, and one with equal key opened, before one scan */
    EVENT_KIND_COUNT,
};

struct event_info {
    const char *name; /**< as in JSON: "open" */
    char sign;        /**< in text */
};

extern const struct event_info event_table[EVENT_KIND_COUNT];

/** How a connection ended. */
enum end_reason {
    REASON_NONE,    /**< there was no connection: a listener, UDP */
    REASON_FIN,     /**< both sides, or ours and an acknowledged FIN, closed it */
    REASON_RST,     /**< reset by either side, or by a tool */
    REASON_TIMEOUT, /**< the peer did not answer */
    REASON_UNKNOWN,
    REASON_COUNT,
};

/** Names of the reasons; NULL for REASON_NONE. */
extern const char *const reason_names[REASON_COUNT];

/** What the kernel reports at the end of a TCP socket. */
struct tcp_ending {
    bool reported;           /**< the members below are known, as far as they are not `has` */
    bool has_sent;           /**< bytes_sent and bytes_retransmitted are known: Linux 4.19 */
    uint64_t bytes_acked;    /**< as in struct tcp_info: with 1 for each SYN and FIN */
    uint64_t bytes_received; /**< with 1 for a FIN that the socket itself received */
    uint64_t bytes_sent;     /**< with what was retransmitted */
    uint64_t bytes_retransmitted;
    uint32_t data_segments; /**< received, with data; known with has_sent */
    uint32_t retransmits;   /**< segments */
    uint32_t rtt_us;        /**< smoothed round-trip time; 0: none was measured */
    bool unanswered;        /**< timeouts or probes in a row without an answer */
    /**
     * More segments were acknowledged than SYN and data: a FIN. Not so for a FIN that went with the
     * last data.
     */
    bool fin_acked;
};

/** How the process of a socket is known. */
enum owner_basis {
    BASIS_NONE,     /**< it is not known */
    BASIS_SCAN,     /**< a scan found the processes that hold it */
    BASIS_OPENER,   /**< the process called connect(2), or listen(2) for a listener */
    BASIS_LISTENER, /**< the process has the listener that accepted the connection */
    BASIS_CLOSER,   /**< the process closed it */
    BASIS_COUNT,
};

/** Names of the bases; NULL for BASIS_NONE. */
extern const char *const basis_names[BASIS_COUNT];

/** The process of a socket, as a source of events reported it. */
struct actor {
    enum owner_basis basis; /**< BASIS_NONE: `process` has no meaning */
    struct acting_process process;
};

/** The end of a socket as it is reported. */
struct ending {
    enum end_reason reason;
    bool counted;            /**< the members below are known */
    uint64_t bytes_acked;    /**< without SYN and FIN */
    uint64_t bytes_received; /**< as the kernel reports it */
    uint32_t retransmits;
    uint32_t rtt_us; /**< 0: none was measured */
};

/** What a source of events observed of one socket. */
struct observation {
    struct moment when;
    bool starts; /**< the socket opened; otherwise it was closed */
    /**
     * Identity (place, cookie), protocol, family, ends and user. The state is STATE_CLOSED at the
     * end of a TCP socket; queues, timers and inode are not known.
     */
    struct sock sock;
    bool tuple_known; /**< false: the ends in `sock` are not those of the connection */
    bool connected;   /**< tuple_known is false: there was a connection, which we reset */
    struct tcp_ending ending;
    struct actor actor;

    bool traced;      /**< the members below are known: a program in the kernel saw every change */
    bool start_known; /**< `start` is when the socket began */
    struct moment start;
    struct ending exact; /**< unless it starts */
};

/** A value that changed, as the format writes it. */
struct event_change {
    const char *key;
    struct text before, after;
};

#define MOST_CHANGES 6

/** An event about one socket, for show/event.h. All text is borrowed. */
struct event {
    enum event_kind kind;
    bool scanned;         /**< seen by comparing scans; otherwise by an event of the kernel */
    bool existing;        /**< EVENT_OPEN: the socket was there when the program began */
    struct timespec when; /**< UTC */
    bool start_known;     /**< an event of the kernel reported when the socket began: `start` */
    struct timespec start;
    bool observed; /**< the socket was seen before its end, for `observed_us` */
    uint64_t observed_us;
    bool tuple_known;            /**< false: the ends are not known */
    struct text cells;           /**< values of the columns, each with a NUL (event_show_cells) */
    struct text before;          /**< EVENT_REPLACED: likewise of the socket that was closed */
    enum owner_basis basis;      /**< how the processes in `cells` are known */
    const struct ending *ending; /**< EVENT_CLOSE */
    struct event_change changes[MOST_CHANGES]; /**< EVENT_CHANGE */
    size_t change_count;
};

#endif

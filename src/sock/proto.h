// SPDX-License-Identifier: MIT
/**
 * The protocols and the states of their sockets. One row each; names, headings, masks and help
 * derive from the rows.
 */
#ifndef SOCK_PROTO_H
#define SOCK_PROTO_H

#include "sock/address.h"

enum proto {
    PROTO_TCP,
    PROTO_UDP,
    PROTO_UDPLITE,
    PROTO_RAW,
    PROTO_ICMP,
    PROTO_MPTCP,
    PROTO_SCTP,
    PROTO_SMC,
    PROTO_UNIX,
    PROTO_PACKET,
    PROTO_NETLINK,
    PROTO_VSOCK,
    PROTO_XDP,
    PROTO_TIPC,
    PROTO_COUNT,
};

/** A set of protocols: bit `1 << proto` for each. */
typedef uint32_t proto_set;

#define PROTO_BIT(proto) ((proto_set)1 << (proto))
#define ALL_PROTOS (PROTO_BIT(PROTO_COUNT) - 1)

/**
 * Socket states. 1 to 13 are the kernel's numbers of TCP (include/net/tcp_states.h). NEW_SYN_RECV
 * is used only within this module: it is shown as SYN-RECV. The kernel's CLOSE (7) means one of
 * three states, which state_from_kernel distinguishes.
 */
enum state {
    STATE_ESTABLISHED = 1,
    STATE_SYN_SENT,
    STATE_SYN_RECV,
    STATE_FIN_WAIT_1,
    STATE_FIN_WAIT_2,
    STATE_TIME_WAIT,
    STATE_CLOSED,
    STATE_CLOSE_WAIT,
    STATE_LAST_ACK,
    STATE_LISTEN,
    STATE_CLOSING,
    STATE_NEW_SYN_RECV,
    STATE_BOUND_INACTIVE, /**< TCP: bound to a port, neither listening nor connected */
    STATE_UNCONNECTED,    /**< UDP without a peer */
    // SCTP, include/net/sctp/constants.h
    STATE_COOKIE_WAIT,
    STATE_COOKIE_ECHOED,
    STATE_SHUTDOWN_PENDING,
    STATE_SHUTDOWN_SENT,
    STATE_SHUTDOWN_RECEIVED,
    STATE_SHUTDOWN_ACK_SENT,
    // SMC, net/smc/smc.h
    STATE_PEER_CLOSE_WAIT_1,
    STATE_PEER_CLOSE_WAIT_2,
    STATE_APP_FIN_CLOSE_WAIT,
    STATE_APP_CLOSE_WAIT_1,
    STATE_APP_CLOSE_WAIT_2,
    STATE_PEER_FIN_CLOSE_WAIT,
    STATE_PEER_ABORT_WAIT,
    STATE_PROCESS_ABORT,
    STATE_COUNT,
};

/** A set of states: bit `1 << state` for each. */
typedef uint64_t state_set;

#define STATE_BIT(state) ((state_set)1 << (state))

/** States of sockets that never have a peer. */
#define STATES_WITHOUT_PEER (STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED))

/** The phase of a connection; it determines the colour. */
enum state_phase {
    PHASE_WAITING, /**< listening, unconnected */
    PHASE_OPEN,    /**< established */
    PHASE_OPENING, /**< handshake in progress */
    PHASE_CLOSING, /**< closing or closed */
    PHASE_COUNT,
};

struct state_info {
    const char *name;    /**< as in JSON and filters: "time-wait" */
    const char *heading; /**< as in tables: "TIME-WAIT" */
    const char *help;
    enum state_phase phase;
};

/** Types of sockets, by the kernel's numbers (SOCK_STREAM and so on). */
enum socket_type {
    TYPE_STREAM = 1,
    TYPE_DGRAM,
    TYPE_RAW,
    TYPE_RDM,
    TYPE_SEQPACKET,
    TYPE_COUNT,
};

extern const char *const type_names[TYPE_COUNT];

/** The messages of sock_diag about a protocol. */
enum diag {
    DIAG_INET,    /**< linux/inet_diag.h */
    DIAG_UNIX,    /**< linux/unix_diag.h */
    DIAG_PACKET,  /**< linux/packet_diag.h */
    DIAG_NETLINK, /**< linux/netlink_diag.h */
    DIAG_VSOCK,   /**< linux/vm_sockets_diag.h */
    DIAG_XDP,     /**< linux/xdp_diag.h */
    DIAG_TIPC,    /**< linux/tipc_sockets_diag.h */
    DIAG_SMC,     /**< linux/smc_diag.h */
    DIAG_COUNT,
};

/** What the kernel reports as the port of a socket. */
enum port_meaning {
    PORT_TRANSPORT, /**< a port; services have names for it */
    PORT_PROTOCOL,  /**< the number of an IP protocol */
    PORT_ICMP_ID,   /**< the identifier of ICMP echo messages */
    PORT_NONE,      /**< nothing: the ends are names or numbers */
};

/** The properties of a protocol. */
struct proto_info {
    const char *name;                /**< "tcp" */
    family_set families;             /**< of its sockets */
    const char *names[FAMILY_COUNT]; /**< in tables, by family: "tcp", "tcp6" */
    const char *dual_name; /**< in tables, of a dual-stack socket: "tcp46"; NULL: there is none */
    const char *title;     /**< "TCP" */
    uint16_t number;       /**< IPPROTO_*; 0: none */

    state_set states;             /**< all states of sockets of this protocol */
    state_set listening;          /**< listening: can receive from any peer */
    state_set connected;          /**< states with a live peer, or soon with one */
    const uint8_t *kernel_states; /**< enum state, by the kernel's number; NULL: those of TCP */
    enum state closed_bound; /**< meaning of the kernel's CLOSE for a socket with a local port */
    enum state closed_unbound;

    enum socket_type type; /**< of every socket; 0: they differ */
    enum port_meaning port;
    bool repeats;           /**< one dump lists some sockets twice, though none changed */
    uint32_t lacks;         /**< enum have: facts that no socket of this protocol has */
    bool dual_stack;        /**< an IPv6 socket can receive IPv4 packets */
    bool family_unclear;    /**< some sockets are of IPv4 or IPv6 (HAVE_NO_FAMILY) */
    bool queues_need_peer;  /**< queue lengths of a socket without a peer are not valid */
    bool listed_by_default; /**< listed if no option selects protocols */
    bool destroyable;       /**< SOCK_DESTROY can end its sockets, and checks the cookie */

    unsigned needs;         /**< enum need: those that only some protocols have, this one too */
    enum diag diag;         /**< SOURCE_NETLINK: how it is asked for and decoded */
    unsigned sources;       /**< bits of enum source; the order is that of the enum */
    bool families_together; /**< TCPDIAG_GETSOCK lists all families in one dump */
    const char *files[FAMILY_COUNT]; /**< below /proc/self/net; the format is by `diag` */
    uint32_t file_lacks; /**< enum have: facts that these do not report, other sources do */
};

extern const struct proto_info proto_table[PROTO_COUNT];
extern const struct state_info state_table[STATE_COUNT];

/**
 * Returns the state of a PROTO socket for which the kernel reports KERNEL_STATE, a number from
 * include/net/tcp_states.h; BOUND: it has a local port. Returns 0 for a state that no socket of
 * this protocol has.
 */
enum state state_from_kernel(enum proto proto, uint8_t kernel_state, bool bound);

/** Likewise of an association of an SCTP socket (linux/sctp.h, sctp_sstat_state). */
enum state association_state_from_kernel(uint8_t kernel_state);

/**
 * Returns the name of an IP protocol by its number (IANA, protocol-numbers), or NULL if it is not
 * in the list.
 */
const char *ip_protocol_name(uint32_t number);

/** Returns the mask `idiag_states` of a request for the states in SET. */
uint32_t state_kernel_mask(state_set set);

#endif

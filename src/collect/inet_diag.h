// SPDX-License-Identifier: MIT
/**
 * Internet sockets through sock_diag (linux/inet_diag.h).
 */
#ifndef COLLECT_INET_DIAG_H
#define COLLECT_INET_DIAG_H

#include "os/netlink.h"
#include "sock/request.h"
#include "sock/sink.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>

/**
 * Decodes one reply of type SOCK_DIAG_BY_FAMILY about a PROTO socket. Appends what the record has
 * no room for to DETAIL (sock/detail.h), which is empty; NULL: drops it. Pure. Returns 0, or
 * -EBADMSG if the message is too short or has a value that is impossible for this protocol. Unknown
 * attributes are skipped; known attributes that are too short count as absent.
 *
 * Of SCTP, a reply is about an endpoint, or about an association if it has INET_DIAG_PEERS
 * (net/sctp/diag.c): all rows of a socket have its cookie and its inode.
 */
int inet_diag_decode(const struct nlmsghdr *message, enum proto proto, struct sock *ret_sock,
                     struct strbuf *detail);

/**
 * Sets the protocol of a request, and adds attribute INET_DIAG_REQ_PROTOCOL for a NUMBER that the
 * body has no room for (Linux 5.9). The body then has protocol 0, which no kernel has a handler
 * for: a kernel that does not know the attribute refuses the request instead of listing the sockets
 * of another protocol. MESSAGE has room for the attribute.
 */
void inet_diag_put_protocol(struct nlmsghdr *message, struct inet_diag_req_v2 *body,
                            uint16_t number);

/**
 * Returns the extensions to ask for (idiag_ext of struct inet_diag_req_v2): those that the needs of
 * REQUEST require, and INET_DIAG_INFO for protocols whose rows depend on it. The bit of VEGASINFO
 * also asks for DCTCPINFO and BBRINFO, that of TCLASS for CLASS_ID, which has no bit
 * (net/ipv4/inet_diag.c). Pure.
 */
uint8_t inet_diag_extensions(const struct request *request, enum proto proto);

/**
 * Sets sock.autobound and sock.port_bound. CHOSEN: no bind(2) gave the local port, or another
 * socket's did: that of the listener. They stay unknown for sockets without an inode and, if
 * REQUEST has no ephemeral range, for ports that were not bound. Pure.
 */
void inet_diag_note_autobound(const struct request *request, bool chosen, struct sock *sock);

/**
 * Maximum number of netlink sockets that one inet_diag_collect uses: each failed dump costs one.
 * Three requests, each simpler than the one before, with and without storage of BPF programs.
 */
#define INET_DIAG_SOCKETS 6

/** The same if many sockets are expected: before, two dumps of a share each. */
#define INET_DIAG_SOCKETS_OF_MANY (2 + INET_DIAG_SOCKETS)

/** What dumps are made with. The sandbox may forbid to ask for the release later. */
struct inet_diag_means {
    struct netlink_supply *supply;
    uint32_t release; /**< of the kernel (os/kernel_release.h) */
    /**
     * So many sockets are expected that two dumps at the same time, of a share each, take less
     * time. They are made if the request, the kernel and the supply of sockets allow it.
     */
    bool many;
    bool beside; /**< another thread works meanwhile, and needs a processor */
};

/** The results of a dump besides its rows. */
struct inet_diag_answer {
    bool without_bytecode; /**< the kernel refused the byte-code; no row has autobound */
    /**
     * Why storage of BPF programs was not asked for, negative errno; 0: it was, if it is needed.
     * The rows then have HIDES_STORAGE. -EPERM: this takes CAP_BPF; -EMSGSIZE or -EBADMSG: a socket
     * has too much of it; otherwise the kernel refused it.
     */
    int storage_error;
    uint32_t told; /**< enum have: facts that any record had, kept or not */
    size_t records;
    bool of_kernel; /**< a record had no inode: the socket is the kernel's own, or closed */
};

/**
 * Adds the PROTO sockets that REQUEST selects to SINK. Sets *ANSWER,
 * whose `storage_error` is an argument, too: with an error, storage is not asked for. Returns 0 or
 * a negative errno as netlink_dump; rows read before an error stay.
 */
int inet_diag_collect(const struct request *request, enum proto proto,
                      const struct inet_diag_means *means, struct row_sink *sink,
                      struct inet_diag_answer *answer);

#endif

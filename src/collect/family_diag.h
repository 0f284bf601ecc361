// SPDX-License-Identifier: MIT
/**
 * Sockets of a family that has its own messages of sock_diag. What differs between these families
 * is a row of family_messages: how they are asked for, and how a reply is decoded.
 */
#ifndef COLLECT_FAMILY_DIAG_H
#define COLLECT_FAMILY_DIAG_H

#include "base/idmap.h"
#include "os/netlink.h"
#include "sock/facts.h"
#include "sock/request.h"
#include "sock/sink.h"

#include <linux/netlink.h>

/** Returned for a message that has no socket and is no error. */
#define MESSAGE_WITHOUT_SOCKET 1

/** Room for the request of any family, with its header. */
#define FAMILY_REQUEST_SIZE 128

struct family_messages {
    /**
     * Adds the body of a dump request to MESSAGE, which has FAMILY_REQUEST_SIZE bytes and a header.
     */
    void (*put_request)(const struct request *request, struct nlmsghdr *message);
    /**
     * Decodes one reply. Appends what the record has no room for to DETAIL (sock/detail.h), which
     * is empty. Pure. Returns 0, MESSAGE_WITHOUT_SOCKET, or -EBADMSG when the message is too short
     * or says something that no such socket can be. Attributes that are unknown are skipped, those
     * that are known but too short count as absent.
     */
    int (*decode)(const struct nlmsghdr *message, struct sock *ret_sock, struct strbuf *detail);
    bool by_states; /**< the kernel leaves out sockets in states that are not requested */
};

/** By enum diag; the row of DIAG_INET is empty. */
extern const struct family_messages family_messages[DIAG_COUNT];

/** One dump, and where its records go. The members after `supply` begin as zero. */
struct family_dump {
    const struct request *request;
    enum proto proto;
    struct row_sink *sink;
    struct unix_peers *peers; /**< NULL: not wanted */
    struct netlink *netlink;  /**< the socket that receives the dump; NULL: it is not listed */
    const struct netlink_supply *supply; /**< its spares are open, too; NULL like `netlink` */
    struct strbuf detail;                /**< of the record at hand */
    struct idmap seen; /**< cookies so far, of a protocol whose dumps repeat sockets */
    size_t records;    /**< sockets of programs that came, requested or not */
    uint32_t told;     /**< enum have: facts that any of them had */
};

/**
 * Takes one reply: adds its socket to the sink if the request asks for it, the dump has not listed
 * it before (proto_info.repeats), and it is not one of the sockets that this program dumps with.
 * CONTEXT is the struct family_dump. Returns 0, or -EBADMSG.
 */
int family_dump_take(const struct nlmsghdr *message, void *context);

void family_dump_free(struct family_dump *dump);

/** The results of a dump besides its rows. */
struct family_diag_answer {
    struct unix_peers *peers; /**< filled if the request asks for peers; borrowed */
    size_t records;           /**< sockets of programs that came, requested or not */
    uint32_t told;            /**< enum have: facts that any of them had */
    bool whole;               /**< the kernel was asked for sockets in every state */
};

/**
 * Adds the sockets of PROTO that REQUEST asks for to SINK. When it asks for peers, ANSWER->peers
 * is filled from all sockets, also from those not asked for. 0, or a negative errno as
 * netlink_dump gives it; rows that came before an error stay.
 */
int family_diag_collect(const struct request *request, enum proto proto,
                        struct netlink_supply *supply, struct row_sink *sink,
                        struct family_diag_answer *answer);

#endif

// SPDX-License-Identifier: MIT
/**
 * The Community ID of a flow, version 1 with seed 0: the same text for both of its ends, and in
 * what other programs that look at packets write, such as Zeek and Suricata.
 * https://github.com/corelight/community-id-spec
 */
#ifndef SOCK_COMMUNITY_ID_H
#define SOCK_COMMUNITY_ID_H

#include "base/sha1.h"
#include "base/strbuf.h"
#include "sock/sock.h"

#include <stdbool.h>
#include <stdint.h>

/** A flow: the packets between two ends. */
struct flow {
    uint8_t protocol; /**< IPPROTO_* */
    uint8_t size;     /**< bytes of an address: 4 or 16 */
    bool has_ports;   /**< the identifier covers the ports */
    struct flow_end {
        struct address address;
        uint16_t port; /**< of ICMP echo messages: their type, from this end */
    } ends[2];
};

/**
 * Sets *RET_FLOW to that of the socket; a mapped address counts as its IPv4 address. Returns false
 * if there is none: without a peer or with an unknown address, of a protocol that the specification
 * does not identify by its ports, and of raw sockets that send packets of one that it does.
 */
bool flow_of(const struct sock *sock, struct flow *ret_flow);

/** Computes the digest in the Community ID of the flow. */
void community_id_digest(const struct flow *flow, uint8_t ret_digest[SHA1_SIZE]);

/** Appends the Community ID with this digest: "1:LQU9qZlK+B5F3KDmev6m5PMibrg=". */
void community_id_text(struct strbuf *text, const uint8_t digest[SHA1_SIZE]);

#define COMMUNITY_ID_LENGTH 30 // bytes of the text

/** Returns true if TEXT begins with what community_id_text can append. */
bool community_id_begins(struct text text);

/** Returns true if TEXT is a Community ID, without anything after it. */
bool community_id_is(struct text text);

#endif

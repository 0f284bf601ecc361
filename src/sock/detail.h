// SPDX-License-Identifier: MIT
/**
 * Details: what sockets of some kinds have beside the record. The detail of a row is a list of
 * blocks, mostly structures of the kernel as it sent them. A field that reads a number out of such
 * a structure says where it is (struct detail_part), and needs no code.
 */
#ifndef SOCK_DETAIL_H
#define SOCK_DETAIL_H

#include "base/strbuf.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/** The blocks; the comment says what the bytes are. */
enum detail {
    DETAIL_NONE,
    DETAIL_NAME,               /**< name of a Unix socket: a path, or "@" and an abstract name */
    DETAIL_UNIX_FILE,          /**< struct unix_diag_vfs */
    DETAIL_UNIX_QUEUED,        /**< uint32_t each: inodes of the clients that wait to be accepted */
    DETAIL_MEMORY,             /**< uint32_t each, by SK_MEMINFO_* */
    DETAIL_PACKET_INFO,        /**< struct packet_diag_info */
    DETAIL_PACKET_RX_RING,     /**< struct packet_diag_ring */
    DETAIL_PACKET_TX_RING,     /**< struct packet_diag_ring */
    DETAIL_PACKET_FANOUT,      /**< uint32_t: the group, and its type in the upper 16 bits */
    DETAIL_PACKET_MEMBERS,     /**< uint32_t: number of multicast memberships */
    DETAIL_PACKET_FILTER,      /**< uint32_t: number of instructions */
    DETAIL_NETLINK_GROUPS,     /**< uint32_t each: numbers of the groups */
    DETAIL_NETLINK_PEER_GROUP, /**< uint32_t; 0: none */
    DETAIL_NETLINK_FLAGS,      /**< uint32_t: NDIAG_FLAG_* */
    DETAIL_XDP_RX_RING,        /**< uint32_t: entries of the ring */
    DETAIL_XDP_TX_RING,        /**< likewise */
    DETAIL_XDP_FILL_RING,      /**< likewise */
    DETAIL_XDP_COMPLETION_RING, /**< likewise */
    DETAIL_XDP_UMEM,            /**< struct xdp_diag_umem */
    DETAIL_XDP_STATS,           /**< struct xdp_diag_stats: uint64_t each */
    DETAIL_TIPC_MESSAGES,       /**< uint32_t: received, sent, dropped; all bits set: not known */
    DETAIL_TIPC_PUBLISHED,      /**< uint32_t: 1 if the socket is bound to a service, 0 if not */
    DETAIL_SMC_MODE,            /**< uint8_t: SMC_DIAG_MODE_* */
    DETAIL_SMC_FALLBACK,        /**< struct smc_diag_fallback */
    DETAIL_ULP,                 /**< name of the upper layer protocol of a TCP socket */
    DETAIL_TCP_INFO,            /**< struct tcp_info_known */
    DETAIL_TCP_ACCECN,          /**< uint32_t each, by enum tcp_accecn */
    DETAIL_CONGESTION,          /**< name of the congestion control */
    DETAIL_VEGAS,               /**< struct tcpvegas_info */
    DETAIL_DCTCP,               /**< struct tcp_dctcp_info */
    DETAIL_BBR,                 /**< struct bbr_known */
    DETAIL_MD5_KEYS,            /**< uint32_t: number of keys of TCP_MD5SIG */
    DETAIL_MPTCP_TOKEN,         /**< uint32_t: of the connection, also in its subflows; 0: none */
    DETAIL_MPTCP_IDS,           /**< uint32_t each: local and peer address ID of a subflow */
    DETAIL_SUBFLOW_FLAGS,       /**< uint32_t: MPTCP_SUBFLOW_FLAG_* */
    DETAIL_TLS,                 /**< uint32_t each, by enum tls_fact */
    DETAIL_MPTCP_INFO,          /**< struct mptcp_info_known */
    DETAIL_SCTP_INFO,           /**< struct sctp_info, of an association: not sctpi_s_* */
    DETAIL_SCTP_ENDPOINT,       /**< struct sctp_info, of an endpoint: only sctpi_s_* */
    DETAIL_STORAGE_MAPS,        /**< uint32_t each: IDs of BPF maps with data of the socket */
    DETAIL_STORAGE_BYTES,       /**< uint32_t: size of these data */
    DETAIL_TOS,                 /**< uint8_t: IP_TOS */
    DETAIL_TCLASS,              /**< uint8_t: IPV6_TCLASS */
    DETAIL_CLASS_ID,            /**< uint32_t: of the cgroup, or the priority (SO_PRIORITY) */
    DETAIL_SOCKOPT,             /**< struct inet_diag_sockopt */
    DETAIL_LOCAL_ADDRESSES,     /**< struct listed_address each */
    DETAIL_PEER_ADDRESSES,      /**< likewise */
    DETAIL_ENDS,                /**< struct row_ends: not of the kernel, but joined */
    DETAIL_SIBLINGS,            /**< struct row_siblings: likewise */
    DETAIL_RESULT,              /**< struct row_result: what --kill did */
    DETAIL_RATES,               /**< struct row_rates: computed from two looks */
    DETAIL_COUNT,
};

/** When the number in a structure says that it is not known. */
enum absent_when {
    ABSENT_NEVER,
    ABSENT_ZERO,
    ABSENT_ONES, /**< all bits are set */
    ABSENT_ZERO_OR_ONES,
    ABSENT_INFINITE, /**< not below 0x7fffffff: TCP_INFINITE_SSTHRESH */
    ABSENT_ZERO_OR_INFINITE,
};

/**
 * A number in a detail, in the byte order of the host. It is absent when the kernel sent a
 * structure that ends before it, or when another number of the structure says so: `given` is the
 * place of a byte, half or word of which one bit in `given_mask` must be set. If the structure ends
 * before that one, it says nothing. `least` is for bits that mean nothing in shorter structures.
 */
struct detail_part {
    uint8_t detail;     /**< enum detail; DETAIL_NONE: the field is no part of one */
    uint8_t size;       /**< in bytes: 1, 2, 4 or 8 */
    uint16_t offset;    /**< in bytes */
    uint8_t shift;      /**< number of the lowest bit */
    uint8_t bits;       /**< number of bits; 0: all from there on */
    uint8_t absent;     /**< enum absent_when; of these bits alone */
    uint8_t given_size; /**< in bytes; 0: nothing more is asked */
    uint16_t given;     /**< in bytes */
    uint8_t given_mask; /**< 0: any bit */
    uint16_t least;     /**< bytes of the first structure that has it, where others have padding */
};

/**
 * The shift of a bit-field in a number of WIDTH bits: COUNT bits from bit FROM on, as a
 * little-endian machine numbers them. Compilers for big-endian machines allocate bit-fields from
 * the highest bit.
 */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BIT_FIELD_SHIFT(width, from, count) ((width) - (from) - (count))
#else
#define BIT_FIELD_SHIFT(width, from, count) (from)
#endif

/** The detail_part of MEMBER of struct TYPE; see DETAIL_BIT for a flag. */
#define DETAIL_PART(kind, type, member)                                                            \
    .part.detail = (kind), .part.offset = offsetof(type, member),                                  \
    .part.size = sizeof(((type *)NULL)->member)

/** The condition of a detail_part that MEMBER of struct TYPE is not 0. */
#define DETAIL_GIVEN(type, member)                                                                 \
    .part.given = offsetof(type, member), .part.given_size = sizeof(((type *)NULL)->member)

/** Appends a block to a list of blocks. The first 65,535 BYTES count. */
void detail_put(struct strbuf *list, enum detail detail, struct text bytes);

/** Appends a block that is one uint32_t. */
void detail_put_number(struct strbuf *list, enum detail detail, uint32_t number);

/** Returns the bytes of a block; empty if LIST has none of this kind. Borrowed from LIST. */
struct text detail_find(struct text list, enum detail detail);

/** Where the blocks of a list are. */
struct detail_index {
    uint64_t present;                 /**< bits: by enum detail */
    struct text blocks[DETAIL_COUNT]; /**< of those that are present, only */
};
static_assert(DETAIL_COUNT <= 64, "a bit a block");

/** Finds all blocks of LIST at once; of several of one kind, the first. Borrowed from LIST. */
void detail_find_all(struct text list, struct detail_index *ret_index);

/** Returns true if the block is in the list. */
static inline bool detail_has(const struct detail_index *index, enum detail detail)
{
    return index->present >> detail & 1;
}

/** Cuts a block to its first LENGTH bytes; 0: removes it. Does nothing if LIST has none of this
 * kind. */
void detail_cut(struct strbuf *list, enum detail detail, size_t length);

/**
 * Returns the bits of the part that lie in the eight bytes from its offset on, as they are in
 * memory: with all of them 0, the part is 0.
 */
uint64_t detail_part_mask(const struct detail_part *part);

/** Returns true and sets *RET_NUMBER if BLOCK, which may be empty, has the part and it is known. */
bool detail_block_number(struct text block, const struct detail_part *part, uint64_t *ret_number);

/** Likewise of the block in LIST that the part is of. */
static inline bool detail_number(struct text list, const struct detail_part *part,
                                 uint64_t *ret_number)
{
    return detail_block_number(detail_find(list, part->detail), part, ret_number);
}

#endif

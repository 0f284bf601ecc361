// SPDX-License-Identifier: MIT
/**
 * The part of struct mptcp_info (linux/mptcp.h) that fields read. Its members are declared here
 * because headers of older kernels lack them. The kernel sends 48 bytes since Linux 5.9, 96 since
 * 6.10; what is beyond the end is absent.
 */
#ifndef SOCK_MPTCP_INFO_H
#define SOCK_MPTCP_INFO_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

struct mptcp_info_known {
    uint8_t extra_subflows; /**< without the first one */
    uint8_t add_addr_signal;
    uint8_t add_addr_accepted;
    uint8_t subflows_max; /**< of the path manager of the kernel, like the other limits */
    uint8_t add_addr_signal_max;
    uint8_t add_addr_accepted_max;
    uint8_t unused[2];
    uint32_t flags; /**< MPTCP_INFO_FLAG_*: 1 fallback, 2 key of the peer received */
    uint32_t token;
    uint64_t write_seq;
    uint64_t snd_una;
    uint64_t rcv_nxt;
    uint8_t local_addr_used;
    uint8_t local_addr_max;
    uint8_t csum_enabled;
    uint8_t padding;
    uint32_t retransmits; /**< Linux 6.6, like the bytes */
    uint64_t bytes_retrans;
    uint64_t bytes_sent;
    uint64_t bytes_received;
    uint64_t bytes_acked;
    uint8_t subflows_total; /**< Linux 6.8 */
    uint8_t laminar_max;    /**< Linux 6.18; 0 before */
    uint8_t fullmesh_max;   /**< Linux 6.19; 0 before */
    uint8_t reserved;
    uint32_t last_data_sent; /**< milliseconds ago; Linux 6.10 */
    uint32_t last_data_recv;
    uint32_t last_ack_recv;
};
static_assert(offsetof(struct mptcp_info_known, subflows_max) == 3, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, flags) == 8, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, token) == 12, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, write_seq) == 16, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, local_addr_used) == 40, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, retransmits) == 44, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, bytes_retrans) == 48, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, subflows_total) == 80, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, laminar_max) == 81, "as in linux/mptcp.h");
static_assert(offsetof(struct mptcp_info_known, last_data_sent) == 84, "as in linux/mptcp.h");
static_assert(sizeof(struct mptcp_info_known) == 96, "as in linux/mptcp.h");

#endif

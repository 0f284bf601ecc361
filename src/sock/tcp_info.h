// SPDX-License-Identifier: MIT
/**
 * The part of struct tcp_info (linux/tcp.h) that fields read. Its members are declared here because
 * headers of older kernels lack them. The kernel sends as many bytes as it knows; what is beyond
 * the end is absent. Members that no kernel since Linux 4.15 fills in have no field.
 */
#ifndef SOCK_TCP_INFO_H
#define SOCK_TCP_INFO_H

#include "base/strbuf.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tcp_info_known {
    uint8_t state;
    uint8_t ca_state;
    uint8_t retransmits;
    uint8_t probes;
    uint8_t backoff;
    uint8_t options;     /**< TCP_OPTION_* */
    uint8_t wscale;      /**< bit-fields: 4 bits for sending, 4 bits for receiving */
    uint8_t rate_limits; /**< bit-fields: 1 bit app_limited, 2 bits fastopen_client_fail */
    uint32_t rto;        /**< microseconds */
    uint32_t ato;        /**< microseconds */
    uint32_t snd_mss;
    uint32_t rcv_mss;
    uint32_t unacked;
    uint32_t sacked;
    uint32_t lost;
    uint32_t retrans;
    uint32_t fackets;
    uint32_t last_data_sent; /**< milliseconds ago, like the next three */
    uint32_t last_ack_sent;
    uint32_t last_data_recv;
    uint32_t last_ack_recv;
    uint32_t pmtu;
    uint32_t rcv_ssthresh;
    uint32_t rtt;    /**< microseconds */
    uint32_t rttvar; /**< microseconds */
    uint32_t snd_ssthresh;
    uint32_t snd_cwnd;
    uint32_t advmss;
    uint32_t reordering;
    uint32_t rcv_rtt; /**< microseconds */
    uint32_t rcv_space;
    uint32_t total_retrans;
    uint64_t pacing_rate;     /**< bytes per second; Linux 3.15 */
    uint64_t max_pacing_rate; /**< likewise */
    uint64_t bytes_acked;     /**< Linux 4.1 */
    uint64_t bytes_received;
    uint32_t segs_out; /**< Linux 4.2 */
    uint32_t segs_in;
    uint32_t notsent_bytes; /**< Linux 4.6 */
    uint32_t min_rtt;       /**< microseconds */
    uint32_t data_segs_in;
    uint32_t data_segs_out;
    uint64_t delivery_rate; /**< bytes per second; Linux 4.9 */
    uint64_t busy_time;     /**< microseconds; Linux 4.10, like the next two */
    uint64_t rwnd_limited;
    uint64_t sndbuf_limited;
    uint32_t delivered; /**< Linux 4.18 */
    uint32_t delivered_ce;
    uint64_t bytes_sent; /**< Linux 4.19 */
    uint64_t bytes_retrans;
    uint32_t dsack_dups;
    uint32_t reord_seen;
    uint32_t rcv_ooopack; /**< Linux 5.4 */
    uint32_t snd_wnd;
    uint32_t rcv_wnd; /**< Linux 6.2 */
    uint32_t rehash;
    uint16_t total_rto; /**< Linux 6.7 */
    uint16_t total_rto_recoveries;
    uint32_t total_rto_time; /**< milliseconds */
    uint32_t received_ce;    /**< Linux 6.18 */
    uint32_t delivered_e1_bytes;
    uint32_t delivered_e0_bytes;
    uint32_t delivered_ce_bytes;
    uint32_t received_e1_bytes;
    uint32_t received_e0_bytes;
    uint32_t received_ce_bytes;
    uint32_t accecn; /**< see tcp_info_put_accecn */
};
static_assert(offsetof(struct tcp_info_known, rto) == 8, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, rtt) == 68, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, pacing_rate) == 104, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, segs_out) == 136, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, delivery_rate) == 160, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, bytes_sent) == 200, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, snd_wnd) == 228, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, total_rto) == 240, "as in linux/tcp.h");
static_assert(offsetof(struct tcp_info_known, received_ce) == 248, "as in linux/tcp.h");
static_assert(sizeof(struct tcp_info_known) == 280, "as in linux/tcp.h");

/** The length of the first part: what kernels before Linux 3.15 sent. */
#define TCP_INFO_FIRST offsetof(struct tcp_info_known, pacing_rate)

/** Bits of tcp_info_known.options (linux/tcp.h, TCPI_OPT_*), by number. */
enum tcp_option {
    TCP_OPTION_TIMESTAMPS,
    TCP_OPTION_SACK,
    TCP_OPTION_WSCALE,
    TCP_OPTION_ECN,
    TCP_OPTION_ECN_SEEN,
    TCP_OPTION_SYN_DATA,
    TCP_OPTION_USEC_TS,        /**< Linux 6.7 */
    TCP_OPTION_FASTOPEN_CHILD, /**< Linux 6.16 */
};

/** The numbers in DETAIL_TCP_ACCECN. */
enum tcp_accecn {
    TCP_ACCECN_MODE,   /**< all bits set: not known */
    TCP_ACCECN_OPTION, /**< what was seen of the option of the peer */
    TCP_ACCECN_FAIL,   /**< flags */
    TCP_ACCECN_COUNT,
};

/** The numbers of struct tcp_bbr_info (linux/inet_diag.h), whose gains are in units of 1/256. */
struct bbr_known {
    uint64_t bandwidth;              /**< bytes per second; 0: not known yet */
    uint32_t min_rtt;                /**< microseconds; all bits set: not known yet */
    uint32_t pacing_gain, cwnd_gain; /**< percent, rounded; 0: not set yet */
};

/**
 * Appends DETAIL_BBR for a struct tcp_bbr_info, all of which must be there; appends nothing for
 * fewer bytes.
 */
void tcp_info_put_bbr(struct strbuf *detail, struct text bytes);

/** The first kernel that packs the last word of struct tcp_info (os/kernel_release.h). */
#define TCP_INFO_PACKED KERNEL_VERSION(7, 0, 0)

/**
 * Appends DETAIL_TCP_ACCECN for a struct tcp_info in DETAIL that is long enough. Its last word is
 * three bit-fields since TCP_INFO_PACKED (PACKED), and two numbers of 16 bits in Linux 6.18 and
 * 6.19; its length does not show which (include/uapi/linux/tcp.h).
 */
void tcp_info_put_accecn(struct strbuf *detail, bool packed);

#endif

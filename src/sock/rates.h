// SPDX-License-Identifier: MIT
/**
 * What a TCP connection received, sent and retransmitted a second, between two looks at it: the
 * block DETAIL_RATES of a row (NEED_RATES).
 */
#ifndef SOCK_RATES_H
#define SOCK_RATES_H

#include <stdint.h>

/** All bits of a number set: not known. */
struct row_rates {
    uint64_t received;                   /**< bytes a second */
    uint64_t sent;                       /**< bytes a second that the peer acknowledged */
    uint64_t total;                      /**< the sum of both; not known unless both are */
    uint64_t retransmits;                /**< segments in 1,000 seconds */
    uint64_t bytes_received, bytes_sent; /**< in all of the time */
};

#endif

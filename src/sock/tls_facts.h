// SPDX-License-Identifier: MIT
/**
 * What the kernel reports of a TCP socket with the upper layer protocol tls: the numbers in
 * DETAIL_TLS, uint32_t each. All bits set: not known.
 */
#ifndef SOCK_TLS_FACTS_H
#define SOCK_TLS_FACTS_H

enum tls_fact {
    TLS_FACT_VERSION, /**< linux/tls.h: from TLS_1_2_VERSION on */
    TLS_FACT_CIPHER,  /**< from TLS_CIPHER_AES_GCM_128 on */
    TLS_FACT_TX,      /**< from TLS_CONF_BASE on: what encrypts */
    TLS_FACT_RX,      /**< likewise: what decrypts */
    TLS_FACT_ZERO_COPY_TX,
    TLS_FACT_RX_NO_PAD,
    TLS_FACT_TX_MAX_PAYLOAD, /**< bytes */
    TLS_FACT_COUNT,
};

#endif

// SPDX-License-Identifier: MIT
/**
 * What a connection carried up to its end: a byte with the state at the previous look (0: there was
 * none), struct tcp_info of then, and that of the message about the end. No counter may say more
 * than the kernel reports, but for the SYN of an attempt; and only one FIN is no data.
 */
#include "fuzz.h"

#include "collect/attribute.h"
#include "collect/destroy.h"
#include "sock/detail.h"
#include "sock/tcp_info.h"
#include "track/final.h"

#include <linux/inet_diag.h>
#include <netinet/in.h>

#define INFO sizeof(struct tcp_info_known)

static void put_attribute(struct strbuf *message, uint16_t type, const void *payload, size_t size)
{
    const struct nlattr attribute = {.nla_len = (uint16_t)(sizeof(struct nlattr) + size),
                                     .nla_type = type};
    static const char padding[NLA_ALIGNTO];

    strbuf_bytes(message, (const char *)&attribute, sizeof(attribute));
    strbuf_bytes(message, payload, size);
    strbuf_bytes(message, padding, (NLA_ALIGNTO - size % NLA_ALIGNTO) % NLA_ALIGNTO);
}

/** Returns what the decoder of messages makes of INFO. */
static struct tcp_ending ending_of(const uint8_t *info, size_t length)
{
    static const uint8_t protocol = IPPROTO_TCP;
    const struct inet_diag_msg body = {.idiag_family = AF_INET,
                                       .id = {.idiag_sport = 1, .idiag_dport = 1}};
    struct nlmsghdr header = {.nlmsg_type = 20};
    CLEANUP(strbuf_free) struct strbuf message = {0};
    struct observation observation;

    strbuf_bytes(&message, (const char *)&header, sizeof(header));
    strbuf_bytes(&message, (const char *)&body, sizeof(body));
    put_attribute(&message, INET_DIAG_PROTOCOL, &protocol, sizeof(protocol));
    put_attribute(&message, INET_DIAG_INFO, info, length);
    header.nlmsg_len = (uint32_t)message.length;
    memcpy(message.data, &header, sizeof(header));
    MUST(destroy_decode((const void *)message.data, &observation) == 0);
    return observation.ending;
}

static struct final_basis basis_of(const uint8_t *info, enum state state)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    if (state == 0)
        return final_basis_none();
    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)info, INFO});
    return final_basis_of(strbuf_contents(&detail), state);
}

/** Returns true if NUMBER is not less than LIMIT by more than LESS. */
static bool is_near(uint64_t number, uint64_t limit, uint64_t less)
{
    return number >= limit || limit - number <= less;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 + INFO)
        return 0;
    enum state state = (enum state)(data[0] % STATE_COUNT);
    size_t length = size - 1 - INFO < INFO ? size - 1 - INFO : INFO;
    struct tcp_ending ending = ending_of(data + 1 + INFO, length);
    if (!ending.reported)
        return 0;
    const struct final_basis basis = basis_of(data + 1, state);
    struct rate_counters now = final_counters(&ending, &basis);

    MUST(now.retransmits == ending.retransmits);
    MUST(now.acked <= ending.bytes_acked || (state != 0 && now.acked == 1));
    MUST(now.received == ending.bytes_received || now.received + 1 == ending.bytes_received ||
         now.received == basis.counters.received);
    if (ending.has_sent && ending.bytes_acked > 2)
        MUST(is_near(now.acked, ending.bytes_acked, 2) ||
             is_near(now.acked, ending.bytes_sent - ending.bytes_retransmitted, 1));
    return 0;
}

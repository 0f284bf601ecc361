// SPDX-License-Identifier: MIT
#include "sock/tcp_info.h"

#include "sock/detail.h"

#include <linux/inet_diag.h>
#include <string.h>

/** Returns a gain, which counts 256ths, in percent. */
static uint32_t gain_percent(uint32_t gain)
{
    return (uint32_t)(((uint64_t)gain * 100 + 128) / 256);
}

void tcp_info_put_bbr(struct strbuf *detail, struct text bytes)
{
    struct tcp_bbr_info info;
    struct bbr_known known = {0};

    if (bytes.length < sizeof(info))
        return;
    memcpy(&info, bytes.bytes, sizeof(info));
    known.bandwidth = (uint64_t)info.bbr_bw_hi << 32 | info.bbr_bw_lo;
    known.min_rtt = info.bbr_min_rtt;
    known.pacing_gain = gain_percent(info.bbr_pacing_gain);
    known.cwnd_gain = gain_percent(info.bbr_cwnd_gain);
    detail_put(detail, DETAIL_BBR, (struct text){(const char *)&known, sizeof(known)});
}

void tcp_info_put_accecn(struct strbuf *detail, bool packed)
{
    struct text info = detail_find(strbuf_contents(detail), DETAIL_TCP_INFO);
    uint32_t numbers[TCP_ACCECN_COUNT] = {[TCP_ACCECN_MODE] = UINT32_MAX};
    uint32_t word = 0;
    uint16_t halves[2];

    if (info.length < sizeof(struct tcp_info_known))
        return;
    info = text_skip(info, offsetof(struct tcp_info_known, accecn));
    memcpy(&word, info.bytes, sizeof(word));
    memcpy(halves, info.bytes, sizeof(halves));
    if (packed) {
        numbers[TCP_ACCECN_MODE] = word >> BIT_FIELD_SHIFT(32, 0, 2) & 3;
        numbers[TCP_ACCECN_OPTION] = word >> BIT_FIELD_SHIFT(32, 2, 2) & 3;
        numbers[TCP_ACCECN_FAIL] = word >> BIT_FIELD_SHIFT(32, 4, 4) & 15;
    } else {
        numbers[TCP_ACCECN_FAIL] = halves[0];
        numbers[TCP_ACCECN_OPTION] = halves[1];
    }
    detail_put(detail, DETAIL_TCP_ACCECN, (struct text){(const char *)numbers, sizeof(numbers)});
}

// SPDX-License-Identifier: MIT
#include "sock/tcp_info.h"

#include "sock/detail.h"

#include <string.h>

/** Since Linux 7.0. */
#define PACKED_MAJOR 7

bool tcp_info_is_packed(const char *release)
{
    unsigned major = 0;

    for (; *release >= '0' && *release <= '9' && major < 1000; release++)
        major = 10 * major + (unsigned)(*release - '0');
    return major >= PACKED_MAJOR;
}

void tcp_info_put_accecn(struct strbuf *detail, bool packed)
{
    struct text info = detail_find((struct text){detail->data, detail->length}, DETAIL_TCP_INFO);
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

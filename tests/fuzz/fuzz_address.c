// SPDX-License-Identifier: MIT
/** An address as text: what inet_ntop writes and inet_pton reads. The first byte is the family. */
#include "fuzz.h"

#include "sock/address.h"

#include <arpa/inet.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum family family = choice(&data, &size) % 2 ? FAMILY_IPV6 : FAMILY_IPV4;
    int number = family == FAMILY_IPV4 ? AF_INET : AF_INET6;
    size_t length = family == FAMILY_IPV4 ? 4 : 16;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct address address = {{0}};
    struct address back = {{0}};

    if (size > 0)
        memcpy(address.bytes, data, size < length ? size : length);
    address_text(&text, family, &address);
    MUST(strlen(text.data) == text.length);
    MUST(inet_pton(number, text.data, back.bytes) == 1);
    MUST(memcmp(&address, &back, sizeof(address)) == 0);
#ifdef __GLIBC__ // others shorten a single group of zeros, which RFC 5952 forbids
    char expected[INET6_ADDRSTRLEN];
    MUST(inet_ntop(number, address.bytes, expected, sizeof(expected)));
    MUST(strcmp(text.data, expected) == 0);
#endif
    return 0;
}

// SPDX-License-Identifier: MIT
/** /proc/net/protocols: the counts are those that sscanf finds, line by line. */
#include "fuzz.h"

#include "collect/protocol_counts.h"

#include <errno.h>

/** The protocol that counts in a line of this name; PROTO_COUNT: none. */
static unsigned proto_of(const char *name)
{
    static const char *const words[PROTO_COUNT] = {
        [PROTO_MPTCP] = " MPTCP MPTCPv6 ",   [PROTO_SMC] = " SMC SMC6 INET_SMC INET6_SMC ",
        [PROTO_UNIX] = " UNIX UNIX-STREAM ", [PROTO_PACKET] = " PACKET ",
        [PROTO_NETLINK] = " NETLINK ",       [PROTO_XDP] = " XDP "};
    char word[80];

    snprintf(word, sizeof(word), " %s ", name);
    for (unsigned proto = 0; proto < PROTO_COUNT; proto++) {
        if (words[proto] && strstr(words[proto], word))
            return proto;
    }
    return PROTO_COUNT;
}

/** Splits a line at blanks: three words, cut to their room. Returns how many there are. */
static int three_words(const char *line, char words[3][64])
{
    return sscanf(line, " %63[^ ] %63[^ ] %63[^ ]", words[0], words[1], words[2]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct protocol_counts counts = {.counted = 4711};
    struct protocol_counts found = {0};
    char *text = exact(data, size);
    bool valid = size > 0 && text[size - 1] == '\n';
    int result = protocol_counts_parse((struct text){text, size}, &counts);

    // Words that do not fit, and NULs, are not for sscanf.
    char *copy = calloc(1, size + 1);
    memcpy(copy, text, size);
    bool plain = strlen(copy) == size && !strpbrk(copy, "\t\r\v\f");
    for (char *line = copy, *next = NULL; plain && *line; line = next) {
        next = line + strcspn(line, "\n");
        plain = next - line < 60;
        if (*next)
            *next++ = '\0';
        char words[3][64] = {{0}};
        int count = three_words(line, words);
        if (line == copy) {
            valid = valid && count == 3 && strcmp(words[0], "protocol") == 0 &&
                    strcmp(words[1], "size") == 0 && strcmp(words[2], "sockets") == 0;
            continue;
        }
        unsigned proto = proto_of(words[0]);
        if (count < 3 || proto == PROTO_COUNT)
            continue;
        size_t digits = strspn(words[2], "0123456789");
        unsigned long long number = strtoull(words[2], NULL, 10);
        valid = valid && digits > 0 && !words[2][digits] && number <= INT32_MAX;
        found.counted |= PROTO_BIT(proto);
        found.sockets[proto] += number;
    }
    if (plain)
        MUST((result == 0) == valid);
    if (result != 0)
        MUST(result == -EBADMSG && counts.counted == 4711);
    else if (plain)
        MUST(memcmp(counts.sockets, found.sockets, sizeof(found.sockets)) == 0 &&
             counts.counted == found.counted);
    free(copy);
    free(text);
    return 0;
}

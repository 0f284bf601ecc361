// SPDX-License-Identifier: MIT
/**
 * Sets of needs and of states as words, such as "owner service".
 */
#ifndef SETS_H
#define SETS_H

#include "unit.h"

#include "sock/field.h"

#include <inttypes.h>

/** A member of a set, and its bit. */
struct set_word {
    const char *word;
    uint64_t bit;
};

/** Returns the bit of the word that TEXT begins with. */
static inline uint64_t set_bit(const struct set_word *words, size_t count, const char *text)
{
    size_t length = strcspn(text, " ");

    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i].word) == length && strncmp(words[i].word, text, length) == 0)
            return words[i].bit;
    }
    fail_msg("unknown word in \"%s\"", text);
    return 0;
}

/** Holds a set of bits to the words of EXPECTED, in any order; "" is the empty set. */
static inline void assert_set(uint64_t actual, const char *expected, const struct set_word *words,
                              size_t count)
{
    uint64_t missing = 0;
    uint64_t rest = actual;

    for (const char *text = expected + strspn(expected, " "); *text; text += strspn(text, " ")) {
        missing |= set_bit(words, count, text) & ~actual;
        rest &= ~set_bit(words, count, text);
        text += strcspn(text, " ");
    }
    for (size_t i = 0; i < count; i++) {
        if ((missing | rest) & words[i].bit)
            print_error("%s %s\n", words[i].word,
                        rest & words[i].bit ? "is too much" : "is missing");
    }
    if (missing || rest)
        fail_msg("the set is not \"%s\" (bits 0x%" PRIx64 " too much)", expected, rest);
}

/** Holds what is to be joined or collected (enum need) to words. */
static inline void assert_needs(unsigned actual, const char *expected)
{
    static const struct set_word words[] = {
        {"owner", NEED_OWNER},
        {"service", NEED_SERVICE},
        {"user", NEED_USER},
        {"cgroup", NEED_CGROUP},
        {"device", NEED_DEVICE},
        {"host", NEED_HOST},
        {"machine", NEED_MACHINE},
        {"autobound", NEED_AUTOBOUND},
        {"ephemeral", NEED_EPHEMERAL},
        {"tally", NEED_TALLY},
        {"name", NEED_NAME},
        {"peer", NEED_PEER},
        {"mark", NEED_MARK},
        {"threads", NEED_THREADS},
        {"ulp", NEED_ULP},
        {"memory", NEED_MEMORY},
        {"info", NEED_INFO},
        {"info_rest", NEED_INFO_REST},
        {"congestion", NEED_CONGESTION},
        {"tos", NEED_TOS},
        {"sockopt", NEED_SOCKOPT},
        {"storage", NEED_STORAGE},
        {"context", NEED_CONTEXT},
        {"keys", NEED_KEYS},
        {"ends", NEED_ENDS},
        {"netns", NEED_NETNS},
        {"backends", NEED_BACKENDS},
        {"siblings", NEED_SIBLINGS},
        {"peer_count", NEED_PEER_COUNT},
        {"result", NEED_RESULT},
        {"rates", NEED_RATES},
    };

    assert_set(actual, expected, words, COUNT(words));
}

/** Holds a set of states to their names. */
static inline void assert_states(state_set actual, const char *expected)
{
    struct set_word words[STATE_COUNT];
    size_t count = 0;

    for (size_t state = STATE_ESTABLISHED; state < STATE_COUNT; state++) {
        if (state != STATE_NEW_SYN_RECV)
            words[count++] = (struct set_word){state_table[state].name, STATE_BIT(state)};
    }
    assert_set(actual, expected, words, count);
}

#endif

// SPDX-License-Identifier: MIT
#include "filter/shortcut.h"

#include "filter/subject.h"
#include "sock/community_id.h"

#include <string.h>

/** Returns true if all bytes of WORD are in SET. */
static bool has_only(struct text word, const char *set)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] == '\0' || !strchr(set, word.bytes[i]))
            return false;
    }
    return true;
}

/** Returns true for "443" and "0x1bb". */
static bool is_number(struct text word)
{
    if (word.length > 2 && *word.bytes == '0' && text_fold(word.bytes[1]) == 'x')
        return has_only(text_skip(word, 2), "0123456789abcdefABCDEF");
    return word.length > 0 && has_only(word, "0123456789");
}

/**
 * Returns true for "443", "8000-8100", "0x50-0x60" and ":https"; also for "22-" and "1-2-3", which
 * are errors.
 */
static bool is_port(struct text word)
{
    if (word.length > 1 && *word.bytes == ':')
        return word.bytes[1] != ':';
    if (has_only(word, "0123456789-"))
        return text_has(word, "0123456789");
    const char *dash = memchr(word.bytes, '-', word.length);
    if (!dash)
        return is_number(word);
    struct text low = {word.bytes, (size_t)(dash - word.bytes)};
    struct text high = text_skip(word, low.length + 1);
    return is_number(low) && (high.length == 0 || is_number(high));
}

/** Returns true for "10.1.2.3", "1.2.3.4.5", "127.0.0.1.http", "[10.1.2.3]", "*" and "*.22". */
static bool begins_as_address(struct text word)
{
    if (text_is(word, "*"))
        return true;
    if (word.length > 2 && memcmp(word.bytes, "*.", 2) == 0)
        return has_only(text_skip(word, 2), "0123456789");
    return text_has(word, ".") && (text_digits(word) > 0 || has_only(word, "[]0123456789."));
}

const char *shortcut_key(struct text word)
{
    const struct field *field = subject_of_word(word);

    if (field)
        return field->key;
    if (subject_ipv4_proto(word))
        return "proto";
    if (word.length > 0 && (*word.bytes == '/' || *word.bytes == '@'))
        return "path";
    if (community_id_is(word))
        return field_table[FIELD_COMMUNITY_ID].key;
    if (is_port(word))
        return "port";
    if (text_has(word, "/:%") || begins_as_address(word))
        return "addr";
    return "process";
}

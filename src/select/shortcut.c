// SPDX-License-Identifier: MIT
#include "select/shortcut.h"

#include "select/literal.h"

#include <string.h>

/** True for "443" and "8000-8100". */
static bool is_ports(struct text word)
{
    size_t dashes = 0;

    for (size_t i = 0; i < word.length; i++) {
        bool digit = word.bytes[i] >= '0' && word.bytes[i] <= '9';
        bool dash = word.bytes[i] == '-' && i > 0 && i + 1 < word.length;
        if (!digit && !dash)
            return false;
        dashes += dash;
    }
    return word.length > 0 && dashes <= 1;
}

/** True for a word without anything that addresses have and names do not. */
static bool is_plain(struct text word)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] && strchr("*:./[", word.bytes[i]))
            return false;
    }
    return true;
}

const char *shortcut_key(struct text word)
{
    struct text behind = {word.bytes + 1, word.length - 1};

    if (word.length > 0 && *word.bytes == '/')
        return "path";
    if (is_ports(word) || (word.length > 1 && *word.bytes == ':' && *behind.bytes != ':'))
        return "port";
    if (!is_plain(word) && host_looks_like(word))
        return "addr";
    return "process";
}

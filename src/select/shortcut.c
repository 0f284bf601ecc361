// SPDX-License-Identifier: MIT
#include "select/shortcut.h"

#include "select/literal.h"
#include "select/subject.h"

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

const char *shortcut_key(struct text word)
{
    if (word.length > 0 && *word.bytes == '/')
        return "path";
    if (subject_proto_word(word))
        return "proto";
    if (is_ports(word) || (word.length > 1 && *word.bytes == ':' && word.bytes[1] != ':'))
        return "port";
    // what addresses have and names do not
    if (text_has(word, "*:./[") && host_looks_like(word))
        return "addr";
    return "process";
}

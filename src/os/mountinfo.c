// SPDX-License-Identifier: MIT
#include "os/mountinfo.h"

#include <stdint.h>

bool mountinfo_parse(struct text line, struct mount *ret_mount)
{
    enum { ROOT = 3, POINT = 4, OPTIONAL = 6 };
    struct text fields[OPTIONAL];

    for (unsigned i = 0; i < OPTIONAL; i++)
        fields[i] = text_take_until(&line, ' ');
    while (line.length > 0) {
        if (!text_is(text_take_until(&line, ' '), "-"))
            continue;
        *ret_mount = (struct mount){fields[ROOT], fields[POINT], text_take_until(&line, ' ')};
        return true;
    }
    return false;
}

/** Returns the byte that "\ooo" at the start of TEXT stands for, or -1 if it is something else. */
static int escaped_byte(struct text text)
{
    int byte = 0;

    if (text.length < 4 || text.bytes[0] != '\\')
        return -1;
    for (size_t i = 1; i < 4; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '7')
            return -1;
        byte = 8 * byte + (text.bytes[i] - '0');
    }
    return byte <= UINT8_MAX ? byte : -1;
}

void mountinfo_unescape(struct text field, struct strbuf *text)
{
    while (field.length > 0) {
        int byte = escaped_byte(field);
        strbuf_byte(text, byte < 0 ? *field.bytes : (char)byte);
        field = text_skip(field, byte < 0 ? 1 : 4);
    }
}

// SPDX-License-Identifier: MIT
#include "base/escape.h"

#include "base/utf8.h"

#include <string.h>

/** Returns true for the bytes that need no escaping in any format. */
static bool is_safe(char byte)
{
    return byte >= ' ' && byte < 0x7f && byte != '\\' && byte != '"';
}

static uint64_t eight_bytes(const char *text)
{
    uint64_t bytes;

    memcpy(&bytes, text, sizeof(bytes));
    return bytes;
}

/** Returns a number whose bytes are all BYTE. */
static uint64_t all_bytes(unsigned char byte)
{
    return byte * (UINT64_MAX / UINT8_MAX);
}

/** Returns a number that is not 0 if one of the 8 bytes is 0. */
static uint64_t zero_byte(uint64_t bytes)
{
    return (bytes - all_bytes(1)) & ~bytes & all_bytes(0x80);
}

/** Returns true if all of the next 8 bytes are safe. */
static bool are_safe(const char *text)
{
    uint64_t bytes = eight_bytes(text);
    uint64_t unsafe = bytes | (bytes - all_bytes(' ')); // above 0x7f, or below a blank

    unsafe |= zero_byte(bytes ^ all_bytes(0x7f)) | zero_byte(bytes ^ all_bytes('\\')) |
              zero_byte(bytes ^ all_bytes('"'));
    return !(unsafe & all_bytes(0x80));
}

/** Returns the length of the run of safe bytes, none of them in ALSO, at the start. */
static size_t safe_run(const char *bytes, size_t length, const char *also)
{
    size_t run = 0;

    while (run + sizeof(uint64_t) <= length && are_safe(bytes + run))
        run += sizeof(uint64_t);
    // The rest, along with bytes before it.
    if (run > 0 && run + sizeof(uint64_t) > length && are_safe(bytes + length - sizeof(uint64_t)))
        run = length;
    while (run < length && is_safe(bytes[run]))
        run++;
    // Each of ALSO once: faster than all of them for each byte.
    for (; *also && run > 0; also++) {
        const char *found = memchr(bytes, *also, run);
        run = found ? (size_t)(found - bytes) : run;
    }
    return run;
}

/** Appends each byte in hexadecimal after MARK. */
static void hex_bytes(struct strbuf *target, const char *mark, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        strbuf_text(target, mark);
        strbuf_hex(target, (unsigned char)bytes[i], 2);
    }
}

/** Returns the length of the first character; 0: its bytes must not be shown, *RET_TAKEN of them.
 */
static size_t shown_character(const char *bytes, size_t length, size_t *ret_taken)
{
    uint32_t character = 0;
    size_t taken = utf8_read(bytes, length, &character);

    *ret_taken = taken > 0 ? taken : 1;
    return taken > 0 && utf8_width(character) > 0 ? taken : 0;
}

/** Appends one character that is not safe; returns the number of bytes read. */
static size_t text_character(struct strbuf *target, const char *bytes, size_t length,
                             const char *also)
{
    size_t taken = 0;
    size_t shown = shown_character(bytes, length, &taken);

    if (shown == 0 || (shown == 1 && strchr(also, *bytes)))
        hex_bytes(target, "\\x", bytes, taken);
    else
        strbuf_bytes(target, bytes, taken);
    return taken;
}

/** Appends one character that is not safe; returns the number of bytes read. */
typedef size_t character_writer(struct strbuf *target, const char *bytes, size_t length,
                                const char *also);

/** Appends runs of safe bytes, none of them in ALSO, as they are, and what is between by PUT. */
static void escape_by(character_writer *put, struct strbuf *target, struct text text,
                      const char *also)
{
    while (text.length > 0) {
        size_t taken = safe_run(text.bytes, text.length, also);
        if (taken > 0)
            strbuf_bytes(target, text.bytes, taken);
        else
            taken = put(target, text.bytes, text.length, also);
        text = text_skip(text, taken);
    }
}

/** As text_character, with a backslash twice. */
static size_t cell_character(struct strbuf *target, const char *bytes, size_t length,
                             const char *also)
{
    if (*bytes != '\\')
        return text_character(target, bytes, length, also);
    strbuf_text(target, "\\\\");
    return 1;
}

void escape_text(struct strbuf *target, const char *bytes, size_t length, const char *also)
{
    escape_by(cell_character, target, (struct text){bytes, length}, also);
}

bool escape_is_plain(const char *bytes, size_t length, const char *also)
{
    return safe_run(bytes, length, also) == length;
}

void escape_message(struct strbuf *target, const char *bytes, size_t length)
{
    escape_by(text_character, target, (struct text){bytes, length}, "");
}

static size_t label_character(struct strbuf *target, const char *bytes, size_t length,
                              const char *also)
{
    size_t taken = 0;
    size_t shown = shown_character(bytes, length, &taken);

    (void)also;
    if (*bytes == '\n') {
        strbuf_text(target, "\\n");
        return 1;
    }
    if (*bytes == '\\' || *bytes == '"')
        strbuf_byte(target, '\\');
    if (shown > 0)
        strbuf_bytes(target, bytes, shown);
    else
        hex_bytes(target, "\\\\x", bytes, taken);
    return taken;
}

void escape_label(struct strbuf *target, const char *bytes, size_t length)
{
    escape_by(label_character, target, (struct text){bytes, length}, "");
}

static void json_unit(struct strbuf *target, uint32_t unit)
{
    strbuf_text(target, "\\u");
    strbuf_hex(target, unit, 4);
}

static void json_character(struct strbuf *target, uint32_t character, const char *bytes,
                           size_t length)
{
    if (character == '"' || character == '\\') {
        strbuf_byte(target, '\\');
        strbuf_byte(target, (char)character);
    } else if (utf8_width(character) > 0) {
        strbuf_bytes(target, bytes, length);
    } else if (character > 0xffff) {
        json_unit(target, 0xd800 + ((character - 0x10000) >> 10));
        json_unit(target, 0xdc00 + ((character - 0x10000) & 0x3ff));
    } else {
        json_unit(target, character);
    }
}

bool escape_json(struct strbuf *target, const char *bytes, size_t length)
{
    bool valid = true;

    strbuf_byte(target, '"');
    while (length > 0) {
        uint32_t character = 0;
        size_t taken = safe_run(bytes, length, "");
        if (taken > 0) {
            strbuf_bytes(target, bytes, taken);
        } else if ((taken = utf8_read(bytes, length, &character)) > 0) {
            json_character(target, character, bytes, taken);
        } else {
            strbuf_text(target, "\xef\xbf\xbd");
            valid = false;
            taken = 1;
        }
        bytes += taken;
        length -= taken;
    }
    strbuf_byte(target, '"');
    return valid;
}

void escape_base64(struct strbuf *target, const char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < length; i += 3) {
        size_t count = length - i < 3 ? length - i : 3;
        unsigned char group[3] = {0};
        memcpy(group, bytes + i, count);
        strbuf_byte(target, digits[group[0] >> 2]);
        strbuf_byte(target, digits[(group[0] & 3) << 4 | group[1] >> 4]);
        strbuf_byte(target, count > 1 ? digits[(group[1] & 15) << 2 | group[2] >> 6] : '=');
        strbuf_byte(target, count > 2 ? digits[group[2] & 63] : '=');
    }
}

void escape_dot(struct strbuf *target, struct text text)
{
    strbuf_byte(target, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '\\' || text.bytes[i] == '"')
            strbuf_byte(target, '\\');
        strbuf_byte(target, text.bytes[i]);
        if (text.bytes[i] == '&')
            strbuf_text(target, "amp;");
    }
    strbuf_byte(target, '"');
}

/** Reads one character of escaped text; a byte that is not UTF-8 counts as one column. */
static size_t step(const char *text, size_t length, size_t *ret_width)
{
    uint32_t character = 0;
    size_t taken = utf8_read(text, length, &character);

    *ret_width = taken > 0 ? utf8_width(character) : 1;
    return taken > 0 ? taken : 1;
}

static uint32_t four_bytes(const char *text)
{
    uint32_t bytes;

    memcpy(&bytes, text, sizeof(bytes));
    return bytes;
}

/** Returns all bytes of a text of at most 8, by OR; some count twice. */
static uint64_t few_bytes(const char *text, size_t length)
{
    if (length >= sizeof(uint32_t))
        return four_bytes(text) | four_bytes(text + length - sizeof(uint32_t));
    if (length == 0)
        return 0;
    return (unsigned char)text[0] | (unsigned char)text[length / 2] |
           (unsigned char)text[length - 1];
}

/** Returns true if the text is ASCII, where each byte is one column: a fast path for most text. */
static bool is_ascii(const char *text, size_t length)
{
    static const size_t step = sizeof(uint64_t);
    uint64_t bits = 0;

    if (length <= step)
        return !(few_bytes(text, length) & 0x8080808080808080ULL);
    for (size_t i = 0; i + step < length; i += step)
        bits |= eight_bytes(text + i);
    bits |= eight_bytes(text + length - step);
    return !(bits & 0x8080808080808080ULL);
}

size_t escape_fit(const char *text, size_t length, size_t columns)
{
    size_t offset = 0;

    // with the byte behind what fits: it can belong to a character without a column of its own
    if (is_ascii(text, length <= columns ? length : columns + 1))
        return length <= columns ? length : columns;
    while (offset < length) {
        size_t width = 0;
        size_t taken = step(text + offset, length - offset, &width);
        if (width > columns)
            break;
        columns -= width;
        offset += taken;
    }
    return offset;
}

/** Returns the columns of a text that is not ASCII. Apart, as escape_width is called for each cell.
 */
static __attribute__((noinline)) size_t width_of_characters(const char *text, size_t length)
{
    size_t columns = 0;

    for (size_t offset = 0; offset < length;) {
        size_t width = 0;
        offset += step(text + offset, length - offset, &width);
        columns += width;
    }
    return columns;
}

size_t escape_width(const char *text, size_t length)
{
    return is_ascii(text, length) ? length : width_of_characters(text, length);
}

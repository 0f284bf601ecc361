// SPDX-License-Identifier: MIT
/**
 * Foreign bytes made safe. The first byte chooses what is escaped besides, the rest is escaped in
 * every way and had back by readers of another hand.
 */
#include "readers.h"

#include "base/escape.h"
#include "base/utf8.h"

/** What escape_text meant, appended to BYTES; an escape that it does not make is a finding. */
static void unescape(struct input input, struct strbuf *bytes)
{
    while (input.place < input.end) {
        uint32_t byte = *input.place++;
        if (byte == '\\' && byte_take(&input, '\\'))
            byte = '\\';
        else if (byte == '\\')
            MUST(byte_take(&input, 'x') && hex_take(&input, 2, &byte));
        strbuf_byte(bytes, (char)byte);
    }
}

static void check_text(const char *bytes, size_t size, const char *also)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf twice = {0};
    CLEANUP(strbuf_free) struct strbuf back = {0};

    escape_text(&text, bytes, size, also);
    MUST(is_harmless(text.data, text.length));
    for (const char *byte = also; text.length > 0 && *byte; byte++)
        MUST(*byte == '\\' || *byte == 'x' || !memchr(text.data, *byte, text.length));
    unescape(input_of(text.data, text.length), &back);
    MUST(back.length == size && (size == 0 || memcmp(back.data, bytes, size) == 0));
    // What is safe stays so, and nothing but backslashes (and ALSO) changes.
    escape_text(&twice, text.data, text.length, also);
    MUST(is_harmless(twice.data, twice.length));
    strbuf_truncate(&back, 0);
    unescape(input_of(twice.data, twice.length), &back);
    MUST(back.length == text.length &&
         (text.length == 0 || memcmp(back.data, text.data, text.length) == 0));
}

/** Takes what a label of Graphviz shows as one byte: a byte, an escape of one, or "&amp;". */
static char label_take(struct input *input)
{
    MUST(input->place < input->end && *input->place != '"');
    char byte = (char)*input->place++;
    if (byte == '\\') {
        MUST(input->place < input->end && (*input->place == '\\' || *input->place == '"'));
        return (char)*input->place++;
    }
    for (const char *rest = "amp;"; byte == '&' && *rest; rest++)
        MUST(byte_take(input, *rest));
    return byte;
}

/** A label shows the text. */
static void check_dot(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf dot = {0};

    escape_text(&text, bytes, size, "");
    escape_dot(&dot, strbuf_contents(&text));
    MUST(is_harmless(dot.data, dot.length));
    struct input input = input_of(dot.data, dot.length);
    MUST(byte_take(&input, '"'));
    for (size_t i = 0; i < text.length; i++)
        MUST(label_take(&input) == text.data[i]);
    MUST(byte_take(&input, '"') && input.place == input.end);
}

/** Returns what a reader of Prometheus takes for the bytes of a label. */
static void read_label(struct input input, struct strbuf *bytes)
{
    while (input.place < input.end) {
        char byte = (char)*input.place++;
        MUST(byte != '"' && byte != '\n');
        if (byte == '\\' && byte_take(&input, 'n')) {
            byte = '\n';
        } else if (byte == '\\') {
            MUST(byte_take(&input, '"') || byte_take(&input, '\\'));
            byte = (char)input.place[-1];
        }
        strbuf_byte(bytes, byte);
    }
}

/** A reader gets newlines, and otherwise what a message shows. */
static void check_label(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf label = {0};
    CLEANUP(strbuf_free) struct strbuf read = {0};
    CLEANUP(strbuf_free) struct strbuf expected = {0};

    escape_label(&label, bytes, size);
    MUST(is_harmless(label.data, label.length));
    read_label(input_of(label.data, label.length), &read);
    for (size_t start = 0, end = 0; end <= size; end++) {
        if (end < size && bytes[end] != '\n')
            continue;
        escape_message(&expected, bytes + start, end - start);
        if (end < size)
            strbuf_byte(&expected, '\n');
        start = end + 1;
    }
    MUST(read.length == expected.length &&
         (read.length == 0 || memcmp(read.data, expected.data, read.length) == 0));
}

/** Safe, and stays as it is when it passes a second time. */
static void check_message(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    CLEANUP(strbuf_free) struct strbuf twice = {0};

    escape_message(&text, bytes, size);
    MUST(is_harmless(text.data, text.length));
    escape_message(&twice, text.data, text.length);
    MUST(twice.length == text.length &&
         (text.length == 0 || memcmp(twice.data, text.data, text.length) == 0));
}

/** The same characters, with U+FFFD for each byte that belongs to none. */
static void check_json(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf json = {0};
    struct input from = input_of(bytes, size);
    bool valid = escape_json(&json, bytes, size);
    struct input to = input_of(json.data, json.length);
    bool whole = true;

    MUST(is_harmless(json.data, json.length));
    MUST(byte_take(&to, '"'));
    while (from.place < from.end) {
        uint32_t expected = 0xfffd;
        uint32_t character = 0;
        if (!utf8_take(&from, &expected)) {
            from.place++;
            whole = false;
        }
        MUST(to.place < to.end && *to.place != '"');
        MUST(json_character_take(&to, &character) && character == expected);
    }
    MUST(byte_take(&to, '"') && to.place == to.end);
    MUST(valid == whole);
}

static unsigned base64_value(char digit)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *place = strchr(digits, digit);

    MUST(digit && place);
    return (unsigned)(place - digits);
}

static void check_base64(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    size_t length = 0;
    unsigned bits = 0;
    unsigned held = 0;

    escape_base64(&text, bytes, size);
    MUST(text.length == (size + 2) / 3 * 4);
    size_t digits = text.length;
    while (digits > 0 && text.data[digits - 1] == '=')
        digits--;
    MUST(digits == (size * 8 + 5) / 6);
    for (size_t i = 0; i < digits; i++) {
        held = held << 6 | base64_value(text.data[i]);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        MUST(length < size && (unsigned char)bytes[length++] == (held >> bits & 0xff));
    }
    MUST(length == size && (held & ((1U << bits) - 1)) == 0);
}

/** A prefix that fits is whole characters, and the next character would not fit. */
static void check_fit(const char *bytes, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const char empty[1] = {0};

    escape_text(&text, bytes, size, "");
    const char *safe = text.data ? text.data : empty;
    size_t columns = escape_width(safe, text.length);
    MUST(columns <= text.length);
    MUST(escape_fit(safe, text.length, columns) == text.length);
    for (size_t room = 0; room < columns; room += 1 + room / 4) {
        size_t fit = escape_fit(safe, text.length, room);
        MUST(fit < text.length && is_harmless(safe, fit));
        size_t width = escape_width(safe, fit);
        MUST(width == room || width + 1 == room); // the next one is wide
    }
}

static void check_utf8(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        struct input input = input_of(bytes + i, size - i);
        uint32_t expected = 4711;
        uint32_t character = 4711;
        size_t taken = utf8_read(bytes + i, size - i, &character);
        MUST(utf8_take(&input, &expected) == (taken > 0) && character == expected);
        MUST((const unsigned char *)bytes + i + taken == input.place);
        MUST(!taken || !is_harmful(character) || utf8_width(character) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const also[] = {"", ",", "[]:", "\",\n\t", " (),"};
    const char *besides = also[choice(&data, &size) % 5];
    char *bytes = exact(data, size);

    check_text(bytes, size, besides);
    check_message(bytes, size);
    check_label(bytes, size);
    check_json(bytes, size);
    check_dot(bytes, size);
    check_base64(bytes, size);
    check_fit(bytes, size);
    check_utf8(bytes, size);
    free(bytes);
    return 0;
}

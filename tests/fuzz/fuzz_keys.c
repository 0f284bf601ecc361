// SPDX-License-Identifier: MIT
/**
 * cli/keys and cli/line_editor: whatever a terminal sends. A key is a byte or one of enum key; a
 * sequence always ends, and is no text; the line never has a control character, and is what a
 * simple reading of the keys gives.
 */
#include "fuzz.h"

#include "cli/keys.h"
#include "cli/line_editor.h"

/** What the line must be, kept in another way: the characters, one below the other. */
struct simple {
    uint8_t bytes[2 * LINE_EDITOR_LIMIT];
    size_t count;
};

static void simple_key(struct simple *line, unsigned key)
{
    if (key == 0x15)
        line->count = 0;
    if (key == 0x08 || key == 0x7f) {
        while (line->count > 0 && line->bytes[line->count - 1] >> 6 == 2)
            line->count--;
        line->count -= line->count > 0;
    } else if (key >= 0x20 && key < 0x100 && line->count < LINE_EDITOR_LIMIT) {
        line->bytes[line->count++] = (uint8_t)key;
    }
}

static void press(struct line_editor *editor, struct simple *line, unsigned key)
{
    bool leaves = key == 0x1b;
    bool accepts = key == '\n' || key == '\r';
    enum editing result = line_editor_key(editor, key);

    MUST(key <= KEY_END);
    MUST((result == EDITING_LEFT) == leaves);
    MUST((result == EDITING_ACCEPTED) == accepts);
    simple_key(line, key);
    MUST(editor->text.length == line->count);
    MUST(line->count == 0 || memcmp(editor->text.data, line->bytes, line->count) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line_editor editor = {0};
    struct simple line = {.count = 0};
    struct keys keys = {0};

    for (size_t i = 0; i < size; i++) {
        bool inside = keys_wait(&keys);
        unsigned key = keys_take(&keys, data[i]);
        // Outside of a sequence each byte is a key at once; within one, none is text.
        MUST(inside || data[i] == 0x1b || key == data[i]);
        MUST(!inside || key >= KEY_NONE || key == 0x1b);
        press(&editor, &line, key);
    }
    if (keys_wait(&keys))
        press(&editor, &line, keys_end(&keys));
    MUST(!keys_wait(&keys));
    MUST(keys_take(&keys, 'q') == 'q');
    line_editor_free(&editor);
    return 0;
}

// SPDX-License-Identifier: MIT
#include "cli/line_editor.h"

#include "cli/keys.h"

void line_editor_free(struct line_editor *editor)
{
    strbuf_free(&editor->text);
}

void line_editor_set(struct line_editor *editor, struct text text)
{
    strbuf_truncate(&editor->text, 0);
    strbuf_bytes(&editor->text, text.bytes, text.length);
}

/** Removes the last character: its first byte, and the bytes after it, which UTF-8 marks. */
static void remove_last(struct strbuf *text)
{
    size_t length = text->length;

    while (length > 0 && ((unsigned char)text->data[length - 1] & 0xc0) == 0x80)
        length--;
    if (text->length > 0)
        strbuf_truncate(text, length > 0 ? length - 1 : 0);
}

enum editing line_editor_key(struct line_editor *editor, unsigned key)
{
    struct strbuf *text = &editor->text;

    switch (key) {
    case KEY_ENTER:
    case KEY_RETURN:
        return EDITING_ACCEPTED;
    case KEY_ESCAPE:
        return EDITING_LEFT;
    case KEY_BACKSPACE:
    case KEY_DELETE:
        remove_last(text);
        return EDITING_GOES_ON;
    case KEY_CLEAR:
        strbuf_truncate(text, 0);
        return EDITING_GOES_ON;
    default:
        if (key >= ' ' && key < KEY_NONE && text->length < LINE_EDITOR_LIMIT)
            strbuf_byte(text, (char)key);
        return EDITING_GOES_ON;
    }
}

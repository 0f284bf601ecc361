// SPDX-License-Identifier: MIT
/**
 * A line that is edited at its end. Start with `struct line_editor editor = {0}`.
 */
#ifndef CLI_LINE_EDITOR_H
#define CLI_LINE_EDITOR_H

#include "base/strbuf.h"

/** The longest line, in bytes; what is typed after it is ignored. */
#define LINE_EDITOR_LIMIT 4096

struct line_editor {
    struct strbuf text; /**< what was typed; any bytes but control characters */
};

enum editing {
    EDITING_GOES_ON,
    EDITING_ACCEPTED, /**< Enter */
    EDITING_LEFT,     /**< Escape */
};

void line_editor_free(struct line_editor *editor);

/** Replaces the text by TEXT. */
void line_editor_set(struct line_editor *editor, struct text text);

/**
 * Applies a key (cli/keys.h): a printable byte is appended, Backspace removes the last character,
 * Ctrl-U all of them. Other keys do nothing.
 */
enum editing line_editor_key(struct line_editor *editor, unsigned key);

#endif

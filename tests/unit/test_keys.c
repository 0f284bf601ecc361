// SPDX-License-Identifier: MIT
/** cli/keys and cli/line_editor: bytes of a terminal to keys, keys to a line. */
#include "unit.h"

#include "cli/keys.h"
#include "cli/line_editor.h"

struct keys_row {
    const char *name;
    const char *bytes;
    const char *keys; /**< names; a byte that is a key stands for itself */
};

static const struct keys_row rows[] = {
    {"text", "q /", "q   /"},
    {"control characters", "\x03\x15\n\r\b\x7f", "interrupt clear enter return backspace delete"},
    {"arrows", "\033[A\033[B\033[C\033[D", "up down right left"},
    {"arrows of the application mode", "\033OA\033OB\033OC\033OD", "up down right left"},
    {"Home and End", "\033[H\033[F\033OH\033OF\033[1~\033[4~\033[7~\033[8~",
     "home end home end home end home end"},
    {"pages", "\033[5~\033[6~", "page-up page-down"},
    {"other keys have no meaning", "\033[3~\033[15~\033OP\033[Z", ""},
    {"a modified arrow is an arrow", "\033[1;5A", "up"},
    {"a modified page is a page", "\033[5;6~", "page-up"},
    {"a number that is too large", "\033[4294967297~\033[10001~", ""},
    {"a sequence of others ends with its last byte", "\033[?1;2cq", "q"},
    {"Alt is no key", "\033xq", "q"},
    {"Escape", "\033", "escape"},
    {"Escape twice", "\033\033", "escape escape"},
    {"Escape, then an arrow", "\033\033[A", "escape up"},
    {"a sequence that is cut by Escape", "\033[1\033[A", "up"},
    {"a sequence that does not go on", "\033[1", ""},
    {"bytes of UTF-8", "\xc3\xa9", "\xc3 \xa9"},
};

static const char *name_of(unsigned key)
{
    static const struct {
        unsigned key;
        const char *name;
    } names[] = {
        {KEY_INTERRUPT, "interrupt"}, {KEY_ENTER, "enter"}, {KEY_RETURN, "return"},
        {KEY_BACKSPACE, "backspace"}, {KEY_CLEAR, "clear"}, {KEY_ESCAPE, "escape"},
        {KEY_DELETE, "delete"},       {KEY_UP, "up"},       {KEY_DOWN, "down"},
        {KEY_LEFT, "left"},           {KEY_RIGHT, "right"}, {KEY_PAGE_UP, "page-up"},
        {KEY_PAGE_DOWN, "page-down"}, {KEY_HOME, "home"},   {KEY_END, "end"},
        {KEY_REDRAW, "redraw"},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].key == key)
            return names[i].name;
    }
    return NULL;
}

static void put_key(struct strbuf *text, unsigned key)
{
    if (key == KEY_NONE)
        return;
    if (text->length > 0)
        strbuf_byte(text, ' ');
    if (name_of(key))
        strbuf_text(text, name_of(key));
    else
        strbuf_byte(text, (char)key);
}

static void test_keys(void **state)
{
    const struct keys_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct keys keys = {0};

    for (const char *byte = row->bytes; *byte; byte++)
        put_key(&text, keys_take(&keys, (unsigned char)*byte));
    if (keys_wait(&keys))
        put_key(&text, keys_end(&keys));
    assert_false(keys_wait(&keys));
    assert_text(&text, row->keys);
}

struct edit_row {
    const char *name;
    const char *before, *typed;
    const char *text;
    enum editing result; /**< of the last key */
};

static const struct edit_row edits[] = {
    {"edit: text is appended", "tcp", " 443", "tcp 443", EDITING_GOES_ON},
    {"edit: Backspace", "tcp", "\x7f\b", "t", EDITING_GOES_ON},
    {"edit: Backspace removes a whole character", "a\xc3\xa9", "\x7f", "a", EDITING_GOES_ON},
    {"edit: Backspace removes a byte that is not UTF-8", "a\xa9", "\x7f", "", EDITING_GOES_ON},
    {"edit: Backspace in an empty line", "", "\x7f", "", EDITING_GOES_ON},
    {"edit: Ctrl-U", "tcp 443", "\x15u", "u", EDITING_GOES_ON},
    {"edit: Ctrl-U in an empty line", "", "\x15", "", EDITING_GOES_ON},
    {"edit: UTF-8", "", "\xc3\xa9", "\xc3\xa9", EDITING_GOES_ON},
    {"edit: Enter", "a", "b\n", "ab", EDITING_ACCEPTED},
    {"edit: Return", "a", "b\r", "ab", EDITING_ACCEPTED},
    {"edit: Escape", "a", "b\033", "ab", EDITING_LEFT},
    {"edit: other control characters do nothing", "a", "\x01\t\x1f", "a", EDITING_GOES_ON},
};

static void test_edit(void **state)
{
    const struct edit_row *row = *state;
    struct line_editor editor = {0};
    enum editing result = EDITING_GOES_ON;

    line_editor_set(&editor, TEXT("something else"));
    line_editor_set(&editor, text_of(row->before));
    for (const char *byte = row->typed; *byte; byte++)
        result = line_editor_key(&editor, (unsigned char)*byte);
    assert_text(&editor.text, row->text);
    assert_int_equal(result, row->result);
    line_editor_free(&editor);
}

static void test_a_line_has_a_limit(void **state)
{
    struct line_editor editor = {0};

    (void)state;
    for (size_t i = 0; i < LINE_EDITOR_LIMIT + 9; i++)
        line_editor_key(&editor, 'x');
    assert_int_equal(editor.text.length, LINE_EDITOR_LIMIT);
    line_editor_free(&editor);
}

static void test_arrows_are_no_text(void **state)
{
    struct line_editor editor = {0};

    (void)state;
    for (unsigned key = KEY_NONE; key <= KEY_END; key++)
        line_editor_key(&editor, key);
    assert_int_equal(editor.text.length, 0);
    line_editor_free(&editor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_has_a_limit),
        cmocka_unit_test(test_arrows_are_no_text),
    };
    int failed = RUN_ROWS(test_keys, rows);

    failed += RUN_ROWS(test_edit, edits);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}

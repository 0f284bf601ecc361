// SPDX-License-Identifier: MIT
/** show/screen: the exact bytes of frames, and lines that are cut. */
#include "unit.h"

#include "show/screen.h"

#define BEGIN "\033[?2026h"
#define END "\033[?2026l"
#define CLEAR "\033[2J"
#define UP_TO 3 // rows of a screen here

struct frame_row {
    const char *name;
    size_t columns;
    const char *before[UP_TO], *after[UP_TO]; /**< lines */
    const char *bytes;
};

// Screens of three rows. The first frame, with the lines `before`, clears; `bytes` is the second.
static const struct frame_row frames[] = {
    {"nothing changes", 8, {"one", "two", ""}, {"one", "two", ""}, ""},
    {"one line changes", 8, {"one", "two", ""}, {"one", "2", ""}, BEGIN "\033[2;1H2\033[K" END},
    {"one line goes", 8, {"one", "two", ""}, {"", "two", ""}, BEGIN "\033[1;1H\033[K" END},
    {"two lines change",
     8,
     {"one", "two", "three"},
     {"1", "two", "3"},
     BEGIN "\033[1;1H1\033[K\033[3;1H3\033[K" END},
    {"only the colour changes",
     8,
     {"one", "two", ""},
     {"one", "\033[32mtwo\033[0m", ""},
     BEGIN "\033[2;1H\033[32mtwo\033[0m\033[K" END},
    {"a line as wide as the screen is not erased at its end",
     3,
     {"a", "", ""},
     {"one", "", ""},
     BEGIN "\033[1;1Hone" END},
    {"a line that is too wide is cut",
     4,
     {"a", "", ""},
     {"seven", "", ""},
     BEGIN "\033[1;1Hsev\u2026" END},
    {"what is cut off can change", 4, {"seven", "", ""}, {"seventh", "", ""}, ""},
    {"a wide character counts twice",
     4,
     {"", "", ""},
     {"\u6f22\u5b57", "", ""},
     BEGIN "\033[1;1H\u6f22\u5b57" END},
};

static void set_lines(struct screen *screen, const char *const lines[UP_TO])
{
    for (size_t i = 0; i < UP_TO; i++)
        screen_line(screen, i, text_of(lines[i]));
}

static void test_frame(void **state)
{
    const struct frame_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf first = {0};
    CLEANUP(strbuf_free) struct strbuf second = {0};
    struct screen screen = {0};

    screen_resize(&screen, UP_TO, row->columns);
    set_lines(&screen, row->before);
    screen_frame(&screen, &first);
    set_lines(&screen, row->after);
    screen_frame(&screen, &second);
    assert_text(&second, row->bytes);
    screen_free(&screen);
}

static void test_the_first_frame_clears(void **state)
{
    static const char *const lines[UP_TO] = {"one", "", "three"};
    CLEANUP(strbuf_free) struct strbuf bytes = {0};
    struct screen screen = {0};

    (void)state;
    screen_resize(&screen, UP_TO, 8);
    set_lines(&screen, lines);
    screen_frame(&screen, &bytes);
    assert_text(&bytes, BEGIN CLEAR "\033[1;1Hone\033[K\033[3;1Hthree\033[K" END);
    screen_free(&screen);
}

static void test_another_size_clears_and_shows_all(void **state)
{
    static const char *const lines[UP_TO] = {"one", "two", "three"};
    CLEANUP(strbuf_free) struct strbuf first = {0};
    CLEANUP(strbuf_free) struct strbuf second = {0};
    struct screen screen = {0};

    (void)state;
    screen_resize(&screen, UP_TO, 8);
    set_lines(&screen, lines);
    screen_frame(&screen, &first);
    screen_resize(&screen, 2, 4);
    set_lines(&screen, lines); // the third row does not exist
    screen_frame(&screen, &second);
    assert_text(&second, BEGIN CLEAR "\033[1;1Hone\033[K\033[2;1Htwo\033[K" END);
    screen_free(&screen);
}

struct cut_row {
    const char *name;
    const char *line;
    size_t skip, columns;
    const char *part;
    size_t width;
};

static const struct cut_row cuts[] = {
    {"cut: it fits", "abc", 0, 3, "abc", 3},
    {"cut: nothing", "", 0, 3, "", 0},
    {"cut: the end", "abcd", 0, 3, "ab\u2026", 4},
    {"cut: the beginning", "abcd", 1, 3, "bcd", 4},
    {"cut: both ends", "abcdef", 1, 3, "bc\u2026", 6},
    {"cut: all of it", "abc", 3, 3, "", 3},
    {"cut: more than all of it", "abc", 9, 3, "", 3},
    {"cut: no room", "abc", 0, 0, "", 3},
    {"cut: one column", "abc", 0, 1, "\u2026", 3},
    {"cut: colours have no width", "a\033[32mb\033[0mc", 0, 3, "a\033[32mb\033[0mc", 3},
    {"cut: colours are kept where the text is not", "a\033[32mbcd\033[0me", 0, 2,
     "a\033[32m\u2026\033[0m", 5},
    {"cut: colours are kept before the part", "\033[32mabc\033[0md", 3, 2, "\033[32m\033[0md", 4},
    {"cut: the end is between two colours", "ab\033[32mcd\033[0m", 0, 3, "ab\033[32m\u2026\033[0m",
     4},
    {"cut: half of a wide character before", "\u6f22b", 1, 3, " b", 3},
    {"cut: a wide character that does not fit", "a\u6f22\u5b57", 0, 4, "a\u6f22\u2026", 5},
    {"cut: half of a wide character after", "\u6f22\u5b57", 0, 3, "\u6f22\u2026", 4},
};

static void test_cut(void **state)
{
    const struct cut_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf part = {0};

    assert_int_equal(screen_cut(text_of(row->line), row->skip, row->columns, &part), row->width);
    assert_text(&part, row->part);
}

static void test_what_begins_is_ended(void **state)
{
    (void)state;
    assert_string_equal(screen_enter, "\033[?1049h\033[?25l\033[?7l");
    assert_string_equal(screen_leave, "\033[0m\033[?7h\033[?25h\033[?1049l");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_frame_clears),
        cmocka_unit_test(test_another_size_clears_and_shows_all),
        cmocka_unit_test(test_what_begins_is_ended),
    };
    int failed = RUN_ROWS(test_frame, frames);

    failed += RUN_ROWS(test_cut, cuts);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** show/fold: long texts in lines of a terminal. */
#include "unit.h"

#include "show/fold.h"

struct fold_row {
    const char *name;
    size_t width, column, indent;
    const char *text, *folded;
    size_t last; /**< columns of the last line */
};

static const struct fold_row rows[] = {
    {"nothing", 10, 4, 2, "", "", 4},
    {"it fits", 10, 4, 2, "abcdef", "abcdef", 10},
    {"one column too long", 10, 4, 2, "abc defg", "abc \n  defg", 6},
    {"at the last blank that fits", 12, 0, 1, "a:1 b:22 c:333 d:4", "a:1 b:22 \n c:333 d:4", 10},
    {"after a comma", 8, 0, 1, "ab,cd,efgh", "ab,cd,\n efgh", 5},
    {"a long word anywhere", 6, 2, 2, "abcdefghij", "abcd\n  efgh\n  ij", 4},
    {"not within an escape", 8, 0, 1, "abcd\\x0aef", "abcd\\x0a\n ef", 3},
    {"before an escape", 7, 0, 1, "abcd\\x0aef", "abcd\n \\x0aef", 7},
    {"several lines", 5, 0, 1, "a b c d e f", "a b \n c d \n e f", 4},
};

static void test_fold(void **state)
{
    const struct fold_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf out = {0};

    assert_int_equal(fold(&out, row->width, text_of(row->text), row->column, row->indent),
                     row->last);
    assert_text(&out, row->folded);
}

int main(void)
{
    return RUN_ROWS(test_fold, rows);
}

// SPDX-License-Identifier: MIT
/** show/lines: the lines of a table that is redrawn. */
#include "../known.h"
#include "scene.h"

#include "show/lines.h"

#define WIDE 200
#define BETWEEN 30 // looks after which a column may become narrower

static struct view view_with(const char *columns)
{
    struct view view = {.header = true, .style.numeric = true, .colour = true};

    assert_true(view_add_list(&view, columns, &(struct user_error){0}));
    return view;
}

/** Sets TEXT to the line of SOCKET after it widened the columns in a frame on WIDTH columns. */
static void put(struct lines *lines, const char *socket, size_t width, struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf cells = {0};
    struct sock_table table = {0};
    struct facts facts;

    known_init(&facts);
    scene_add(&table, socket);
    lines_cells(lines, &table.rows[0], &facts, &cells);
    sock_table_free(&table);
    known_free(&facts);
    lines_begin(lines, width, true, false);
    lines_widen(lines, strbuf_contents(&cells));
    lines_lay_out(lines);
    strbuf_truncate(text, 0);
    lines_put(lines, strbuf_contents(&cells), "", text);
}

#define LONG "tcp established 10.11.12.13:65535 1.1.1.1:2 queues=1234567/0"
#define SHORT "tcp listen 1.1.1.1:1 * accept=0/9"

static void test_columns_become_wider_at_once(void **state)
{
    struct view view = view_with("state,recv_q,local,peer");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    put(lines, SHORT, WIDE, &text);
    assert_text(&text, "LISTEN  0/9  1.1.1.1:1  *");
    put(lines, LONG, WIDE, &text);
    assert_text(&text, "ESTABLISHED  1234567  10.11.12.13:65535  1.1.1.1:2");
    put(lines, SHORT, WIDE, &text);
    assert_text(&text, "LISTEN           0/9  1.1.1.1:1          *");
    lines_free(lines);
    view_free(&view);
}

static void test_columns_become_narrower_seldom(void **state)
{
    struct view view = view_with("state,recv_q,local,peer");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf text = {0};
    size_t frames = 0;

    (void)state;
    put(lines, LONG, WIDE, &text); // 1
    // The first time, what the frames since the start needed is that of the first one, too.
    do {
        put(lines, SHORT, WIDE, &text);
        frames++;
    } while (strcmp(text.data, "LISTEN  0/9  1.1.1.1:1  *") != 0 && frames < 5 * BETWEEN);
    assert_int_equal(frames, 2 * BETWEEN - 1);
    lines_free(lines);
    view_free(&view);
}

static void test_columns_can_start_anew(void **state)
{
    struct view view = view_with("state,recv_q,local,peer");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    put(lines, LONG, WIDE, &text);
    lines_begin(lines, WIDE, false, true);
    put(lines, SHORT, WIDE, &text);
    assert_text(&text, "LISTEN  0/9  1.1.1.1:1  *");
    lines_free(lines);
    view_free(&view);
}

static void test_the_gap_is_small_if_a_row_then_fits(void **state)
{
    struct view view = view_with("state,recv_q,local,peer");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    put(lines, LONG, 49, &text);
    assert_text(&text, "ESTABLISHED 1234567 10.11.12.13:65535 1.1.1.1:2");
    put(lines, LONG, 46, &text); // neither fits: no fold, no cut
    assert_text(&text, "ESTABLISHED  1234567  10.11.12.13:65535  1.1.1.1:2");
    lines_free(lines);
    view_free(&view);
}

/** The screen cuts lines, so that what is cut off can be scrolled to. */
static void test_a_list_is_not_cut(void **state)
{
    struct view view = view_with("state,processes");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    assert_true(view.columns.fields[1]->cut);
    lines_begin(lines, 20, true, false);
    lines_widen(lines, TEXT("LISTEN\0nginx[1201,1202,1203]\0"));
    lines_lay_out(lines);
    lines_put(lines, TEXT("LISTEN\0nginx[1201,1202,1203]\0"), "", &text);
    assert_text(&text, "LISTEN  nginx[1201,1202,1203]");
    lines_free(lines);
    view_free(&view);
}

static void test_headings_are_a_row(void **state)
{
    struct view view = view_with("state,recv_q,local");
    struct lines *lines = lines_new(&view);
    CLEANUP(strbuf_free) struct strbuf cells = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    lines_headings(lines, &cells);
    assert_int_equal(cells.length, sizeof("STATE\0RECV-Q\0LOCAL"));
    lines_begin(lines, WIDE, true, false);
    lines_widen(lines, strbuf_contents(&cells));
    lines_lay_out(lines);
    lines_put(lines, strbuf_contents(&cells), "", &text);
    assert_text(&text, "STATE  RECV-Q  LOCAL");
    lines_free(lines);
    view_free(&view);
}

static void test_states_have_colours(void **state)
{
    struct view view = view_with("state,local");
    struct lines *lines = lines_new(&view);
    const struct sock listener = {.state = STATE_LISTEN};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)state;
    lines_begin(lines, WIDE, true, false);
    lines_widen(lines, TEXT("LISTEN\0*:1\0"));
    lines_lay_out(lines);
    assert_string_equal(lines_colour(lines, &listener), "\033[32m");
    lines_put(lines, TEXT("LISTEN\0*:1\0"), "\033[32m", &text);
    assert_text(&text, "\033[32mLISTEN\033[0m  *:1");
    lines_free(lines);
    view.colour = false;
    lines = lines_new(&view);
    assert_string_equal(lines_colour(lines, &listener), "");
    lines_free(lines);
    view_free(&view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_become_wider_at_once),
        cmocka_unit_test(test_columns_become_narrower_seldom),
        cmocka_unit_test(test_columns_can_start_anew),
        cmocka_unit_test(test_the_gap_is_small_if_a_row_then_fits),
        cmocka_unit_test(test_a_list_is_not_cut),
        cmocka_unit_test(test_headings_are_a_row),
        cmocka_unit_test(test_states_have_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** track/marks and track/identity: what is new and what is closed from one look to the next. */
#include "scene.h"

#include "sock/detail.h"
#include "track/identity.h"
#include "track/marks.h"

/**
 * A sequence of looks. Each is a word of one-letter keys in the order of the rows; "!" after it: it
 * was incomplete; "~" before it: not a look, but the rows in another order. After each, the lines:
 * the key, after a sign if it is marked; a closed or missing line is the text that was kept.
 */
struct marks_row {
    const char *name;
    const char *looks, *lines;
};

static const struct marks_row rows[] = {
    {"the first look marks nothing", "abc", "abc"},
    {"new for three looks", "ac abc abc abc abc", "ac|a+bc|a+bc|a+bc|abc"},
    {"closed for three looks, in its place", "abc ac ac ac ac", "abc|a-bc|a-bc|a-bc|ac"},
    {"new for two looks, then closed", "a ab ab a a a a", "a|a+b|a+b|a-b|a-b|a-b|a"},
    {"closed after many looks", "ab ab ab ab ab a a a a", "ab|ab|ab|ab|ab|a-b|a-b|a-b|a"},
    {"missing for two looks, then closed", "ab a! a! a a a a", "ab|a?b|a?b|a-b|a-b|a-b|a"},
    {"the first line is closed", "abc bc", "abc|-abc"},
    {"all lines are closed", "ab - - - -", "ab|-a-b|-a-b|-a-b|"},
    {"nothing, then something", "- a", "|+a"},
    {"closed ones keep their order", "abcd ad d", "abcd|a-b-cd|-a-b-cd"},
    {"closed one after another", "abc ac a", "abc|a-bc|a-b-c"},
    {"a closed one follows the line before it", "abc cba ca", "abc|cba|c-ba"},
    {"new and closed in one place", "ab ac", "ab|a-b+c"},
    {"new, then closed", "a ab a", "a|a+b|a-b"},
    {"closed, then there again", "ab a ab ab", "ab|a-b|ab|ab"},
    {"closed long ago, then there again", "ab a a a a ab", "ab|a-b|a-b|a-b|a|a+b"},
    {"an incomplete look closes nothing", "ab a! a! a! a! ab", "ab|a?b|a?b|a?b|a?b|ab"},
    {"missing, then closed", "ab a! a a a a", "ab|a?b|a-b|a-b|a-b|a"},
    {"an incomplete look lets closed lines stay", "ab a a! a! a a", "ab|a-b|a-b|a-b|a-b|a-b"},
    {"an incomplete look can have new lines", "a ab!", "a|a+b"},
    {"equal keys are lines of their own", "aab aaab ab", "aab|aa+ab|a-a-ab"},
    {"the order changes, no mark does", "abc abd ~dba abd", "abc|ab-c+d|+db-ca|ab-c+d"},
    {"another order does not count as a look", "a ab ~ba ~ab ab ab ab", "a|a+b|+ba|a+b|a+b|a+b|ab"},
};

/** The rows of the look before, for what is kept of them. */
static void keep_letter(void *context, size_t row, struct strbuf *kept)
{
    const char *before = context;

    assert_true(row < strlen(before));
    strbuf_byte(kept, before[row]);
}

static void put_lines(const struct marks *marks, const char *look, struct strbuf *text)
{
    static const char signs[] = {[MARK_NEW] = '+', [MARK_CLOSED] = '-', [MARK_MISSING] = '?'};

    for (size_t i = 0; i < marks->count; i++) {
        const struct marked_line *line = &marks->lines[i];
        bool row = line->mark == MARK_NONE || line->mark == MARK_NEW;
        if (line->mark != MARK_NONE)
            strbuf_byte(text, signs[line->mark]);
        assert_int_equal(line->kept.length, row ? 0 : 1);
        strbuf_byte(text, row ? look[line->row] : *line->kept.data);
    }
}

/** Applies the look WORD; BEFORE receives its rows. */
static void apply(struct marks *marks, const char *word, char before[16])
{
    bool reorder = *word == '~';
    bool complete = !strchr(word, '!');
    char look[16] = "";

    for (const char *key = word; *key && strlen(look) + 1 < sizeof(look); key++) {
        if (*key >= 'a')
            strncat(look, key, *key == '~' ? 0 : 1);
    }
    marks_begin(marks);
    for (const char *key = look; *key; key++)
        marks_row(marks, (struct text){key, 1});
    if (reorder)
        marks_reorder(marks);
    else
        marks_end(marks, complete, keep_letter, before);
    memcpy(before, look, sizeof(look));
}

static void test_marks(void **state)
{
    const struct marks_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf lines = {0};
    char *looks = strdup(row->looks);
    struct marks marks = {0};
    char before[16] = "";
    char *rest = NULL;

    for (char *word = strtok_r(looks, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (word != looks)
            strbuf_byte(&lines, '|');
        apply(&marks, word, before);
        put_lines(&marks, before, &lines);
    }
    assert_text(&lines, row->lines);
    marks_free(&marks);
    free(looks);
}

struct count_row {
    const char *name;
    const char *looks;
    size_t rows, opened, closed; /**< of the last look */
};

static const struct count_row counts[] = {
    {"count: the first look", "abc", 3, 0, 0},
    {"count: a second one", "abc abde", 4, 2, 1},
    {"count: what is marked is not counted again", "abc abde abde", 4, 0, 0},
    {"count: an incomplete look", "abc a!", 1, 0, 0},
    {"count: missing, then closed", "abc a! a", 1, 0, 2},
};

static void test_counts(void **state)
{
    const struct count_row *row = *state;
    char *looks = strdup(row->looks);
    struct marks marks = {0};
    char before[16] = "";
    char *rest = NULL;

    for (char *word = strtok_r(looks, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        apply(&marks, word, before);
    assert_int_equal(marks.rows, row->rows);
    assert_int_equal(marks.opened, row->opened);
    assert_int_equal(marks.closed, row->closed);
    marks_free(&marks);
    free(looks);
}

static void test_lines_are_found_by_their_keys(void **state)
{
    struct marks marks = {0};
    char before[16] = "";

    (void)state;
    apply(&marks, "abc", before);
    apply(&marks, "xac", before); // x a -b c
    assert_int_equal(marks_find(&marks, TEXT("x")), 0);
    assert_int_equal(marks_find(&marks, TEXT("b")), 2);
    assert_int_equal(marks_find(&marks, TEXT("z")), 4);
    assert_int_equal(text_compare(marks_key(&marks, 2), TEXT("b")), 0);
    marks_forget(&marks);
    apply(&marks, "q", before);
    assert_int_equal(marks.lines[0].mark, MARK_NONE);
    marks_free(&marks);
}

struct identity_row {
    const char *name;
    const char *one, *other;
    bool same;
};

static const struct identity_row identities[] = {
    {"identity: the cookie", "tcp listen 0.0.0.0:80 * cookie=0x5",
     "tcp listen 0.0.0.0:80 * cookie=0x6", false},
    {"identity: another state", "tcp established 1.2.3.4:80 1.2.3.5:90 cookie=0x5 inode=7",
     "tcp time-wait 1.2.3.4:80 1.2.3.5:90 cookie=0x5", true},
    {"identity: another namespace", "tcp listen 0.0.0.0:80 * cookie=0x5",
     "tcp listen 0.0.0.0:80 * cookie=0x5 place=1", false},
    {"identity: no cookie, equal", "tcp listen 0.0.0.0:80 * inode=7 accept=0/5",
     "tcp listen 0.0.0.0:80 * inode=7 accept=1/5", true},
    {"identity: no cookie, another inode", "tcp listen 0.0.0.0:80 * inode=7",
     "tcp listen 0.0.0.0:80 * inode=8", false},
    {"identity: no cookie, another peer", "tcp time-wait 1.2.3.4:80 1.2.3.5:90",
     "tcp time-wait 1.2.3.4:80 1.2.3.5:91", false},
    {"identity: no cookie, another local port", "tcp time-wait 1.2.3.4:80 1.2.3.5:90",
     "tcp time-wait 1.2.3.4:81 1.2.3.5:90", false},
    {"identity: no cookie, another address", "tcp time-wait 1.2.3.4:80 1.2.3.5:90",
     "tcp time-wait 1.2.3.5:80 1.2.3.5:90", false},
    {"identity: no cookie, another peer address", "tcp time-wait 1.2.3.4:80 1.2.3.5:90",
     "tcp time-wait 1.2.3.4:80 1.2.3.6:90", false},
    {"identity: no cookie, another protocol", "udp unconnected 0.0.0.0:53 *",
     "udplite unconnected 0.0.0.0:53 *", false},
    {"identity: no cookie, another family", "tcp listen 0.0.0.0:80 *", "tcp listen [::]:80 *",
     false},
};

static void test_identity(void **state)
{
    const struct identity_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf one = {0};
    CLEANUP(strbuf_free) struct strbuf other = {0};
    struct sock_table table = {0};

    scene_add(&table, row->one);
    scene_add(&table, row->other);
    identity_put(&table, &table.rows[0], &one);
    identity_put(&table, &table.rows[1], &other);
    assert_int_equal(text_compare(strbuf_contents(&one), strbuf_contents(&other)) == 0, row->same);
    sock_table_free(&table);
}

/** Rows that share a cookie, as of SCTP, are told apart by their ends. */
static void test_identity_of_a_shared_cookie(void **state)
{
    CLEANUP(strbuf_free) struct strbuf one = {0};
    CLEANUP(strbuf_free) struct strbuf other = {0};
    struct sock_table table = {0};

    (void)state;
    scene_add(&table, "sctp established 1.2.3.4:80 1.2.3.5:90 cookie=0x5");
    scene_add(&table, "sctp established 1.2.3.4:80 1.2.3.6:90 cookie=0x5");
    table.rows[0].have |= HAVE_SHARED_COOKIE;
    table.rows[1].have |= HAVE_SHARED_COOKIE;
    identity_put(&table, &table.rows[0], &one);
    identity_put(&table, &table.rows[1], &other);
    assert_int_not_equal(text_compare(strbuf_contents(&one), strbuf_contents(&other)), 0);
    sock_table_free(&table);
}

/** Appends the identity of a new row, LINE with the name NAME; NULL: without a name. */
static void put_named(struct sock_table *table, const char *line, const char *name,
                      struct strbuf *key)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    scene_add(table, line);
    if (name)
        detail_put(&detail, DETAIL_NAME, text_of(name));
    sock_table_add_detail(table, strbuf_contents(&detail));
    if (table->rows[table->count - 1].proto == PROTO_UNIX)
        table->rows[table->count - 1].family = FAMILY_UNIX;
    identity_put(table, &table->rows[table->count - 1], key);
}

struct named_row {
    const char *name;
    const char *line;
    const char *one, *other; /**< names of two such sockets */
    bool same;
};

static const struct named_row named[] = {
    {"name: another", "unix listen", "/run/a", "/run/b", false},
    {"name: the same", "unix listen", "/run/a", "/run/a", true},
    {"name: one has none", "unix listen", "/run/a", NULL, false},
    {"name: beside a cookie", "unix listen cookie=0x5", "/run/a", "/run/b", true},
    {"name: of a family that has addresses", "tcp listen 0.0.0.0:80 *", "a", "b", true},
};

static void test_identity_by_name(void **state)
{
    const struct named_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf one = {0};
    CLEANUP(strbuf_free) struct strbuf other = {0};
    struct sock_table table = {0};

    put_named(&table, row->line, row->one, &one);
    put_named(&table, row->line, row->other, &other);
    assert_int_equal(text_compare(strbuf_contents(&one), strbuf_contents(&other)) == 0, row->same);
    sock_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_found_by_their_keys),
        cmocka_unit_test(test_identity_of_a_shared_cookie),
    };
    int failed = RUN_ROWS(test_marks, rows);

    failed += RUN_ROWS(test_counts, counts);
    failed += RUN_ROWS(test_identity, identities) + RUN_ROWS(test_identity_by_name, named);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}

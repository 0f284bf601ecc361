// SPDX-License-Identifier: MIT
/** track/baseline: what identifies a socket, and what is a difference. */
#include "scene.h"

#include "track/baseline.h"
#include "track/restore.h"

/** Returns the next word of *TEXT, up to a blank. */
static struct text take_word(struct text *text)
{
    return text_take_until(text, ' ');
}

static uint64_t number_of(struct text word)
{
    uint64_t number = 0;

    for (size_t i = 0; i < word.length; i++)
        number = number * 10 + (uint64_t)(word.bytes[i] - '0');
    return number;
}

/**
 * Adds a row of TCP sockets on 127.0.0.1: "PORT UID WHO [COUNT]". PORT is "e" if the kernel chose
 * it; WHO is names with commas, "?" for hidden, "-" for none, "@" for the kernel. The word "all"
 * alone: all processes were visible; "part": some could not be read.
 */
static void add_row(struct baseline *baseline, struct text words)
{
    struct text port = take_word(&words);
    struct baseline_row row = {.proto = PROTO_TCP,
                               .state = STATE_LISTEN,
                               .has_uid = true,
                               .count = 1,
                               .local.bytes = {127, 0, 0, 1}};
    struct text names[4];
    size_t count = 0;

    if (text_is(port, "all")) {
        baseline->origin.owners_complete = true;
        return;
    }
    if (text_is(port, "part")) {
        baseline->origin.owners_partial = true;
        return;
    }
    row.local_ephemeral = text_is(port, "e");
    row.local_port = row.local_ephemeral ? 0 : (uint16_t)number_of(port);
    row.uid = (uint32_t)number_of(take_word(&words));
    struct text who = take_word(&words);
    row.owner = text_is(who, "?")   ? OWNER_HIDDEN
                : text_is(who, "-") ? OWNER_NONE
                : text_is(who, "@") ? OWNER_KERNEL
                                    : OWNER_KNOWN;
    while (row.owner == OWNER_KNOWN && who.length > 0)
        names[count++] = text_take_until(&who, ',');
    row.names = baseline_store_names(baseline, names, count);
    if (words.length > 0)
        row.count = (uint32_t)number_of(take_word(&words));
    baseline_add(baseline, &row);
}

/** Adds rows that are separated by "; ". */
static void add_rows(struct baseline *baseline, const char *rows)
{
    struct text rest = text_of(rows);

    while (rest.length > 0) {
        struct text row = text_take_until(&rest, ';');
        add_row(baseline, *row.bytes == ' ' ? text_skip(row, 1) : row);
    }
    baseline_sort(baseline);
}

struct compare_row {
    const char *name;
    const char *before, *after;
    const char *expected; /**< "CHANGE PORT COUNT>COUNT; ..." and "unknown N" */
};

static const struct compare_row comparisons[] = {
    {"nothing", "", "", ""},
    {"the same", "80 0 nginx", "80 0 nginx", ""},
    {"order", "80 0 nginx; 443 0 nginx", "443 0 nginx; 80 0 nginx", ""},
    {"order of names", "80 0 a,b", "80 0 b,a", ""},
    {"a name twice", "80 0 a,a", "80 0 a", ""},
    {"opened", "80 0 nginx", "80 0 nginx; 81 0 nginx", "opened 81 0>1"},
    {"opened first", "80 0 nginx", "79 0 nginx; 80 0 nginx", "opened 79 0>1"},
    {"closed", "80 0 nginx; 81 0 nginx", "80 0 nginx", "closed 81 1>0"},
    {"all closed", "80 0 nginx", "", "closed 80 1>0"},
    {"another program", "80 0 nginx", "80 0 evil", "replaced 80 1>1"},
    {"another user", "80 0 nginx", "80 33 nginx", "replaced 80 1>1"},
    {"a program joins", "80 0 nginx", "80 0 nginx; 80 0 evil", "replaced 80 1>2"},
    {"a program in the same process list", "80 0 nginx", "80 0 nginx,evil", "replaced 80 1>1"},
    {"more workers", "80 0 nginx 4", "80 0 nginx 8", "count 80 4>8"},
    {"workers in several rows", "80 0 a 2; 80 0 b", "80 0 a; 80 0 b 2", ""},
    {"hidden before", "80 0 ?", "80 0 nginx", "unknown 1"},
    {"hidden after", "80 0 nginx", "80 0 ?", "unknown 1"},
    {"hidden in both", "80 0 ?", "80 0 ?", "unknown 1"},
    {"hidden, another user", "80 0 ?", "80 33 nginx", "replaced 80 1>1"},
    {"partly hidden", "80 0 nginx; 80 0 ?", "80 0 evil; 80 0 nginx", "unknown 1"},
    {"hidden holder after", "all; 80 0 a,b", "80 0 b", "unknown 1"},
    {"a holder is not read", "80 0 a,b", "part; 80 0 b", "unknown 1"},
    {"a holder is not read, another came", "80 0 a,b", "part; 80 0 b,c", "replaced 80 1>1"},
    {"a holder came", "80 0 a", "part; 80 0 a,b", "replaced 80 1>1"},
    {"a holder was not read", "part; 80 0 a,b", "80 0 b", "replaced 80 1>1"},
    {"hidden holder before", "80 0 a", "all; 80 0 a,b", "unknown 1"},
    {"another holder beside hidden ones", "all; 80 0 a,b", "80 0 b,c", "replaced 80 1>1"},
    {"a holder less", "all; 80 0 a,b", "all; 80 0 b", "replaced 80 1>1"},
    {"the kernel beside hidden holders", "all; 80 0 a", "80 0 @", "replaced 80 1>1"},
    {"another user of two", "80 1 a; 80 2 a", "80 2 a; 80 3 a", "replaced 80 2>2"},
    {"a user less", "80 1 a; 80 2 a", "80 2 a", "replaced 80 2>1"},
    {"a user more", "80 5 a", "80 2 a; 80 5 a", "replaced 80 1>2"},
    {"the same users", "80 1 a; 80 1 b; 80 2 a", "80 1 a; 80 2 a; 80 2 b", ""},
    {"none tells nothing", "80 0 -", "80 0 nginx", ""},
    {"kernel", "80 0 @", "80 0 @", ""},
    {"kernel and a program", "80 0 @", "80 0 nginx", "replaced 80 1>1"},
    {"ephemeral", "e 0 nginx", "e 0 nginx", ""},
    {"ephemeral, number", "e 0 nginx", "e 0 nginx 3", "count 0 1>3"},
    {"ephemeral, another program", "e 0 nginx", "e 0 dig", "opened 0 0>1; closed 0 1>0"},
    {"ephemeral, one more program", "e 0 nginx", "e 0 nginx; e 0 dig", "opened 0 0>1"},
    {"ephemeral, one less user", "e 0 a; e 7 a", "e 7 a", "closed 0 1>0"},
    {"ephemeral, hidden", "e 0 nginx", "e 0 ?", "unknown 1"},
    {"ephemeral, hidden, another user", "e 0 ?; e 7 ?", "e 7 a", "closed 0 1>0; unknown 1"},
    {"ephemeral is no number", "e 0 nginx", "0 0 nginx", "opened 0 0>1; closed 0 1>0"},
};

static void put_differences(struct strbuf *text, const struct differences *differences)
{
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->list[i];
        const struct baseline_part *part =
            difference->change == CHANGE_CLOSED ? &difference->before : &difference->after;
        strbuf_text(text, text->length > 0 ? "; " : "");
        strbuf_text(text, change_table[difference->change].name);
        strbuf_byte(text, ' ');
        strbuf_decimal(text, part->of->rows[part->first].local_port);
        strbuf_byte(text, ' ');
        strbuf_decimal(text, baseline_part_count(&difference->before));
        strbuf_byte(text, '>');
        strbuf_decimal(text, baseline_part_count(&difference->after));
    }
    if (differences->owners_unknown == 0)
        return;
    strbuf_text(text, text->length > 0 ? "; unknown " : "unknown ");
    strbuf_decimal(text, differences->owners_unknown);
}

static void test_compare(void **state)
{
    const struct compare_row *row = *state;
    CLEANUP(baseline_free) struct baseline before = {0};
    CLEANUP(baseline_free) struct baseline after = {0};
    CLEANUP(differences_free) struct differences differences = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};

    add_rows(&before, row->before);
    add_rows(&after, row->after);
    baseline_compare(&before, &after, &differences);
    put_differences(&text, &differences);
    assert_text(&text, row->expected);
}

struct identity_row {
    const char *name;
    const char *one, *other; /**< sockets as in scene.h */
    bool same;
};

static const struct identity_row identities[] = {
    {"inode, cookie and queue", "tcp listen 127.0.0.1:80 * inode=5 cookie=0x7 accept=0/128",
     "tcp listen 127.0.0.1:80 * inode=6 cookie=0x8 accept=3/128", true},
    {"chosen port", "udp unconnected 127.0.0.1:40001 * autobound=yes",
     "udp unconnected 127.0.0.1:50002 * autobound=yes", true},
    {"fixed port", "udp unconnected 127.0.0.1:40001 * autobound=no",
     "udp unconnected 127.0.0.1:50002 * autobound=no", false},
    {"address", "tcp listen 127.0.0.1:80", "tcp listen 127.0.0.2:80", false},
    {"family", "tcp listen 0.0.0.0:80", "tcp listen [::]:80", false},
    {"protocol", "tcp listen 0.0.0.0:80", "sctp listen 0.0.0.0:80", false},
    {"v6only", "tcp listen [::]:80 * v6only=yes", "tcp listen [::]:80 * v6only=no", false},
    {"state", "tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 autobound=no",
     "tcp close-wait 10.0.0.1:80 10.0.0.2:9 inode=2 autobound=no", true},
    {"port of a client", "tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 autobound=no",
     "tcp established 10.0.0.1:80 10.0.0.2:10 inode=2 autobound=no", true},
    {"address of a client", "tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 autobound=no",
     "tcp established 10.0.0.1:80 10.0.0.3:9 inode=2 autobound=no", false},
    {"port of a server", "tcp established 10.0.0.1:4000 10.0.0.2:80 inode=1 autobound=yes",
     "tcp established 10.0.0.1:4000 10.0.0.2:81 inode=2 autobound=yes", false},
    {"own port of a client", "tcp established 10.0.0.1:4000 10.0.0.2:80 inode=1 autobound=yes",
     "tcp established 10.0.0.1:4001 10.0.0.2:80 inode=2 autobound=yes", true},
};

/** Makes a baseline of one socket, LINE. */
static void take_line(struct baseline *baseline, const char *line)
{
    struct sock_table table = {0};
    struct facts facts = {.owners.searched = true, .owners.scan = SCAN_FULL};

    scene_add(&table, line);
    baseline_take(baseline, &table, &facts);
    sock_table_free(&table);
}

static void test_identity(void **state)
{
    const struct identity_row *row = *state;
    CLEANUP(baseline_free) struct baseline one = {0};
    CLEANUP(baseline_free) struct baseline other = {0};

    take_line(&one, row->one);
    take_line(&other, row->other);
    assert_int_equal(one.count, 1);
    assert_int_equal(other.count, 1);
    int order = baseline_compare_spans(&one, one.rows[0].key, &other, other.rows[0].key);
    assert_int_equal(order == 0, row->same);
}

/** A connection without a process is about to end, or to begin. */
static void test_without_process(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};

    (void)state;
    take_line(&baseline, "tcp time-wait 10.0.0.1:80 10.0.0.2:9 autobound=no");
    assert_int_equal(baseline.count, 0);
    take_line(&baseline, "tcp listen 10.0.0.1:80");
    assert_int_equal(baseline.count, 1);
}

struct holder_row {
    const char *name;
    uint32_t pids[3];
    const char *comms[3];
    struct text expected;
};

static const struct holder_row holders[] = {
    {"each name once", {5, 6, 7}, {"nginx", "nginx", "a"}, TEXT("a\0nginx\0")},
    {"not UTF-8", {5}, {"\xff!"}, TEXT("\xef\xbf\xbd!\0")},
    {"process 1 starts the others", {1, 6, 7}, {"systemd", "sshd", "a"}, TEXT("systemd\0")},
};

static void test_names(void **state)
{
    const struct holder_row *row = *state;
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct sock_table table = {0};
    struct facts facts = {.owners.searched = true, .owners.scan = SCAN_FULL};
    uint32_t chain = 0;

    scene_add(&table, "tcp listen 127.0.0.1:80 * inode=9");
    owners_want(&facts.owners, 9);
    assert_true(owners_wanted(&facts.owners, 9, &chain));
    for (size_t i = 0; i < 3 && row->comms[i]; i++) {
        uint32_t process = owners_add_process(&facts.owners, row->pids[i], text_of(row->comms[i]));
        owners_add_holder(&facts.owners, chain, process, 3);
    }
    baseline_take(&baseline, &table, &facts);
    struct text names = baseline_text(&baseline, baseline.rows[0].names);
    assert_int_equal(names.length, row->expected.length);
    assert_memory_equal(names.bytes, row->expected.bytes, names.length);
    sock_table_free(&table);
    owners_free(&facts.owners);
}

/** An endpoint is kept if a row of it matches before or after; chosen ports only by row. */
static void test_narrow(void **state)
{
    CLEANUP(baseline_free) struct baseline before = {0};
    CLEANUP(baseline_free) struct baseline after = {0};
    bool before_matches[] = {false, false, true, false};
    bool after_matches[] = {true, false, true};

    (void)state;
    add_rows(&before, "80 0 nginx; 81 0 nginx; e 0 a; e 0 b");
    add_rows(&after, "80 0 evil; 81 0 evil; e 0 b");
    baseline_narrow(&before, before_matches, &after, after_matches);
    assert_int_equal(before.count, 2);
    assert_int_equal(before.rows[0].local_port, 80);
    assert_true(before.rows[1].local_ephemeral);
    assert_int_equal(after.count, 2);
}

/** Restored sockets have what a filter can compare. */
static void test_restore(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct restored restored = {0};
    static const char *const owners[] = {"known", "kernel", "hidden", "none"};

    (void)state;
    add_rows(&baseline, "80 7 nginx; 81 0 @; 82 0 ?; 83 0 -");
    baseline_restore(&baseline, &restored);
    assert_int_equal(restored.table.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct sock *sock = &restored.table.rows[i];
        assert_string_equal(owner_names[owners_state(&restored.facts.owners, sock)], owners[i]);
        assert_int_equal(sock->local_port, 80 + i);
    }
    const struct holder *holder = owners_first(&restored.facts.owners, restored.table.rows);
    const struct process *process = &restored.facts.owners.processes[holder->process];
    assert_true(text_is(owners_comm(&restored.facts.owners, process), "nginx"));
    sock_table_truncate(&restored.table, 0);
    bool *rows = restored_rows(&baseline, &restored);
    assert_false(rows[0] || rows[1] || rows[2] || rows[3]);
    free(rows);
    restored_free(&restored);
}

static bool is_web(const void *context, struct text name)
{
    (void)context;
    return text_is(name, "web");
}

static void test_keep_netns(void **state)
{
    static const char *const names[] = {"web", "db", "", NULL};
    struct baseline baseline = {0};

    (void)state;
    for (uint16_t i = 0; i < COUNT(names); i++) {
        struct baseline_row row = {
            .proto = PROTO_TCP, .count = 1, .local_port = 80 + i, .has_netns = names[i]};
        if (names[i])
            row.netns = baseline_store(&baseline, text_of(names[i]));
        baseline_add(&baseline, &row);
    }
    assert_int_equal(baseline_keep_netns(&baseline, is_web, NULL), 2);
    assert_int_equal(baseline.count, 2);
    assert_int_equal(baseline.rows[0].local_port, 80);
    assert_int_equal(baseline.rows[1].local_port, 83); // of our own alone
    baseline_free(&baseline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_process),
        cmocka_unit_test(test_keep_netns),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_restore),
    };
    int failed = cmocka_run_group_tests_name("baseline", tests, NULL, NULL);

    failed += RUN_ROWS(test_compare, comparisons);
    failed += RUN_ROWS(test_identity, identities);
    failed += RUN_ROWS(test_names, holders);
    return failed;
}

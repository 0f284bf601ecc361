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
 * it; UID "-" if it is not known; WHO is names with commas, "?" for hidden, "!" for not searched,
 * "-" for none, "@" for the kernel. The word "all" alone: all processes were visible; "part": some
 * could not be read.
 */
static void add_row(struct baseline *baseline, struct text words)
{
    struct text port = take_word(&words);
    struct baseline_row row = {
        .proto = PROTO_TCP, .state = STATE_LISTEN, .count = 1, .local.bytes = {127, 0, 0, 1}};
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
    struct text uid = take_word(&words);
    row.has_uid = !text_is(uid, "-");
    row.uid = row.has_uid ? (uint32_t)number_of(uid) : 0;
    struct text who = take_word(&words);
    row.owner = text_is(who, "?")   ? OWNER_HIDDEN
                : text_is(who, "!") ? OWNER_NOT_SCANNED
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
    {"not searched", "80 0 nginx", "80 0 !", "unknown 1"},
    {"hidden, another number", "80 0 ? 2", "80 0 nginx", "count 80 2>1; unknown 1"},
    {"no user is known before", "80 - a", "80 7 a", ""},
    {"no user is known after", "80 7 a", "80 - a", ""},
    {"no user is known of one", "80 - a; 80 7 a", "80 7 a", "count 80 2>1"},
    {"another user beside one that is not known", "80 - a; 80 7 a", "80 - a; 80 8 a",
     "replaced 80 2>2"},
    {"the last user is another one", "80 1 a; 80 9 a", "80 1 a; 80 8 a", "replaced 80 2>2"},
    {"a user more after a lower one", "80 1 a", "80 1 a; 80 2 a", "replaced 80 1>2"},
    {"kernel, then nobody", "80 0 @", "80 0 -", ""},
    {"nobody, then the kernel", "80 0 -", "80 0 @", ""},
    {"kernel, then hidden", "80 0 @", "80 0 ?", "unknown 1"},
    {"the kernel beside a program", "80 0 @; 80 0 a", "80 0 a", "replaced 80 2>1"},
    {"the kernel beside a program after", "80 0 a", "80 0 a; 80 0 @", "replaced 80 1>2"},
    {"the kernel beside a program, twice", "80 0 @; 80 0 a", "80 0 a; 80 0 @", ""},
    {"kernel", "80 0 @", "80 0 @", ""},
    {"kernel and a program", "80 0 @", "80 0 nginx", "replaced 80 1>1"},
    {"ephemeral", "e 0 nginx", "e 0 nginx", ""},
    {"ephemeral, number", "e 0 nginx", "e 0 nginx 3", "count 0 1>3"},
    {"ephemeral, another program", "e 0 nginx", "e 0 dig", "opened 0 0>1; closed 0 1>0"},
    {"ephemeral, one more program", "e 0 nginx", "e 0 nginx; e 0 dig", "opened 0 0>1"},
    {"ephemeral, one less user", "e 0 a; e 7 a", "e 7 a", "closed 0 1>0"},
    {"ephemeral, hidden", "e 0 nginx", "e 0 ?", "unknown 1"},
    {"ephemeral, hidden, another user", "e 0 ?; e 7 ?", "e 7 a", "closed 0 1>0; unknown 1"},
    {"ephemeral, one without user", "e - a; e 7 a", "e 7 a", "closed 0 1>0"},
    {"ephemeral, the user is known now", "e - a", "e 7 a", "closed 0 1>0; opened 0 0>1"},
    {"ephemeral, the user is not known now", "e 7 a", "e - a", "opened 0 0>1; closed 0 1>0"},
    {"ephemeral, another user", "e 7 a", "e 8 a", "closed 0 1>0; opened 0 0>1"},
    {"ephemeral, users in another order", "e 8 a", "e 7 a", "opened 0 0>1; closed 0 1>0"},
    {"ephemeral, hidden, number", "e 0 ?; e 0 a", "e 0 b", "count 0 2>1; unknown 1"},
    {"ephemeral, not searched", "e 0 !", "e 0 a", "unknown 1"},
    {"ephemeral, hidden, more users", "e 1 ?", "e 1 a; e 2 a; e 3 a",
     "opened 0 0>1; opened 0 0>1; unknown 1"},
    {"ephemeral, all closed", "e 0 a; e 1 a", "", "closed 0 2>0"},
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

static const struct identity_row ports[] = {
    {"ID of ICMP", "icmp unconnected 10.0.0.1:7", "icmp unconnected 10.0.0.1:8", true},
    {"protocol number", "raw unconnected 10.0.0.1:7", "raw unconnected 10.0.0.1:8", false},
    {"chosen, and no fact", "udp unconnected 127.0.0.1:1 * (autobound=yes)",
     "udp unconnected 127.0.0.1:2 * (autobound=yes)", false},
    {"v6only, and no fact", "tcp listen [::]:80 * (v6only=yes)", "tcp listen [::]:80 *", true},
    {"v6only that is not known", "tcp listen [::]:80 * v6only=no", "tcp listen [::]:80 *", false},
    {"a peer, and none", "udp established 10.0.0.1:5 10.0.0.2:9 inode=1",
     "udp unconnected 10.0.0.1:5", false},
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

/** What a look knows by names. */
struct scenery {
    struct sock_table table;
    struct name_cache names;
    struct place other;
    struct place_facts other_facts;
    struct places places;
    struct facts facts;
};

/** Joe has the user ID 7; a namespace "web" has an interface eth3 with number 3. */
static void set_scenery(struct scenery *scenery)
{
    scenery->facts = (struct facts){.names = &scenery->names,
                                    .places = &scenery->places,
                                    .others = &scenery->other_facts,
                                    .other_count = 1,
                                    .owners.searched = true,
                                    .owners.scan = SCAN_FULL};
    scenery->places = (struct places){.others = &scenery->other, .other_count = 1, .shown = true};
    names_add(&scenery->names.users, 7, "joe", 3);
    names_add(&scenery->other_facts.devices, 3, "eth3", 4);
    strbuf_bytes(&scenery->other.names, "/run/netns/web", 15);
}

static void free_scenery(struct scenery *scenery)
{
    sock_table_free(&scenery->table);
    name_cache_free(&scenery->names);
    names_free(&scenery->other_facts.devices);
    strbuf_free(&scenery->other.names);
}

static void assert_span(const struct baseline *baseline, struct span span, const char *expected)
{
    assert_true(text_is(baseline_text(baseline, span), expected));
}

static void test_take(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct scenery scenery = {0};

    (void)state;
    set_scenery(&scenery);
    scene_add(&scenery.table, "tcp listen 10.0.0.1:80 * inode=1 uid=7 device=3 place=1");
    scene_add(&scenery.table, "tcp listen 10.0.0.2:80 * inode=2 uid=8");
    scene_add(&scenery.table, "tcp listen 10.0.0.3:80 * uid=0");
    baseline_take(&baseline, &scenery.table, &scenery.facts);
    assert_int_equal(baseline.count, 3);
    const struct baseline_row *rows = baseline.rows;
    assert_true(rows[0].has_netns && rows[0].has_device && rows[0].has_uid && !rows[0].has_v6only);
    assert_int_equal(rows[0].uid, 7);
    assert_int_equal(rows[0].count, 1);
    assert_int_equal(rows[0].state, STATE_LISTEN);
    assert_span(&baseline, rows[0].netns, "web");
    assert_span(&baseline, rows[0].user, "joe");
    assert_span(&baseline, rows[0].device, "eth3");
    assert_true(rows[1].has_netns && !rows[1].has_device && rows[1].has_uid);
    assert_int_equal(rows[1].uid, 8);
    assert_span(&baseline, rows[1].netns, "");
    assert_span(&baseline, rows[1].user, "");
    assert_false(rows[2].has_uid); // 0 without an inode is no user
    free_scenery(&scenery);
}

/** Without namespaces in the output, rows have none. */
static void test_take_of_our_own(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct scenery scenery = {0};

    (void)state;
    set_scenery(&scenery);
    scenery.places.shown = false;
    scene_add(&scenery.table, "tcp listen 10.0.0.1:80 * inode=1 uid=7 place=1");
    baseline_take(&baseline, &scenery.table, &scenery.facts);
    assert_false(baseline.rows[0].has_netns);
    assert_int_equal(baseline.rows[0].netns.length, 0);
    free_scenery(&scenery);
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

/** Adds a row of port PORT with a namespace and an interface, "" for none, to be restored. */
static void add_named(struct baseline *baseline, uint16_t port, const char *netns,
                      const char *device)
{
    struct baseline_row row = {.proto = PROTO_TCP,
                               .family = FAMILY_IPV6,
                               .state = STATE_ESTABLISHED,
                               .owner = OWNER_KNOWN,
                               .has_peer = true,
                               .count = 1,
                               .local_port = port,
                               .peer_port = 9,
                               .local.bytes = {1},
                               .peer.bytes = {2},
                               .has_netns = *netns,
                               .has_device = *device};

    row.netns = baseline_store(baseline, text_of(netns));
    row.device = baseline_store(baseline, text_of(device));
    baseline_add(baseline, &row);
}

static void assert_device(const struct restored *restored, size_t index, const char *expected)
{
    const struct sock *sock = &restored->table.rows[index];
    struct text name = {0};

    assert_int_equal((sock->have & HAVE_DEVICE) != 0, *expected != '\0');
    if (!*expected)
        return;
    assert_true(
        names_find(&facts_place(&restored->facts, sock->place)->devices, sock->device, &name));
    assert_true(text_is(name, expected));
}

/** Each namespace becomes a place; an interface is one of its place. */
static void test_restored_names(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct restored restored = {0};
    struct text user = {0};

    (void)state;
    add_named(&baseline, 80, "", "eth0");
    add_named(&baseline, 81, "web", "");
    add_named(&baseline, 82, "db", "eth1");
    add_named(&baseline, 83, "web", "eth2");
    baseline.rows[0].has_uid = baseline.rows[1].has_uid = true;
    baseline.rows[0].uid = 7;
    baseline.rows[0].user = baseline_store(&baseline, TEXT("joe"));
    baseline.rows[1].uid = 8;
    baseline.rows[2].has_v6only = baseline.rows[3].has_v6only = baseline.rows[3].v6only = true;
    baseline.rows[3].local_ephemeral = true;
    baseline_restore(&baseline, &restored);

    static const unsigned places[] = {0, 1, 2, 1};
    static const char *const devices[] = {"eth0", "", "eth1", "eth2"};
    const struct sock *socks = restored.table.rows;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(socks[i].place, places[i]);
        assert_device(&restored, i, devices[i]);
        assert_int_equal((socks[i].have & HAVE_UID) != 0, i < 2);
        assert_int_equal((socks[i].have & HAVE_V6ONLY) != 0, i >= 2);
        assert_int_equal(socks[i].v6only, i == 3);
        assert_int_equal(socks[i].autobound, i == 3);
        assert_true(socks[i].have & HAVE_AUTOBOUND);
        assert_int_equal(socks[i].family, FAMILY_IPV6);
        assert_int_equal(socks[i].state, STATE_ESTABLISHED);
        assert_int_equal(socks[i].local_port, 80 + i);
        assert_int_equal(socks[i].peer_port, 9);
        assert_int_equal(socks[i].local.bytes[0], 1);
        assert_int_equal(socks[i].peer.bytes[0], 2);
        assert_int_equal(facts_source(&restored.facts, places[i], PROTO_TCP), SOURCE_NETLINK);
    }
    assert_int_equal(restored.places.other_count, 2);
    assert_int_equal(restored.places.own.interfaces, -1);
    assert_int_equal(restored.places.others[1].interfaces, -1);
    assert_true(text_is(place_name(&restored.places.others[0].names), "web"));
    assert_true(text_is(place_name(&restored.places.others[1].names), "db"));
    assert_int_equal(socks[1].uid, 8);
    assert_true(names_find(&restored.names.users, 7, &user) && text_is(user, "joe"));
    assert_false(names_find(&restored.names.users, 8, &user));

    sock_table_truncate(&restored.table, 3);
    bool *rows = restored_rows(&baseline, &restored);
    assert_true(rows[0] && rows[1] && rows[2] && !rows[3]);
    free(rows);
    restored_free(&restored);
}

/** Names after the last one that can have a number leave their rows in our own. */
static void test_restored_places_have_a_limit(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct restored restored = {0};
    char name[16];

    (void)state;
    for (unsigned i = 0; i < UINT16_MAX + 2U; i++) {
        snprintf(name, sizeof(name), "%u", i);
        add_named(&baseline, 80, name, "");
    }
    baseline_restore(&baseline, &restored);
    assert_int_equal(restored.places.other_count, UINT16_MAX);
    assert_int_equal(restored.table.rows[UINT16_MAX - 1].place, UINT16_MAX);
    assert_int_equal(restored.table.rows[UINT16_MAX].place, 0);
    restored_free(&restored);
}

/** The names of several processes, in their order. */
static void test_restored_owners(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    struct restored restored = {0};
    static const char *const names[] = {"a", "b"};
    size_t found = 0;

    (void)state;
    add_rows(&baseline, "80 7 b,a; 81 7 ?");
    baseline_restore(&baseline, &restored);
    const struct owners *owners = &restored.facts.owners;
    for (const struct holder *at = owners_first(owners, restored.table.rows); at;
         at = owners_next_process(owners, at)) {
        assert_true(found < 2);
        assert_true(text_is(owners_comm(owners, &owners->processes[at->process]), names[found++]));
    }
    assert_int_equal(found, 2);
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

/** A side without rows of a key; ephemeral rows of one side only. */
static void test_narrow_by_one_side(void **state)
{
    CLEANUP(baseline_free) struct baseline before = {0};
    CLEANUP(baseline_free) struct baseline after = {0};
    bool before_matches[] = {true, false, true};
    bool after_matches[] = {true, false, false, false};

    (void)state;
    add_rows(&before, "80 0 a; 81 0 a; 82 0 a");
    add_rows(&after, "79 0 a; 82 0 a; 83 0 a; e 0 a");
    baseline_narrow(&before, before_matches, &after, after_matches);
    assert_int_equal(before.count, 2);
    assert_int_equal(before.rows[0].local_port, 80);
    assert_int_equal(before.rows[1].local_port, 82);
    assert_int_equal(after.count, 2);
    assert_int_equal(after.rows[0].local_port, 79);
    assert_int_equal(after.rows[1].local_port, 82);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_process),
        cmocka_unit_test(test_keep_netns),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_narrow_by_one_side),
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_take_of_our_own),
        cmocka_unit_test(test_restore),
        cmocka_unit_test(test_restored_names),
        cmocka_unit_test(test_restored_owners),
        cmocka_unit_test(test_restored_places_have_a_limit),
    };
    int failed = cmocka_run_group_tests_name("baseline", tests, NULL, NULL);

    failed += RUN_ROWS(test_compare, comparisons);
    failed += RUN_ROWS(test_identity, identities);
    failed += RUN_ROWS(test_identity, ports);
    failed += RUN_ROWS(test_names, holders);
    return failed;
}

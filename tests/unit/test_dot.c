// SPDX-License-Identifier: MIT
/** show/dot and show/graph: which connections are drawn, and between which nodes. */
#include "../known.h"
#include "scene.h"

#include "join/ends.h"
#include "show_all.h"

#define A "10.0.0.1"
#define B "10.0.0.2"
#define LISTENER "tcp listen 0.0.0.0:80 * autobound=bound"
#define SERVER "tcp established " A ":80 " B ":40000 autobound=no"
#define CLIENT "tcp established " B ":40000 " A ":80 autobound=yes"

/**
 * Sockets and the graph of them. A socket is the name of its process, "-" for none, then a line as
 * in scene.h. "!": it has no inode; "~": it is not shown; "?": its processes are not visible.
 */
struct graph_row {
    const char *name;
    const char *columns;
    const char *sockets[8];
    const char *expected; /**< what comes after the heading */
};

static const struct graph_row graphs[] = {
    {"no connection", "processes", {"web " LISTENER}, ""},
    {"both ends are rows: one connection",
     "processes",
     {"web " LISTENER, "web " SERVER, "curl " CLIENT},
     "n0 [label=\"curl[3]\"];\n"
     "n1 [label=\"web[2]\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"in two network namespaces",
     "comm",
     {"web " LISTENER " place=1", "web " SERVER " place=1", "curl " CLIENT},
     "n0 [label=\"curl\"];\n"
     "n1 [label=\"web\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"the client is not shown",
     "processes",
     {"web " LISTENER, "web " SERVER, "~curl " CLIENT},
     "n0 [label=\"curl[3]\"];\n"
     "n1 [label=\"web[2]\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"the server is not shown, and its processes are not visible",
     "processes",
     {"~web " LISTENER, "~?web " SERVER, "curl " CLIENT},
     "n0 [label=\"(hidden)\", style=dashed];\n"
     "n1 [label=\"curl[3]\"];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"the processes of one end are not visible",
     "processes",
     {"web " LISTENER, "?web " SERVER, "curl " CLIENT},
     "n0 [label=\"(hidden)\", style=dashed];\n"
     "n1 [label=\"curl[3]\"];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"of no process",
     "processes",
     {"- tcp established " B ":40000 " A ":80 autobound=yes"},
     "n0 [label=\"(kernel)\", style=dashed];\n"
     "n1 [label=\"10.0.0.1\", shape=ellipse];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"connected to itself",
     "processes",
     {"me tcp established " A ":40000 " A ":40000 autobound=yes"},
     "n0 [label=\"me[1]\"];\n"
     "n0 -> n0 [label=\"1 :40000\"];\n"},
    {"not accepted yet",
     "processes",
     {"web " LISTENER, "!- tcp established " A ":80 " B ":40000", "curl " CLIENT},
     "n0 [label=\"curl[3]\"];\n"
     "n1 [label=\"web[1]\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"not accepted yet, the client comes first",
     "processes",
     {"curl " CLIENT, "!- tcp established " A ":80 " B ":40000", "web " LISTENER},
     "n0 [label=\"curl[1]\"];\n"
     "n1 [label=\"web[3]\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"of a client elsewhere, not accepted yet",
     "processes",
     {"web " LISTENER, "!- tcp syn-recv " A ":80 " B ":40000"},
     "n0 [label=\"(none)\", style=dashed];\n"
     "n1 [label=\"10.0.0.2\", shape=ellipse];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"which end is the client is not known",
     "processes",
     {"b tcp established " B ":40000 " A ":80", "a tcp established " A ":80 " B ":40000"},
     "n0 [label=\"a[2]\"];\n"
     "n1 [label=\"b[1]\"];\n"
     "n0 -> n1 [label=\"1\", dir=none];\n"},
    {"each is a client of the other",
     "comm",
     {"a tcp established " A ":80 " B ":1 autobound=no", "b tcp established " B ":1 " A ":80",
      "b tcp established " B ":81 " A ":1 autobound=no", "a tcp established " A ":1 " B ":81",
      "a tcp listen 0.0.0.0:80 *", "b tcp listen 0.0.0.0:81 *"},
     "n0 [label=\"a\"];\n"
     "n1 [label=\"b\"];\n"
     "n0 -> n1 [label=\"1 :81\"];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"hosts fold",
     "comm",
     {"curl tcp established " B ":40001 203.0.113.1:443 autobound=yes",
      "curl tcp established " B ":40002 203.0.113.2:443 autobound=yes",
      "curl tcp established " B ":40003 203.0.113.2:443 autobound=yes",
      "curl tcp established [::ffff:10.0.0.2]:40004 [::ffff:203.0.113.2]:443 autobound=yes",
      "curl tcp established " B ":40005 198.51.100.7:443 autobound=yes",
      "curl tcp established [2001:db8:0:2::2]:1 [2001:db8::1]:443 autobound=yes",
      "curl tcp established [2001:db8:0:2::2]:1 [2001:db8:0:1::1]:80 autobound=yes",
      "curl tcp established [2001:db8:0:2::2]:1 [2001:db8:1::]:443 autobound=yes"},
     "n0 [label=\"198.51.100.7\", shape=ellipse];\n"
     "n1 [label=\"2001:db8:1::\", shape=ellipse];\n"
     "n2 [label=\"2001:db8::/48 (2 hosts)\", shape=ellipse];\n"
     "n3 [label=\"203.0.113.0/24 (2 hosts)\", shape=ellipse];\n"
     "n4 [label=\"curl\"];\n"
     "n4 -> n0 [label=\"1 :443\"];\n"
     "n4 -> n1 [label=\"1 :443\"];\n"
     "n4 -> n2 [label=\"2\"];\n"
     "n4 -> n3 [label=\"4 :443\"];\n"},
    {"several other ends",
     "processes",
     {"a udp established " A ":1 " B ":2", "b udp established " B ":2 " A ":1",
      "c udp established " B ":2 " A ":1"},
     "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
     "n1 [label=\"a[1]\"];\n"
     "n2 [label=\"b[2]\"];\n"
     "n3 [label=\"c[3]\"];\n"
     "n0 -> n1 [label=\"1\", dir=none];\n"
     "n1 -> n2 [label=\"1\", dir=none];\n"
     "n1 -> n3 [label=\"1\", dir=none];\n"},
    {"several, one of them on the same interface",
     "processes",
     {"a udp established " A ":1 " B ":2 device=4", "b udp established " B ":2 " A ":1 device=4",
      "c udp established " B ":2 " A ":1 device=5"},
     "n0 [label=\"a[1]\"];\n"
     "n1 [label=\"b[2]\"];\n"
     "n2 [label=\"c[3]\"];\n"
     "n0 -> n1 [label=\"1\", dir=none];\n"
     "n0 -> n2 [label=\"1\", dir=none];\n"},
    {"a value of the row, not of processes",
     "uid",
     {"web " LISTENER, "web " SERVER " uid=33", "curl " CLIENT " uid=1000"},
     "n0 [label=\"1000\"];\n"
     "n1 [label=\"33\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"of a row that is not shown, the address",
     "uid",
     {"web " LISTENER, "~web " SERVER " uid=33", "curl " CLIENT " uid=1000"},
     "n0 [label=\"10.0.0.1\", shape=ellipse];\n"
     "n1 [label=\"1000\"];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"no value",
     "uid",
     {"web " LISTENER, "web " SERVER, "curl " CLIENT " uid=1000"},
     "n0 [label=\"-\", style=dashed];\n"
     "n1 [label=\"1000\"];\n"
     "n1 -> n0 [label=\"1 :http\"];\n"},
    {"two keys",
     "uid,comm",
     {"web " LISTENER, "web " SERVER " uid=33", "curl " CLIENT},
     "n0 [label=\"-, curl\"];\n"
     "n1 [label=\"33, web\"];\n"
     "n0 -> n1 [label=\"1 :http\"];\n"},
    {"a socket of several processes has the name of each once",
     "comm",
     {"web+mod+web tcp established " A ":9 " B ":40000 autobound=yes"},
     "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
     "n1 [label=\"mod,web\"];\n"
     "n1 -> n0 [label=\"1 :40000\"];\n"},
    {"a name that looks like syntax",
     "comm",
     {"a\"];}\\N&lt;, tcp established " A ":9 " B ":40000 autobound=yes"},
     "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
     "n1 [label=\"a\\\"];}\\\\\\\\N&amp;lt;\\\\x2c\"];\n"
     "n1 -> n0 [label=\"1 :40000\"];\n"},
    {"neither connected nor listening",
     "comm",
     {"a tcp closed " A ":9 " B ":40000", "a tcp bound-inactive " A ":9 " B ":40000"},
     ""},
    {"a protocol without other ends",
     "comm",
     {"ping raw established " A " " B},
     "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
     "n1 [label=\"ping\"];\n"
     "n0 -> n1 [label=\"1\", dir=none];\n"},
};

/** The sockets of a row, joined. */
struct graph_scene {
    struct sock_table table;
    struct facts facts;
    struct view view;
    uint32_t inodes[8]; /**< of the sockets that have processes */
    const char *names[8];
    bool shown[8];
};

static bool is_shown(void *context, const struct sock *sock)
{
    return ((const struct graph_scene *)context)->shown[sock->mark];
}

/** Adds the processes of a socket: "a+b" are two. */
static void add_processes(struct graph_scene *scene, size_t index)
{
    struct owners *owners = &scene->facts.owners;
    const char *rest = scene->names[index];
    uint32_t chain = 0;

    owners_want(owners, scene->inodes[index]);
    assert_true(owners_wanted(owners, scene->inodes[index], &chain));
    for (uint32_t i = 0; *rest != ' '; i++) {
        size_t length = strcspn(rest, "+ ");
        uint32_t process =
            owners_add_process(owners, (uint32_t)index + 1 + 10 * i, (struct text){rest, length});
        owners_add_holder(owners, chain, process, 3);
        rest += length + (rest[length] == '+');
    }
}

/** Adds socket number INDEX; its mark is the number, its inode 100 more, its cookie 200 more. */
static void add_socket(struct graph_scene *scene, size_t index, const char *line)
{
    bool hidden = false;
    bool orphan = false;

    scene->shown[index] = true;
    for (; strchr("!~?", *line); line++) {
        scene->shown[index] = scene->shown[index] && *line != '~';
        orphan = orphan || *line == '!';
        hidden = hidden || *line == '?';
    }
    struct sock *sock = scene_add(&scene->table, strchr(line, ' ') + 1);
    sock->mark = (uint32_t)index;
    sock_set_inode(sock, orphan ? 0 : 100 + (uint32_t)index);
    sock_set_cookie(sock, (uint32_t[2]){200 + (uint32_t)index, 0});
    if (hidden)
        scene->facts.owners.scan = SCAN_PARTIAL;
    if (!hidden && *line != '-') {
        scene->names[index] = line;
        scene->inodes[index] = sock->inode;
    }
}

static void scene_begin(struct graph_scene *scene, const struct graph_row *row)
{
    *scene = (struct graph_scene){.view = {.format = FORMAT_DOT}};
    known_init(&scene->facts);
    known_service(&scene->facts, 6, 80, "http");
    strbuf_text(&known_host(&scene->facts)->name, "h\"ost");
    scene->facts.details = &scene->table.details;
    scene->facts.owners.searched = true;
    scene->facts.owners.scan = SCAN_FULL;
    assert_true(view_add_list(&scene->view, row->columns, &(struct user_error){0}));
    for (size_t i = 0; i < 8 && row->sockets[i]; i++)
        add_socket(scene, i, row->sockets[i]);
    ends_join(&scene->table, NULL, &scene->facts);
    sock_table_keep(&scene->table, is_shown, scene);
    ends_want_owners(&scene->table, &scene->facts);
    for (size_t i = 0; i < 8; i++) {
        if (scene->names[i])
            add_processes(scene, i);
    }
    ends_unite_owners(&scene->facts);
}

static void scene_free(struct graph_scene *scene)
{
    view_free(&scene->view);
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

#define HEADING                                                                                    \
    "digraph sockstat {\n"                                                                         \
    "graph [charset=\"UTF-8\", rankdir=LR, fontname=\"sans-serif\", label=\"h\\\"ost%s\"];\n"      \
    "node [shape=box, fontname=\"sans-serif\"];\n"                                                 \
    "edge [fontname=\"sans-serif\"];\n"                                                            \
    "%s}\n"

/** Shows the rows and compares. REMARK follows the name of the host. */
static void assert_graph(const struct graph_scene *scene, const char *remark, const char *expected)
{
    char whole[4096];

    assert_true(snprintf(whole, sizeof(whole), HEADING, remark, expected) < (int)sizeof(whole));
    assert_output(&scene->view, &scene->table, &scene->facts, whole);
}

static void test_graph(void **state)
{
    const struct graph_row *row = *state;
    CLEANUP(scene_free) struct graph_scene scene;

    scene_begin(&scene, row);
    assert_graph(&scene, "", row->expected);
}

/** In each rotation of the rows, forwards and backwards. */
static void test_order_of_rows(void **state)
{
    const struct graph_row *row = *state;
    CLEANUP(scene_free) struct graph_scene scene;
    uint32_t order[8];

    scene_begin(&scene, row);
    size_t count = scene.table.count;
    scene.table.order = order;
    for (size_t first = 0; first < 2 * count; first++) {
        for (size_t i = 0; i < count; i++)
            order[first < count ? i : count - 1 - i] = (uint32_t)((first + i) % count);
        assert_graph(&scene, "", row->expected);
    }
    scene.table.order = NULL;
}

/** As from /proc, which has no cookies: inodes and ports tell which rows are one connection. */
static void test_without_cookies(void **state)
{
    const struct graph_row *row = *state;
    CLEANUP(scene_free) struct graph_scene scene;
    struct sock_table *table = &scene.table;

    scene_begin(&scene, row);
    for (size_t i = 0; i < table->count; i++) {
        struct row_ends ends;
        table->rows[i].have &= ~(uint32_t)HAVE_COOKIE;
        if (!row_ends_find(sock_detail(&table->details, &table->rows[i]), &ends))
            continue;
        char *block = memmem(table->details.data, table->details.length, &ends, sizeof(ends));
        ends.has_peer_cookie = false;
        memcpy(block, &ends, sizeof(ends));
    }
    assert_graph(&scene, "", row->expected);
}

/**
 * Unix sockets know their peer by its inode. A socket can be the peer of one and have another peer
 * itself: these are two connections.
 */
static void test_unix(void **state)
{
    static const struct graph_row row = {.columns = "comm",
                                         .sockets = {"a unix established", "b unix established",
                                                     "c unix unconnected", "d unix established",
                                                     "e unix established", "f unix established"}};
    static const uint32_t peers[] = {101, 102, 0, 104, 103, 999};
    CLEANUP(scene_free) struct graph_scene scene;

    (void)state;
    scene_begin(&scene, &row);
    for (size_t i = 0; i < COUNT(peers); i++) {
        scene.table.rows[i].family = FAMILY_UNIX;
        if (peers[i])
            sock_set_peer_inode(&scene.table.rows[i], peers[i]);
    }
    assert_graph(&scene, "",
                 "n0 [label=\"(kernel)\", style=dashed];\n"
                 "n1 [label=\"a\"];\n"
                 "n2 [label=\"b\"];\n"
                 "n3 [label=\"c\"];\n"
                 "n4 [label=\"d\"];\n"
                 "n5 [label=\"e\"];\n"
                 "n6 [label=\"f\"];\n"
                 "n0 -> n6 [label=\"1\", dir=none];\n"
                 "n1 -> n2 [label=\"1\", dir=none];\n"
                 "n2 -> n3 [label=\"1\", dir=none];\n"
                 "n4 -> n5 [label=\"1\", dir=none];\n");
}

static void test_numeric(void **state)
{
    static const struct graph_row row = {.columns = "comm",
                                         .sockets = {"web " LISTENER, "a " SERVER}};
    CLEANUP(scene_free) struct graph_scene scene;

    (void)state;
    scene_begin(&scene, &row);
    scene.view.style.numeric = true;
    assert_graph(&scene, "",
                 "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
                 "n1 [label=\"a\"];\n"
                 "n0 -> n1 [label=\"1 :80\"];\n");
}

static void test_host_names(void **state)
{
    static const struct graph_row row = {.columns = "comm",
                                         .sockets = {"web " LISTENER, "a " SERVER}};
    CLEANUP(scene_free) struct graph_scene scene;

    (void)state;
    scene_begin(&scene, &row);
    scene.view.style.resolve = true;
    uint32_t host = name_cache_host_id(known_names(&scene.facts), FAMILY_IPV4,
                                       scene_peer(&scene.table.rows[1]));
    names_add(&known_names(&scene.facts)->hosts.names, host, "b\n", 2);
    assert_graph(&scene, "",
                 "n0 [label=\"a\"];\n"
                 "n1 [label=\"b\\\\x0a\", shape=ellipse];\n"
                 "n1 -> n0 [label=\"1 :http\"];\n");
}

static void test_rows_are_missing(void **state)
{
    static const struct graph_row row = {.columns = "comm", .sockets = {"web " LISTENER}};
    CLEANUP(scene_free) struct graph_scene scene;

    (void)state;
    scene_begin(&scene, &row);
    scene.facts.complete = false;
    assert_graph(&scene, " (incomplete)", "");
}

/** A long label is cut at a character of its text, before it is quoted. */
static void test_long_label(void **state)
{
    static const struct graph_row row = {.columns = "user",
                                         .sockets = {"a " LISTENER, "a " SERVER " uid=33"}};
    CLEANUP(scene_free) struct graph_scene scene;
    char name[130];
    char expected[400];

    (void)state;
    scene_begin(&scene, &row);
    memset(name, 'n', sizeof(name));
    name[127] = '"';
    names_add(&known_names(&scene.facts)->users, 33, name, sizeof(name));
    snprintf(expected, sizeof(expected),
             "n0 [label=\"10.0.0.2\", shape=ellipse];\n"
             "n1 [label=\"%.127s\\\"...\"];\n"
             "n0 -> n1 [label=\"1 :http\"];\n",
             name);
    assert_graph(&scene, "", expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unix),       cmocka_unit_test(test_numeric),
        cmocka_unit_test(test_host_names), cmocka_unit_test(test_rows_are_missing),
        cmocka_unit_test(test_long_label),
    };

    return RUN_ROWS(test_graph, graphs) + RUN_ROWS(test_order_of_rows, graphs) +
           RUN_ROWS(test_without_cookies, graphs) + cmocka_run_group_tests(tests, NULL, NULL);
}

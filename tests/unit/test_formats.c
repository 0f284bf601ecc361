// SPDX-License-Identifier: MIT
/** show/: every key in JSON, names that are hostile in every format, tables on narrow terminals. */
#include "../known.h"
#include "scene.h"

#include "show_all.h"

#include <unistd.h>

/** One socket, what is known besides, and how it is shown. */
struct scene {
    struct sock_table table;
    struct facts facts;
    struct view view;
};

static struct sock *scene_init(struct scene *scene, enum format format, const char *columns)
{
    *scene = (struct scene){.view = {.format = format}};
    known_init(&scene->facts);
    assert_true(view_add_list(&scene->view, columns, &(struct user_error){0}));
    return scene_add(&scene->table, "tcp listen");
}

/** Everything there is to know of a socket. */
static void know_everything(struct scene *scene)
{
    struct facts *facts = &scene->facts;
    struct sock *sock = &scene->table.rows[0];

    *sock = scene_sock("udp established [2001:db8::1]:53 [2001:db8::2]:5353 queues=21/22 "
                       "accept=21/22 timer=persist/4294967295/255 uid=33 inode=4294967294 "
                       "cookie=0xfedcba9876543210 device=2 mark=4294967293 cgroup=0x1f v6only=yes");
    known_service(facts, 17, 53, "domain");
    known_service(facts, 17, 5353, "mdns");
    known_user(facts, 33, "www\xff");
    known_device(facts, 2, "e\"0");
    uint64_t local = name_cache_host_id(known_names(facts), FAMILY_IPV6, scene_local(sock));
    names_add(&known_names(facts)->hosts.names, local, "here", 4);
    uint64_t peer = name_cache_host_id(known_names(facts), FAMILY_IPV6, scene_peer(sock));
    names_add(&known_names(facts)->hosts.names, peer, "there", 5);
    owners_want(&facts->owners, sock->inode);
    uint32_t process = owners_add_process(&facts->owners, 9, TEXT("a\nb"));
    owners_add_holder(&facts->owners, 0, process, 4);
    owners_add_holder(&facts->owners, 0, process, 5);
    owners_set_context(&facts->owners, process, TEXT("s0:c1,c2\xff"));
    process = owners_add_process(&facts->owners, 10, TEXT(""));
    owners_add_holder(&facts->owners, 0, process, HOLDER_NO_FD);
}

static void scene_free(struct scene *scene)
{
    view_free(&scene->view);
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

/** Shows the scene, releases it, and holds what came to EXPECTED. */
static void assert_shown(struct scene *scene, const char *expected)
{
    assert_output(&scene->view, &scene->table, &scene->facts, expected);
    scene_free(scene);
}

struct key_row {
    const char *name;   /**< the key */
    const char *known;  /**< members of the object when everything is known */
    const char *absent; /**< the value when nothing is */
};

static const struct key_row keys[] = {
    {"proto", "\"proto\":\"udp\"", "\"tcp\""},
    {"family", "\"family\":\"ipv6\"", "\"ipv4\""},
    {"state", "\"state\":\"established\"", "\"listen\""},
    {"recv_q", "\"recv_q\":21", "null"},
    {"send_q", "\"send_q\":22", "null"},
    {"accept_queue", "\"accept_queue\":21", "null"},
    {"accept_limit", "\"accept_limit\":22", "null"},
    {"local", "\"local\":\"[2001:db8::1%e\\\"0]:domain\"", "\"0.0.0.0:*\""},
    {"peer", "\"peer\":\"[2001:db8::2]:mdns\"", "\"*\""},
    {"local_address", "\"local_address\":\"2001:db8::1\"", "\"0.0.0.0\""},
    {"local_port", "\"local_port\":53", "null"},
    {"local_service", "\"local_service\":\"domain\"", "null"},
    {"local_host", "\"local_host\":\"here\"", "null"},
    {"peer_address", "\"peer_address\":\"2001:db8::2\"", "null"},
    {"peer_port", "\"peer_port\":5353", "null"},
    {"peer_service", "\"peer_service\":\"mdns\"", "null"},
    {"peer_host", "\"peer_host\":\"there\"", "null"},
    {"timer", "\"timer\":\"persist\"", "null"},
    {"timer_expires_ms", "\"timer_expires_ms\":4294967295", "null"},
    {"retransmits", "\"retransmits\":255", "null"},
    {"user", "\"user\":\"www\xef\xbf\xbd\",\"user_base64\":\"d3d3/w==\"", "null"},
    {"uid", "\"uid\":33", "null"},
    {"inode", "\"inode\":4294967294", "null"},
    {"cookie", "\"cookie\":\"fedcba9876543210\"", "null"},
    {"device", "\"device\":\"e\\\"0\"", "null"},
    {"device_index", "\"device_index\":2", "null"},
    {"mark", "\"mark\":4294967293", "null"},
    {"v6only", "\"v6only\":true", "null"},
    {"cgroup_id", "\"cgroup_id\":\"1f\"", "null"},
    {"owner", "\"owner\":\"known\"", "\"none\""},
    {"processes",
     "\"processes\":[{\"pid\":9,\"comm\":\"a\\u000ab\",\"fds\":[4,5]},"
     "{\"pid\":10,\"comm\":\"\",\"fds\":[]}]",
     "[]"},
    {"pid", "\"pid\":[9,10]", "[]"},
    {"comm", "\"comm\":[\"a\\u000ab\",\"\"]", "[]"},
    {"contexts",
     "\"contexts\":[\"s0:c1,c2\xef\xbf\xbd\",null],"
     "\"contexts_base64\":[\"czA6YzEsYzL/\",null]",
     "[]"},
};

#define ORIGIN "{\"host\":\"\",\"time\":\"1970-01-01T00:00:00.000000Z\","
#define END                                                                                        \
    "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\",\"rows\":1,\"total\":1,"         \
    "\"sources\":{},\"duplicates\":0,\"owners_complete\":null,\"warnings\":[],\"complete\":true}"  \
    "\n"

/** One line of a socket and the line of the end. */
static void assert_members(struct scene *scene, const char *key, const char *value)
{
    CLEANUP(strbuf_free) struct strbuf expected = {0};

    scene->facts.time = (struct timespec){0};
    strbuf_text(&expected, ORIGIN);
    if (key) {
        strbuf_byte(&expected, '"');
        strbuf_text(&expected, key);
        strbuf_text(&expected, "\":");
    }
    strbuf_text(&expected, value);
    strbuf_text(&expected, "}\n" END);
    assert_shown(scene, expected.data);
}

static void test_key_known(void **state)
{
    const struct key_row *row = *state;
    struct scene scene;

    scene_init(&scene, FORMAT_JSONL, row->name);
    know_everything(&scene);
    assert_members(&scene, NULL, row->known);
}

static void test_key_absent(void **state)
{
    const struct key_row *row = *state;
    struct scene scene;

    scene_init(&scene, FORMAT_JSONL, row->name);
    assert_members(&scene, row->name, row->absent);
}

static void test_boolean_that_is_false(void **state)
{
    struct scene scene;

    (void)state;
    *scene_init(&scene, FORMAT_JSONL, "v6only") = scene_sock("tcp listen v6only=no");
    assert_members(&scene, "v6only", "false");
}

/** Two processes named COMM hold the socket. */
static void hold(struct scene *scene, struct text comm)
{
    struct owners *owners = &scene->facts.owners;

    scene->table.rows[0] = scene_sock("tcp listen inode=7");
    owners_want(owners, 7);
    owners_add_holder(owners, 0, owners_add_process(owners, 1, comm), 3);
    owners_add_holder(owners, 0, owners_add_process(owners, 2, comm), 3);
}

struct hostile_row {
    const char *name;
    struct text comm;
    const char *table; /**< column comm, behind it state */
    const char *csv;
};

static const struct hostile_row hostile[] = {
    {"newline", TEXT("a\ntcp"), "a\\x0atcp,a\\x0atcp  LISTEN\n", "\"a\\x0atcp,a\\x0atcp\"\n"},
    {"escape", TEXT("\033[2J"), "\\x1b\\x5b2J,\\x1b\\x5b2J  LISTEN\n",
     "\"\\x1b\\x5b2J,\\x1b\\x5b2J\"\n"},
    {"carriage return", TEXT("\r"), "\\x0d,\\x0d  LISTEN\n", "\"\\x0d,\\x0d\"\n"},
    {"comma", TEXT("a,b"), "a\\x2cb,a\\x2cb  LISTEN\n", "\"a\\x2cb,a\\x2cb\"\n"},
    {"quote", TEXT("\""), "\",\"  LISTEN\n", "\"\"\",\"\"\"\n"},
    {"not UTF-8", TEXT("\xc3"), "\\xc3,\\xc3  LISTEN\n", "\"\\xc3,\\xc3\"\n"},
    {"backslash", TEXT("\\x0a"), "\\\\x0a,\\\\x0a  LISTEN\n", "\"\\\\x0a,\\\\x0a\"\n"},
    {"override", TEXT("\xe2\x80\xae"), "\\xe2\\x80\\xae,\\xe2\\x80\\xae  LISTEN\n",
     "\"\\xe2\\x80\\xae,\\xe2\\x80\\xae\"\n"},
    {"NUL", TEXT("a\0b"), "a\\x00b,a\\x00b  LISTEN\n", "\"a\\x00b,a\\x00b\"\n"},
};

static void test_hostile(void **state)
{
    const struct hostile_row *row = *state;
    struct scene scene;

    scene_init(&scene, FORMAT_TABLE, "comm,state");
    hold(&scene, row->comm);
    assert_shown(&scene, row->table);
    scene_init(&scene, FORMAT_CSV, "comm");
    hold(&scene, row->comm);
    assert_shown(&scene, row->csv);
}

static void test_csv_quotes_what_needs_it(void **state)
{
    struct scene scene;

    (void)state;
    *scene_init(&scene, FORMAT_CSV, "cookie,user,device,state,processes") =
        scene_sock("tcp listen uid=0 device=1");
    known_user(&scene.facts, 0, "a b");
    known_device(&scene.facts, 1, "plain");
    assert_shown(&scene, ",\"a b\",plain,listen,\n");
}

static void test_strings_of_the_document(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSON, "state");
    struct facts *facts = &scene.facts;
    facts->time = (struct timespec){951782399, 100000999};
    facts->requested[PROTO_TCP] = facts->requested[PROTO_UDP] = true;
    facts->own.sources[PROTO_TCP] = SOURCE_PROC;
    facts->own.sources[PROTO_UDP] = SOURCE_NETLINK;
    facts_warn(facts, "one\n");
    facts_warn(facts, "two \xff");
    strbuf_text(&known_host(facts)->name, "h\xff");
    assert_shown(&scene,
                 "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\","
                 "\"host\":\"h\xef\xbf\xbd\",\"host_base64\":\"aP8=\",\"boot_id\":null,"
                 "\"time\":\"2000-02-28T23:59:59.100000Z\",\n"
                 "\"sockets\":[\n{\"state\":\"listen\"}\n],\n"
                 "\"total\":1,\"sources\":{\"tcp\":\"proc\",\"udp\":\"netlink\"},\"duplicates\":0,"
                 "\"owners_complete\":null,\"warnings\":[\"one\\u000a\",\"two "
                 "\xef\xbf\xbd\"],\"complete\":true}\n");
}

/** Replaces the digits of the scan, which has the number of the process, by zeros. */
static void clear_scan(char *text)
{
    static const char key[] = "\"scan_id\":\"";

    for (char *at = text; (at = strstr(at, key));) {
        at += sizeof(key) - 1;
        assert_int_equal(strspn(at, "0123456789abcdef"), 16);
        memset(at, '0', 16);
    }
}

#define FLEET_SCAN                                                                                 \
    "\"host\":\"web1\",\"boot_id\":\"b1\",\"time\":\"1970-01-01T00:00:00.000000Z\","               \
    "\"scan_id\":\"0000000000000000\""

/** An absent value has no key, an empty list has one, and the scan is in the end, too. */
static void test_a_line_for_a_fleet(void **state)
{
    char text[OUTPUT_SIZE];
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_FLEET, "state,uid,peer,processes");
    scene.facts.time = (struct timespec){0};
    strbuf_text(&known_host(&scene.facts)->name, "web1");
    strbuf_text(&known_host(&scene.facts)->boot_id, "b1");
    show_text(&scene.view, &scene.table, &scene.facts, text);
    scene_free(&scene);
    clear_scan(text);
    assert_string_equal(text,
                        "{\"type\":\"socket\"," FLEET_SCAN
                        ",\"state\":\"listen\",\"peer\":\"*\",\"processes\":[]}\n"
                        "{\"type\":\"end\"," FLEET_SCAN ",\"schema\":\"sockstat/1\","
                        "\"tool\":\"sockstat " VERSION "\",\"rows\":1,\"total\":1,\"sources\":{},"
                        "\"duplicates\":0,\"owners_complete\":null,\"warnings\":[],"
                        "\"complete\":true}\n");
}

/** The type of a line says that it is a group. */
static void test_a_group_for_a_fleet(void **state)
{
    char text[OUTPUT_SIZE];
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_FLEET, "state");
    scene.view.grouped = true;
    show_text(&scene.view, &scene.table, &scene.facts, text);
    scene_free(&scene);
    assert_non_null(strstr(text, "{\"type\":\"group\","));
    assert_null(strstr(text, "\"socket\""));
    assert_non_null(strstr(text, ",\"state\":\"listen\"}\n"));
}

/** A column that is part of a block, of rows without any blocks. */
static void test_no_blocks(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSONL, "state,cwnd");
    scene.facts.details = NULL;
    assert_members(&scene, "state", "\"listen\",\"cwnd\":null");
}

static void test_a_time_that_no_calendar_has_is_null(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSONL, "state");
    scene.table.count = 0;
    scene.facts.requested[PROTO_UDP] = true;
    assert_shown(&scene,
                 "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION
                 "\",\"rows\":0,\"total\":0,\"sources\":{\"udp\":\"none\"},"
                 "\"duplicates\":0,\"owners_complete\":null,\"warnings\":[],\"complete\":true}\n");
    scene_init(&scene, FORMAT_JSON, "state");
    scene.table.count = 0;
    scene.facts.time = (struct timespec){.tv_sec = INT64_MAX};
    strbuf_text(&known_host(&scene.facts)->boot_id, "b\"");
    assert_shown(&scene, "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\","
                         "\"host\":\"\",\"boot_id\":\"b\\\"\",\"time\":null,\n"
                         "\"sockets\":[\n],\n\"total\":0,\"sources\":{},\"duplicates\":0,"
                         "\"owners_complete\":null,\"warnings\":[],\"complete\":true}\n");
}

struct colour_row {
    const char *name;
    const char *state;
    const char *line;
};

static const struct colour_row colours[] = {
    {"waiting", "listen", "\033[32mLISTEN\033[0m  ipv4\n"},
    {"open", "established", "ESTABLISHED  ipv4\n"},
    {"opening", "syn-sent", "\033[36mSYN-SENT\033[0m  ipv4\n"},
    {"closing", "last-ack", "\033[33mLAST-ACK\033[0m  ipv4\n"},
};

static void test_colour(void **state)
{
    const struct colour_row *row = *state;
    struct scene scene;

    *scene_init(&scene, FORMAT_TABLE, "state,family") = scene_sockf("tcp %s", row->state);
    scene.view.colour = true;
    assert_shown(&scene, row->line);
}

struct width_row {
    const char *name;
    size_t width;
    bool header;
    const char *text;
};

// The first column and the gap take 8 columns, what follows 15 ("abcdefghijk" and a pid).
static const struct width_row widths[] = {
    {"any width", 0, false, "LISTEN  abcdefghijk[1,2]\n"},
    {"as wide as needed", 24, false, "LISTEN  abcdefghijk[1,2]\n"},
    {"one less", 23, false, "LISTEN  abcdefghijk[1,\xe2\x80\xa6\n"},
    {"least that is cut", 16, false, "LISTEN  abcdefg\xe2\x80\xa6\n"},
    {"least with a gap of one", 15, false, "LISTEN abcdefg\xe2\x80\xa6\n"},
    {"folded and cut", 14, false, "LISTEN\n    abcdefghi\xe2\x80\xa6\n"},
    {"folded, least that is cut", 12, false, "LISTEN\n    abcdefg\xe2\x80\xa6\n"},
    {"folded, too narrow to cut", 11, false, "LISTEN\n    abcdefghijk[1,2]\n"},
    {"one column", 1, false, "LISTEN\n    abcdefghijk[1,2]\n"},
    {"the heading too", 16, true, "STATE   PROCESS\nLISTEN  abcdefg\xe2\x80\xa6\n"},
    {"the heading folded too", 14, true, "STATE\n    PROCESS\nLISTEN\n    abcdefghi\xe2\x80\xa6\n"},
};

static void test_width(void **state)
{
    const struct width_row *row = *state;
    struct scene scene;

    scene_init(&scene, FORMAT_TABLE, "state,processes");
    hold(&scene, TEXT("abcdefghijk"));
    scene.view.header = row->header;
    scene.view.width = row->width;
    assert_shown(&scene, row->text);
}

static void test_a_wide_character_is_not_halved(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,comm");
    hold(&scene, TEXT("\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"));
    scene.view.width = 16;
    assert_shown(&scene, "LISTEN  \xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe2\x80\xa6\n");
}

static void test_a_number_is_never_cut(void **state)
{
    struct scene scene;

    (void)state;
    *scene_init(&scene, FORMAT_TABLE, "state,cookie") =
        scene_sock("tcp listen cookie=0x123456789abcdef0");
    scene_add(&scene.table, "tcp listen cookie=0x42");
    scene.view.width = 18;
    assert_shown(&scene, "LISTEN\n"
                         "    123456789abcdef0\n"
                         "LISTEN\n"
                         "                  42\n");
}

static void test_no_line_ends_in_blanks(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "recv_q,device");
    scene_add(&scene.table, "tcp listen device=123456");
    scene.view.header = true;
    assert_shown(&scene, "RECV-Q  DEVICE\n     -  -\n     -  if123456\n");
}

struct size_row {
    const char *name;
    size_t rows;
    size_t pairs; /**< of processes that hold the socket, with names of 15 bytes */
};

/** The table keeps the cells of 16384 rows, up to 4 MiB. */
static const struct size_row sizes[] = {
    {"all rows are kept", 16384, 1},
    {"no row is kept", 16385, 1},
    {"some rows are kept", 3000, 50},
};

/** Reads a line of FILE, which must be that of PORT, with PAIRS of processes. */
static void assert_line(FILE *file, size_t port, size_t pairs)
{
    char line[4096];
    char start[64];

    snprintf(start, sizeof(start), "%5zu  name-of-15-byte", port);
    assert_non_null(fgets(line, sizeof(line), file));
    assert_int_equal(strlen(line), 7 + 32 * pairs);
    assert_memory_equal(line, start, strlen(start));
}

/** Rows are in order, and columns are as wide as the last of them needs. */
static void test_size(void **state)
{
    const struct size_row *row = *state;
    FILE *file = tmpfile();
    struct scene scene;

    scene_init(&scene, FORMAT_TABLE, "local_port,comm");
    for (size_t i = 0; i < row->pairs; i++)
        hold(&scene, TEXT("name-of-15-byte"));
    const struct sock first = scene.table.rows[0];
    for (size_t i = 1; i < row->rows; i++)
        *sock_table_add(&scene.table) = first;
    scene.table.order = alloc_array(row->rows, sizeof(*scene.table.order));
    for (size_t i = 0; i < row->rows; i++) {
        scene.table.rows[i].local_port = (uint16_t)(row->rows - i);
        scene.table.order[i] = (uint32_t)(row->rows - 1 - i);
    }
    scene.table.rows[0].local_port = 65535;
    assert_int_equal(show_all(&scene.view, &scene.table, &scene.facts, fileno(file)), 0);
    rewind(file);
    for (size_t i = 1; i < row->rows; i++)
        assert_line(file, i, row->pairs);
    assert_line(file, 65535, row->pairs);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
    view_free(&scene.view);
    sock_table_free(&scene.table);
    known_free(&scene.facts);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boolean_that_is_false),
        cmocka_unit_test(test_csv_quotes_what_needs_it),
        cmocka_unit_test(test_strings_of_the_document),
        cmocka_unit_test(test_a_line_for_a_fleet),
        cmocka_unit_test(test_a_group_for_a_fleet),
        cmocka_unit_test(test_no_blocks),
        cmocka_unit_test(test_a_time_that_no_calendar_has_is_null),
        cmocka_unit_test(test_a_wide_character_is_not_halved),
        cmocka_unit_test(test_a_number_is_never_cut),
        cmocka_unit_test(test_no_line_ends_in_blanks),
    };

    return RUN_ROWS(test_key_known, keys) + RUN_ROWS(test_key_absent, keys) +
           RUN_ROWS(test_hostile, hostile) + RUN_ROWS(test_colour, colours) +
           RUN_ROWS(test_width, widths) + RUN_ROWS(test_size, sizes) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

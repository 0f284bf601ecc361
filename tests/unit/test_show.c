// SPDX-License-Identifier: MIT
/** show/: whole outputs of hand-made records. */
#include "../known.h"
#include "scene.h"
#include "sets.h"

#include "show/origin.h"
#include "show_all.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/** Two sockets and all that goes with them. */
struct scene {
    struct sock_table table;
    struct facts facts;
    struct view view;
};

static void scene_init(struct scene *scene, enum format format, const char *columns)
{
    *scene = (struct scene){.view = {.format = format, .header = true, .style.numeric = true}};
    known_init(&scene->facts);
    scene->facts.time = (struct timespec){1795191601, 123456789};
    scene->facts.requested[PROTO_TCP] = true;
    scene->facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
    strbuf_text(&known_host(&scene->facts)->name, "web1");
    strbuf_text(&known_host(&scene->facts)->boot_id, "b-1");
    scene_add(&scene->table, "tcp listen 0.0.0.0:443 accept=0/511 inode=7 cookie=0x1a");
    scene_add(&scene->table, "tcp close-wait 0.0.0.0:443 10.9.8.7:51514 queues=1/5792");
    owners_want(&scene->facts.owners, 7);
    assert_true(view_add_list(&scene->view, columns, &(struct user_error){0}));
}

static void hold(struct scene *scene, uint32_t pid, struct text comm)
{
    struct owners *owners = &scene->facts.owners;

    owners_add_holder(owners, 0, owners_add_process(owners, pid, comm), 17);
    owners_add_holder(owners, 0, (uint32_t)owners->process_count - 1, 18);
}

/** Shows the scene and releases it. */
static void assert_shown(struct scene *scene, const char *expected)
{
    assert_output(&scene->view, &scene->table, &scene->facts, expected);
    view_free(&scene->view);
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

#define USUAL "proto,state,recv_q,send_q,local,peer,processes"

static void test_table(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, USUAL);
    hold(&scene, 1201, TEXT("nginx"));
    assert_shown(&scene,
                 "PROTO  STATE       RECV-Q  SEND-Q  LOCAL        PEER            PROCESS\n"
                 "tcp    LISTEN       0/511       -  0.0.0.0:443  *               nginx[1201]\n"
                 "tcp    CLOSE-WAIT       1    5792  0.0.0.0:443  10.9.8.7:51514  -\n");
}

static void test_table_without_header_is_as_narrow_as_its_cells(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,recv_q,local_port");
    scene.view.header = false;
    assert_shown(&scene, "LISTEN      0/511  443\n"
                         "CLOSE-WAIT      1  443\n");
}

static void test_table_follows_the_order(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state");
    scene.table.order = calloc(2, sizeof(*scene.table.order));
    scene.table.order[0] = 1;
    assert_shown(&scene, "STATE\nCLOSE-WAIT\nLISTEN\n");
}

static void test_columns_grow_with_later_rows(void **state)
{
    struct scene scene;
    char actual[4096];
    int ends[2];

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,local,send_q");
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    struct show *show = show_begin(&scene.view, &scene.facts, ends[1]);
    show_rows(show, &scene.table);
    scene.table.rows[1] = scene_sock("tcp listen 192.168.100.100:443 accept=0/511");
    show_rows(show, &scene.table);
    assert_int_equal(show_total(show), 4);
    assert_int_equal(show_left_out(show), 0);
    assert_int_equal(show_end(show), 0);
    ssize_t length = read(ends[0], actual, sizeof(actual) - 1);
    actual[length > 0 ? length : 0] = '\0';
    assert_string_equal(actual, "STATE       LOCAL        SEND-Q\n"
                                "LISTEN      0.0.0.0:443       -\n"
                                "CLOSE-WAIT  0.0.0.0:443    5792\n"
                                "LISTEN      0.0.0.0:443               -\n"
                                "LISTEN      192.168.100.100:443       -\n");
    close(ends[0]);
    close(ends[1]);
    sock_table_free(&scene.table);
    known_free(&scene.facts);
    view_free(&scene.view);
}

static void test_table_in_colour(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,local_port");
    scene.view.colour = true;
    assert_shown(&scene, "STATE       LOCAL-PORT\n"
                         "\033[32mLISTEN\033[0m             443\n"
                         "\033[33mCLOSE-WAIT\033[0m         443\n");
}

static void test_table_cut_to_a_width(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,processes");
    hold(&scene, 1201, TEXT("caf\xc3\xa9-au-lait"));
    scene.view.width = 20;
    assert_shown(&scene, "STATE       PROCESS\n"
                         "LISTEN      caf\xc3\xa9-au\xe2\x80\xa6\n"
                         "CLOSE-WAIT  -\n");
}

static void test_a_gap_of_one_makes_a_table_fit(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,processes");
    hold(&scene, 1201, TEXT("a-long-name"));
    scene.view.width = 19;
    assert_shown(&scene, "STATE      PROCESS\n"
                         "LISTEN     a-long-\u2026\n"
                         "CLOSE-WAIT -\n");
}

static void test_a_table_folds_between_columns(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,processes");
    hold(&scene, 1201, TEXT("a-long-name"));
    scene.view.width = 18;
    assert_shown(&scene, "STATE\n"
                         "    PROCESS\n"
                         "LISTEN\n"
                         "    a-long-name[1\u2026\n"
                         "CLOSE-WAIT\n"
                         "    -\n");
}

static void test_a_folded_row_gives_a_list_a_line_of_its_own(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,local,recv_q,processes");
    hold(&scene, 1201, TEXT("a-long-name"));
    scene.view.width = 24;
    scene.view.header = false;
    assert_shown(&scene, "LISTEN      0.0.0.0:443\n"
                         "    0/511\n"
                         "    a-long-name[1201]\n"
                         "CLOSE-WAIT  0.0.0.0:443\n"
                         "        1\n"
                         "    -\n");
}

static void test_oneline_does_not_fold(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,processes");
    hold(&scene, 1201, TEXT("a-long-name"));
    scene.view.width = 18;
    scene.view.oneline = true;
    assert_shown(&scene, "STATE       PROCESS\n"
                         "LISTEN      a-long-name[1201]\n"
                         "CLOSE-WAIT  -\n");
}

static void test_a_short_list_needs_no_more_than_its_width(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "state,pid");
    hold(&scene, 12, TEXT("a"));
    scene.view.width = 15;
    assert_shown(&scene, "STATE       PID\n"
                         "LISTEN      12\n"
                         "CLOSE-WAIT  -\n");
}

static void test_table_aligns_wide_characters(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_TABLE, "processes,state");
    scene.view.header = false;
    hold(&scene, 1, TEXT("\xe6\x97\xa5"));
    assert_shown(&scene, "\xe6\x97\xa5[1]  LISTEN\n"
                         "-      CLOSE-WAIT\n");
}

/** Facts of the two sockets, without those that only one of their kinds has. */
static void test_details(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "recv_q,state,cookie,peer,accept_limit,processes,rtt_us");
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_STATE]));
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_RECV_Q]));
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_PROCESSES]));
    hold(&scene, 1201, TEXT("ng\033nx"));
    assert_shown(&scene, "LISTEN  0/511  ng\\x1bnx[1201]\n"
                         "Endpoints:\n"
                         "  state         listen\n"
                         "Process:\n"
                         "  processes     ng\\x1bnx[1201]\n"
                         "Queues:\n"
                         "  accept_limit  511\n"
                         "Place:\n"
                         "  cookie        1a\n"
                         "\n"
                         "CLOSE-WAIT  1  -\n"
                         "Endpoints:\n"
                         "  state   close-wait\n"
                         "  peer    10.9.8.7:51514\n"
                         "Queues:\n"
                         "  recv_q  1  bytes\n");
}

/** Exact numbers, the unit, and a text for people only if it differs; zero is a value. */
static void test_details_have_units(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "recv_q,send_q,timer_expires_ms,retransmits,mark,uid");
    scene.table.count = 1;
    scene.table.rows[0] =
        scene_sock("tcp established queues=0/5792 timer=on/1999/0 mark=255 uid=0");
    assert_shown(&scene, "\n"
                         "Process:\n"
                         "  uid               0\n"
                         "Queues:\n"
                         "  recv_q            0  bytes\n"
                         "  send_q            5792  bytes  (5.6KiB)\n"
                         "Timer:\n"
                         "  timer_expires_ms  1999  ms  (1.9s)\n"
                         "  retransmits       0\n"
                         "Options:\n"
                         "  mark              255  (0xff)\n");
}

#define NAME15 "nginx-worker-15"
#define PIDS "1000001,1000002,1000003,1000004,1000005,1000006,1000007,"

/** At 80 columns, after a comma or blank if there is one. */
static void test_details_are_folded(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "processes,pid,accept_percent");
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_STATE]));
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_PROCESSES]));
    scene.table.count = 1;
    for (uint32_t pid = 1000001; pid <= 1000009; pid++)
        hold(&scene, pid, TEXT(NAME15));
    assert_shown(&scene, "LISTEN\n"
                         "    " NAME15 "[" PIDS "\n"
                         "    1000008,1000009]\n"
                         "Process:\n"
                         "  processes       " NAME15 "[1000001,1000002,1000003,1000004,1000005,\n"
                         "                  1000006,1000007,1000008,1000009]\n"
                         "  pid             " PIDS "\n"
                         "                  1000008,1000009\n"
                         "Queues:\n"
                         "  accept_percent  0\n");
}

/** A blank stays at the end of its line. */
static void test_details_are_folded_after_a_blank(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "processes");
    scene.table.count = 1;
    hold(&scene, 1000001, TEXT("first-worker-15"));
    hold(&scene, 1000002, TEXT("other-worker-15"));
    hold(&scene, 1000003, TEXT("third-worker-15"));
    assert_shown(&scene, "\n"
                         "Process:\n"
                         "  processes  first-worker-15[1000001] other-worker-15[1000002] \n"
                         "             third-worker-15[1000003]\n");
}

/** The first line begins without an indent, those that continue it have one. */
static void test_a_first_cell_that_is_too_long(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "accept_percent");
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_PROCESSES]));
    scene.table.count = 1;
    for (uint32_t pid = 1000001; pid <= 1000009; pid++)
        hold(&scene, pid, TEXT(NAME15));
    for (uint32_t pid = 1000001; pid <= 1000009; pid++)
        hold(&scene, pid + 1000000, TEXT(NAME15));
    assert_shown(&scene,
                 NAME15 "[" PIDS "1000008,\n"
                        "    1000009,2000001,2000002,2000003,2000004,2000005,2000006,2000007,"
                        "2000008,\n"
                        "    2000009]\n"
                        "Queues:\n"
                        "  accept_percent  0\n");
}

/** A line of 79 columns has no room for a gap, let alone a cell. */
static void test_the_line_of_a_block_is_folded_between_cells(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "accept_percent");
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_STATE]));
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_PROCESSES]));
    assert_true(field_list_add(&scene.view.line, &field_table[FIELD_RECV_Q]));
    scene.table.count = 1;
    for (uint32_t pid = 1000001; pid <= 1000008; pid++)
        hold(&scene, pid, TEXT("worker"));
    assert_shown(&scene, "LISTEN  worker[" PIDS "1000008]\n"
                         "    0/511\n"
                         "Queues:\n"
                         "  accept_percent  0\n");
}

#define CONTROLS "\001\002\003\004\005\006\007\010\011\012\013\014\015"
#define BACKSLASHES_24 "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"

/** No line ends within an escape. */
static void test_escapes_are_not_divided(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "device,user");
    scene.table.count = 1;
    scene.table.rows[0] = scene_sock("tcp listen device=2 uid=9");
    known_device(&scene.facts, 2, "0123456789abcde" CONTROLS "\016");
    known_user(&scene.facts, 9, "0123456789abcdef01234" BACKSLASHES_24 "\\");
    scene.view.style.numeric = false;
    assert_shown(&scene, "\n"
                         "Process:\n"
                         "  user    0123456789abcdef01234" BACKSLASHES_24 BACKSLASHES_24 "\n"
                         "          \\\\\n"
                         "Place:\n"
                         "  device  0123456789abcde\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\x09"
                         "\\x0a\\x0b\\x0c\\x0d\n"
                         "          \\x0e\n");
}

static void test_details_without_folding(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_DETAILS, "pid");
    scene.view.oneline = true;
    scene.table.count = 1;
    for (uint32_t pid = 1000001; pid <= 1000010; pid++)
        hold(&scene, pid, TEXT(NAME15));
    assert_shown(&scene, "\n"
                         "Process:\n"
                         "  pid  " PIDS "1000008,1000009,1000010\n");
}

/**
 * Host names with -r only; with -n, no name of a number; results with --kill; never what is for
 * --fleet.
 */
static void test_a_view_of_all_facts(void **state)
{
    static const struct {
        bool numeric, resolve, netns, results;
        const char *without;
    } rows[] = {
        {false, false, true, true, " community_id local_host peer_host "},
        {true, false, true, true,
         " community_id local_host peer_host local_service peer_service user "},
        {false, true, true, true, " community_id "},
        {true, true, true, true, " community_id local_service peer_service user "},
        {false, true, false, true, " community_id netns netns_id netns_name netns_pid "},
        {false, true, true, false, " community_id result result_reason "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct view view = {.format = FORMAT_DETAILS,
                            .netns = rows[i].netns,
                            .results = rows[i].results,
                            .style = {.numeric = rows[i].numeric, .resolve = rows[i].resolve}};
        view_add_all(&view, ALL_PROTOS);
        for (const struct field *field = field_table; field->key; field++) {
            char key[64];
            snprintf(key, sizeof(key), " %s ", field->key);
            assert_int_equal(field_list_has(&view.columns, field), !strstr(rows[i].without, key));
        }
        view_free(&view);
    }
}

static void test_a_view_of_all_facts_of_a_protocol(void **state)
{
    struct view view = {.format = FORMAT_DETAILS};

    (void)state;
    view_add_all(&view, PROTO_BIT(PROTO_UDP));
    assert_true(field_list_has(&view.columns, &field_table[FIELD_LOCAL_PORT]));
    assert_true(field_list_has(&view.columns, &field_table[FIELD_DROPS]));
    assert_false(field_list_has(&view.columns, &field_table[FIELD_RTT_US]));
    assert_false(field_list_has(&view.columns, &field_table[FIELD_LOCAL_PATH]));
    view_free(&view);
}

/** The first line needs what it shows, whatever the columns are. */
static void test_a_view_needs_its_line(void **state)
{
    struct view view = {.format = FORMAT_DETAILS, .style.numeric = true};

    (void)state;
    assert_true(view_add_list(&view, "state", &(struct user_error){0}));
    view_add_line(&view, GROUP_TABLE, PROTO_BIT(PROTO_TCP));
    assert_needs(view_needs(&view), "device peer");
    view_add_line(&view, GROUP_TABLE | GROUP_PROCESS, PROTO_BIT(PROTO_TCP));
    assert_needs(view_needs(&view), "device peer owner");
    view_free(&view);
}

static void test_csv(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_CSV, "state,recv_q,accept_limit,peer_port,processes,local");
    hold(&scene, 7, TEXT("a\"b,c\n"));
    assert_shown(&scene, "state,recv_q,accept_limit,peer_port,processes,local\n"
                         "listen,,511,,\"a\"\"b\\x2cc\\x0a[7]\",0.0.0.0:443\n"
                         "close-wait,1,,51514,,0.0.0.0:443\n");
}

static void test_csv_without_header(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_CSV, "state");
    scene.view.header = false;
    assert_shown(&scene, "listen\nclose-wait\n");
}

static void test_a_row_of_csv_is_no_empty_line(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_CSV, "accept_limit");
    assert_shown(&scene, "accept_limit\n511\n\"\"\n");
}

static void test_json(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSON,
               "state,peer_address,local_port,peer_port,cookie,recv_q,v6only,owner,processes,peer");
    hold(&scene, 1201, TEXT("nginx"));
    hold(&scene, 1202, TEXT("\xff\"\033"));
    facts_incomplete(&scene.facts, "a \"warning\"");
    scene.facts.duplicates = 3;
    assert_shown(
        &scene,
        "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\",\"host\":\"web1\","
        "\"boot_id\":\"b-1\",\"time\":\"2026-11-20T16:20:01.123456Z\",\n"
        "\"sockets\":[\n"
        "{\"state\":\"listen\",\"peer_address\":null,\"local_port\":443,\"peer_port\":null,"
        "\"cookie\":\"1a\",\"recv_q\":null,\"v6only\":null,\"owner\":\"known\",\"processes\":["
        "{\"pid\":1201,\"comm\":\"nginx\",\"fds\":[17,18]},"
        "{\"pid\":1202,\"comm\":\"\xef\xbf\xbd\\\"\\u001b\",\"comm_base64\":\"/yIb\","
        "\"fds\":[17,18]}],\"peer\":\"*\"},\n"
        "{\"state\":\"close-wait\",\"peer_address\":\"10.9.8.7\",\"local_port\":443,"
        "\"peer_port\":51514,\"cookie\":null,\"recv_q\":1,\"v6only\":null,\"owner\":\"none\","
        "\"processes\":[],\"peer\":\"10.9.8.7:51514\"}\n"
        "],\n"
        "\"total\":2,\"sources\":{\"tcp\":\"netlink\"},\"duplicates\":3,\"owners_complete\":null,"
        "\"warnings\":[\"a "
        "\\\"warning\\\"\"],"
        "\"complete\":false}\n");
}

static void test_json_lists(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSONL, "pid,comm");
    hold(&scene, 1, TEXT("a"));
    hold(&scene, 2, TEXT("\xff"));
    scene.table.count = 1;
    assert_shown(&scene,
                 "{\"host\":\"web1\",\"time\":\"2026-11-20T16:20:01.123456Z\",\"pid\":[1,2],"
                 "\"comm\":[\"a\",\"\xef\xbf\xbd\"],\"comm_base64\":[\"YQ==\",\"/w==\"]}\n"
                 "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\",\"rows\":1,"
                 "\"total\":1,\"sources\":{\"tcp\":\"netlink\"},\"duplicates\":0,\"owners_"
                 "complete\":null,\"warnings\":[],"
                 "\"complete\":true}\n");
}

static void test_duplicates_that_nobody_counted_are_null(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSONL, "state");
    scene.table.count = 0;
    scene.facts.duplicates_known = false;
    assert_shown(
        &scene,
        "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION
        "\",\"rows\":0,\"total\":0,\"sources\":{\"tcp\":\"netlink\"},"
        "\"duplicates\":null,\"owners_complete\":null,\"warnings\":[],\"complete\":true}\n");
}

static void test_whether_owners_are_complete(void **state)
{
    struct scene scene;

    (void)state;
    for (unsigned hidden = 0; hidden < 2; hidden++) {
        scene_init(&scene, FORMAT_JSONL, "state");
        scene.table.count = 0;
        scene.facts.owners.searched = true;
        scene.facts.owners.scan = SCAN_PARTIAL;
        scene.facts.owners.hidden = hidden;
        assert_shown(&scene, hidden ? "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION
                                      "\",\"rows\":0,\"total\":0,\"sources\":{\"tcp\":\"netlink\"},"
                                      "\"duplicates\":0,\"owners_complete\":false,\"warnings\":[],"
                                      "\"complete\":true}\n"
                                    : "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION
                                      "\",\"rows\":0,\"total\":0,\"sources\":{\"tcp\":\"netlink\"},"
                                      "\"duplicates\":0,\"owners_complete\":true,\"warnings\":[],"
                                      "\"complete\":true}\n");
    }
}

static void test_json_of_nothing(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, FORMAT_JSON, "state");
    scene.table.count = 0;
    scene.facts.own.sources[PROTO_TCP] = SOURCE_NONE;
    strbuf_truncate(&known_host(&scene.facts)->boot_id, 0);
    assert_shown(&scene, "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\","
                         "\"host\":\"web1\",\"boot_id\":null,"
                         "\"time\":\"2026-11-20T16:20:01.123456Z\",\n"
                         "\"sockets\":[\n"
                         "],\n"
                         "\"total\":0,\"sources\":{\"tcp\":\"none\"},\"duplicates\":0,\"owners_"
                         "complete\":null,\"warnings\":[],"
                         "\"complete\":true}\n");
}

static void test_a_failed_write_is_told(void **state)
{
    struct scene scene;

    (void)state;
    for (enum format format = 0; format < FORMAT_COUNT; format++) {
        scene_init(&scene, format, USUAL);
        int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
        assert_int_equal(show_all(&scene.view, &scene.table, &scene.facts, full), -ENOSPC);
        close(full);
        assert_int_equal(show_all(&scene.view, &scene.table, &scene.facts, full), -EBADF);
        view_free(&scene.view);
        sock_table_free(&scene.table);
        known_free(&scene.facts);
    }
}

static void test_view_takes_each_column_once(void **state)
{
    struct view view = {0};

    (void)state;
    assert_true(view_add_list(&view, "state,proto", &(struct user_error){0}));
    assert_true(view_add_list(&view, "+proto,uid,state", &(struct user_error){0}));
    assert_int_equal(view.columns.count, 3);
    assert_string_equal(view.columns.fields[0]->key, "state");
    assert_string_equal(view.columns.fields[1]->key, "proto");
    assert_string_equal(view.columns.fields[2]->key, "uid");
    view_free(&view);
}

static void test_view_needs_what_its_columns_need(void **state)
{
    struct view view = {.format = FORMAT_TABLE, .style.numeric = true};

    (void)state;
    assert_true(view_add_list(&view, "state,user", &(struct user_error){0}));
    assert_needs(view_needs(&view), "");
    view.format = FORMAT_JSON;
    assert_needs(view_needs(&view), "user machine");
    assert_true(view_add_list(&view, "pid,local", &(struct user_error){0}));
    assert_needs(view_needs(&view), "user owner device machine");
    view_free(&view);
}

static void test_times_that_32_bits_do_not_hold(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } rows[] = {
        {INT64_C(2147483647), "2038-01-19T03:14:07"},
        {INT64_C(2147483648), "2038-01-19T03:14:08"},
        {INT64_C(4294967295), "2106-02-07T06:28:15"},
        {INT64_C(4294967296), "2106-02-07T06:28:16"},
        {INT64_C(253402300799), "9999-12-31T23:59:59"},
    };

    (void)state;
    if (sizeof(time_t) < sizeof(int64_t))
        skip();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scene scene;
        char expected[400];
        scene_init(&scene, FORMAT_JSONL, "local_port");
        scene.table.count = 1;
        scene.facts.time.tv_sec = (time_t)rows[i].seconds;
        snprintf(expected, sizeof(expected),
                 "{\"host\":\"web1\",\"time\":\"%s.123456Z\",\"local_port\":443}\n"
                 "{\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\",\"rows\":1,"
                 "\"total\":1,\"sources\":{\"tcp\":\"netlink\"},\"duplicates\":0,"
                 "\"owners_complete\":null,\"warnings\":[],\"complete\":true}\n",
                 rows[i].text);
        assert_shown(&scene, expected);
    }
}

/** Times of one and of other seconds, among them one whose year cannot be expressed. */
static void test_times_after_each_other(void **state)
{
    static const struct {
        struct timespec time;
        const char *text;
    } rows[] = {
        {{0, 0}, "1970-01-01T00:00:00.000000Z"},
        {{0, 999999999}, "1970-01-01T00:00:00.999999Z"},
        {{1795191601, 123456789}, "2026-11-20T16:20:01.123456Z"},
        {{1795191601, 1000}, "2026-11-20T16:20:01.000001Z"},
        {{1795191602, 10000000}, "2026-11-20T16:20:02.010000Z"},
        {{-1, 0}, "1969-12-31T23:59:59.000000Z"},
        {{(time_t)INT64_MAX, 5}, ""},
        {{(time_t)INT64_MAX, 6}, ""},
        {{1795191601, 0}, "2026-11-20T16:20:01.000000Z"},
    };
    struct origin_second last = {.length = 0};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        CLEANUP(strbuf_free) struct strbuf alone = {0};
        if (sizeof(time_t) < sizeof(int64_t) && *rows[i].text == '\0')
            continue; // there is no such time
        origin_time_after(&text, &rows[i].time, &last);
        origin_time(&alone, &rows[i].time);
        assert_text(&text, rows[i].text);
        assert_text(&alone, rows[i].text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_table_without_header_is_as_narrow_as_its_cells),
        cmocka_unit_test(test_table_follows_the_order),
        cmocka_unit_test(test_columns_grow_with_later_rows),
        cmocka_unit_test(test_table_in_colour),
        cmocka_unit_test(test_table_cut_to_a_width),
        cmocka_unit_test(test_a_gap_of_one_makes_a_table_fit),
        cmocka_unit_test(test_a_table_folds_between_columns),
        cmocka_unit_test(test_a_folded_row_gives_a_list_a_line_of_its_own),
        cmocka_unit_test(test_oneline_does_not_fold),
        cmocka_unit_test(test_a_short_list_needs_no_more_than_its_width),
        cmocka_unit_test(test_table_aligns_wide_characters),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_details_have_units),
        cmocka_unit_test(test_details_are_folded),
        cmocka_unit_test(test_details_are_folded_after_a_blank),
        cmocka_unit_test(test_a_first_cell_that_is_too_long),
        cmocka_unit_test(test_the_line_of_a_block_is_folded_between_cells),
        cmocka_unit_test(test_escapes_are_not_divided),
        cmocka_unit_test(test_details_without_folding),
        cmocka_unit_test(test_a_view_of_all_facts),
        cmocka_unit_test(test_a_view_of_all_facts_of_a_protocol),
        cmocka_unit_test(test_a_view_needs_its_line),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_csv_without_header),
        cmocka_unit_test(test_a_row_of_csv_is_no_empty_line),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_lists),
        cmocka_unit_test(test_duplicates_that_nobody_counted_are_null),
        cmocka_unit_test(test_whether_owners_are_complete),
        cmocka_unit_test(test_json_of_nothing),
        cmocka_unit_test(test_times_that_32_bits_do_not_hold),
        cmocka_unit_test(test_a_failed_write_is_told),
        cmocka_unit_test(test_times_after_each_other),
        cmocka_unit_test(test_view_takes_each_column_once),
        cmocka_unit_test(test_view_needs_what_its_columns_need),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** --explain: the blocks (show/explain.c), their order (arrange/relate.h), join/siblings.h. */
#include "../known.h"
#include "scene.h"

#include "show_all.h"

#include "arrange/relate.h"
#include "join/ends.h"
#include "join/siblings.h"

struct scene {
    struct sock_table table;
    struct facts facts;
    struct view view;
};

/** Joins the sockets of LINES, which end with NULL. */
static void scene_init(struct scene *scene, const char *const *lines)
{
    memset(scene, 0, sizeof(*scene));
    scene->view.format = FORMAT_EXPLAIN;
    scene->view.style.numeric = true;
    known_init(&scene->facts);
    known_ephemeral(&scene->facts, 40000, 40099);
    scene->facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
    scene->facts.details = &scene->table.details;
    owners_want(&scene->facts.owners, 7);
    for (; *lines; lines++)
        scene_add(&scene->table, *lines);
    ends_join(&scene->table, NULL, &scene->facts);
    siblings_join(&scene->table, &scene->facts);
    field_list_add(&scene->view.line, &field_table[FIELD_STATE]);
    field_list_add(&scene->view.line, &field_table[FIELD_LOCAL]);
}

static void scene_free(struct scene *scene)
{
    view_free(&scene->view);
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

static void assert_shown(struct scene *scene, const char *expected)
{
    assert_output(&scene->view, &scene->table, &scene->facts, expected);
    scene_free(scene);
}

/** Sentences without a known value are left out; a name of others is escaped. */
static void test_block(void **state)
{
    static const char *const lines[] = {"tcp listen 10.0.0.1:8080 * accept=6/5 inode=7 cookie=0x1a",
                                        NULL};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    struct owners *owners = &scene.facts.owners;
    owners_add_holder(owners, 0, owners_add_process(owners, 12, TEXT("a\033b")), 3);
    assert_shown(&scene,
                 "LISTEN  10.0.0.1:8080\n"
                 "  This is a TCP listener, the socket of a server that takes new connections, at\n"
                 "  10.0.0.1:8080. Port 8080 is in the range of registered ports (1024 to 49151).\n"
                 "  LISTEN: the kernel completes the handshakes, and a process has to accept(2)\n"
                 "  each connection. Connections in its accept queue: 6, limit 5. The kind of its\n"
                 "  address: private. Firewalls were not looked at. The process a\\x1bb[12] holds\n"
                 "  it.\n"
                 "  warning accept-queue-full: The accept queue is full: it holds 6, and its\n"
                 "    limit is 5 (Linux holds one more than the limit). Further clients cannot\n"
                 "    connect until there is room. Likely reasons: the process is stopped,\n"
                 "    blocked or too slow to call accept(2); or the limit, the backlog of\n"
                 "    listen(2) and net.core.somaxconn, is too low for bursts.\n"
                 "  More: sockstat --details --protocols=tcp -a 'cookie = 1a'\n");
}

/** Of five sockets about which the same is to be said, three have a line. */
static void test_alike_sockets_share_a_block(void **state)
{
    static const char *const lines[] = {"tcp time-wait 10.0.0.1:40001 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40002 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40003 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40004 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40005 10.0.0.2:80",
                                        "tcp closed 0.0.0.0 * inode=7",
                                        NULL};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    scene.view.oneline = true;
    assert_shown(
        &scene,
        "TIME-WAIT  10.0.0.1:40001\n"
        "TIME-WAIT  10.0.0.1:40002\n"
        "TIME-WAIT  10.0.0.1:40003\n"
        "... more sockets like these: 2\n"
        "  This is what is left of a TCP connection. TIME-WAIT: both ends closed the connection. "
        "The kernel keeps its ports until old segments have left the network. This is normal, and "
        "nobody has to act. No process holds it: its process closed it or ended, and the kernel "
        "completes the closing.\n"
        "  More: sockstat --details --protocols=tcp -a 'local_address = 10.0.0.1 and "
        "local_port = 40001 and peer_address = 10.0.0.2 and peer_port = 80 and state = time-wait'\n"
        "\n"
        "CLOSED  0.0.0.0:*\n"
        "  This TCP socket has no connection.\n"
        "  More: sockstat --details --protocols=tcp -a 'inode = 7'\n");
}

/** The sentence about what can reach a listener. */
struct exposure_row {
    const char *name;
    const char *line;
    const char *expected;
};

static const struct exposure_row exposures[] = {
    {"IPv4", "tcp listen 0.0.0.0:80 *", "it receives at every IPv4 address of its"},
    {"IPv6", "tcp listen [::]:80 * v6only=yes", "it receives at every IPv6 address of its"},
    {"both", "tcp listen [::]:80 * v6only=no", "it receives at every address of its"},
    {"perhaps both", "tcp listen [::]:80 *", "Its address is the wildcard. Firewalls"},
    {"an interface", "tcp listen 0.0.0.0:80 * device=3", "through the interface a\\x1bb only."},
    {"loopback", "tcp listen 127.0.0.1:80 *", "Only programs on this host, in the same"},
    {"mapped loopback", "tcp listen [::ffff:127.0.0.1]:80 *", "Only programs on this host, in the"},
    {"the interface lo", "tcp listen 0.0.0.0:80 * device=1", "Only programs on this host, in the"},
    {"UDP", "udp unconnected 0.0.0.0:80 *", "it receives at every IPv4 address of its"},
    {"connected UDP", "udp established 10.0.0.1:80 10.0.0.2:90", "only from 10.0.0.2:90."},
};

static void test_exposure(void **state)
{
    const struct exposure_row *row = *state;
    const char *const lines[] = {row->line, NULL};
    char text[OUTPUT_SIZE];
    struct scene scene;

    scene_init(&scene, lines);
    known_device(&scene.facts, 3, "a\033b");
    scene.view.oneline = true;
    show_text(&scene.view, &scene.table, &scene.facts, text);
    scene_free(&scene);
    if (!strstr(text, row->expected))
        fail_msg("%s", text);
}

static void test_width_of_the_terminal(void **state)
{
    static const char *const lines[] = {"tcp syn-sent 10.0.0.1:9 10.0.0.2:80 inode=7", NULL};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    scene.view.width = 50;
    assert_shown(&scene, "SYN-SENT  10.0.0.1:9\n"
                         "  This is the client's end of a TCP connection to\n"
                         "  10.0.0.2:80. Port 9 is a well-known port (0 to\n"
                         "  1023). The port of the server is 80. SYN-SENT:\n"
                         "  this end sent a SYN, and the peer has to answer\n"
                         "  it.\n"
                         "  More: sockstat --details --protocols=tcp -a 'inode = 7'\n");
}

/** Of datagrams, the kernel counts the memory and not the bytes. */
static void test_datagrams(void **state)
{
    static const char *const lines[] = {
        "udp established 10.0.0.1:9 10.0.0.2:80 queues=832/0 inode=7", NULL};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    scene.facts.own.sources[PROTO_UDP] = SOURCE_NETLINK;
    scene.view.oneline = true;
    assert_shown(&scene,
                 "ESTABLISHED  10.0.0.1:9\n"
                 "  This UDP socket at 10.0.0.1:9 receives datagrams only from 10.0.0.2:80. Port 9 "
                 "is a well-known port (0 to 1023). UDP has no connections: the process reads "
                 "datagrams as they come. Datagrams are received and not read yet; they take 832 "
                 "bytes of memory, which is more than their size.\n"
                 "  More: sockstat --details --protocols=udp -a 'inode = 7'\n");
}

/** Without the facts of sock_diag, the absence of a finding proves nothing. */
static void test_source_that_lacks_facts(void **state)
{
    static const char *const lines[] = {"tcp close-wait 10.0.0.1:9 10.0.0.2:80 inode=7", NULL};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    scene.facts.own.sources[PROTO_TCP] = SOURCE_PROC;
    scene.view.oneline = true;
    assert_shown(
        &scene, "CLOSE-WAIT  10.0.0.1:9\n"
                "  This is one end of a TCP connection between 10.0.0.1:9 and 10.0.0.2:80; which "
                "end opened it is not known. Port 9 is a well-known port (0 to 1023). CLOSE-WAIT: "
                "the peer closed its direction, and the process has to close the socket.\n"
                "  unknown: The source of this socket lacks facts, so likely faults may be missing "
                "here; a message on standard error tells which.\n"
                "  More: sockstat --details --protocols=tcp -a 'inode = 7'\n");
}

/** A fault of a connection brings its listener and the other end with it. */
static void test_order(void **state)
{
    static const char *const lines[] = {
        "tcp listen 127.0.0.1:70 * accept=0/5 inode=20 cookie=1",
        "tcp listen 127.0.0.1:80 * accept=0/5 inode=21 cookie=2",
        "tcp bound-inactive 127.0.0.1:90 * inode=22 cookie=3",
        "tcp established 127.0.0.1:80 127.0.0.1:40001 queues=0/0 inode=23 cookie=4 autobound=no",
        "tcp established 127.0.0.1:40001 127.0.0.1:80 queues=0/9 inode=24 cookie=5 timer=on/9/3",
        NULL};
    static const uint64_t expected[] = {2, 5, 4, 3, 1};
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    relate(&scene.table, &scene.facts);
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_int_equal(sock_table_at(&scene.table, i)->cookie, expected[i]);
    scene_free(&scene);
}

/** Siblings are of one namespace, family, address and port, and of one peer. */
static void test_siblings(void **state)
{
    static const char *const lines[] = {"tcp listen 10.0.0.1:80 * accept=5/9 inode=20",
                                        "tcp listen 10.0.0.1:80 * accept=2/9 inode=21",
                                        "tcp listen 10.0.0.1:80 * accept=1/9 inode=22 device=3",
                                        "tcp listen 10.0.0.1:80 * accept=1/9 inode=23 place=1",
                                        "tcp listen 10.0.0.2:80 * accept=1/9 inode=24",
                                        "tcp time-wait 10.0.0.1:40001 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40002 10.0.0.2:80",
                                        "tcp time-wait 10.0.0.1:40003 10.0.0.2:81",
                                        "tcp time-wait 10.0.0.3:40003 10.0.0.2:80",
                                        NULL};
    static const struct {
        enum field_id field;
        const char *numbers;
    } expected[] = {
        {FIELD_REUSEPORT_SOCKETS, "2 2 1 1 1 - - - - "},
        {FIELD_REUSEPORT_LEAST_QUEUE, "2 2 1 1 1 - - - - "},
        {FIELD_TIME_WAIT_PORTS, "- - - - - 2 2 1 1 "},
        {FIELD_TIME_WAIT_PERCENT, "- - - - - 2 2 1 1 "},
    };
    struct scene scene;

    (void)state;
    scene_init(&scene, lines);
    for (size_t i = 0; i < COUNT(expected); i++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        for (size_t row = 0; row < scene.table.count; row++) {
            struct value value =
                field_value(&field_table[expected[i].field], &scene.table.rows[row], &scene.facts);
            if (value.type == VALUE_NONE)
                strbuf_byte(&text, '-');
            else
                strbuf_decimal(&text, value.number);
            strbuf_byte(&text, ' ');
        }
        assert_text(&text, expected[i].numbers);
    }
    scene_free(&scene);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block),
        cmocka_unit_test(test_alike_sockets_share_a_block),
        cmocka_unit_test(test_width_of_the_terminal),
        cmocka_unit_test(test_datagrams),
        cmocka_unit_test(test_source_that_lacks_facts),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_siblings),
    };

    return RUN_ROWS(test_exposure, exposures) + cmocka_run_group_tests(tests, NULL, NULL);
}

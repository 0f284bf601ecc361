// SPDX-License-Identifier: MIT
/** collect/netns_listeners: namespaces in which a listening socket matches, from files. */
#include "scene.h"
#include "scratch.h"

#include "collect/netns_listeners.h"

#define HEAD "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
#define LINE(port, state)                                                                          \
    "   0: 0100007F:" port " 00000000:0000 " state " 00000000:00000000 00:00000000 00000000     "  \
    "0        0 5 1 0000000000000000 100 0 0 10 0\n"
#define COUNTS(sockets)                                                                            \
    "sockets: used 9\nTCP: inuse " sockets " orphan 0 tw 0 alloc 9 mem 9\nUDP: inuse 0 mem 1\n"

struct row {
    const char *name;
    const char *files[8]; /**< name and contents of each, below the procfs */
    size_t expected;      /**< namespaces with a listener on port 80 */
};

static const struct row rows[] = {
    {"one", {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD LINE("0050", "0A")}, 1},
    {"another port", {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD LINE("0051", "0A")}, 0},
    {"not the first",
     {"10/net/sockstat", COUNTS("2"), "10/net/tcp", HEAD LINE("0051", "0A") LINE("0050", "0A")},
     1},
    {"a connection", {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD LINE("0050", "01")}, 0},
    {"no socket follows a connection",
     {"10/net/sockstat", COUNTS("2"), "10/net/tcp", HEAD LINE("0051", "01") LINE("0050", "0A")},
     0},
    {"none is counted", {"10/net/sockstat", COUNTS("0"), "10/net/tcp", HEAD LINE("0050", "0A")}, 0},
    {"no more than are counted",
     {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD LINE("0051", "0A") LINE("0050", "0A")},
     0},
    {"many are counted",
     {"10/net/sockstat", COUNTS("500"), "10/net/tcp", HEAD LINE("0050", "0A")},
     1},
    {"UDP is not counted",
     {"10/net/sockstat", COUNTS("0"), "10/net/tcp", HEAD, "10/net/udp", HEAD LINE("0050", "07")},
     1},
    {"a connected socket of UDP",
     {"10/net/sockstat", COUNTS("0"), "10/net/tcp", HEAD, "10/net/udp",
      HEAD LINE("0050", "01") LINE("0050", "07")},
     1},
    {"a line that is cut",
     {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD "   0: 0100007F:0050 0000"},
     0},
    {"only a heading", {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD}, 0},
    {"no counts", {"10/net/tcp", HEAD LINE("0050", "0A")}, 0},
    {"no number", {"a/net/sockstat", COUNTS("1"), "a/net/tcp", HEAD LINE("0050", "0A")}, 0},
    {"two",
     {"10/net/sockstat", COUNTS("1"), "10/net/tcp", HEAD LINE("0050", "0A"), "11/net/sockstat",
      COUNTS("1"), "11/net/tcp", HEAD LINE("0050", "0A")},
     2},
};

static bool is_port_80(const void *context, const struct sock *sock)
{
    (void)context;
    return sock->local_port == 80;
}

/** Counts in PROC, in which our own namespace has a file, too. */
static size_t count(struct scratch *proc, uint64_t nanoseconds, bool *ret_all)
{
    struct request request = {.states = ~(state_set)0};
    const struct netns_listeners what = {
        .proc = proc->path, .request = &request, .matches = is_port_80, .nanoseconds = nanoseconds};

    request.protos[PROTO_TCP] = request.protos[PROTO_UDP] = true;
    request.families[FAMILY_IPV4] = request.families[FAMILY_IPV6] = true;
    size_t found = netns_listeners_count(&what, ret_all);
    scratch_remove(proc);
    return found;
}

static void fill(struct scratch *proc, const struct row *row)
{
    scratch_make(proc);
    scratch_file(proc, "thread-self/net/tcp", text_of(HEAD LINE("0050", "0A")));
    for (size_t i = 0; i < COUNT(row->files) && row->files[i]; i += 2)
        scratch_file(proc, row->files[i], text_of(row->files[i + 1]));
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct scratch proc;
    bool all = false;

    fill(&proc, row);
    assert_int_equal(count(&proc, UINT64_MAX / 2, &all), row->expected);
    assert_true(all);
}

static void test_processes_of_one_namespace(void **state)
{
    struct scratch proc;
    bool all = false;
    char paths[3][512];

    (void)state;
    fill(&proc, &rows[0]);
    scratch_file(&proc, "11/net/sockstat", text_of(COUNTS("1")));
    scratch_file(&proc, "12/net/sockstat", text_of(COUNTS("1")));
    for (size_t i = 0; i < COUNT(paths); i++) {
        static const char *const names[] = {"10/net/tcp", "11/net/tcp", "12/net/tcp"};
        snprintf(paths[i], sizeof(paths[i]), "%s/%s", proc.path, names[i]);
    }
    assert_int_equal(link(paths[0], paths[1]), 0);
    assert_int_equal(link(paths[0], paths[2]), 0);
    assert_int_equal(count(&proc, UINT64_MAX / 2, &all), 1);
}

static void test_a_process_of_our_own_namespace(void **state)
{
    struct scratch proc;
    bool all = false;
    char own[512];
    char other[512];

    (void)state;
    fill(&proc, &rows[0]);
    scratch_file(&proc, "11/net/sockstat", text_of(COUNTS("1")));
    snprintf(own, sizeof(own), "%s/thread-self/net/tcp", proc.path);
    snprintf(other, sizeof(other), "%s/11/net/tcp", proc.path);
    assert_int_equal(link(own, other), 0);
    assert_int_equal(count(&proc, UINT64_MAX / 2, &all), 1);
}

static void test_no_time_is_left(void **state)
{
    struct scratch proc;
    bool all = true;

    (void)state;
    fill(&proc, &rows[0]);
    assert_int_equal(count(&proc, 0, &all), 0);
    assert_false(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_processes_of_one_namespace),
        cmocka_unit_test(test_a_process_of_our_own_namespace),
        cmocka_unit_test(test_no_time_is_left),
    };

    return RUN_ROWS(test_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}

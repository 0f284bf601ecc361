// SPDX-License-Identifier: MIT
/** collect/iterators: decoding of the messages that the BPF program writes, and the program. */
#include "bpf.h"
#include "descriptors.h"
#include "scene.h"

#include "collect/iterator_message.h"
#include "collect/iterators.h"
#include "os/kernel.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef HAVE_BPF
// generated from iterators.bpf.c; needs <errno.h> before it
#include <iterators.skel.h>
#endif

/** A kernel of 250 ticks a second. */
#define TICK 4000000

/** An established connection from port 40000, which the kernel chose, to port 443. */
static struct iterator_message message_of_connection(void)
{
    struct iterator_message message = {
        .header = {.nlmsg_len = sizeof(message), .nlmsg_type = SOCK_DIAG_BY_FAMILY},
        .reply = {.idiag_family = AF_INET,
                  .idiag_state = STATE_ESTABLISHED,
                  .idiag_inode = 7,
                  .idiag_timer = TIMER_KEEPALIVE,
                  .idiag_expires = 250,
                  .id = {.idiag_sport = htons(40000), .idiag_dport = htons(443)}},
        .mark = {{sizeof(message.mark), INET_DIAG_MARK}, 42},
        .cgroup = {{sizeof(message.cgroup), INET_DIAG_CGROUP_ID}, {0}},
        .v6only = {{sizeof(struct nlattr) + 1, 0}, 0, {0}},
        .shutdown = {{sizeof(struct nlattr) + 1, INET_DIAG_SHUTDOWN}, 2, {0}},
        .port_chosen = {{sizeof(message.port_chosen), ITERATOR_PORT_CHOSEN}, 1},
    };
    uint64_t cgroup = 0x100000002;

    memcpy(message.cgroup.halves, &cgroup, sizeof(cgroup));
    return message;
}

/** The same as a record, from PORT. */
#define CONNECTION(port)                                                                           \
    "tcp established 0.0.0.0:" port " 0.0.0.0:443 queues=0/0 timer=keepalive/1000/0 uid=0 "        \
    "inode=7 mark=42 cgroup=0x100000002 shutdown=send"

/** What is taken of a message by somebody who asks for all TCP sockets. */
struct taken {
    int error;
    struct sock_table table;
};

static struct taken take(const void *bytes, size_t length)
{
    static const struct request request = {.protos = {[PROTO_TCP] = true},
                                           .families = {true, true},
                                           .states = ~(state_set)0,
                                           .ephemeral = {.first = 32768, .last = 60999}};
    struct taken taken = {0};
    struct row_sink rows = {.rows = &taken.table};
    struct iterators_sink sink = {&request, PROTO_TCP, TICK, &rows};

    taken.error = iterators_take(&sink, bytes, length);
    return taken;
}

static struct sock take_one(const struct iterator_message *message)
{
    struct taken taken = take(message, sizeof(*message));

    assert_int_equal(taken.error, 0);
    assert_int_equal(taken.table.count, 1);
    struct sock sock = taken.table.rows[0];
    sock_table_free(&taken.table);
    return sock;
}

static void test_facts_are_those_of_sock_diag(void **state)
{
    struct iterator_message message = message_of_connection();
    struct sock sock = take_one(&message);

    (void)state;
    assert_sock(&sock, CONNECTION("40000") " autobound=yes");
}

static void test_ticks_become_milliseconds(void **state)
{
    struct iterator_message message = message_of_connection();

    (void)state;
    assert_int_equal(take_one(&message).timer_expires_ms, 1000);
    message.reply.idiag_expires = UINT32_MAX;
    assert_int_equal(take_one(&message).timer_expires_ms, UINT32_MAX);
}

static void test_chosen_ports(void **state)
{
    struct iterator_message message = message_of_connection();
    struct sock chosen = take_one(&message);

    (void)state;
    assert_sock(&chosen, CONNECTION("40000") " autobound=yes");
    message.reply.id.idiag_sport = htons(80); // as of an accepted connection
    struct sock accepted = take_one(&message);
    assert_sock(&accepted, CONNECTION("80") " autobound=no");
    message.reply.id.idiag_sport = htons(40000);
    message.port_chosen.value = 0;
    struct sock bound = take_one(&message);
    assert_sock(&bound, CONNECTION("40000") " autobound=no");
    message.port_chosen.head.nla_type = 0;
    struct sock unknown = take_one(&message);
    assert_sock(&unknown, CONNECTION("40000"));
}

static void test_a_closed_connection_has_no_say_on_ports(void **state)
{
    struct iterator_message message = message_of_connection();

    (void)state;
    message.reply.idiag_inode = 0;
    struct sock sock = take_one(&message);
    assert_false(scene_knows(&sock, "autobound"));
}

static void test_what_is_not_asked_for_is_left_out(void **state)
{
    static const struct request request = {.protos = {[PROTO_TCP] = true},
                                           .families = {[FAMILY_IPV6] = true},
                                           .states = ~(state_set)0};
    struct iterator_message message = message_of_connection();
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink rows = {.rows = &table};
    struct iterators_sink sink = {&request, PROTO_TCP, TICK, &rows};

    (void)state;
    assert_int_equal(iterators_take(&sink, (const char *)&message, sizeof(message)), 0);
    assert_int_equal(table.count, 0);
}

static void test_bytes_that_are_no_messages(void **state)
{
    struct iterator_message messages[2] = {message_of_connection(), message_of_connection()};

    (void)state;
    struct taken cut = take(messages, sizeof(messages) - 1);
    assert_int_equal(cut.error, -EBADMSG);
    assert_int_equal(cut.table.count, 0);

    messages[1].header.nlmsg_len -= (uint32_t)sizeof(messages[1].port_chosen);
    struct taken damaged = take(messages, sizeof(messages));
    assert_int_equal(damaged.error, -EBADMSG);
    assert_int_equal(damaged.table.count, 1);
    sock_table_free(&damaged.table);

    messages[0].reply.idiag_family = 99;
    struct taken strange = take(messages, sizeof(messages[0]));
    assert_int_equal(strange.error, -EBADMSG);
    assert_int_equal(strange.table.count, 0);
}

static void test_chosen_ports_without_their_range(void **state)
{
    static const struct request request = {
        .protos = {true}, .families = {true, true}, .states = ~(state_set)0};
    struct iterator_message message = message_of_connection();
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink rows = {.rows = &table};
    struct iterators_sink sink = {&request, PROTO_TCP, TICK, &rows};

    (void)state;
    assert_int_equal(iterators_take(&sink, (const char *)&message, sizeof(message)), 0);
    message.port_chosen.value = 0;
    assert_int_equal(iterators_take(&sink, (const char *)&message, sizeof(message)), 0);
    assert_int_equal(table.count, 2);
    assert_sock(&table.rows[0], CONNECTION("40000"));
    assert_sock(&table.rows[1], CONNECTION("40000") " autobound=no");
}

DEFINE_NEED_BPF(iterators_bpf)

/** Sockets of this program: a listener, a connection to it that sends keepalives, and UDP. */
struct own {
    int listener, client, datagram;
};

static void own_open(struct own *own)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(name);
    const int on = 1;
    const int seconds = 1000;

    own->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    own->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    own->datagram = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(own->datagram, (void *)&name, sizeof(name)), 0);
    assert_int_equal(bind(own->listener, (void *)&name, sizeof(name)), 0);
    assert_int_equal(listen(own->listener, 7), 0);
    assert_int_equal(getsockname(own->listener, (void *)&name, &length), 0);
    setsockopt(own->client, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof(seconds));
    setsockopt(own->client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    assert_int_equal(connect(own->client, (void *)&name, sizeof(name)), 0);
}

static void own_close(const struct own *own)
{
    close(own->client);
    close(own->listener);
    close(own->datagram);
}

/** Returns the row of the socket FD; fails the test if there is none, or more than one. */
static struct sock row_of(const struct sock_table *table, int fd)
{
    struct sock found = {0};
    struct stat status;
    size_t count = 0;

    assert_int_equal(fstat(fd, &status), 0);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].inode != status.st_ino)
            continue;
        found = table->rows[i];
        count++;
    }
    assert_int_equal(count, 1);
    return found;
}

static const struct request all = {.protos = {[PROTO_TCP] = true, [PROTO_UDP] = true},
                                   .families = {true, true},
                                   .states = ~(state_set)0};

/** Collects TCP and UDP sockets, and finds the own ones. */
static void collect_own(const struct iterators *iterators, const struct own *own)
{
    CLEANUP(sock_table_free) struct sock_table tcp = {0};
    CLEANUP(sock_table_free) struct sock_table udp = {0};
    struct row_sink tcp_sink = {.rows = &tcp};
    struct row_sink udp_sink = {.rows = &udp};

    assert_int_equal(iterators_collect(iterators, &all, PROTO_TCP, &tcp_sink), 0);
    assert_int_equal(iterators_collect(iterators, &all, PROTO_UDP, &udp_sink), 0);
    assert_int_equal(row_of(&tcp, own->listener).state, STATE_LISTEN);
    assert_int_equal(row_of(&udp, own->datagram).state, STATE_UNCONNECTED);
    struct sock client = row_of(&tcp, own->client);
    assert_int_equal(client.state, STATE_ESTABLISHED);
    assert_int_equal(client.timer, TIMER_KEEPALIVE);
    assert_in_range(client.timer_expires_ms, 1, 1000000);
    assert_true(client.timer_expires_ms > 400000); // whatever time has passed on a busy machine
}

static void test_own_sockets(void **state)
{
    struct iterators *iterators = NULL;
    struct own own;
    int open = descriptors_open();

    (void)state;
    need_bpf();
    own_open(&own);
    assert_int_equal(iterators_open(&iterators), 0);
    collect_own(iterators, &own);
    collect_own(iterators, &own);
    iterators_close(iterators);
    own_close(&own);
    assert_int_equal(descriptors_open(), open); // nothing stays open
}

/** Prepared iterators need no descriptor any more. */
static void test_prepared(void **state)
{
    struct iterators *iterators = NULL;
    struct rlimit before;
    struct own own;
    int open = descriptors_open();

    (void)state;
    need_bpf();
    own_open(&own);
    assert_int_equal(iterators_open(&iterators), 0);
    iterators_prepare(iterators, &all);
    descriptors_take(&before);
    collect_own(iterators, &own);
    descriptors_return(&before);
    iterators_close(iterators);
    own_close(&own);
    assert_int_equal(descriptors_open(), open);
}

/** What is not requested is not opened. */
static void test_prepared_for_udp(void **state)
{
    static const struct request request = {
        .protos = {[PROTO_UDP] = true}, .families = {true, true}, .states = ~(state_set)0};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};
    struct iterators *iterators = NULL;

    (void)state;
    need_bpf();
    assert_int_equal(iterators_open(&iterators), 0);
    iterators_prepare(iterators, &request);
    assert_int_equal(iterators_collect(iterators, &request, PROTO_TCP, &sink), -EBADF);
    assert_int_equal(iterators_collect(iterators, &request, PROTO_UDP, &sink), 0);
    iterators_close(iterators);
}

/** The program is loaded and attached, or not at all, with the error that says why. */
static void test_few_descriptors(void **state)
{
    struct iterators *iterators = NULL;
    struct own own;
    int open = descriptors_open();
    int error = -EMFILE;

    (void)state;
    need_bpf();
    for (rlim_t count = 0; error == -EMFILE; count++) {
        struct rlimit before;
        assert_null(iterators);
        descriptors_limit(count, &before);
        error = iterators_open(&iterators);
        descriptors_return(&before);
    }
    assert_int_equal(error, 0);
    own_open(&own);
    collect_own(iterators, &own);
    own_close(&own);
    iterators_close(iterators);
    assert_int_equal(descriptors_open(), open);
}

static void test_without_descriptors(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};
    struct iterators *iterators = NULL;
    struct rlimit before;

    (void)state;
    need_bpf();
    assert_int_equal(iterators_open(&iterators), 0);
    descriptors_take(&before);
    assert_int_equal(iterators_collect(iterators, &all, PROTO_TCP, &sink), -EMFILE);
    descriptors_return(&before);
    iterators_close(iterators);
    assert_int_equal(table.count, 0);
}

static void test_release_of_this_kernel(void **state)
{
    struct iterators *iterators = NULL;
    struct utsname names;
    char *minor = NULL;

    (void)state;
    need_bpf();
    assert_int_equal(uname(&names), 0);
    long major = strtol(names.release, &minor, 10);
    bool old = major < 6 || (major == 6 && strtol(minor + 1, NULL, 10) < 17);
    assert_int_equal(iterators_open(&iterators), 0);
    assert_int_equal(iterators_are_old(iterators), old);
    iterators_close(iterators);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_are_those_of_sock_diag),
        cmocka_unit_test(test_ticks_become_milliseconds),
        cmocka_unit_test(test_chosen_ports),
        cmocka_unit_test(test_a_closed_connection_has_no_say_on_ports),
        cmocka_unit_test(test_what_is_not_asked_for_is_left_out),
        cmocka_unit_test(test_bytes_that_are_no_messages),
        cmocka_unit_test(test_chosen_ports_without_their_range),
        cmocka_unit_test(test_own_sockets),
        cmocka_unit_test(test_prepared),
        cmocka_unit_test(test_prepared_for_udp),
        cmocka_unit_test(test_few_descriptors),
        cmocka_unit_test(test_without_descriptors),
        cmocka_unit_test(test_release_of_this_kernel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** collect/iterators: decoding of the messages that the BPF program writes. */
#include "scene.h"

#include "collect/iterator_message.h"
#include "collect/iterators.h"
#include "os/kernel.h"

#include <errno.h>
#include <linux/sock_diag.h>

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
        .port_chosen = {{sizeof(message.port_chosen), ITERATOR_PORT_CHOSEN}, 1},
    };
    uint64_t cgroup = 0x100000002;

    memcpy(message.cgroup.halves, &cgroup, sizeof(cgroup));
    return message;
}

/** The same as a record, from PORT. */
#define CONNECTION(port)                                                                           \
    "tcp established 0.0.0.0:" port " 0.0.0.0:443 queues=0/0 timer=keepalive/1000/0 uid=0 "        \
    "inode=7 mark=42 cgroup=0x100000002"

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

static void test_releases(void **state)
{
    (void)state;
    assert_true(iterators_release_is_old("5.17.0"));
    assert_true(iterators_release_is_old("6.1.0-42-amd64"));
    assert_true(iterators_release_is_old("6.16.12+bpo"));
    assert_false(iterators_release_is_old("6.17.0"));
    assert_false(iterators_release_is_old("6.18"));
    assert_false(iterators_release_is_old("10.0.1"));
    assert_false(iterators_release_is_old("unheard of"));
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
        cmocka_unit_test(test_releases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** collect/trace: decoding of what the BPF program writes, and the program itself. */
#include "bpf.h"
#include "scene.h"

#include "collect/trace.h"

#include <errno.h>
#include <linux/types.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/trace_message.h"

#ifdef HAVE_BPF
// generated from trace.bpf.c; needs <errno.h> before it
#include <trace.skel.h>
#endif

DEFINE_NEED_BPF(trace_bpf)

/** The end of a connection from 10.0.0.1:40000 to 10.0.0.2:443. */
static struct trace_message message_of_end(uint8_t old_state)
{
    return (struct trace_message){
        .time = 5000000000,
        .cookie = 0x100000002,
        .cgroup = 7,
        .netns = 4026531840,
        .uid = 1000,
        .inode = 99,
        .family = AF_INET,
        .old_state = old_state,
        .new_state = STATE_CLOSED,
        .local = {10, 0, 0, 1},
        .peer = {10, 0, 0, 2},
        .local_port = htons(40000),
        .peer_port = htons(443),
        .flags = TRACE_HAS_COUNTERS | TRACE_ALL_ACKED | TRACE_FIN_RECEIVED,
        .bytes_acked = 7,
        .bytes_received = 4,
        .bytes_sent = 5,
        .retransmits = 2,
        .rtt_us = 30,
    };
}

static struct transition decode(const struct trace_message *message)
{
    struct transition transition;

    assert_int_equal(trace_decode((const char *)message, sizeof(*message), &transition), 0);
    return transition;
}

static void test_the_end_of_a_connection(void **state)
{
    struct trace_message message = message_of_end(STATE_FIN_WAIT_2);
    struct transition end = decode(&message);

    (void)state;
    assert_sock(&end.sock, "tcp closed 10.0.0.1:40000 10.0.0.2:443 uid=1000 inode=99 mark=0 "
                           "cgroup=7 cookie=0x100000002");
    assert_int_equal(end.old_state, STATE_FIN_WAIT_2);
    assert_int_equal(end.time, 5000000000);
    assert_int_equal(end.netns, 4026531840);
    assert_false(end.by_process);
    assert_true(end.has_counters && end.fin_acked && end.fin_received);
    assert_int_equal(end.bytes_acked, 6);
    assert_int_equal(end.bytes_received, 3);
    assert_int_equal(end.bytes_sent, 5);
    assert_int_equal(end.retransmits, 2);
    assert_int_equal(end.rtt_us, 30);
}

static void test_no_fin_is_counted_that_was_not_sent(void **state)
{
    struct trace_message message = message_of_end(STATE_ESTABLISHED);

    (void)state;
    message.flags = TRACE_HAS_COUNTERS | TRACE_ALL_ACKED;
    message.error = ECONNRESET;
    struct transition end = decode(&message);
    assert_false(end.fin_acked || end.fin_received);
    assert_int_equal(end.bytes_acked, 7);
    assert_int_equal(end.bytes_received, 4);
    assert_int_equal(end.error, ECONNRESET);

    message.old_state = STATE_LAST_ACK; // our FIN is not acknowledged
    message.flags = TRACE_HAS_COUNTERS;
    assert_int_equal(decode(&message).bytes_acked, 7);
    assert_false(decode(&message).fin_acked);
    message.flags |= TRACE_ALL_ACKED;
    message.bytes_acked = 0; // it cannot be less
    assert_int_equal(decode(&message).bytes_acked, 0);
}

static void test_a_listener_and_its_process(void **state)
{
    struct trace_message message = {
        .cookie = 5,
        .family = AF_INET6,
        .old_state = STATE_CLOSED,
        .new_state = STATE_LISTEN,
        .local_port = htons(443),
        .peer_port = htons(9), // of a connect(2) that failed
        .device = 3,
        .mark = 42,
        .flags = TRACE_HAS_PROCESS | TRACE_V6ONLY,
        .pid = 77,
        .comm = "fifteen bytes..",
    };
    struct transition transition = decode(&message);

    (void)state;
    assert_sock(&transition.sock, "tcp listen [::]:443 * uid=0 mark=42 cookie=0x5 device=3 "
                                  "v6only=yes");
    assert_true(transition.by_process);
    assert_false(transition.has_counters);
    assert_int_equal(transition.process.pid, 77);
    assert_string_equal(transition.process.comm, "fifteen bytes..");
    message.flags = 0;
    transition = decode(&message);
    assert_false(transition.by_process);
    assert_int_equal(transition.process.pid, 0);
    assert_string_equal(transition.process.comm, "");
    assert_sock(&transition.sock, "tcp listen [::]:443 * uid=0 mark=42 cookie=0x5 device=3 "
                                  "v6only=no");
}

static void test_what_no_program_writes(void **state)
{
    static const struct row {
        size_t offset;
        uint8_t value;
    } rows[] = {
        {offsetof(struct trace_message, family), AF_UNIX},
        {offsetof(struct trace_message, family), 255},
        {offsetof(struct trace_message, old_state), 0},
        {offsetof(struct trace_message, old_state), 13},
        {offsetof(struct trace_message, new_state), 0},
        {offsetof(struct trace_message, new_state), 255},
    };
    struct transition transition = {.process.pid = 1};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trace_message message = message_of_end(STATE_ESTABLISHED);
        memcpy((char *)&message + rows[i].offset, &rows[i].value, 1);
        assert_int_equal(trace_decode((char *)&message, sizeof(message), &transition), -EBADMSG);
    }
    struct trace_message message = message_of_end(STATE_ESTABLISHED);
    assert_int_equal(trace_decode((char *)&message, sizeof(message) - 8, &transition), -EBADMSG);
    assert_int_equal(transition.process.pid, 1);
}

static void test_misses_of_a_program(void **state)
{
    static const struct {
        const char *info;
        uint64_t missed;
    } rows[] = {
        {"pos:\t0\nrun_cnt:\t0\nrecursion_misses:\t12\nverified_insns:\t1\n", 12},
        {"prog_id:\t7\nrecursion_misses:\t0\n", 0},
        {"prog_id:\t7\nrecursion_misses:\t18446744073709551615\n", UINT64_MAX},
        {"prog_id:\t7\nno_recursion_misses:\t5\n", 0},
        {"prog_id:\t7\nrecursion_misses:\t5", 0}, // cut off
        {"prog_id:\t7\nrecursion_misses:\tsoon\n", 0},
        {"prog_id:\t7\nrecursion_misses:\t", 0},
        {"prog_id:\t7\n", 0}, // Linux 5.11
        {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(trace_missed(text_of(rows[i].info)), rows[i].missed);
}

// The program in the kernel, with sockets in a network namespace of the test

/** What was traced: a line for each report, and their number. */
struct reports {
    struct strbuf lines;
    size_t count;
};

static void take(void *context, const struct transition *transition)
{
    struct reports *reports = context;

    reports->count++;
    strbuf_text(&reports->lines, state_table[transition->old_state].name);
    strbuf_text(&reports->lines, ">");
    strbuf_text(&reports->lines, state_table[transition->sock.state].name);
    strbuf_text(&reports->lines, " ");
    strbuf_text(&reports->lines, transition->by_process ? transition->process.comm : "-");
    strbuf_text(&reports->lines, " ");
    strbuf_decimal(&reports->lines, transition->bytes_acked);
    strbuf_text(&reports->lines, "/");
    strbuf_decimal(&reports->lines, transition->bytes_received);
    strbuf_text(&reports->lines, "\n");
}

static uint32_t own_netns(void)
{
    struct stat status;

    assert_int_equal(stat("/proc/self/ns/net", &status), 0);
    return (uint32_t)status.st_ino;
}

/** Enters a new network namespace, with a loopback interface that is up. */
static void enter_netns(void)
{
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};

    assert_int_equal(unshare(CLONE_NEWNET), 0);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &loopback), 0);
    close(fd);
}

static int listener(struct sockaddr_in *name)
{
    socklen_t size = sizeof(*name);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    *name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_int_equal(bind(fd, (struct sockaddr *)name, size), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)name, &size), 0);
    return fd;
}

/** A connection with 5 bytes, which the client closes first. */
static void connect_once(int listening, const struct sockaddr_in *name)
{
    char bytes[8];
    int client = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(client, (const struct sockaddr *)name, sizeof(*name)), 0);
    int server = accept(listening, NULL, NULL);
    assert_int_equal(send(client, "hello", 5, 0), 5);
    close(client);
    while (recv(server, bytes, sizeof(bytes), 0) > 0)
        continue;
    close(server);
}

static void read_all(struct trace *trace, struct reports *reports)
{
    assert_int_equal(trace_read(trace, take, reports), 0);
}

/** Enters a new network namespace and traces it; skips the test if that is not possible here. */
static struct trace *trace_new_netns(void)
{
    struct trace *trace = NULL;

    need_bpf();
    enter_netns();
    assert_int_equal(trace_open(own_netns(), &trace), 0);
    return trace;
}

static void test_one_connection(void **state)
{
    struct trace *trace = NULL;
    struct reports reports = {0};
    struct sockaddr_in name;

    (void)state;
    trace = trace_new_netns();
    assert_int_equal(prctl(PR_SET_NAME, "tester"), 0);
    int fd = listener(&name);
    connect_once(fd, &name);
    close(fd);
    read_all(trace, &reports);
    trace_close(trace);
    assert_text(&reports.lines, "closed>listen tester 0/0\n"
                                "closed>syn-sent tester 0/0\n"
                                "syn-sent>established - 0/0\n"
                                "syn-recv>established - 0/0\n"
                                "established>fin-wait-1 tester 0/0\n"
                                "close-wait>last-ack tester 0/0\n"
                                "fin-wait-2>closed - 6/0\n" // with SYN
                                "last-ack>closed - 0/5\n"
                                "listen>closed tester 0/0\n");
    strbuf_free(&reports.lines);
}

static void test_other_namespaces_are_left_out(void **state)
{
    struct trace *trace = NULL;
    struct reports reports = {0};
    struct sockaddr_in name;

    (void)state;
    trace = trace_new_netns();
    enter_netns();
    close(listener(&name));
    read_all(trace, &reports);
    assert_int_equal(reports.count, 0);
    trace_close(trace);
}

/** Each connection makes seven reports. Their sum is exact although the buffer is too small. */
static void test_every_report_is_read_or_counted(void **state)
{
    static const size_t connections = 12000;
    struct trace *trace = NULL;
    struct reports reports = {0};
    struct sockaddr_in name;

    (void)state;
    trace = trace_new_netns();
    int fd = listener(&name);
    for (size_t i = 0; i < connections; i++)
        connect_once(fd, &name);
    close(fd);
    assert_true(trace_lost(trace) > 0);
    read_all(trace, &reports);
    assert_int_equal(reports.count + trace_lost(trace), 7 * connections + 2);
    uint64_t lost = trace_lost(trace);
    close(listener(&name)); // there is room again
    read_all(trace, &reports);
    assert_int_equal(trace_lost(trace), lost);
    trace_close(trace);
    strbuf_free(&reports.lines);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_end_of_a_connection),
        cmocka_unit_test(test_no_fin_is_counted_that_was_not_sent),
        cmocka_unit_test(test_a_listener_and_its_process),
        cmocka_unit_test(test_what_no_program_writes),
        cmocka_unit_test(test_misses_of_a_program),
        cmocka_unit_test(test_one_connection),
        cmocka_unit_test(test_other_namespaces_are_left_out),
        cmocka_unit_test(test_every_report_is_read_or_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** collect/: sockets of this program, found by each source, and a kernel that refuses. */
#include "../known.h"
#include "descriptors.h"
#include "scene.h"

#include "collect/collect.h"
#include "collect/inet_diag.h"
#include "collect/inet_dump.h"
#include "collect/proc_net.h"
#include "os/kernel_release.h"
#include "os/netlink.h"
#include "sock/detail.h"
#include "sock/field.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/** A socket of this program and how it must be found. */
struct own {
    int fd;
    uint32_t inode;
    uint16_t port;
};

static struct own own_socket(int type)
{
    struct own own = {.fd = socket(AF_INET, type | SOCK_CLOEXEC, 0)};
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(name);
    struct stat status;

    assert_int_equal(bind(own.fd, (void *)&name, sizeof(name)), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(own.fd, 7), 0);
    assert_int_equal(getsockname(own.fd, (void *)&name, &length), 0);
    assert_int_equal(fstat(own.fd, &status), 0);
    own.port = ntohs(name.sin_port);
    own.inode = (uint32_t)status.st_ino;
    return own;
}

/** The row of the socket; NULL when it is not there. */
static const struct sock *find(const struct sock_table *table, const struct own *own)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].inode == own->inode)
            return &table->rows[i];
    }
    return NULL;
}

/** Tests that need sock_diag do without where it is forbidden. */
static void need_netlink(void)
{
    struct netlink *netlink = NULL;

    if (netlink_open(&netlink) != 0)
        skip();
    netlink_close(netlink);
}

static void collect_into(struct row_sink *sink, const struct request *request, struct facts *facts)
{
    struct collector *collector = collector_open(false, NULL);

    collect(collector, request, sink, facts);
    collector_close(collector);
}

static void collect_once(const struct request *request, struct sock_table *table,
                         struct facts *facts)
{
    struct row_sink sink = {.rows = table};

    collect_into(&sink, request, facts);
}

/** What a sink with batches was asked to do, in this order: t(ake) or s(ettle). */
struct asked {
    char calls[16];
};

static void note_take(void *context, struct sock_table *rows)
{
    struct asked *asked = context;

    (void)rows;
    strcat(asked->calls, "t");
}

static void note_settle(void *context)
{
    struct asked *asked = context;

    strcat(asked->calls, "s");
}

struct source_row {
    const char *name;
    enum source_choice choice;
    enum source source;
    enum proto proto;
    const char *known; /**< at least: keys with blanks between */
    const char *unknown;
};

static const struct source_row sources[] = {
    {"UDP by sock_diag", CHOOSE_NETLINK, SOURCE_NETLINK, PROTO_UDP, "cookie queues", "accept"},
    {"UDP by /proc", CHOOSE_PROC, SOURCE_PROC, PROTO_UDP, "queues", "cookie"},
    {"TCP by sock_diag", CHOOSE_NETLINK, SOURCE_NETLINK, PROTO_TCP, "cookie accept limit",
     "queues"},
    {"TCP by /proc", CHOOSE_PROC, SOURCE_PROC, PROTO_TCP, "accept", "cookie limit"},
};

/** Holds each fact of KEYS to be known or not. */
static void assert_knows(const struct sock *sock, const char *keys, bool known)
{
    char copy[64];

    snprintf(copy, sizeof(copy), "%s", keys);
    for (char *rest = copy, *key; (key = strsep(&rest, " "));)
        assert_int_equal(scene_knows(sock, key), known);
}

static void test_source(void **state)
{
    const struct source_row *row = *state;
    bool tcp = row->proto == PROTO_TCP;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct request request = {.families = {true, false}, .source = row->choice};

    if (row->choice == CHOOSE_NETLINK)
        need_netlink();
    request.protos[row->proto] = true;
    request.states = proto_table[row->proto].listening;
    known_init(&facts);
    struct own own = own_socket(tcp ? SOCK_STREAM : SOCK_DGRAM);
    collect_once(&request, &table, &facts);
    close(own.fd);
    const struct sock *sock = find(&table, &own);
    assert_non_null(sock);
    assert_int_equal(sock->proto, row->proto);
    assert_int_equal(sock->state, tcp ? STATE_LISTEN : STATE_UNCONNECTED);
    assert_int_equal(scene_local_port(sock), own.port);
    assert_address(scene_local(sock), "127.0.0.1");
    assert_knows(sock, row->known, true);
    assert_knows(sock, row->unknown, false);
    assert_int_equal(sock->uid, geteuid());
    if (scene_knows(sock, "limit"))
        assert_int_equal(sock->send_q, 7);
    assert_int_equal(facts.own.sources[row->proto], row->source);
    assert_int_equal(facts.own.sources[!row->proto], SOURCE_NONE);
    assert_true(facts.requested[row->proto]);
    assert_false(facts.requested[!row->proto]);
    assert_true(facts.complete);
    assert_int_equal(facts.warning_count, row->source == SOURCE_PROC ? 1 : 0); // what it lacks
}

struct settling_row {
    const char *name;
    enum source_choice choice;
    enum source source;
    enum proto proto;
};

static const struct settling_row settling[] = {
    {"TCP by sock_diag settles", CHOOSE_NETLINK, SOURCE_NETLINK, PROTO_TCP},
    {"TCP by /proc settles", CHOOSE_PROC, SOURCE_PROC, PROTO_TCP},
    {"UDP by sock_diag settles", CHOOSE_NETLINK, SOURCE_NETLINK, PROTO_UDP},
    {"Unix by sock_diag settles", CHOOSE_NETLINK, SOURCE_NETLINK, PROTO_UNIX},
    {"Unix by /proc settles", CHOOSE_PROC, SOURCE_PROC, PROTO_UNIX},
    {"TCP by BPF settles", CHOOSE_BPF, SOURCE_BPF, PROTO_TCP},
};

/**
 * What a source says of its rows must not change while they are processed: it settles before it
 * returns. Before it, the rows of the protocol before are settled; the rest at the end.
 */
static void test_settling(void **state)
{
    const struct settling_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct request request = {.states = ~0U, .source = row->choice};
    struct asked asked = {""};
    struct row_sink sink = {.rows = &table,
                            .batch = 1 << 20,
                            .take = note_take,
                            .settle = note_settle,
                            .context = &asked};

    need_netlink();
    known_init(&facts);
    request.protos[row->proto] = true;
    for (enum family family = 0; family < FAMILY_COUNT; family++)
        request.families[family] = true;
    struct own own = own_socket(row->proto == PROTO_UDP ? SOCK_DGRAM : SOCK_STREAM);
    int path = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    collect_into(&sink, &request, &facts);
    close(own.fd);
    close(path);
    if (row->source == SOURCE_BPF && facts.own.sources[row->proto] == SOURCE_NONE)
        skip(); // BPF is not built in or not allowed here
    assert_int_equal(facts.own.sources[row->proto], row->source);
    assert_string_equal(asked.calls, "ssts");
}

static void test_only_what_was_asked_for_comes(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    struct request request = {.protos = {true, true},
                              .families = {true, false},
                              .states = STATE_BIT(STATE_LISTEN),
                              .source = CHOOSE_PROC};

    (void)state;
    known_init(&facts);
    struct own stream = own_socket(SOCK_STREAM);
    struct own datagram = own_socket(SOCK_DGRAM);
    collect_once(&request, &table, &facts);
    assert_non_null(find(&table, &stream));
    assert_null(find(&table, &datagram));
    for (size_t i = 0; i < table.count; i++)
        assert_int_equal(table.rows[i].state, STATE_LISTEN);
    assert_true(facts.requested[PROTO_TCP]);
    assert_false(facts.requested[PROTO_UDP]); // no state of UDP was asked for
    sock_table_truncate(&table, 0);
    request.families[FAMILY_IPV4] = false;
    request.families[FAMILY_IPV6] = true;
    collect_once(&request, &table, &facts);
    assert_null(find(&table, &stream));
    close(stream.fd);
    close(datagram.fd);
}

static void test_both_sources_agree(void **state)
{
    CLEANUP(sock_table_free) struct sock_table netlink = {0};
    CLEANUP(sock_table_free) struct sock_table proc = {0};
    struct request request = {
        .protos = {true}, .families = {true, false}, .states = STATE_BIT(STATE_LISTEN)};
    CLEANUP(netlink_supply_free) struct netlink_supply supply = {0};
    const struct inet_dump_means means = {.supply = &supply};
    struct row_sink netlink_sink = {.rows = &netlink};
    struct row_sink proc_sink = {.rows = &proc};
    struct inet_dump_answer answer = {0};
    struct proc_net_answer lines = {.bad_lines = 99};

    (void)state;
    need_netlink();
    struct own own = own_socket(SOCK_STREAM);
    assert_int_equal(inet_dump(&request, PROTO_TCP, &means, &netlink_sink, &answer), 0);
    assert_int_equal(inet_dump(&request, PROTO_TCP, &means, &netlink_sink, &answer), 0);
    assert_int_equal(proc_net_collect(&request, PROTO_TCP, NULL, &proc_sink, &lines), 0);
    close(own.fd);
    assert_int_equal(lines.bad_lines, 0);
    const struct sock *one = find(&netlink, &own);
    const struct sock *other = find(&proc, &own);
    assert_non_null(one);
    assert_non_null(other);
    assert_int_equal(scene_local_port(one), scene_local_port(other));
    assert_int_equal(one->recv_q, other->recv_q);
    assert_int_equal(one->uid, other->uid);
    assert_true(sock_table_drop_duplicates(&netlink) > 0); // of two dumps
    assert_non_null(find(&netlink, &own));
}

#define ATTEMPTS 100 // to name a port that nobody else takes meanwhile

/** Binds a socket to a port that is named in the call. */
static void bind_by_name(int fd)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int result = -1;

    for (int i = 0; i < ATTEMPTS && result < 0; i++) {
        struct own probe = own_socket(SOCK_STREAM);
        name.sin_port = htons(probe.port);
        close(probe.fd);
        result = bind(fd, (void *)&name, sizeof(name));
    }
    assert_int_equal(result, 0);
}

/** Returns a socket of this program that connects to LISTENER. NAMED: bind(2) names its port. */
static struct own own_connection(const struct own *listener, bool named)
{
    struct own own = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    struct sockaddr_in name = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                               .sin_port = htons(listener->port)};
    struct stat status;

    if (named)
        bind_by_name(own.fd);
    assert_int_equal(connect(own.fd, (void *)&name, sizeof(name)), 0);
    assert_int_equal(fstat(own.fd, &status), 0);
    own.inode = (uint32_t)status.st_ino;
    return own;
}

/** Ends the connection at its other end, with a reset; the socket is only bound afterwards. */
static void reset_connection(const struct own *own, const struct own *listener)
{
    static const struct linger at_once = {.l_onoff = 1};
    char byte;
    int fd = accept(listener->fd, NULL, NULL);

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
    close(fd);
    assert_int_equal(recv(own->fd, &byte, 1, 0), -1);
    assert_int_equal(errno, ECONNRESET);
}

#define RESETS 20      // that keep peer ports of both shares, but once in 2^20
#define CONNECTIONS 20 // likewise
#define OWN (1 + RESETS + 1 + CONNECTIONS)

/**
 * Opens a listener, sockets that are only bound after their connection was reset, and connections
 * whose port bind(2) named or the kernel chose, in this order.
 */
static void open_own(struct own own[OWN])
{
    struct own *next = own;

    *next++ = own_socket(SOCK_STREAM);
    assert_int_equal(listen(own->fd, OWN), 0);
    for (size_t i = 0; i < RESETS; i++) {
        *next = own_connection(own, true);
        reset_connection(next++, own);
    }
    *next++ = own_connection(own, true);
    for (size_t i = 0; i < CONNECTIONS; i++)
        *next++ = own_connection(own, false);
}

/** Two dumps of a share each list every socket once, in whatever state. */
static void test_shares_have_each_socket_once(void **state)
{
    bool lists_bound = kernel_release() >= KERNEL_VERSION(6, 8, 0);
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(netlink_supply_free) struct netlink_supply supply = {.keeps = true};
    const struct inet_dump_means means = {
        .supply = &supply, .release = KERNEL_VERSION(6, 12, 0), .many = true};
    const struct request request = {
        .protos = {true}, .families = {true, true}, .states = ~(state_set)0};
    struct row_sink sink = {.rows = &table};
    struct inet_dump_answer answer = {0};
    struct own own[OWN];

    (void)state;
    need_netlink();
    open_own(own);
    assert_int_equal(inet_dump(&request, PROTO_TCP, &means, &sink, &answer), 0);
    assert_int_equal(supply.count, 2);
    assert_int_equal(answer.records, table.count);
    for (size_t i = 0; i < OWN; i++) {
        bool bound = i > 0 && i <= RESETS;
        size_t rows = 0;
        for (size_t k = 0; k < table.count; k++)
            rows += table.rows[k].inode == own[i].inode;
        assert_int_equal(rows, bound ? lists_bound : 1);
        close(own[i].fd);
    }
}

static void test_ipv6_sockets_are_found(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct request request = {
        .protos = {true, false}, .families = {true, true}, .states = STATE_BIT(STATE_LISTEN)};
    struct stat status;

    (void)state;
    need_netlink();
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || listen(fd, 1) != 0)
        skip(); // this host has no IPv6
    assert_int_equal(fstat(fd, &status), 0);
    const struct own own = {.inode = (uint32_t)status.st_ino};
    for (request.source = CHOOSE_AUTO; request.source <= CHOOSE_PROC; request.source++) {
        CLEANUP(known_free) struct facts facts;
        known_init(&facts);
        collect_once(&request, &table, &facts);
        assert_non_null(find(&table, &own));
        assert_int_equal(find(&table, &own)->family, FAMILY_IPV6);
        assert_int_equal(facts.own.sources[PROTO_TCP],
                         request.source == CHOOSE_PROC ? SOURCE_PROC : SOURCE_NETLINK);
        sock_table_truncate(&table, 0);
    }
    close(fd);
}

static int refuse(const struct nlmsghdr *message, void *context)
{
    (void)message;
    (void)context;
    return -EDOM;
}

/** Asks for the TCP sockets of FAMILY that are in STATES. */
static int dump(uint8_t family, uint32_t states, dump_record *record)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 body;
    } request = {
        .header = {.nlmsg_len = sizeof(request),
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.sdiag_family = family, .sdiag_protocol = 6, .idiag_states = states},
    };
    struct netlink *netlink = NULL;

    assert_int_equal(netlink_open(&netlink), 0);
    int result =
        netlink_dump(&(struct netlink_query){netlink, &request.header}, 1, NULL, record, NULL);
    netlink_close(netlink);
    assert_int_equal(request.header.nlmsg_seq, 1);
    return result;
}

/** Each socket has its own buffers, not those of the one before it in the dump. */
static void test_details_of_two_sockets(void **state)
{
    static const int sizes[] = {10000, 20000};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(netlink_supply_free) struct netlink_supply supply = {0};
    const struct request request = {.protos = {[PROTO_UDP] = true},
                                    .families = {true, false},
                                    .states = STATE_BIT(STATE_UNCONNECTED),
                                    .needs = NEED_MEMORY};
    const struct field *field = field_find("rcvbuf_bytes", strlen("rcvbuf_bytes"));
    const struct inet_dump_means means = {.supply = &supply};
    struct row_sink sink = {.rows = &table};
    struct inet_dump_answer answer = {0};
    struct own own[2];

    (void)state;
    need_netlink();
    for (size_t i = 0; i < 2; i++) {
        own[i] = own_socket(SOCK_DGRAM);
        assert_int_equal(setsockopt(own[i].fd, SOL_SOCKET, SO_RCVBUF, &sizes[i], sizeof(sizes[i])),
                         0);
    }
    assert_int_equal(inet_dump(&request, PROTO_UDP, &means, &sink, &answer), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct sock *sock = find(&table, &own[i]);
        uint64_t bytes = 0;
        assert_non_null(sock);
        assert_true(detail_number(sock_detail(&table.details, sock), &field->part, &bytes));
        assert_int_equal(bytes, 2 * sizes[i]); // socket(7): the kernel doubles it
        close(own[i].fd);
    }
}

struct refused_row {
    const char *name;
    enum source_choice source;
    const char *warning;
};

static const struct refused_row refused[] = {
    {"no descriptor for either source", CHOOSE_AUTO,
     "udp: cannot be read: sock_diag: Too many open files; /proc/self/net/udp: Too many open "
     "files"},
    {"no descriptor for sock_diag", CHOOSE_NETLINK,
     "udp: cannot be read: sock_diag: Too many open files"},
    {"no descriptor for /proc", CHOOSE_PROC,
     "udp: cannot be read: /proc/self/net/udp: Too many open files"},
};

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    const struct request request = {.protos = {false, true},
                                    .families = {true, true},
                                    .states = STATE_BIT(STATE_UNCONNECTED),
                                    .source = row->source};
    struct rlimit before;

    known_init(&facts);
    descriptors_take(&before);
    collect_once(&request, &table, &facts);
    descriptors_return(&before);
    assert_int_equal(table.count, 0);
    assert_int_equal(facts.own.sources[PROTO_UDP], SOURCE_NONE);
    assert_false(facts.complete);
    assert_int_equal(facts.warning_count, 1);
    assert_string_equal(facts.warnings[0], row->warning);
}

struct opened_row {
    const char *name;
    enum source_choice choice;
    bool late; /**< opened when there are no descriptors any more */
    enum source source;
};

static const struct opened_row opened[] = {
    {"opened beforehand: sock_diag", CHOOSE_NETLINK, false, SOURCE_NETLINK},
    {"opened beforehand: /proc", CHOOSE_PROC, false, SOURCE_PROC},
    {"opened beforehand: either", CHOOSE_AUTO, false, SOURCE_NETLINK},
    {"opened too late: sock_diag", CHOOSE_NETLINK, true, SOURCE_NONE},
    {"opened too late: /proc", CHOOSE_PROC, true, SOURCE_NONE},
};

/** Sources that are open need no descriptor any more; errors of opening them are not lost. */
static void test_opened(void **state)
{
    const struct opened_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    const struct request request = {.protos = {true, true},
                                    .families = {true, true},
                                    .states =
                                        STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_UNCONNECTED),
                                    .source = row->choice};
    struct rlimit before;

    need_netlink();
    known_init(&facts);
    struct own stream = own_socket(SOCK_STREAM);
    struct own datagram = own_socket(SOCK_DGRAM);
    struct row_sink sink = {.rows = &table};
    struct collector *collector = collector_open(false, NULL);
    if (!row->late)
        collector_prepare(collector, &request);
    descriptors_take(&before);
    if (row->late)
        collector_prepare(collector, &request);
    collect(collector, &request, &sink, &facts);
    descriptors_return(&before);
    collector_close(collector);
    close(stream.fd);
    close(datagram.fd);
    assert_int_equal(find(&table, &stream) != NULL, !row->late);
    assert_int_equal(find(&table, &datagram) != NULL, !row->late);
    assert_int_equal(facts.own.sources[PROTO_TCP], row->source);
    assert_int_equal(facts.own.sources[PROTO_UDP], row->source);
    assert_int_equal(facts.complete, !row->late);
}

/** A socket that is returned serves the next dump. */
static void test_a_returned_socket_is_taken_again(void **state)
{
    CLEANUP(netlink_supply_free) struct netlink_supply supply = {.keeps = true};
    struct netlink *first = NULL;
    struct netlink *second = NULL;

    (void)state;
    need_netlink();
    assert_int_equal(netlink_supply_take(&supply, &first), 0);
    netlink_supply_return(&supply, first);
    assert_int_equal(netlink_supply_take(&supply, &second), 0);
    assert_ptr_equal(first, second);
    netlink_close(second);
}

/** As many attempts as there are spares, then the reason why there are no more. */
static void test_spares_run_out(void **state)
{
    struct netlink_supply supply = {0};
    struct netlink *taken[2] = {NULL, NULL};
    struct netlink *none = NULL;
    struct rlimit before;

    (void)state;
    need_netlink();
    netlink_supply_fill(&supply, 2);
    descriptors_take(&before);
    netlink_supply_fill(&supply, 3);
    for (size_t i = 0; i < COUNT(taken); i++)
        assert_int_equal(netlink_supply_take(&supply, &taken[i]), 0);
    assert_int_equal(netlink_supply_take(&supply, &none), -EMFILE);
    descriptors_return(&before);
    assert_int_equal(netlink_supply_take(&supply, &none), -EMFILE);
    assert_null(none);
    for (size_t i = 0; i < COUNT(taken); i++)
        netlink_close(taken[i]);
    netlink_supply_free(&supply);
}

/** A socket that cannot be opened after another one is not the other one. */
static void test_spares_that_are_too_few(void **state)
{
    struct netlink_supply supply = {0};
    struct rlimit before;
    int next = dup(STDERR_FILENO);

    (void)state;
    need_netlink();
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit one = {.rlim_cur = (rlim_t)next + 1, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &one), 0);
    netlink_supply_fill(&supply, 3);
    descriptors_return(&before);
    assert_int_equal(supply.count, 1);
    assert_int_equal(supply.error, -EMFILE);
    netlink_supply_free(&supply);
}

static void test_a_kernel_that_refuses(void **state)
{
    (void)state;
    need_netlink();
    assert_int_equal(dump(60, 1 << 10, refuse), -EINVAL); // no such family
}

static void test_a_record_that_is_refused_ends_the_dump(void **state)
{
    (void)state;
    need_netlink();
    struct own own = own_socket(SOCK_STREAM);
    assert_int_equal(dump(AF_INET, 1 << 10, refuse), -EDOM);
    assert_int_equal(dump(AF_INET, 0, refuse), 0); // no record, so none is refused
    close(own.fd);
}

static void test_closing_nothing(void **state)
{
    (void)state;
    netlink_close(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_was_asked_for_comes),
        cmocka_unit_test(test_both_sources_agree),
        cmocka_unit_test(test_shares_have_each_socket_once),
        cmocka_unit_test(test_ipv6_sockets_are_found),
        cmocka_unit_test(test_details_of_two_sockets),
        cmocka_unit_test(test_a_kernel_that_refuses),
        cmocka_unit_test(test_a_record_that_is_refused_ends_the_dump),
        cmocka_unit_test(test_closing_nothing),
        cmocka_unit_test(test_a_returned_socket_is_taken_again),
        cmocka_unit_test(test_spares_run_out),
        cmocka_unit_test(test_spares_that_are_too_few),
    };

    return RUN_ROWS(test_opened, opened) + RUN_ROWS(test_source, sources) +
           RUN_ROWS(test_refused, refused) + RUN_ROWS(test_settling, settling) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

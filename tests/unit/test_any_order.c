// SPDX-License-Identifier: MIT
/**
 * The output is a function of the set of sockets: whatever the order in which the kernel lists
 * them and processes are found, every command line writes the same bytes.
 */
#include "../known.h"
#include "scene.h"

#include "cli/options.h"
#include "show_all.h"
#include "sock/tcp_info.h"

#include <getopt.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <stdbool.h>

#define SOCKETS 90
#define PROCESSES 6
#define FIRST_INODE 100U
#define ORDERS 4 // as made, reversed, and random ones

/** A fixed sequence (xorshift), so that a failure can be repeated. */
static uint64_t next_random(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static size_t choose(uint64_t *random, size_t count)
{
    return (size_t)(next_random(random) >> 20) % count;
}

/** Rearranges COUNT numbers: order 0 leaves them, 1 reverses them, others are random. */
static void rearrange(size_t *numbers, size_t count, size_t number)
{
    uint64_t random = 0x9e3779b97f4a7c15 + number;

    for (size_t i = 0; i < count; i++)
        numbers[i] = number == 1 ? count - 1 - i : i;
    for (size_t i = count; i > 1 && number > 1; i--) {
        size_t other = choose(&random, i);
        size_t moved = numbers[i - 1];
        numbers[i - 1] = numbers[other];
        numbers[other] = moved;
    }
}

/** Appends words to the line of a socket. */
static FORMAT_PRINTF(2, 3) void put(struct strbuf *line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(line, format, arguments);
    va_end(arguments);
}

/** Returns the name of a state that sockets of the protocol can be in. */
static const char *choose_state(enum proto proto, uint64_t *random)
{
    size_t state;

    do
        state = 1 + choose(random, STATE_COUNT - 1);
    while (!(proto_table[proto].states & STATE_BIT(state)));
    return state_table[state].name;
}

static void put_ends(struct strbuf *line, bool ipv6, bool peer, uint64_t *random)
{
    static const char *const addresses[FAMILY_COUNT][4] = {
        {"0.0.0.0", "127.0.0.1", "127.0.0.2", "10.0.0.1"},
        {"[::]", "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]"},
    };
    static const unsigned ports[] = {0, 22, 53, 514, 8080, 40000, 40001, 7};
    size_t local = choose(random, 4);

    put(line, " %s:%u", addresses[ipv6][local], ports[choose(random, COUNT(ports))]);
    if (!peer)
        return;
    size_t address = 1 + choose(random, 3);
    put(line, " %s:%u", addresses[ipv6][address], ports[1 + choose(random, COUNT(ports) - 1)]);
}

static void put_queues(struct strbuf *line, bool listens, uint64_t *random)
{
    // as full as each other: the empty ones, and the third and the fourth
    static const unsigned queues[][2] = {{0, 5}, {0, 128}, {5, 9}, {10, 19}, {3, 0}, {0, 0}};
    const unsigned *queue = queues[choose(random, COUNT(queues))];

    if (!listens)
        put(line, " queues=%u/%u", queue[0], queue[1]);
    else if (queue[1] > 0)
        put(line, " accept=%u/%u", queue[0], queue[1]);
    else
        put(line, " accept=%u", queue[0]);
}

static const char *yes_or_no(uint64_t *random)
{
    return choose(random, 2) ? "yes" : "no";
}

static void put_details(struct strbuf *line, bool can_be_v6only, uint64_t *random)
{
    static const unsigned uids[] = {0, 33, 34, 70001, 70002};
    static const unsigned devices[] = {1, 2, 77, 78};

    if (choose(random, 4) > 0)
        put(line, " uid=%u", uids[choose(random, COUNT(uids))]);
    if (choose(random, 3) == 0)
        put(line, " device=%u", devices[choose(random, COUNT(devices))]);
    if (can_be_v6only)
        put(line, " v6only=%s", yes_or_no(random));
    if (choose(random, 2)) {
        put(line, " timer=%s", timer_names[1 + choose(random, TIMER_COUNT - 1)]);
        put(line, "/%zu", choose(random, 3) * 50);
        put(line, "/%zu", choose(random, 2));
    }
    if (choose(random, 2)) {
        put(line, " mark=%zu", choose(random, 2));
        put(line, " cgroup=%zu", choose(random, 2));
        put(line, " autobound=%s", yes_or_no(random));
    }
}

/** Makes socket NUMBER, which shares its inode with others, as those of MPTCP do. */
static struct sock make_socket(size_t number, uint64_t *random)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};
    enum proto proto = choose(random, 3) == 0 ? PROTO_UDP : PROTO_TCP;
    bool ipv6 = choose(random, 2);
    const char *state = choose_state(proto, random);
    bool listens = strcmp(state, "listen") == 0;
    bool peer =
        !listens && strcmp(state, "unconnected") != 0 && strcmp(state, "bound-inactive") != 0;

    put(&line, "%s %s", proto_table[proto].name, state);
    put_ends(&line, ipv6, peer, random);
    put_queues(&line, listens, random);
    put_details(&line, ipv6 && !peer, random);
    if (choose(random, 5) > 0)
        put(&line, " inode=%zu", FIRST_INODE + choose(random, SOCKETS));
    if (choose(random, 5) > 0)
        put(&line, " cookie=%zu", 1 + number);
    return scene_sock(line.data);
}

/** Sockets that are alike in many fields; the last of them came twice, in another state. */
static void make_sockets(struct sock socks[SOCKETS])
{
    uint64_t random = 88172645463325252;

    for (size_t i = 0; i < SOCKETS; i++) {
        socks[i] = make_socket(i, &random);
        if (i < SOCKETS - 8)
            continue;
        socks[i] = socks[i - 8];
        socks[i].state = socks[i].proto == PROTO_TCP ? STATE_TIME_WAIT : STATE_ESTABLISHED;
        socks[i].send_q += (uint32_t)i % 2;
    }
}

/** Adds the row of socket NUMBER with its detail: few values, and none of some sockets. */
static void add_row(struct sock_table *table, const struct sock sock[SOCKETS], size_t number)
{
    static const char *const controls[] = {"cubic", "reno", "bbr"};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    size_t seed = number < SOCKETS - 8 ? number : number - 8; // that of the same socket
    uint64_t random = 88172645463325252 + seed;
    struct tcp_info_known info = {0};
    uint32_t memory[SK_MEMINFO_VARS] = {0};

    next_random(&random);
    uint64_t bits = next_random(&random);
    for (size_t i = 0; i < sizeof(info); i++)
        ((char *)&info)[i] = bits >> i % 64 & 1;
    info.bytes_sent = choose(&random, 2) << 40;
    for (size_t i = 0; i < SK_MEMINFO_VARS; i++)
        memory[i] = (uint32_t)choose(&random, 3) << 20;
    if (choose(&random, 4) > 0)
        detail_put(&detail, DETAIL_MEMORY, (struct text){(const char *)memory, sizeof(memory)});
    if (sock[number].proto == PROTO_TCP && choose(&random, 4) > 0) {
        detail_put(&detail, DETAIL_CONGESTION, text_of(controls[choose(&random, 3)]));
        detail_put(&detail, DETAIL_TCP_INFO,
                   (struct text){(const char *)&info,
                                 choose(&random, 2) ? sizeof(info)
                                                    : offsetof(struct tcp_info_known, bytes_sent)});
    }
    sock_table_append(table, &sock[number]);
    sock_table_add_detail(table, strbuf_contents(&detail));
}

static void add_names(struct facts *facts)
{
    const struct address local = scene_address("127.0.0.1");

    known_service(facts, 6, 22, "ssh");
    known_service(facts, 6, 53, "domain");
    known_service(facts, 17, 53, "domain");
    known_service(facts, 6, 514, "shell");
    known_service(facts, 17, 514, "syslog");
    known_user(facts, 0, "root");
    known_user(facts, 33, "www");
    known_user(facts, 34, "www"); // two numbers of one name
    known_device(facts, 1, "lo");
    known_device(facts, 2, "eth0");
    names_add(&known_names(facts)->hosts.names,
              name_cache_host_id(known_names(facts), FAMILY_IPV4, &local), "here", 4);
    known_ephemeral(facts, 40000, 40003);
}

/** Holders of the sockets: processes are found by number, sockets of each in any order. */
static void add_owners(struct facts *facts, size_t order)
{
    static const struct text comms[PROCESSES] = {TEXT("a"), TEXT("web"), TEXT("a"),
                                                 TEXT("b"), TEXT("web"), TEXT("")};
    size_t processes[PROCESSES];

    facts->owners.scan = SCAN_FULL;
    rearrange(processes, PROCESSES, order);
    for (size_t i = 0; i < PROCESSES; i++) {
        size_t number = processes[i];
        uint32_t process =
            owners_add_process(&facts->owners, (uint32_t)(10 + number), comms[number]);
        for (uint32_t inode = FIRST_INODE; inode < FIRST_INODE + SOCKETS; inode++) {
            uint32_t chain = 0;
            if ((inode + number) % 4 == 0 && owners_wanted(&facts->owners, inode, &chain))
                owners_add_holder(&facts->owners, chain, process, inode % 7);
        }
    }
}

/** What the program writes for the command line when sockets come in order number ORDER. */
static void write_all(const struct options *options, const struct sock socks[SOCKETS],
                      size_t order_number, struct strbuf *output)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(known_free) struct facts facts;
    size_t order_of_rows[SOCKETS];
    FILE *file = tmpfile();
    char bytes[4096];
    size_t length;

    assert_non_null(file);
    known_init(&facts);
    facts.time = (struct timespec){0};
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        facts.requested[proto] = true;
        facts.own.sources[proto] = SOURCE_NETLINK;
    }
    add_names(&facts);
    rearrange(order_of_rows, SOCKETS, order_number);
    for (size_t i = 0; i < SOCKETS; i++)
        add_row(&table, socks, order_of_rows[i]);
    facts.details = &table.details;
    facts.duplicates = sock_table_drop_duplicates(&table);
    for (size_t i = 0; i < table.count; i++) {
        if (scene_knows(&table.rows[i], "inode"))
            owners_want(&facts.owners, table.rows[i].inode);
    }
    add_owners(&facts, order_number);
    if (options->view.grouped)
        group_sockets(&options->grouping, options->needs, &table, &facts);
    order(&table, &facts, &options->sorting);
    assert_int_equal(show_all(&options->view, &table, &facts, fileno(file)), 0);
    rewind(file);
    while ((length = fread(bytes, 1, sizeof(bytes), file)) > 0)
        strbuf_bytes(output, bytes, length);
    fclose(file);
}

/** Holds one command line to the same output in every order. */
static void check(const char *by, const char *sort, const char *format, const char *columns)
{
    char *words[] = {(char *)"sockstat", (char *)"-a", (char *)format, (char *)columns, (char *)by,
                     (char *)sort,       NULL};
    CLEANUP(options_free) struct options options;
    CLEANUP(strbuf_free) struct strbuf expected = {0};
    struct sock socks[SOCKETS];
    int count = sort ? 6 : by ? 5 : 4;

    optind = 0; // getopt_long starts anew
    assert_true(options_parse(count, words, &options));
    make_sockets(socks);
    write_all(&options, socks, 0, &expected);
    for (size_t i = 1; i < ORDERS; i++) {
        CLEANUP(strbuf_free) struct strbuf output = {0};
        write_all(&options, socks, i, &output);
        if (output.length == expected.length &&
            memcmp(output.data, expected.data, output.length) == 0)
            continue;
        fail_msg("sockstat -a %s %s %s %s, in order %zu:\n%.*s\nand not\n%.*s", format, columns,
                 by ? by : "", sort ? sort : "", i, (int)output.length, output.data,
                 (int)expected.length, expected.data);
    }
}

static const char *const formats[] = {"--color=never", "--csv", "--json", "-r", "-n", "-s"};
#define OF_SOCKETS (COUNT(formats) - 1) // the summary has groups

/** Returns true for a field that add_row makes values of. */
static bool is_made(const struct field *field)
{
    return field->part.detail == DETAIL_TCP_INFO || field->part.detail == DETAIL_MEMORY ||
           field_is_a(field, FIELD_CONGESTION);
}

/** Fields of other protocols are absent here: the first of them stands for all. */
static bool is_absent(const struct field *field)
{
    static const struct field *first;

    if (!field->protos || is_made(field))
        return false;
    first = first ? first : field;
    return field != first;
}

/** The same, and fields of details: one of each type and size. */
static bool is_like_another(const struct field *field)
{
    static const enum field_id examples[] = {FIELD_RTT_US,     FIELD_CA_STATE,   FIELD_APP_LIMITED,
                                             FIELD_BYTES_SENT, FIELD_CONGESTION, FIELD_DROPS};

    for (size_t i = 0; i < COUNT(examples); i++) {
        if (field_is_a(field, examples[i]))
            return false;
    }
    return is_made(field) || is_absent(field);
}

/** Returns true for an aggregate other than those of round-trip times, of which there is each. */
static bool is_another_aggregate(const struct field *field)
{
    return field->of && field->of != FIELD_RTT_US && field->of != FIELD_BYTES_SENT;
}

/** Checks an option with one key in every format. */
static void check_key(const char *option, const char *key, const char *columns)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    bool by = strncmp(option, "--by", 4) == 0;

    strbuf_text(&list, option);
    strbuf_text(&list, key);
    for (size_t i = 0; i < (by ? COUNT(formats) : OF_SOCKETS); i++)
        check(list.data, NULL, formats[i], columns);
}

static void test_every_key_of_groups(void **state)
{
    (void)state;
    for (const struct field *field = field_table; field->key; field++) {
        if (!is_like_another(field))
            check_key("--by=", field->key, "-p");
    }
}

/**
 * A third of all pairs, each in one of the formats, in turn: each format meets every key in each
 * place, except keys that are like another.
 */
static void test_pairs_of_keys(void **state)
{
    (void)state;
    for (const struct field *one = field_table; one->key; one++) {
        for (const struct field *other = field_table; other->key; other++) {
            size_t turn = (size_t)(one - field_table) + (size_t)(other - field_table);
            if (turn % 3 != 0 || is_like_another(one) || is_like_another(other))
                continue;
            CLEANUP(strbuf_free) struct strbuf list = {0};
            strbuf_text(&list, "--by=");
            strbuf_text(&list, one->key);
            strbuf_text(&list, ",");
            strbuf_text(&list, other->key);
            check(list.data, NULL, formats[turn / 3 % COUNT(formats)], "-p");
        }
    }
}

/** --columns= with every key of TABLE, or of the groups by OFFERED. */
static void name_columns(struct strbuf *columns, const struct field_list *offered)
{
    const struct field *field;

    strbuf_text(columns, "--columns=");
    for (size_t i = 0; (field = field_list_offered(offered, i)); i++) {
        if (is_like_another(field) || is_another_aggregate(field))
            continue;
        strbuf_text(columns, i > 0 ? "," : "");
        strbuf_text(columns, field->key);
    }
}

static void test_every_order_of_sockets(void **state)
{
    CLEANUP(strbuf_free) struct strbuf columns = {0};

    (void)state;
    name_columns(&columns, NULL);
    for (const struct field *field = field_table; field->key; field++) {
        if (is_like_another(field))
            continue;
        check_key("--sort=", field->key, columns.data);
        check_key("--sort=-", field->key, columns.data);
    }
    check_key("--sort=", "proto,-timer", "--limit=7"); // where the 8th is alike
}

/** Each pair of a key and an order, all rows and the first two in turn. */
static void test_every_order_of_groups(void **state)
{
    (void)state;
    for (const struct field *key = field_table; key->key; key++) {
        if (is_like_another(key))
            continue;
        CLEANUP(grouping_free) struct grouping grouping = {0};
        CLEANUP(strbuf_free) struct strbuf by = {0};
        CLEANUP(strbuf_free) struct strbuf columns = {0};
        const struct field *field;
        strbuf_text(&by, "--by=");
        strbuf_text(&by, key->key);
        assert_true(grouping_parse(&grouping, key->key, &(struct user_error){0}));
        name_columns(&columns, &grouping.offered);
        for (size_t i = 0; (field = field_list_offered(&grouping.offered, i)); i++) {
            if (is_another_aggregate(field))
                continue;
            CLEANUP(strbuf_free) struct strbuf sort = {0};
            strbuf_text(&sort, "--sort=-");
            strbuf_text(&sort, field->key);
            bool odd = ((size_t)(key - field_table) + i) % 2;
            check(by.data, sort.data, odd ? "--csv" : "--limit=2", columns.data);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_of_groups),
        cmocka_unit_test(test_pairs_of_keys),
        cmocka_unit_test(test_every_order_of_sockets),
        cmocka_unit_test(test_every_order_of_groups),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** filter/match: of which sockets a filter is true, above all where values are absent. */
#include "../known.h"
#include "naming.h"
#include "scene.h"

#include "filter/match.h"
#include "filter/parse.h"
#include "join/ends.h"

/** One letter each, in the expectations below. */
static const char *const socks[] = {
    // A: a connection of www-data, held by nginx (1201) and php-fpm (7)
    ("tcp established 10.1.2.3:40000 10.9.8.7:443 queues=65536/1 timer=keepalive/1500/0 uid=33 "
     "inode=1 device=2 mark=0x11 cgroup=0"),
    // B: a listener of root without a holder
    "tcp listen 0.0.0.0:443 accept=3/5 uid=0 inode=2",
    // C: mapped, in TIME-WAIT: nobody's
    "tcp time-wait [::ffff:10.0.0.1]:22 [::ffff:192.0.0.1]:50000",
    // D: UDP, dual-stack
    "udp unconnected [::]:53 queues=0/0 inode=4 v6only=no",
};

struct match_row {
    const char *filter; /**< and the name of the test */
    const char *matches;
};

static const struct match_row rows[] = {
    // absent values
    {"peer_port = 443", "A"},
    {"peer_port != 443", "C"},
    {"not peer_port = 443", "BCD"},
    {"not peer_port != 443", "ABD"},
    {"has peer_port", "AC"},
    {"not has peer_port", "BD"},
    {"recv_q >= 0", "AD"},
    {"recv_q != 0", "A"},
    {"uid != 0", "A"},
    {"user != root", "A"},
    {"process != foo", "A"},
    {"process !~ foo", "A"},
    {"not process = foo", "ABCD"},
    {"timer != on", "A"},
    {"v6only != yes", "D"},
    {"v6only = no", "D"},
    {"not v6only", "ABCD"},
    {"device != lo0*", ""},
    // numbers
    {"recv_q > 64k", ""},
    {"recv_q >= 64k", "A"},
    {"recv_q = 65536", "A"},
    {"recv_q < 1", "D"},
    {"recv_q 1-70000", "A"},
    {"recv_q != 1-70000", "D"},
    {"accept_queue > 2", "B"},
    {"accept_percent = 50", "B"},
    {"timer_expires_ms <= 1.5s", "A"},
    {"timer_expires_ms < 1500ms", ""},
    {"mark = 0x11", "A"},
    {"mark = 0x10/0xf0", "A"},
    {"mark = 0x10", ""},
    // ports and addresses
    {"sport = https", "B"},
    {"port = https", "AB"},
    {"port != https", "CD"},
    {"port = 22,53", "CD"},
    {"src 10/8", "AC"},
    {"src inet6:[::ffff:10.0.0.1]", "C"},
    {"addr 192/8", "C"},
    {"addr != 10/8", "BD"},
    {"src ::/0", "CD"},
    {"dst *", "AC"},
    {"dst 10.9.8.7:400-500", "A"},
    {"dst 10.9.8.7:444", ""},
    // words
    {"state = established,time-wait", "AC"},
    {"state != established", "BCD"},
    {"state listening", "BD"},
    {"state connected", "AC"},
    {"state synchronized", "AC"},
    {"state bucket", "C"},
    {"state big", "ABD"},
    {"state *wait", "C"},
    {"exclude listen", "ACD"},
    {"proto udp", "D"},
    {"family ipv6", "CD"},
    // processes
    {"process = nginx", "A"},
    {"process = php*", "A"},
    {"process = \"php*\"", ""},
    {"process = 7", "A"},
    {"process = 9", ""},
    {"process = nginy", ""},
    {"process = x*", ""},
    {"user = www*", "A"},
    {"user = x*", ""},
    {"user != x*", "A"},
    {"state ~ ^est", "A"},
    {"state ~ wait", "C"},
    {"state ~ x", ""},
    {"process ~ ^(nginx|x)$", "A"},
    {"process ~ ^p.*m$", "A"},
    {"pid > 1000", "A"},
    {"pid != 7", ""},
    {"pid != 8", "A"},
    {"comm = php-fpm,foo", "A"},
    // logic
    {"sport 443 or dport 443 and uid 33", "AB"},
    {"(sport 443 or dport 443) and uid 33", "A"},
    {"not sport 443 and not dport 443", "CD"},
    {"!sport 443 !dport 443", "CD"},
};

static void read_from(struct facts *facts, enum source source)
{
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        facts->own.sources[proto] = source;
}

/** Two processes that hold A. */
static void hold(struct facts *facts)
{
    uint32_t chain = 0;

    facts->owners.scan = SCAN_FULL;
    known_user(facts, 33, "www-data");
    owners_want(&facts->owners, 1);
    assert_true(owners_wanted(&facts->owners, 1, &chain));
    uint32_t nginx = owners_add_process(&facts->owners, 1201, TEXT("nginx"));
    owners_add_holder(&facts->owners, chain, nginx, 5);
    uint32_t php = owners_add_process(&facts->owners, 7, TEXT("php-fpm"));
    owners_add_holder(&facts->owners, chain, php, 3);
}

/** Holds the sockets that a filter matches to their letters. */
static void check_matches(const char *filter, const char *expected)
{
    CLEANUP(known_free) struct facts facts;
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(filter), &naming, &error);
    char matches[COUNT(socks) + 1] = "";

    if (!node)
        fail_msg("%s", error.message.data);
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    hold(&facts);
    for (size_t i = 0; i < COUNT(socks); i++) {
        const struct sock sock = scene_sock(socks[i]);
        const struct sight whole = {.sock = &sock, .facts = &facts, .joined = ~0U};
        const struct sight early = {.sock = &sock, .facts = &facts, .joined = 0};
        const struct sight outline = {.sock = &sock, .facts = &facts, .outline = true};
        enum truth truth = match(node, &whole);
        assert_int_not_equal(truth, TRUTH_OPEN);
        if (truth == TRUTH_YES)
            matches[strlen(matches)] = (char)('A' + i);
        // who knows less may leave it open, but never says the opposite
        enum truth opposite = truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
        assert_int_not_equal(match(node, &early), opposite);
        assert_int_not_equal(match(node, &outline), opposite);
    }
    node_free(node);
    assert_string_equal(matches, expected);
}

static void test_matches(void **state)
{
    const struct match_row *row = *state;

    check_matches(row->filter, row->matches);
}

/** Filters with so many items, besides the last one, that they are looked up in a set. */
struct many_row {
    const char *name;    /**< of the test: how the filter begins */
    const char *pattern; /**< of an item; %: a number from 2 on */
    const char *last;    /**< the last item */
    const char *matches;
};

static const struct many_row many_rows[] = {
    {"peer_port =", "%", "443", "A"},
    {"peer_port !=", "%", "443", "C"},
    {"not peer_port =", "%", "443", "BCD"},
    {"port = ", "%", "53", "D"},
    {"port =", "%-60", "400-500", "ABCD"}, // ranges with common numbers
    {"recv_q =", "%", "65535-65537", "A"},
    {"recv_q =", "%", "1-70000", "A"}, // contains the others
    {"mark =", "%", "0x10/0xf0", "A"}, // not looked up
    {"process =", "name%", "php-fpm", "A"},
    {"process !=", "name%", "nginx", ""},
    {"process =", "name%", "php*", "A"},
    {"pid =", "%", "1201", "A"},
    {"user =", "%", "0", "B"},
    {"user =", "%", "root", "B"},
    {"dst =", "10.77.%.1", "10.9.8.7", "A"},
    {"dst !=", "10.77.%.1", "10.9.8.7", "C"},
    {"dst =", "10.77.%.1", "10.9.8.0/24", "A"},
    {"dst =", "10.77.%.1", "10.9.8.6/31", "A"},
    {"dst =", "10.77.%.1", "10.9.8.4/31", ""},
    {"dst =", "10.77.%.1", "10.9.8.7:443", "A"},
    {"dst =", "10.77.%.1", "10.9.8.7:444", ""},
    {"dst =", "10.77.%.1:443", "10.9.8.7:443", "A"},
    {"dst =", "10.77.%.1", "10.9.8.7:400-500", "A"},
    {"dst =", "10.77.%.1", "192.0.0.1", "C"}, // mapped
    {"dst =", "10.77.%.1", "inet:192.0.0.1", ""},
    {"dst =", "10.77.%.1", "::ffff:192.0.0.1", "C"},
    {"src =", "10.77.%.1", "::/0", "CD"},
    {"src =", "fe80::%", "0.0.0.0/0", "ABC"},
};

static void test_many_items(void **state)
{
    const struct many_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf filter = {0};

    strbuf_text(&filter, row->name);
    strbuf_byte(&filter, ' ');
    for (unsigned i = 2; i < 22; i++) {
        struct text rest = text_of(row->pattern);
        struct text start = text_take_until(&rest, '%');
        strbuf_bytes(&filter, start.bytes, start.length);
        strbuf_decimal(&filter, i);
        strbuf_bytes(&filter, rest.bytes, rest.length);
        strbuf_byte(&filter, ',');
    }
    strbuf_text(&filter, row->last);
    check_matches(filter.data, row->matches);
}

struct open_row {
    const char *filter;  /**< and the name of the test */
    const char *early;   /**< of each socket, when nothing is joined: yes, no or open */
    const char *outline; /**< likewise, when only protocol, family and state are known */
};

static const struct open_row open_rows[] = {
    {"state listen", "nynn", "nynn"},
    {"sport 443", "nynn", "oooo"},
    {"dport 443", "ynnn", "onon"},
    {"not dport 443", "nyyy", "oyoy"},
    {"src 10/8", "ynyn", "oooo"},
    {"src inet:10/8", "ynnn", "oonn"},
    {"src ::/0", "nnyy", "nnoo"},
    {"src ::/0,10/8", "ynyy", "oooo"},
    {"src != ::/0", "yynn", "oooo"},
    {"src != inet:10/8", "nyyy", "oooo"},
    {"src *:22", "nnyn", "oooo"},
    {"addr ::/0", "nnyy", "nnoo"},
    {"has dst", "ynyn", "onon"},
    {"has src", "yyyy", "oooo"},
    {"pid = 7", "oono", "oono"},
    {"not pid = 7", "ooyo", "ooyo"},
    {"process != nginx", "oono", "oono"},
    {"user = www*", "oooo", "oooo"},
    {"state listen and sport 443", "nynn", "nonn"},
    {"state listen or sport 443", "nynn", "oyoo"},
    {"uid = 33", "ynnn", "oooo"},
    // the source is not known yet
    {"device_index = 2", "yooo", "oooo"},
    {"not device_index = 2", "nooo", "oooo"},
    {"has cookie", "oooo", "oooo"},
};

static char letter(enum truth truth)
{
    return "noy"[truth];
}

/** Returns the answer of FILTER for a socket, of which all is joined: no, open or yes. */
static char answer_with(const char *filter, const struct sock *sock, const struct facts *facts)
{
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(filter), &naming, &error);

    assert_non_null(node);
    char result = letter(match(node, &(struct sight){.sock = sock, .facts = facts, .joined = ~0U}));
    node_free(node);
    return result;
}

static void test_what_is_left_open(void **state)
{
    const struct open_row *row = *state;
    static const struct facts facts;
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->filter), &naming, &error);
    char early[COUNT(socks) + 1] = "";
    char outline[COUNT(socks) + 1] = "";

    assert_non_null(node);
    for (size_t i = 0; i < COUNT(socks); i++) {
        const struct sock sock = scene_sock(socks[i]);
        early[i] = letter(match(node, &(struct sight){.sock = &sock, .facts = &facts}));
        outline[i] =
            letter(match(node, &(struct sight){.sock = &sock, .facts = &facts, .outline = true}));
    }
    node_free(node);
    assert_string_equal(early, row->early);
    assert_string_equal(outline, row->outline);
}

struct hidden_row {
    const char *filter; /**< and the name of the test */
    const char *lists;  /**< of each socket, when each list of processes may lack some */
    const char *bpf;    /**< likewise, when only sockets without a holder may have one */
};

static const struct hidden_row hidden_rows[] = {
    {"process = nginx", "yono", "yono"},
    {"process = sshd", "oono", "nono"},
    {"process != nginx", "nono", "nono"},
    {"process != sshd", "oono", "yono"},
    {"not process = nginx", "noyo", "noyo"},
    {"not process = sshd", "ooyo", "yoyo"},
    {"pid > 1000", "yono", "yono"},
    {"pid < 5", "oono", "nono"},
    {"comm ~ ^p", "yono", "yono"},
    {"comm !~ ^s", "oono", "yono"},
    {"has process", "yono", "yono"},
    {"not has process", "noyo", "noyo"},
    {"process = sshd and sport = 22", "nnnn", "nnnn"},
    {"process = sshd or sport = 22", "ooyo", "noyo"},
    {"owner = known", "yono", "yono"},
    {"owner = kernel", "nono", "nono"},
    {"owner = kernel,hidden", "nyny", "nyny"},
    {"owner != known", "noyo", "noyo"},
    {"owner = none", "nnyn", "nnyn"},
    {"owner = hidden", "nyny", "nyny"},
    {"owner != hidden", "ynyn", "ynyn"},
};

/** Writes down the answer for each socket: no, open or yes. */
static void answer(const char *filter, const struct facts *facts, char *ret_answers)
{
    for (size_t i = 0; i < COUNT(socks); i++) {
        const struct sock sock = scene_sock(socks[i]);
        ret_answers[i] = answer_with(filter, &sock, facts);
    }
}

static void test_processes_that_cannot_be_read(void **state)
{
    const struct hidden_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    char answers[COUNT(socks) + 1] = "";

    known_init(&facts);
    hold(&facts);
    facts.owners.scan = SCAN_PARTIAL;
    answer(row->filter, &facts, answers);
    assert_string_equal(answers, row->bpf);
    facts.owners.partial = true;
    answer(row->filter, &facts, answers);
    assert_string_equal(answers, row->lists);
}

struct context_row {
    const char *filter; /**< and the name of the test */
    char unknown;       /**< of A, when the contexts of both processes are unknown */
    char one;           /**< when that of nginx is "a", and that of the other unknown */
    char all;           /**< when the other has none */
};

static const struct context_row context_rows[] = {
    {"contexts = a", 'o', 'y', 'y'},     {"contexts = b", 'o', 'o', 'n'},
    {"contexts != a", 'o', 'n', 'n'},    {"contexts != b", 'o', 'o', 'y'},
    {"contexts ~ ^a$", 'o', 'y', 'y'},   {"contexts = ?", 'o', 'y', 'y'},
    {"has contexts", 'o', 'y', 'y'},     {"not has contexts", 'o', 'n', 'n'},
    {"not contexts = b", 'o', 'o', 'y'},
};

static void test_contexts(void **state)
{
    const struct context_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    char answers[COUNT(socks) + 1] = "";

    known_init(&facts);
    hold(&facts);
    answer(row->filter, &facts, answers);
    assert_int_equal(answers[0], row->unknown);
    owners_set_context(&facts.owners, 0, TEXT("a"));
    answer(row->filter, &facts, answers);
    assert_int_equal(answers[0], row->one);
    owners_set_context(&facts.owners, 1, TEXT(""));
    answer(row->filter, &facts, answers);
    assert_int_equal(answers[0], row->all);
}

/** A has the number of a cgroup; of B and D the kernel reports none, as before Linux 5.8. */
static void test_cgroups_that_are_not_known(void **state)
{
    static const struct match_row expected[] = {
        {"unit = x", "oono"},      {"not unit = x", "ooyo"},        {"has cgroup", "oono"},
        {"cgroup_id = 5", "nono"}, {"cgroup_state = none", "noyo"}, {"has cgroup_state", "yoyo"},
    };
    CLEANUP(known_free) struct facts facts;

    (void)state;
    known_init(&facts);
    facts.own.sources[PROTO_TCP] = facts.own.sources[PROTO_UDP] = SOURCE_NETLINK;
    for (size_t i = 0; i < COUNT(expected); i++) {
        char answers[COUNT(socks) + 1] = "";
        answer(expected[i].filter, &facts, answers);
        assert_string_equal(answers, expected[i].matches);
    }
}

static const struct match_row source_rows[] = {
    // A has a device and a mark; from /proc, those that show none may have one
    {"device_index = 2", "yooo"},
    {"not device_index = 2", "nooo"},
    {"mark = 17", "yooo"},
    {"not mark = 17", "nooo"},
    {"mark != 18", "yooo"},
    // of IPv6 sockets alone, and not of those with a peer
    {"v6only", "nnnn"},
    {"not v6only", "yyyy"},
    {"accept_limit = 5", "nynn"},
    {"has cookie", "oooo"},
    {"sport = 443 or has cookie", "oyoo"},
};

static void test_what_the_source_does_not_tell(void **state)
{
    const struct match_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    char answers[COUNT(socks) + 1] = "";

    known_init(&facts);
    read_from(&facts, SOURCE_PROC);
    answer(row->filter, &facts, answers);
    assert_string_equal(answers, row->matches);
}

struct exposure_row {
    const char *filter; /**< the name */
    const char *sock;
    enum source source;
    char answer;
};

/** What an IPv6 wildcard takes is not known from /proc; all else about it is. */
static const struct exposure_row exposure_rows[] = {
    {"exposure_family = both", "udp unconnected [::]:53", SOURCE_PROC, 'o'},
    {"not exposure_family = both", "udp unconnected [::]:53", SOURCE_PROC, 'o'},
    {"exposure = any", "udp unconnected [::]:53", SOURCE_PROC, 'y'},
    {"exposure_family = both", "udp unconnected [::]:53 v6only=no", SOURCE_NETLINK, 'y'},
    {"exposure_family = ipv4", "udp unconnected 0.0.0.0:53", SOURCE_PROC, 'y'},
    {"exposure_family = both", "udp unconnected 0.0.0.0:53", SOURCE_PROC, 'n'},
    {"not exposure_family = both", "tcp established [::1]:1 [::1]:2", SOURCE_PROC, 'y'},
    {"has exposure", "tcp established [::1]:1 [::1]:2", SOURCE_PROC, 'n'},
    {"has exposure", "icmp unconnected 0.0.0.0:1", SOURCE_PROC, 'n'},
    {"has exposure", "sctp unconnected 0.0.0.0:1", SOURCE_NETLINK, 'n'},
};

static void test_exposure(void **state)
{
    const struct exposure_row *row = *state;
    const struct sock sock = scene_sock(row->sock);
    CLEANUP(known_free) struct facts facts;

    known_init(&facts);
    read_from(&facts, row->source);
    assert_int_equal(answer_with(row->filter, &sock, &facts), row->answer);
}

struct range_row {
    const char *filter; /**< the name */
    const char *sock;
    uint16_t first, last; /**< the ephemeral ports; 0: not known */
    char answer;
};

/** Without the range, nobody knows which ports are ephemeral; a socket without a port has none. */
static const struct range_row range_rows[] = {
    {"ephemeral", "tcp established 10.0.0.1:40000 10.0.0.2:1", 32768, 60999, 'y'},
    {"ephemeral", "tcp established 10.0.0.1:61000 10.0.0.2:1", 32768, 60999, 'n'},
    {"not ephemeral", "tcp established 10.0.0.1:61000 10.0.0.2:1", 32768, 60999, 'y'},
    {"ephemeral", "tcp established 10.0.0.1:40000 10.0.0.2:1", 0, 0, 'o'},
    {"not ephemeral", "tcp established 10.0.0.1:40000 10.0.0.2:1", 0, 0, 'o'},
    {"port_class = registered", "tcp established 10.0.0.1:40000 10.0.0.2:1", 0, 0, 'y'},
    {"port_class != registered", "tcp established 10.0.0.1:40000 10.0.0.2:1", 0, 0, 'n'},
    {"ephemeral", "sctp unconnected 0.0.0.0", 0, 0, 'n'},
    {"has ephemeral", "raw unconnected 0.0.0.0:1", 0, 0, 'n'},
    {"has port_class", "raw unconnected 0.0.0.0:1", 0, 0, 'n'},
};

static void test_range(void **state)
{
    const struct range_row *row = *state;
    const struct sock sock = scene_sock(row->sock);
    CLEANUP(known_free) struct facts facts;

    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    known_ephemeral(&facts, row->first, row->last);
    assert_int_equal(answer_with(row->filter, &sock, &facts), row->answer);
}

static void test_a_mark_that_is_kept_from_us_is_open(void **state)
{
    CLEANUP(known_free) struct facts facts;
    char answers[COUNT(socks) + 1] = "";

    (void)state;
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    facts.mark_hidden = true;
    answer("not mark = 1", &facts, answers);
    assert_string_equal(answers, "yooo");
    answer("not device_index = 1", &facts, answers); // the kernel tells that there is none
    assert_string_equal(answers, "yyyy");
}

static void test_an_upper_layer_that_is_kept_from_us_is_open(void **state)
{
    CLEANUP(known_free) struct facts facts;
    char answers[COUNT(socks) + 1] = "";

    (void)state;
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    answer("not has ulp", &facts, answers);
    assert_string_equal(answers, "yyyy");
    facts.ulp_hidden = true;
    answer("not has ulp", &facts, answers);
    assert_string_equal(answers, "oooy"); // UDP has none
    answer("mptcp_token = 1", &facts, answers);
    assert_string_equal(answers, "ooon");
    answer("not has fwmark", &facts, answers); // hidden are upper layers only
    assert_string_equal(answers, "nyyy");
}

/** Returns the answer of FILTER for a socket whose source is netlink. */
static char answer_for(const char *filter, const struct sock *sock)
{
    CLEANUP(known_free) struct facts facts;

    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    return answer_with(filter, sock, &facts);
}

static void test_keys_that_are_kept_from_us_are_open(void **state)
{
    struct sock sock = {.proto = PROTO_TCP, .family = FAMILY_IPV4, .state = STATE_LISTEN};

    (void)state;
    assert_int_equal(answer_for("not has md5_keys", &sock), 'y');
    sock.have = HIDES_KEYS;
    assert_int_equal(answer_for("not has md5_keys", &sock), 'o');
    assert_int_equal(answer_for("md5_keys > 0", &sock), 'o');
    assert_int_equal(answer_for("not has sk_storage_maps", &sock), 'y');
}

static void test_a_packet_filter_that_is_kept_from_us_is_open(void **state)
{
    struct sock sock = {.proto = PROTO_PACKET, .family = FAMILY_PACKET, .state = STATE_UNCONNECTED};

    (void)state;
    assert_int_equal(answer_for("not has filter_instructions", &sock), 'y');
    sock.have = HIDES_FILTER;
    assert_int_equal(answer_for("not has filter_instructions", &sock), 'o');
    assert_int_equal(answer_for("filter_instructions > 0", &sock), 'o');
    assert_int_equal(answer_for("not has packet_version", &sock), 'y');
}

static void test_storage_that_was_not_read_is_open(void **state)
{
    struct sock sock = {.proto = PROTO_TCP, .family = FAMILY_IPV4, .state = STATE_LISTEN};

    (void)state;
    assert_int_equal(answer_for("not has sk_storage_maps", &sock), 'y');
    sock.have = HIDES_STORAGE;
    assert_int_equal(answer_for("not has sk_storage_maps", &sock), 'o');
    assert_int_equal(answer_for("sk_storage_bytes > 0", &sock), 'o');
    assert_int_equal(answer_for("not has md5_keys", &sock), 'y');
}

/** Returns the answer of FILTER for a socket in a cgroup of this path. */
static char answer_in_cgroup(const char *path, const char *filter)
{
    CLEANUP(known_free) struct facts facts;
    const struct sock sock = scene_sock("tcp listen cgroup=7");

    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    cgroups_want(&facts.cgroups, 7);
    cgroups_add_path(&facts.cgroups, 7, text_of(path));
    return answer_with(filter, &sock, &facts);
}

#define CONTAINER_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_a_container_by_the_start_of_its_id(void **state)
{
    static const char docker[] = "/system.slice/docker-" CONTAINER_ID ".scope";
    static const char machine[] = "/machine.slice/machine-abcdef.scope/payload";

    (void)state;
    assert_int_equal(answer_in_cgroup(docker, "container = 0123"), 'y');
    assert_int_equal(answer_in_cgroup(docker, "container = 0124"), 'n');
    assert_int_equal(answer_in_cgroup(docker, "container = " CONTAINER_ID), 'y');
    assert_int_equal(answer_in_cgroup(docker, "container = " CONTAINER_ID "0"), 'n');
    // a name is not an id, and has to be written whole
    assert_int_equal(answer_in_cgroup(machine, "container = abcd"), 'n');
    assert_int_equal(answer_in_cgroup(machine, "container = abcdef"), 'y');
}

static void test_a_name_as_an_end(void **state)
{
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf name = {0};
    CLEANUP(sock_table_free) struct sock_table table = {0};
    const struct sock sock = {
        .proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_LISTEN, .have = HAVE_TYPE};

    (void)state;
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    detail_put(&name, DETAIL_NAME, text_of("/run/x"));
    sock_table_append(&table, &sock);
    sock_table_add_detail(&table, (struct text){name.data, name.length});
    facts.details = &table.details;
    assert_int_equal(answer_with("local = /run/x", table.rows, &facts), 'y');
    assert_int_equal(answer_with("local = /run/y", table.rows, &facts), 'n');
}

/** Returns the answer of FILTER before the processes are joined. */
static char answer_early(const char *filter, const struct sock *sock)
{
    CLEANUP(known_free) struct facts facts;
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(filter), &naming, &error);

    assert_non_null(node);
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    char result = letter(match(node, &(struct sight){.sock = sock, .facts = &facts}));
    node_free(node);
    return result;
}

static void test_who_may_hold_the_peer_of_a_unix_socket(void **state)
{
    struct sock sock = {.proto = PROTO_UNIX, .family = FAMILY_UNIX, .state = STATE_ESTABLISHED};

    (void)state;
    assert_int_equal(answer_early("has peer_process", &sock), 'n'); // there is no peer
    sock_set_peer_inode(&sock, 102);
    assert_int_equal(answer_early("has peer_process", &sock), 'o');
}

static void test_one_of_several_listeners(void **state)
{
    static const char *const lines[] = {"tcp listen [::]:80 * v6only=no cookie=1",
                                        "tcp listen [::]:80 * v6only=yes cookie=2",
                                        "tcp established [::1]:80 [::1]:9 cookie=3"};
    CLEANUP(known_free) struct facts facts;
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    known_init(&facts);
    read_from(&facts, SOURCE_NETLINK);
    facts.details = &table.details;
    for (size_t i = 0; i < COUNT(lines); i++)
        scene_add(&table, lines[i]);
    ends_join(&table, NULL, &facts);
    assert_int_equal(answer_with("has listener", &table.rows[0], &facts), 'y');
    assert_int_equal(answer_with("has listener", &table.rows[2], &facts), 'o');
}

struct unknown_row {
    const char *filter;  /**< and the name of the test */
    const char *answers; /**< of each socket below: no, open or yes */
};

/** Sockets of SMC; the ports of all are known. */
static const struct sock unknown_ends[] = {
    // a listener of IPv4 or IPv6
    {.proto = PROTO_SMC, .state = STATE_LISTEN, .local_port = 80, .have = HAVE_NO_FAMILY},
    // a connection that it accepted
    {.proto = PROTO_SMC,
     .state = STATE_ESTABLISHED,
     .local_port = 80,
     .peer_port = 9,
     .have = HAVE_NO_FAMILY | HAVE_NO_ADDRESSES},
    // a connection of IPv6
    {.proto = PROTO_SMC,
     .family = FAMILY_IPV6,
     .state = STATE_ESTABLISHED,
     .local_port = 80,
     .peer_port = 9,
     .have = HAVE_NO_ADDRESSES},
};

static const struct unknown_row unknown_rows[] = {
    {"family = ipv4", "oon"},
    {"not family = ipv6", "oon"},
    {"sport = 80", "yyy"},
    {"local = *:80", "yyy"},
    {"local = 10.0.0.1:80", "noo"},
    {"local = 0.0.0.0:80", "ooo"},
    {"not local = 10.0.0.1:80", "yoo"},
    {"local != [::1]:80", "yoo"},
    {"local = 10.0.0.1:81", "nnn"},
    {"local_address = ::/0", "ooo"},
    {"not local_address = 10.0.0.1", "ooo"},
    {"not peer_address = 10.0.0.1", "yoo"},
    {"peer = 10.0.0.1:9", "noo"},
    {"wildcard", "yoo"},
    {"exposure = any", "ynn"},
    {"exposure_family = ipv4", "onn"},
};

static void test_what_an_unknown_address_leaves_open(void **state)
{
    const struct unknown_row *row = *state;
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->filter), &naming, &error);
    char answers[COUNT(unknown_ends) + 1] = "";

    if (!node)
        fail_msg("%s", error.message.data);
    for (size_t i = 0; i < COUNT(unknown_ends); i++) {
        const struct sight outline = {.sock = &unknown_ends[i], .outline = true};
        answers[i] = answer_for(row->filter, &unknown_ends[i]);
        // What is not known yet may leave it open, but never says the opposite.
        if (match(node, &outline) != TRUTH_OPEN)
            assert_int_equal(letter(match(node, &outline)), answers[i]);
    }
    node_free(node);
    assert_string_equal(answers, row->answers);
}

/** A list of a socket of IPv6 has addresses of IPv4, which are not mapped. */
static void test_a_list_of_addresses_has_two_families(void **state)
{
    const struct sock sock = {
        .proto = PROTO_SCTP, .family = FAMILY_IPV6, .state = STATE_ESTABLISHED};
    struct user_error error = {0};
    struct node *node = parse_filter(text_of("peer_addresses = inet:10.1.1.1"), &naming, &error);

    (void)state;
    assert_non_null(node);
    assert_int_equal(match(node, &(struct sight){.sock = &sock, .outline = true}), TRUTH_OPEN);
    node_free(node);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_container_by_the_start_of_its_id),
    cmocka_unit_test(test_a_name_as_an_end),
    cmocka_unit_test(test_one_of_several_listeners),
    cmocka_unit_test(test_who_may_hold_the_peer_of_a_unix_socket),
    cmocka_unit_test(test_cgroups_that_are_not_known),
    cmocka_unit_test(test_a_list_of_addresses_has_two_families),
    cmocka_unit_test(test_a_packet_filter_that_is_kept_from_us_is_open),
    cmocka_unit_test(test_storage_that_was_not_read_is_open),
    cmocka_unit_test(test_keys_that_are_kept_from_us_are_open),
    cmocka_unit_test(test_an_upper_layer_that_is_kept_from_us_is_open),
    cmocka_unit_test(test_a_mark_that_is_kept_from_us_is_open),
};

int main(void)
{
    return RUN_ROWS(test_matches, rows) + RUN_ROWS(test_many_items, many_rows) +
           RUN_ROWS(test_contexts, context_rows) + RUN_ROWS(test_exposure, exposure_rows) +
           RUN_ROWS(test_range, range_rows) + RUN_ROWS(test_what_is_left_open, open_rows) +
           RUN_ROWS(test_processes_that_cannot_be_read, hidden_rows) +
           RUN_ROWS(test_what_the_source_does_not_tell, source_rows) +
           RUN_ROWS(test_what_an_unknown_address_leaves_open, unknown_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

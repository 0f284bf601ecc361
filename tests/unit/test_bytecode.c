// SPDX-License-Identifier: MIT
/** filter/bytecode: what the kernel lets through, by the rules of bytecode_vm.h. */
#include "bytecode_vm.h"
#include "naming.h"
#include "scene.h"

#include "filter/bytecode.h"
#include "filter/match.h"
#include "filter/parse.h"

/** One letter each, in the expectations below. */
static const char *const socks[] = {
    // A: a web connection
    "tcp established 10.1.2.3:40000 10.9.8.7:443 uid=0 inode=1 device=2 mark=0x11 cgroup=7 "
    "autobound=yes",
    // B: its listener
    "tcp listen 0.0.0.0:443 uid=0 inode=2 mark=0 cgroup=8 autobound=no",
    // C: a mapped connection
    "tcp established [::ffff:10.1.2.3]:22 [::ffff:192.168.0.1]:50000 uid=0 inode=3 mark=0x10 "
    "cgroup=0 autobound=no",
    // D: link-local, of IPv6
    "tcp established [fe80::1]:80 [fe80::2]:80 uid=0 inode=4 device=1 mark=0xff cgroup=0 "
    "autobound=no",
};

struct pass_row {
    const char *filter; /**< and the name of the test */
    const char *passes; /**< "": none does */
};

static const struct pass_row rows[] = {
    {"sport = 443", "B"},
    {"sport != 443", "ACD"},
    {"sport > 22", "ABD"},
    {"sport >= 80", "ABD"},
    {"sport < 80", "C"},
    {"sport <= 80", "CD"},
    {"sport <= 65535", "ABCD"},
    {"dport = 443", "A"},
    {"not dport = 443", "ABCD"},
    {"dport 80,443", "AD"},
    {"dport 400-500", "A"},
    {"port = 443", "AB"},
    {"port != 443", "ABCD"},
    {"sport != 443,22", "AD"},
    {"src 10.1.2.3", "AC"},
    {"src 10/8", "AC"},
    {"src 10.1.2.0/25", "AC"},
    {"src 10.1.2.128/25", ""},
    {"src != 10/8", "BD"},
    {"dst 10.9.8.7:443", "A"},
    {"dst 10.9.8.7:444", ""},
    {"not dst 10/8", "ABCD"},
    {"dst fe80::/10", "D"},
    {"dst [fe80::2]:80", "D"},
    {"addr 192.168/16", "C"},
    {"addr fe80::/64 or addr 10.9/16", "AD"},
    {"dev eth0", "A"},
    {"device_index = 1", "D"},
    {"not dev eth0", "BCD"},
    {"fwmark 0x10", "C"},
    {"fwmark 0x10/0x10", "ACD"},
    {"cgroup /a", "A"},
    {"autobound", "A"},
    {"autobound != no", "A"},
    {"sport 443 or dport 443", "AB"},
    {"sport 443 and dport 443", ""},
    {"(sport 443 or dport 443) and src 10/8", "A"},
    {"not (sport 443 or dport 443)", "ACD"},
    {"not (sport 22 and src 10/8)", "ABD"},
    {"(sport 22 or sport 80) and (dport 80 or dport 50000) and not src fe80::/10", "C"},
    {"not not sport 22", "C"},
    // it lets pass what it cannot say: where there is no peer the kernel may have a stale one
    {"uid = 9", "ABCD"},
    {"uid = 9 and sport 22", "C"},
    {"uid = 9 or sport 22", "ABCD"},
    {"not (uid = 9 and sport 22)", "ABCD"},
    {"not dst 0.0.0.0/8", "ABCD"},
    {"not dst 8.0.0.0/5", "ABCD"},
    {"not dst 0.0.0.0/4", "ABCD"},
    {"not dst 1.0.0.0/5", "ABCD"},
    {"not dst *:80", "ABCD"},
    {"not dst *:0-80", "ABCD"},
    {"dport = 0", "B"},
    {"dport <= 443", "ABD"},
    {"not dport <= 443", "ABCD"},
    {"sport 0-22", "C"},
    {"not sport <= 80", "AB"},
    {"mark 0x10-0x20", "ABCD"},
    {"mark > 0x10", "ABCD"},
    {"device_index = 0", "ABCD"},
    {"device_index = 1-2", "ABCD"},
    {"cgroup_id = 0", "ABCD"},
    {"not autobound", "ABCD"},
    {"autobound != yes", "ABCD"},
    {"autobound = no", "ABCD"},
    {"dst 0.0.0.0/0", "ABC"},
    {"src inet:10/8", "ABCD"},
    {"dport != 400-500", "BCD"},
    {"dport != 443", "BCD"},
    {"not device_index != 2", "ABCD"}, // B and C have no device
    {"sport > 65535", "ABCD"},
    {"sport < 0", "ABCD"},
    {"not sport < 0", "ABCD"},
    {"not sport > 65535", "ABCD"},
    {"dport <= 0", "B"},
    {"device_index = 4294967295", ""},
    {"device_index < 2", "ABCD"},
    {"device_index <= 2", "ABCD"},
    {"device_index > 1", "ABCD"},
    {"device_index >= 1", "ABCD"},
};

static void test_passes(void **state)
{
    const struct pass_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf code = {0};
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(row->filter), &naming, &error);
    static const struct facts facts = {
        .own.sources = {[PROTO_TCP] = SOURCE_NETLINK, [PROTO_UDP] = SOURCE_NETLINK}};
    char passes[COUNT(socks) + 1] = "";

    assert_non_null(node);
    bytecode_compile(node, &code);
    if (code.length > 0)
        assert_true(vm_audit((const unsigned char *)code.data, code.length));
    for (size_t i = 0; i < COUNT(socks); i++) {
        const struct sock sock = scene_sock(socks[i]);
        const struct sight sight = {.sock = &sock, .facts = &facts, .joined = ~0U};
        bool passed =
            code.length == 0 || vm_run((const unsigned char *)code.data, code.length, &sock);
        if (passed)
            passes[strlen(passes)] = (char)('A' + i);
        else
            assert_int_equal(match(node, &sight), TRUTH_NO);
    }
    node_free(node);
    assert_string_equal(passes, row->passes);
}

/** Appends the byte-code of a filter that ends with COUNT ports. */
static void compile_with_ports(const char *start, uint64_t count, struct strbuf *code)
{
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    struct user_error error = {0};

    strbuf_text(&filter, start);
    for (uint64_t port = 1; port <= count; port++) {
        strbuf_text(&filter, port > 1 ? "," : " ");
        strbuf_decimal(&filter, 2 * port);
    }
    struct node *node = parse_filter(strbuf_contents(&filter), &naming, &error);
    assert_non_null(node);
    bytecode_compile(node, code);
    node_free(node);
}

static void test_code_that_would_be_too_long_is_none(void **state)
{
    CLEANUP(strbuf_free) struct strbuf filter = {0};
    CLEANUP(strbuf_free) struct strbuf code = {0};

    (void)state;
    for (unsigned i = 0; i < 20; i++)
        strbuf_text(&filter, "sport 1,2,3,4,5,6,7,8,9,10 or ");
    strbuf_text(&filter, "sport");
    compile_with_ports(filter.data, 2, &code);
    assert_int_equal(code.length, 0);
}

static void test_code_leaves_out_many_items(void **state)
{
    CLEANUP(strbuf_free) struct strbuf few = {0};
    CLEANUP(strbuf_free) struct strbuf many = {0};
    CLEANUP(strbuf_free) struct strbuf without = {0};

    (void)state;
    compile_with_ports("dport 443 and sport", 32, &few);
    compile_with_ports("dport 443 and sport", 33, &many);
    compile_with_ports("dport 443 and uid", 1, &without);
    assert_true(few.length > without.length);
    assert_int_equal(many.length, without.length);
    assert_memory_equal(many.data, without.data, without.length);
}

/** Byte-code that lets every socket pass would only cost the kernel time. */
static const char *const no_code[] = {
    "has dport",
    "not has dport",
    "uid = 9",
    "uid = 9 and inode = 1",
    "sport 22 or (uid = 9 and inode = 1)",
};

static void test_no_code(void **state)
{
    CLEANUP(strbuf_free) struct strbuf code = {0};
    struct user_error error = {0};
    struct node *node = parse_filter(text_of(*(const char *const *)*state), &naming, &error);

    assert_non_null(node);
    bytecode_compile(node, &code);
    node_free(node);
    assert_int_equal(code.length, 0);
}

static void test_code_does_not_repeat_the_request(void **state)
{
    CLEANUP(strbuf_free) struct strbuf code = {0};
    struct user_error error = {0};
    struct node *node = parse_filter(text_of("sport = 443"), &naming, &error);

    (void)state;
    assert_non_null(node);
    node->test.in_request = true;
    bytecode_compile(node, &code);
    node_free(node);
    assert_int_equal(code.length, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code_does_not_repeat_the_request),
        cmocka_unit_test(test_code_leaves_out_many_items),
        cmocka_unit_test(test_code_that_would_be_too_long_is_none),
    };

    return RUN_ROWS(test_passes, rows) + RUN_ROWS(test_no_code, no_code) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

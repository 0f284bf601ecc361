// SPDX-License-Identifier: MIT
/** collect/inet_shares: every socket is in one of two shares, as the kernel runs their byte-code.
 */
#include "bytecode_vm.h"
#include "scene.h"

#include "collect/inet_shares.h"

struct parts_row {
    const char *name;
    unsigned parts;
};

static const struct parts_row rows[] = {
    {"halves", 2}, {"a third and the rest", 3}, {"as many as allowed", INET_PARTS_MAX}};

/** Ports at the borders of ranges, and what servers and clients use. */
static const uint16_t ports[] = {0,     1,     22,    443,   2047,  2048,  4095,  4096,  8080,
                                 32767, 32768, 34815, 34816, 49152, 60999, 63487, 63488, 65535};

/** An operation of a request that takes sockets with the local port 443. */
static const struct inet_diag_bc_op only_443[2] = {{.code = INET_DIAG_BC_S_EQ, .yes = 8, .no = 12},
                                                   {.no = 443}};

/** Makes the byte-code of both shares, followed by REST. */
static void make_shares(unsigned parts, const void *rest, size_t length, struct strbuf codes[2])
{
    for (unsigned i = 0; i < 2; i++) {
        inet_shares_put(i == 0, parts, length, &codes[i]);
        strbuf_bytes(&codes[i], rest, length);
        assert_true(vm_audit((const unsigned char *)codes[i].data, codes[i].length));
    }
}

static bool takes(const struct strbuf *code, uint16_t local, uint16_t peer, bool autobound)
{
    struct sock sock = scene_sockf("tcp established 10.0.0.1:%u 10.0.0.2:%u", local, peer);

    sock.autobound = autobound;
    return vm_run((const unsigned char *)code->data, code->length, &sock);
}

/** Calls CHECK for the byte-code, and for every pair of ports. */
static void for_ports(struct strbuf codes[2],
                      void (*check)(struct strbuf codes[2], uint16_t local, uint16_t peer))
{
    for (size_t i = 0; i < COUNT(ports); i++) {
        for (size_t k = 0; k < COUNT(ports); k++)
            check(codes, ports[i], ports[k]);
    }
    strbuf_free(&codes[0]);
    strbuf_free(&codes[1]);
}

/** Whether bind(2) named the port does not count: the kernel forgets it in TIME-WAIT. */
static void check_one_share(struct strbuf codes[2], uint16_t local, uint16_t peer)
{
    bool first = takes(&codes[0], local, peer, true);

    assert_int_equal(takes(&codes[1], local, peer, true), !first);
    assert_int_equal(takes(&codes[0], local, peer, false), first);
    assert_int_equal(takes(&codes[1], local, peer, false), !first);
}

static void test_each_socket_is_in_one_share(void **state)
{
    const struct parts_row *row = *state;
    struct strbuf codes[2] = {0};

    make_shares(row->parts, "", 0, codes);
    for_ports(codes, check_one_share);
}

static void check_rest(struct strbuf codes[2], uint16_t local, uint16_t peer)
{
    int taken = takes(&codes[0], local, peer, true) + takes(&codes[1], local, peer, true);

    assert_int_equal(taken, local == 443);
}

static void test_byte_code_of_the_request_follows(void **state)
{
    const struct parts_row *row = *state;
    struct strbuf codes[2] = {0};

    make_shares(row->parts, only_443, sizeof(only_443), codes);
    for_ports(codes, check_rest);
}

/** The ends of connections: to one port of a server, from ports that Linux chooses. */
static void test_the_first_share_is_one_part(void **state)
{
    static const uint16_t servers[] = {22, 443, 8080, 27017};
    const struct parts_row *row = *state;
    struct strbuf codes[2] = {0};

    make_shares(row->parts, "", 0, codes);
    for (size_t i = 0; i < COUNT(servers); i++) {
        unsigned of_server = 0, of_client = 0, all = 0;
        for (unsigned port = 32768; port < 61000; port += 8, all++) {
            of_server += takes(&codes[0], servers[i], (uint16_t)port, true);
            of_client += takes(&codes[0], (uint16_t)port, servers[i], true);
        }
        assert_in_range(row->parts * of_server, all * 3 / 4, all * 5 / 4);
        assert_int_equal(of_client, of_server);
    }
    strbuf_free(&codes[0]);
    strbuf_free(&codes[1]);
}

int main(void)
{
    return RUN_ROWS(test_each_socket_is_in_one_share, rows) +
           RUN_ROWS(test_byte_code_of_the_request_follows, rows) +
           RUN_ROWS(test_the_first_share_is_one_part, rows);
}

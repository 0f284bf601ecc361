// SPDX-License-Identifier: MIT
/** collect/inet_diag: attributes of TCP sockets, in replies made by hand. */
#include "unit.h"

#include "collect/inet_diag.h"
#include "sock/field.h"
#include "sock/table.h"

#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

/** A reply to which a test adds attributes. */
struct reply {
    _Alignas(struct nlmsghdr) char bytes[1024];
};

/** Begins a reply with an established connection; its attributes follow. */
static struct nlmsghdr *begin(struct reply *reply)
{
    memset(reply, 0, sizeof(*reply));
    struct nlmsghdr *message = mnl_nlmsg_put_header(reply->bytes);
    struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    body->idiag_family = AF_INET;
    body->idiag_state = 1;
    body->id.idiag_sport = body->id.idiag_dport = 1;
    return message;
}

/** Sets *TEXT to "key=value ..." of the fields FIRST to LAST that the reply has. */
static void decode_fields(const struct nlmsghdr *message, enum field_id first, enum field_id last,
                          struct strbuf *text)
{
    static const struct style exact = {.exact = true};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock_table table = {0};
    const struct facts facts = {.details = &table.details};
    struct sock sock;

    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, &detail), 0);
    *sock_table_add(&table) = sock;
    sock_table_add_detail(&table, (struct text){detail.data, detail.length});
    for (enum field_id id = first; id <= last; id++) {
        struct value value = field_value(&field_table[id], &table.rows[0], &facts);
        if (value_is_absent(&value))
            continue;
        strbuf_text(text, text->length > 0 ? " " : "");
        strbuf_text(text, field_table[id].key);
        strbuf_byte(text, '=');
        field_text(text, &field_table[id], &table.rows[0], &facts, &exact);
    }
    sock_table_free(&table);
}

static void assert_fields(const struct nlmsghdr *message, enum field_id first, enum field_id last,
                          const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    decode_fields(message, first, last, &text);
    assert_string_equal(text.length > 0 ? text.data : "", expected);
}

/** Of the keys of TCP_MD5SIG, 100 bytes each, only the number is decoded. */
static void test_md5_keys_are_counted(void **state)
{
    static const struct {
        size_t bytes;
        const char *expected;
    } rows[] = {{0, ""}, {100, "md5_keys=1"}, {300, "md5_keys=3"}};
    static const char keys[300] = {'k'};
    struct reply reply;

    (void)state;
    assert_fields(begin(&reply), FIELD_MD5_KEYS, FIELD_MD5_KEYS, "");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct nlmsghdr *message = begin(&reply);
        mnl_attr_put(message, INET_DIAG_MD5SIG, rows[i].bytes, keys);
        assert_fields(message, FIELD_MD5_KEYS, FIELD_MD5_KEYS, rows[i].expected);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_md5_keys_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

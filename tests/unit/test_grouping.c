// SPDX-License-Identifier: MIT
/** arrange/group: what --by names, what it offers, and what it needs. */
#include "sets.h"

#include "arrange/group.h"

struct by_row {
    const char *name;    /**< the keys */
    const char *offered; /**< the first columns of the groups */
    const char *needs;
    bool counts_ports;
};

static const struct by_row by_rows[] = {
    {"state", "state count recv_q send_q ", "", false},
    {"state,proto", "state proto count recv_q ", "", false},
    {"state,state", "state count recv_q ", "", false},
    {"recv_q", "recv_q count send_q ", "", false},
    {"local_port,send_q", "local_port send_q count recv_q accept_queue ", "", false},
    {"comm", "comm count recv_q ", "owner", false},
    {"pid", "pid count recv_q ", "owner", false},
    {"contexts", "contexts count recv_q ", "owner context", false},
    {"local", "local count ", "", false},
    {"local_service", "local_service count ", "service", false},
    {"local_service,user,peer_host", "local_service user uid peer_host count ", "service host",
     false},
    {"uid,user,state", "uid user state count ", "", false},
    {"device", "device device_index count ", "", false},
    {"peer", "peer count ", "", true},
    {"peer_port", "peer_port count ", "", true},
    {"peer_port,state", "peer_port state count ", "", true},
    {"peer,state", "peer state count ", "", true},
    {"state,peer_port", "state peer_port count ", "", true},
    {"peer,local", "peer local count ", "", false},
    {"local,peer", "local peer count ", "", false},
    {"local_port,peer_port", "local_port peer_port count ", "", false},
    {"local_port,peer", "local_port peer count ", "", false},
    {"local,peer,state", "local peer state count ", "", false},
    {"local_port,peer,state", "local_port peer state count ", "", false},
    {"peer_address", "peer_address count ", "", false},
};

static void test_by(void **state)
{
    const struct by_row *row = *state;
    CLEANUP(grouping_free) struct grouping grouping = {0};
    CLEANUP(strbuf_free) struct strbuf offered = {0};

    assert_true(grouping_parse(&grouping, row->name, &(struct user_error){0}));
    for (size_t i = 0; i < grouping.offered.count && offered.length < strlen(row->offered); i++) {
        strbuf_text(&offered, grouping.offered.fields[i]->key);
        strbuf_byte(&offered, ' ');
    }
    assert_text(&offered, row->offered);
    assert_needs(grouping_needs(&grouping), row->needs);
    assert_int_equal(grouping_counts_ports(&grouping), row->counts_ports);
}

static void test_every_count_is_offered(void **state)
{
    CLEANUP(grouping_free) struct grouping grouping = {0};

    (void)state;
    assert_true(grouping_parse(&grouping, "state", &(struct user_error){0}));
    assert_non_null(field_list_find(&grouping.offered, TEXT("closing")));
    assert_null(field_list_find(&grouping.offered, TEXT("comm")));
    assert_null(field_list_find(&grouping.offered, TEXT("pid")));
}

static void test_no_such_key(void **state)
{
    CLEANUP(grouping_free) struct grouping grouping = {0};
    CLEANUP(user_error_free) struct user_error error = {0};

    (void)state;
    assert_false(grouping_parse(&grouping, "state,colour", &error));
    assert_text(&error.message, "--by: unknown column \"colour\"; --list-columns lists them");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_count_is_offered),
        cmocka_unit_test(test_no_such_key),
    };

    return RUN_ROWS(test_by, by_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}

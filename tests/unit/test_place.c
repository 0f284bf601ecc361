// SPDX-License-Identifier: MIT
/** sock/place and sock/facts: what differs between network namespaces. */
#include "../known.h"
#include "scene.h"

#include "show/show.h"
#include "sock/field.h"

#include <unistd.h>

#define NAMES(literal)                                                                             \
    {                                                                                              \
        .data = (char *)(uintptr_t)(literal), .length = sizeof(literal)                            \
    }

/** Facts about our own place and these two. */
static void begin(struct facts *facts)
{
    static struct place others[] = {
        {.inode = 4026532001, .cookie = 0x1057, .pid = 77, .interfaces = -1},
        {.pid = 88, .comm = NAMES("ngi nx[1]"), .interfaces = -1, .from_proc = true},
    };
    static struct places places;

    places = (struct places){.others = others, .other_count = COUNT(others), .shown = true};
    others[0].names = (struct strbuf)NAMES("/run/netns/w b\0/srv/b");
    others[1].comm.length = strlen("ngi nx[1]");
    facts_init(facts, calloc(1, sizeof(struct name_cache)), calloc(1, sizeof(struct host_identity)),
               &places);
}

static void end(struct facts *facts)
{
    name_cache_free(known_names(facts));
    free(known_names(facts));
    free(known_host(facts));
    facts_free(facts);
}

static void test_ports(void **state)
{
    CLEANUP(places_free) struct places places = {0};
    struct ephemeral own = {.first = 32768, .last = 60999};
    struct ephemeral other = {.first = 8000, .last = 9000};

    (void)state;
    places.others = calloc(3, sizeof(*places.others));
    places.other_count = 3;
    for (size_t i = 0; i < 3; i++)
        places.others[i].interfaces = -1;
    places_set_ephemeral(&places, &places.own, &own);
    places_set_ephemeral(&places, &places.others[0], &other);
    places_set_ephemeral(&places, &places.others[1], &own);
    places_set_ephemeral(&places, &places.others[2], &other);
    assert_int_equal(places.others[0].ephemeral->first, 8000);
    assert_int_equal(places.others[1].ephemeral->first, 32768);
    assert_ptr_equal(places.others[1].ephemeral, places.own.ephemeral);
    assert_ptr_equal(places.others[2].ephemeral, places.others[0].ephemeral);
}

static void test_unknown_ports_are_not_those_of_another_place(void **state)
{
    CLEANUP(places_free) struct places places = {0};
    struct ephemeral unknown = {0};
    struct ephemeral own = {.first = 32768, .last = 60999};

    (void)state;
    places.others = calloc(1, sizeof(*places.others));
    places.other_count = 1;
    places.others[0].interfaces = -1;
    places_set_ephemeral(&places, &places.others[0], &unknown);
    places_set_ephemeral(&places, &places.own, &own);
    assert_false(ephemeral_known(places.others[0].ephemeral));
}

struct cell_row {
    const char *name;
    size_t place;
    const char *cell;
};

static const struct cell_row cells[] = {
    {"nothing is known", 0, ""},
    {"a name", 1, "w\\x20b"},
    {"a process", 2, "ngi\\x20nx\\x5b1\\x5d[88]"},
};

static void test_cell(void **state)
{
    const struct cell_row *row = *state;
    struct facts facts;
    struct strbuf cell = {0};
    struct sock sock = {.place = (uint16_t)row->place};
    const struct style style = {0};

    begin(&facts);
    field_cell(&cell, &field_table[FIELD_NETNS], &sock, &facts, &style);
    assert_text(&cell, row->cell);
    strbuf_free(&cell);
    end(&facts);
}

static void test_an_inode_is_shown_where_there_is_no_name(void **state)
{
    struct facts facts;
    struct strbuf cell = {0};
    struct sock sock = {.place = 1};
    const struct style style = {0};

    (void)state;
    begin(&facts);
    facts.places->others[0].names.length = 0;
    field_cell(&cell, &field_table[FIELD_NETNS], &sock, &facts, &style);
    assert_text(&cell, "4026532001");
    strbuf_free(&cell);
    end(&facts);
}

static void test_values(void **state)
{
    struct facts facts;
    struct sock sock = {.place = 1};

    (void)state;
    begin(&facts);
    assert_int_equal(field_value(&field_table[FIELD_NETNS], &sock, &facts).number, 4026532001);
    assert_int_equal(field_value(&field_table[FIELD_NETNS_ID], &sock, &facts).number, 0x1057);
    assert_int_equal(field_value(&field_table[FIELD_NETNS_PID], &sock, &facts).number, 77);
    struct value name = field_value(&field_table[FIELD_NETNS_NAME], &sock, &facts);
    assert_true(text_is(name.name, "w b"));
    sock.place = 2;
    assert_int_equal(field_value(&field_table[FIELD_NETNS], &sock, &facts).type, VALUE_NONE);
    assert_int_equal(field_value(&field_table[FIELD_NETNS_ID], &sock, &facts).type, VALUE_NONE);
    assert_int_equal(field_value(&field_table[FIELD_NETNS_NAME], &sock, &facts).type, VALUE_NONE);
    end(&facts);
}

static void test_interfaces(void **state)
{
    struct facts facts;
    struct sock sock = {.place = 1, .device = 2, .have = HAVE_DEVICE};
    const struct style style = {0};
    struct strbuf cell = {0};

    (void)state;
    begin(&facts);
    names_add(&facts.own.devices, 2, "eth0", 4);
    names_add(&facts_place_to_fill(&facts, 1)->devices, 2, "lan7", 4);
    field_cell(&cell, &field_table[FIELD_DEVICE], &sock, &facts, &style);
    sock.place = 2;
    strbuf_byte(&cell, ' ');
    field_cell(&cell, &field_table[FIELD_DEVICE], &sock, &facts, &style);
    assert_text(&cell, "lan7 if2");
    strbuf_free(&cell);
    end(&facts);
}

static void test_peers_are_found_in_any_place(void **state)
{
    struct facts facts;
    struct text name = {0};

    (void)state;
    begin(&facts);
    names_add(&facts_place_to_fill(&facts, 2)->unix_peers.names, 5, "/run/x", 6);
    idmap_count(&facts.own.unix_peers.counts, 5);
    idmap_count(&facts_place_to_fill(&facts, 1)->unix_peers.counts, 5);
    idmap_count(&facts_place_to_fill(&facts, 2)->unix_peers.counts, 5);
    assert_true(facts_unix_name(&facts, 1, 5, &name));
    assert_true(text_is(name, "/run/x"));
    assert_false(facts_unix_name(&facts, 1, 6, &name));
    assert_int_equal(facts_unix_count(&facts, 5), 3);
    end(&facts);
}

static void test_the_weakest_source(void **state)
{
    struct facts facts;

    (void)state;
    begin(&facts);
    facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
    facts.others[0].sources[PROTO_TCP] = SOURCE_BPF;
    facts.others[1].sources[PROTO_TCP] = SOURCE_PROC;
    assert_int_equal(facts_weakest_source(&facts, PROTO_TCP), SOURCE_PROC);
    facts.others[1].sources[PROTO_TCP] = SOURCE_NETLINK;
    assert_int_equal(facts_weakest_source(&facts, PROTO_TCP), SOURCE_BPF);
    facts.own.sources[PROTO_TCP] = SOURCE_NONE;
    assert_int_equal(facts_weakest_source(&facts, PROTO_TCP), SOURCE_NONE);
    ((struct places *)(uintptr_t)facts.places)->left_out = true; // our own is not read
    assert_int_equal(facts_weakest_source(&facts, PROTO_TCP), SOURCE_BPF);
    end(&facts);
}

static void test_warnings_name_their_places(void **state)
{
    struct facts facts;

    (void)state;
    begin(&facts);
    facts_warn(&facts, "of our own");
    for (facts.place = 0; facts.place < 3; facts.place++)
        facts_warn(&facts, "of all");
    facts.place = 1;
    facts_incomplete(&facts, "of the first");
    facts_incomplete(&facts, "of the first");
    facts.place = 2;
    facts_warn(&facts, "of the second");
    facts.place = 0;
    facts_name_places(&facts);
    facts_name_places(&facts);
    assert_int_equal(facts.warning_count, 4);
    assert_string_equal(facts.warnings[0], "of our own");
    assert_string_equal(facts.warnings[1], "of all (3 network namespaces)");
    assert_string_equal(facts.warnings[2], "of the first (network namespace w b)");
    assert_string_equal(facts.warnings[3], "of the second (network namespace of process 88)");
    assert_true(facts.others[0].incomplete);
    assert_false(facts.own.incomplete);
    assert_false(facts.others[1].incomplete);
    assert_false(facts.complete);
    end(&facts);
}

static void test_sockets_are_counted_by_place(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    struct facts facts;

    (void)state;
    begin(&facts);
    for (uint16_t i = 0; i < 3; i++)
        sock_table_add(&table)->place = i < 2 ? 2 : 0;
    facts_count_sockets(&facts, &table);
    assert_int_equal(facts.own.sockets, 1);
    assert_int_equal(facts.others[0].sockets, 0);
    assert_int_equal(facts.others[1].sockets, 2);
    end(&facts);
}

/** Appends what JSON says behind the sockets, up to the total. */
static void put_json(const struct facts *facts, enum format format, struct strbuf *text)
{
    struct view view = {.format = format};
    FILE *file = tmpfile();
    char bytes[4096] = "";

    assert_int_equal(show_end(show_begin(&view, facts, fileno(file))), 0);
    rewind(file);
    bytes[fread(bytes, 1, sizeof(bytes) - 1, file)] = '\0';
    fclose(file);
    const char *start = strstr(bytes, "\"namespaces\"");
    if (start)
        strbuf_bytes(text, start, (size_t)(strstr(start, "\"total\"") - start));
}

#define PLACE_1                                                                                    \
    "{\"netns\":4026532001,\"netns_id\":\"1057\",\"names\":[\"/run/netns/w b\",\"/srv/b\"],"       \
    "\"pid\":77,\"sockets\":0,\"sources\":{\"tcp\":\"bpf\"},\"complete\":false}"
#define PLACE_2                                                                                    \
    "{\"netns\":null,\"netns_id\":null,\"names\":[],\"pid\":88,\"sockets\":3,"                     \
    "\"sources\":{\"tcp\":\"proc\"},\"complete\":true}"
#define SKIPPED                                                                                    \
    "{\"netns\":null,\"names\":[],\"pid\":99,\"why\":\"Operation not permitted\"},"                \
    "{\"netns\":5,\"names\":[\"/a\"],\"pid\":null,\"why\":\"Permission denied\"}"

static void test_json(void **state)
{
    struct skipped_place skipped[] = {{.pid = 99, .error = -EPERM},
                                      {.inode = 5, .names = NAMES("/a"), .error = -EACCES}};
    struct facts facts;
    struct strbuf text = {0};

    (void)state;
    begin(&facts);
    struct places *places = known_places(&facts);
    places->left_out = true;
    places->skipped = skipped;
    places->skipped_count = COUNT(skipped);
    facts.requested[PROTO_TCP] = true;
    facts.others[0].sources[PROTO_TCP] = SOURCE_BPF;
    facts.others[0].incomplete = true;
    facts.others[1].sources[PROTO_TCP] = SOURCE_PROC;
    facts.others[1].sockets = 3;
    put_json(&facts, FORMAT_JSON, &text);
    assert_text(&text, "\"namespaces\":[" PLACE_1 ",\n" PLACE_2 "],\n"
                       "\"namespaces_skipped\":[" SKIPPED "],\n");
    strbuf_truncate(&text, 0);
    put_json(&facts, FORMAT_JSONL, &text);
    assert_text(&text, "\"namespaces\":[" PLACE_1 "," PLACE_2 "],"
                       "\"namespaces_skipped\":[" SKIPPED "],");
    strbuf_truncate(&text, 0);
    places->others[0].gone = true;
    put_json(&facts, FORMAT_JSONL, &text);
    assert_text(&text, "\"namespaces\":[" PLACE_2 "],\"namespaces_skipped\":[" SKIPPED "],");
    strbuf_truncate(&text, 0);
    places->shown = false;
    put_json(&facts, FORMAT_JSON, &text);
    assert_text(&text, "");
    strbuf_free(&text);
    end(&facts);
}

static void test_places_are_found_or_added(void **state)
{
    CLEANUP(places_free) struct places places = {.own = {.inode = 1, .interfaces = -1}};

    (void)state;
    assert_int_equal(places_find_or_add(&places, 1), 0);
    assert_int_equal(places_find_or_add(&places, 9), 1);
    assert_int_equal(places_find_or_add(&places, 8), 2);
    assert_int_equal(places_find_or_add(&places, 9), 1);
    assert_int_equal(places.other_count, 2);
    assert_int_equal(places_at(&places, 2)->inode, 8);
    places.other_count = PLACES_LIMIT;
    places.others = realloc(places.others, PLACES_LIMIT * sizeof(*places.others));
    for (size_t i = 2; i < PLACES_LIMIT; i++)
        places.others[i] = (struct place){.inode = 100, .interfaces = -1};
    assert_int_equal(places_find_or_add(&places, 7), -1);
    assert_int_equal(places_find_or_add(&places, 8), 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_unknown_ports_are_not_those_of_another_place),
        cmocka_unit_test(test_an_inode_is_shown_where_there_is_no_name),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_peers_are_found_in_any_place),
        cmocka_unit_test(test_the_weakest_source),
        cmocka_unit_test(test_warnings_name_their_places),
        cmocka_unit_test(test_sockets_are_counted_by_place),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_places_are_found_or_added),
    };

    return RUN_ROWS(test_cell, cells) + cmocka_run_group_tests(tests, NULL, NULL);
}

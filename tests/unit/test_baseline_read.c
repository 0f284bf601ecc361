// SPDX-License-Identifier: MIT
/** track/baseline_read: the file of a baseline, member by member. */
#include "unit.h"

#include "track/baseline_read.h"

/** A member of a line. */
struct member {
    const char *key, *value;
};

#define MEMBERS 17

/** A file of one row. */
static const struct member lines[][MEMBERS] = {
    {{"type", "\"begin\""},
     {"schema", "\"sockstat-baseline/1\""},
     {"host", "\"here\""},
     {"boot_id", "\"b\""},
     {"time", "\"t\""},
     {"protocols", "[\"tcp\",\"udp\"]"},
     {"optional_protocols", "[\"udp\"]"},
     {"families", "[\"ipv4\",\"ipv6\"]"},
     {"listening", "true"},
     {"connected", "false"},
     {"all", "true"},
     {"netns", "\"all\""},
     {"filter", "\"port 80\""}},
    {{"type", "\"sockets\""},
     {"proto", "\"udp\""},
     {"family", "\"ipv6\""},
     {"state", "\"established\""},
     {"local_address", "\"::1\""},
     {"local_port", "null"},
     {"peer_address", "\"2001:db8::2\""},
     {"peer_port", "53"},
     {"v6only", "true"},
     {"device", "\"eth0\""},
     {"netns_name", "\"web\""},
     {"uid", "7"},
     {"user", "\"joe\""},
     {"owner", "\"kernel\""},
     {"comm", "[\"b\",\"a\",\"b\"]"},
     {"count", "3"}},
    {{"type", "\"end\""}, {"rows", "1"}, {"owners_complete", "true"}, {"complete", "true"}},
};

/** Which line; AFTER: none, the text follows the last one. */
enum place { BEGIN, SOCKETS, END, AFTER };

/** The file with VALUE instead of that of KEY in line PLACE; NULL: without the member. */
static struct strbuf file_with(enum place place, const char *key, const char *value)
{
    struct strbuf text = {0};

    for (enum place line = BEGIN; line <= END; line++) {
        char separator = '{';
        for (const struct member *at = lines[line]; at->key; at++) {
            bool changed = line == place && strcmp(key, at->key) == 0;
            if (changed && !value)
                continue;
            strbuf_byte(&text, separator);
            strbuf_byte(&text, '"');
            strbuf_text(&text, at->key);
            strbuf_text(&text, "\":");
            strbuf_text(&text, changed ? value : at->value);
            separator = ',';
        }
        strbuf_text(&text, "}\n");
    }
    if (place == AFTER)
        strbuf_text(&text, value);
    return text;
}

struct member_row {
    const char *name;
    enum place place;
    const char *key, *value;
    const char *message; /**< NULL: it is read */
};

static const struct member_row members[] = {
    {"a schema of the future", BEGIN, "schema", "\"sockstat-baseline/2\"",
     "schema: expected sockstat-baseline/1"},
    {"a schema that is no string", BEGIN, "schema", "1", "schema: expected a string"},
    {"no host", BEGIN, "host", NULL, "host: is missing"},
    {"a host that is null", BEGIN, "host", "null", "host: expected a string"},
    {"a host twice", BEGIN, "host", "\"a\",\"host\":\"b\"", "host: is there twice"},
    {"an unknown member", BEGIN, "host", "\"a\",\"new\":{\"x\":[1]},\"new\":2", NULL},
    {"an unknown member that is no JSON", BEGIN, "host", "\"a\",\"new\":no", "expected null"},
    {"a comma missing", BEGIN, "host", "\"a\" \"b\"", "expected \",\" or \"}\""},
    {"a key that is no string", BEGIN, "host", "\"a\",1:2", "expected a string"},
    {"a boot ID that is a number", BEGIN, "boot_id", "7", "boot_id: expected a string"},
    {"no boot ID", BEGIN, "boot_id", "null", NULL},
    {"a time that is a number", BEGIN, "time", "7", "time: expected a string"},
    {"no time", BEGIN, "time", "null", NULL},
    {"protocols are no array", BEGIN, "protocols", "\"tcp\"", "protocols: expected an array"},
    {"no protocol", BEGIN, "protocols", "[]", "protocols: no protocol"},
    {"an unknown protocol", BEGIN, "protocols", "[\"tcp\",\"x\"]", "protocols: unknown protocol"},
    {"a protocol that is not of the Internet", BEGIN, "protocols", "[\"unix\"]",
     "protocols: unknown protocol"},
    {"a protocol that is no string", BEGIN, "protocols", "[\"tcp\",1]",
     "protocols: expected a string"},
    {"protocols without a comma", BEGIN, "protocols", "[\"tcp\" \"udp\"]",
     "protocols: expected \",\" or \"]\""},
    {"no protocol is optional", BEGIN, "optional_protocols", "[]", NULL},
    {"optional protocols are null", BEGIN, "optional_protocols", "null",
     "optional_protocols: expected an array"},
    {"an optional protocol is unknown", BEGIN, "optional_protocols", "[\"x\"]",
     "optional_protocols: unknown protocol"},
    {"families are no array", BEGIN, "families", "{}", "families: expected an array"},
    {"no family", BEGIN, "families", "[]", "families: no family"},
    {"an unknown family", BEGIN, "families", "[\"ipv4\",\"ipv5\"]", "families: unknown family"},
    {"a family that is not of the Internet", BEGIN, "families", "[\"unix\"]",
     "families: unknown family"},
    {"a family that is no string", BEGIN, "families", "[\"ipv4\",4]",
     "families: expected a string"},
    {"families without a comma", BEGIN, "families", "[\"ipv4\" \"ipv6\"]",
     "families: expected \",\" or \"]\""},
    {"listening is a word", BEGIN, "listening", "\"no\"", "listening: expected true or false"},
    {"connected is null", BEGIN, "connected", "null", "connected: expected true or false"},
    {"all is a number", BEGIN, "all", "1", "all: expected true or false"},
    {"no namespace", BEGIN, "netns", "null", NULL},
    {"a namespace that is a number", BEGIN, "netns", "1", "netns: expected a string"},
    {"no filter", BEGIN, "filter", "null", NULL},
    {"a filter that is a number", BEGIN, "filter", "1", "filter: expected a string"},
    {"another first line", BEGIN, "type", "\"end\"", "no baseline of sockstat --save"},
    {"a first line without a type", BEGIN, "type", NULL, "no baseline of sockstat --save"},
    {"a first line whose type is a number", BEGIN, "type", "1", "no baseline of sockstat --save"},
    {"the type behind another member", BEGIN, "type", "\"begin\"", NULL},
    {"a first line with two types", BEGIN, "type", "\"begin\",\"type\":1", "type: is there twice"},

    {"another type", SOCKETS, "type", "\"socket\"", "type: expected sockets or end"},
    {"a second beginning", SOCKETS, "type", "\"begin\"", "type: expected sockets or end"},
    {"an end that is a row", SOCKETS, "type", "\"end\"", "rows: is missing"},
    {"no type", SOCKETS, "type", NULL, "type: expected sockets or end"},
    {"an unknown protocol of a row", SOCKETS, "proto", "\"x\"", "proto: unknown protocol"},
    {"a protocol that is null", SOCKETS, "proto", "null", "proto: expected a string"},
    {"an unknown family of a row", SOCKETS, "family", "\"netlink\"", "family: unknown family"},
    {"a family that is null", SOCKETS, "family", "null", "family: expected a string"},
    {"a family of other addresses", SOCKETS, "family", "\"ipv4\"",
     "local_address: expected an address of the family"},
    {"an unknown state", SOCKETS, "state", "\"open\"", "state: unknown state"},
    {"a state that is null", SOCKETS, "state", "null", "state: expected a string"},
    {"a state of another protocol", SOCKETS, "state", "\"listen\"",
     "the protocol has no sockets in this state"},
    {"no local address", SOCKETS, "local_address", "\"\"",
     "local_address: expected an address of the family"},
    {"a local address that is null", SOCKETS, "local_address", "null",
     "local_address: expected a string"},
    {"a local address that is a name", SOCKETS, "local_address", "\"localhost\"",
     "local_address: expected an address of the family"},
    {"a peer that is a name", SOCKETS, "peer_address", "\"there\"",
     "peer_address: expected an address of the family"},
    {"a peer that is a number", SOCKETS, "peer_address", "1", "peer_address: expected a string"},
    {"a port of no peer", SOCKETS, "peer_address", "null",
     "peer_port: expected a number if there is a peer and no local port, otherwise null"},
    {"both ports", SOCKETS, "local_port", "80",
     "peer_port: expected a number if there is a peer and no local port, otherwise null"},
    {"neither port", SOCKETS, "peer_port", "null",
     "peer_port: expected a number if there is a peer and no local port, otherwise null"},
    {"the highest port", SOCKETS, "peer_port", "65535", NULL},
    {"a higher port", SOCKETS, "peer_port", "65536", "peer_port: the number is too large"},
    {"a local port that is a word", SOCKETS, "local_port", "\"http\"",
     "local_port: expected a whole number"},
    {"v6only is a word", SOCKETS, "v6only", "\"yes\"", "v6only: expected true or false"},
    {"an interface that is a number", SOCKETS, "device", "2", "device: expected a string"},
    {"a namespace of a row that is a number", SOCKETS, "netns_name", "2",
     "netns_name: expected a string"},
    {"the highest user", SOCKETS, "uid", "4294967295", NULL},
    {"a higher user", SOCKETS, "uid", "4294967296", "uid: the number is too large"},
    {"a user that is a number", SOCKETS, "user", "0", "user: expected a string"},
    {"an unknown owner", SOCKETS, "owner", "\"somebody\"", "owner: unknown word"},
    {"an owner that is null", SOCKETS, "owner", "null", "owner: expected a string"},
    {"names are null", SOCKETS, "comm", "null", "comm: expected an array"},
    {"a name that is a number", SOCKETS, "comm", "[\"a\",1]", "comm: expected a string"},
    {"names without a comma", SOCKETS, "comm", "[\"a\" \"b\"]", "comm: expected \",\" or \"]\""},
    {"no names", SOCKETS, "comm", "[]", NULL},
    {"a number of sockets that is a word", SOCKETS, "count", "\"1\"",
     "count: expected a whole number"},
    {"no socket", SOCKETS, "count", "0", "count: expected at least 1"},
    {"most sockets", SOCKETS, "count", "4294967295", NULL},
    {"text after a row", SOCKETS, "count", "1} 2 {", "text after the value"},

    {"more rows", END, "rows", "0", "rows: the number of lines is another one"},
    {"fewer rows", END, "rows", "2", "rows: the number of lines is another one"},
    {"rows are a word", END, "rows", "\"1\"", "rows: expected a whole number"},
    {"not complete", END, "complete", "false", "not all sockets could be read when it was saved"},
    {"complete is null", END, "complete", "null", "complete: expected true or false"},
    {"no word on processes", END, "owners_complete", NULL, "owners_complete: is missing"},
    {"not all processes", END, "owners_complete", "false", NULL},
    {"another end", AFTER, "", "x", "there is text after the last line"},
    {"an empty line at the end", AFTER, "", "\n", "there is text after the last line"},
};

/** The number of the line that a message is about. */
static size_t line_of(enum place place)
{
    return place == AFTER ? 3 : (size_t)place + 1;
}

static void test_member(void **state)
{
    const struct member_row *row = *state;
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    CLEANUP(strbuf_free) struct strbuf file = file_with(row->place, row->key, row->value);
    bool read = baseline_read(strbuf_contents(&file), &baseline, &error);

    assert_text(&error.message, row->message ? row->message : "");
    assert_int_equal(read, !row->message);
    assert_int_equal(error.line, read ? 3 : line_of(row->place));
}

/** What an absent value makes of the row. */
struct absent_row {
    const char *name; /**< the key */
    const char *expected;
};

static const struct absent_row absent[] = {
    {"v6only", "-6 +device +netns +uid"},     {"device", "+6 -device +netns +uid"},
    {"netns_name", "+6 +device -netns +uid"}, {"uid", "+6 +device +netns -uid"},
    {"user", "+6 +device +netns +uid"},
};

static void put_flag(struct strbuf *text, bool set, const char *name)
{
    strbuf_text(text, text->length > 0 ? " " : "");
    strbuf_byte(text, set ? '+' : '-');
    strbuf_text(text, name);
}

static void test_absent(void **state)
{
    const struct absent_row *absence = *state;
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    CLEANUP(strbuf_free) struct strbuf file = file_with(SOCKETS, absence->name, "null");
    CLEANUP(strbuf_free) struct strbuf flags = {0};

    assert_true(baseline_read(strbuf_contents(&file), &baseline, &error));
    put_flag(&flags, baseline.rows->has_v6only, "6");
    put_flag(&flags, baseline.rows->has_device, "device");
    put_flag(&flags, baseline.rows->has_netns, "netns");
    put_flag(&flags, baseline.rows->has_uid, "uid");
    assert_text(&flags, absence->expected);
    assert_int_equal(baseline.rows->uid, strcmp(absence->name, "uid") == 0 ? 0 : 7);
    assert_int_equal(baseline.rows->user.length, strcmp(absence->name, "user") == 0 ? 0 : 3);
}

static void assert_span(const struct baseline *baseline, struct span span, struct text expected)
{
    struct text text = baseline_text(baseline, span);

    assert_int_equal(text.length, expected.length);
    assert_memory_equal(text.bytes, expected.bytes, text.length);
}

static void assert_origin(const struct baseline_origin *origin)
{
    const struct baseline_selection *selection = &origin->selection;

    assert_text(&origin->host, "here");
    assert_text(&origin->boot_id, "b");
    assert_text(&origin->time, "t");
    assert_int_equal(selection->protos, PROTO_BIT(PROTO_TCP) | PROTO_BIT(PROTO_UDP));
    assert_int_equal(selection->implied, PROTO_BIT(PROTO_UDP));
    assert_int_equal(selection->families, FAMILY_BIT(FAMILY_IPV4) | FAMILY_BIT(FAMILY_IPV6));
    assert_true(selection->listening && !selection->connected && selection->all);
    assert_text(&selection->netns, "all");
    assert_text(&selection->filter, "port 80");
}

static void test_all_members(void **state)
{
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    CLEANUP(strbuf_free) struct strbuf file = file_with(BEGIN, "", NULL);

    (void)state;
    assert_true(baseline_read(strbuf_contents(&file), &baseline, &error));
    assert_origin(&baseline.origin);
    assert_true(baseline.origin.owners_complete);
    assert_int_equal(baseline.count, 1);
    const struct baseline_row *row = baseline.rows;
    assert_int_equal(row->proto, PROTO_UDP);
    assert_int_equal(row->family, FAMILY_IPV6);
    assert_int_equal(row->state, STATE_ESTABLISHED);
    assert_int_equal(row->owner, OWNER_KERNEL);
    assert_true(row->has_peer && row->local_ephemeral && !row->peer_ephemeral);
    assert_true(row->has_v6only && row->v6only && row->has_uid && row->has_device);
    assert_true(row->has_netns);
    assert_int_equal(row->local_port, 0);
    assert_int_equal(row->peer_port, 53);
    assert_int_equal(row->uid, 7);
    assert_int_equal(row->count, 3);
    assert_int_equal(row->local.bytes[15], 1);
    assert_int_equal(row->peer.bytes[0], 0x20);
    assert_span(&baseline, row->device, TEXT("eth0"));
    assert_span(&baseline, row->netns, TEXT("web"));
    assert_span(&baseline, row->user, TEXT("joe"));
    assert_span(&baseline, row->names, TEXT("a\0b\0"));
}

static void test_origin_alone(void **state)
{
    CLEANUP(strbuf_free) struct strbuf file = file_with(SOCKETS, "type", "7"); // not looked at
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};

    (void)state;
    assert_true(baseline_read_origin(strbuf_contents(&file), &baseline.origin, &error));
    assert_origin(&baseline.origin);
    assert_false(baseline_read_origin(TEXT("[]\n"), &baseline.origin, &error));
    assert_text(&error.message, "no baseline of sockstat --save");
}

/** Texts that are no file of a baseline at all. */
struct text_row {
    const char *name;
    struct text text;
    bool begun;
    const char *message;
    size_t line;
};

#define BEGINS "{\"type\":\"begin\""

static const struct text_row texts[] = {
    {"nothing", TEXT(""), false, "no baseline of sockstat --save", 1},
    {"an empty line", TEXT("\n"), false, "no baseline of sockstat --save", 1},
    {"an array", TEXT("[\"type\",\"begin\"]\n"), false, "no baseline of sockstat --save", 1},
    {"an object", TEXT("{}\n"), false, "no baseline of sockstat --save", 1},
    {"cut off", TEXT(BEGINS "}"), true, "the line does not end: the file is cut off", 1},
    {"the type alone", TEXT(BEGINS "}\n"), true, "schema: is missing", 1},
    {"another member first", TEXT("{\"x\":[{}],\"type\":\"begin\"}\n"), true, "schema: is missing",
     1},
    {"another string of that name", TEXT("{\"x\":\"type\",\"begin\":1}\n"), false,
     "no baseline of sockstat --save", 1},
    {"a type that does not end", TEXT("{\"type\":\"begin\n"), false,
     "no baseline of sockstat --save", 1},
    {"the object does not end", TEXT(BEGINS "\n"), true, "expected \",\" or \"}\"", 1},
};

static void test_text(void **state)
{
    const struct text_row *row = *state;
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};

    assert_int_equal(baseline_is_begun(row->text), row->begun);
    assert_false(baseline_read(row->text, &baseline, &error));
    assert_text(&error.message, row->message);
    assert_int_equal(error.line, row->line);
}

/** Every part of a file that ends with a line, and every part that does not. */
static void test_cut_off(void **state)
{
    CLEANUP(strbuf_free) struct strbuf file = file_with(BEGIN, "", NULL);
    size_t line = 1;

    (void)state;
    for (size_t length = 1; length < file.length; length++) {
        CLEANUP(baseline_free) struct baseline baseline = {0};
        CLEANUP(baseline_error_free) struct baseline_error error = {0};
        bool whole = file.data[length - 1] == '\n';
        line += whole;
        assert_false(baseline_read((struct text){file.data, length}, &baseline, &error));
        assert_int_equal(error.line, line);
        assert_text(&error.message, whole ? "the last line is missing: the file is cut off"
                                          : "the line does not end: the file is cut off");
    }
}

/** The file with a row whose line has LENGTH bytes. */
static struct strbuf file_of_length(size_t length)
{
    CLEANUP(strbuf_free) struct strbuf bare = file_with(SOCKETS, "user", "\"\"");
    CLEANUP(strbuf_free) struct strbuf user = {0};
    const char *row = strchr(bare.data, '\n') + 1;

    strbuf_byte(&user, '"');
    for (size_t i = strcspn(row, "\n"); i < length; i++)
        strbuf_byte(&user, 'x');
    strbuf_text(&user, "\"");
    return file_with(SOCKETS, "user", user.data);
}

static void test_longest_line(void **state)
{
    (void)state;
    for (size_t more = 0; more <= 1; more++) {
        CLEANUP(baseline_free) struct baseline baseline = {0};
        CLEANUP(baseline_error_free) struct baseline_error error = {0};
        CLEANUP(strbuf_free) struct strbuf file = file_of_length(BASELINE_LONGEST_LINE + more);
        assert_int_equal(baseline_read(strbuf_contents(&file), &baseline, &error), more == 0);
        assert_text(&error.message, more ? "the line is too long" : "");
        assert_int_equal(error.line, more ? 2 : 3);
    }
}

/** Rows are sorted, and those that are equal are one. */
static void test_rows_are_joined(void **state)
{
    CLEANUP(strbuf_free) struct strbuf one = file_with(END, "rows", "3");
    CLEANUP(strbuf_free) struct strbuf other = file_with(SOCKETS, "peer_port", "21");
    CLEANUP(strbuf_free) struct strbuf file = {0};
    CLEANUP(baseline_free) struct baseline baseline = {0};
    CLEANUP(baseline_error_free) struct baseline_error error = {0};
    struct text rest = strbuf_contents(&one);
    struct text lower = strbuf_contents(&other);

    (void)state;
    struct text begin = text_take_until(&rest, '\n');
    const char *row = rest.bytes;
    struct text same = text_take_until(&rest, '\n');
    text_take_until(&lower, '\n');
    struct text less = text_take_until(&lower, '\n');
    strbuf_bytes(&file, begin.bytes, begin.length + 1);
    strbuf_bytes(&file, row, same.length + 1);
    strbuf_bytes(&file, less.bytes, less.length + 1);
    strbuf_bytes(&file, row, same.length + 1);
    strbuf_bytes(&file, rest.bytes, rest.length);
    assert_true(baseline_read(strbuf_contents(&file), &baseline, &error));
    assert_int_equal(baseline.count, 2);
    assert_int_equal(baseline.rows[0].peer_port, 21);
    assert_int_equal(baseline.rows[1].count, 6);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_members),     cmocka_unit_test(test_origin_alone),
        cmocka_unit_test(test_cut_off),         cmocka_unit_test(test_longest_line),
        cmocka_unit_test(test_rows_are_joined),
    };

    return RUN_ROWS(test_member, members) + RUN_ROWS(test_absent, absent) +
           RUN_ROWS(test_text, texts) + cmocka_run_group_tests(tests, NULL, NULL);
}

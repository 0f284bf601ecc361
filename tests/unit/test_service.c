// SPDX-License-Identifier: MIT
/** join/service: files that are none, and comments. */
#include "../known.h"
#include "scratch.h"

#include "join/service.h"

#include <errno.h>

/** Reads the file NAME of the scratch directory. */
static int read_file(const struct scratch *scratch, const char *name, struct facts *facts)
{
    char services[128];

    known_init(facts);
    snprintf(services, sizeof(services), "%s", scratch_path(scratch, name));
    return service_read(services, &known_names(facts)->services);
}

static void test_names_come_from_the_file(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct scratch scratch;
    struct text name = {0};

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, "services", TEXT("# a file\nhttps 443/tcp\ndomain 53/udp\n"));
    assert_int_equal(read_file(&scratch, "services", &facts), 0);
    scratch_remove(&scratch);
    assert_true(name_cache_service(known_names(&facts), PROTO_TCP, 443, &name));
    assert_memory_equal(name.bytes, "https", 5);
    assert_true(name_cache_service(known_names(&facts), PROTO_UDP, 53, &name));
    assert_memory_equal(name.bytes, "domain", 6);
    assert_false(name_cache_service(known_names(&facts), PROTO_UDP, 443, &name));
}

struct refused_row {
    const char *name; /**< of the file, in the scratch directory */
    const char *words;
};

static const struct refused_row refused[] = {
    {"missing", "No such file or directory"},
    {"directory", "Is a directory"},
    {"fifo", "Not a regular file"},
    {"device", "Not a regular file"},
    {"large", "File too large"},
    {"loop", "Too many levels of symbolic links"},
};

static void make_refused(const struct scratch *scratch)
{
    mkdirat(scratch->fd, "directory", 0755);
    mkfifoat(scratch->fd, "fifo", 0644);
    scratch_link(scratch, "device", "/dev/null");
    scratch_link(scratch, "loop", "loop");
    scratch_file(scratch, "large", TEXT("https 443/tcp\n"));
    assert_int_equal(truncate(scratch_path(scratch, "large"), (4 << 20) + 1), 0);
}

static void test_refused(void **state)
{
    const struct refused_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    struct scratch scratch;
    struct text name = {0};

    scratch_make(&scratch);
    make_refused(&scratch);
    int error = read_file(&scratch, row->name, &facts);
    scratch_remove(&scratch);
    assert_true(error < 0);
    assert_string_equal(service_words(error), row->words);
    assert_false(name_cache_service(known_names(&facts), PROTO_TCP, 443, &name));
}

static void test_a_file_of_4_mib_is_read(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct scratch scratch;
    struct text name = {0};

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, "services", TEXT("https 443/tcp\n"));
    assert_int_equal(truncate(scratch_path(&scratch, "services"), 4 << 20), 0);
    assert_int_equal(read_file(&scratch, "services", &facts), 0);
    scratch_remove(&scratch);
    assert_true(name_cache_service(known_names(&facts), PROTO_TCP, 443, &name));
}

static void test_a_link_to_a_file_is_followed(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct scratch scratch;
    struct text name = {0};

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, "etc/real", TEXT("https 443/tcp\n"));
    scratch_link(&scratch, "services", "etc/real");
    assert_int_equal(read_file(&scratch, "services", &facts), 0);
    scratch_remove(&scratch);
    assert_true(name_cache_service(known_names(&facts), PROTO_TCP, 443, &name));
}

struct comment_row {
    const char *name;
    struct text line;
    bool found; /**< the service "x" of port 80 */
};

static const struct comment_row comments[] = {
    {"behind the protocol", TEXT("x 80/tcp#y"), true},
    {"behind the name", TEXT("x# 80/tcp"), false},
    {"inside the port", TEXT("x 8#0/tcp"), false},
    {"inside the protocol", TEXT("x 80/#tcp"), false},
    {"a NUL in it", TEXT("x 80/tcp # \0"), true},
    {"a NUL before it", TEXT("x 80/tcp \0 #"), false},
    {"carriage return behind the name", TEXT("x\r80/tcp"), true},
    {"form feed is no blank", TEXT("x\f80/tcp"), false},
};

static void test_comment(void **state)
{
    const struct comment_row *row = *state;
    CLEANUP(names_free) struct names names = {0};
    struct text name = {0};

    service_parse(row->line.bytes, row->line.length, &names);
    assert_int_equal(names_find(&names, name_cache_service_id(6, 80), &name), row->found);
    if (row->found)
        assert_memory_equal(name.bytes, "x", 1);
    assert_int_equal(name.length, row->found);
    assert_int_equal(names.count, row->found);
}

struct ambiguous_row {
    const char *name;
    bool shown;
};

static const struct ambiguous_row ambiguous[] = {
    {"https", true}, {"3com-tsmux", true}, {"x400-snd", true}, {"0xylabs", true},
    {"a.b", true},   {"443", false},       {"80-90", false},   {"0x50", false},
    {"-", false},    {"*", false},         {"*x", true},       {"10.0.0.1", false},
    {"a:22", false}, {"::1", false},       {"[x]", true},      {"x%lo", true},
};

static void test_a_name_that_reads_as_a_port_is_not_shown(void **state)
{
    const struct ambiguous_row *row = *state;
    CLEANUP(names_free) struct names names = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};
    struct text name = {0};

    strbuf_text(&line, row->name);
    strbuf_text(&line, " 80/tcp\nweb 81/tcp\nlater 80/tcp\n");
    service_parse(line.data, line.length, &names);
    assert_true(names_find(&names, name_cache_service_id(6, 80), &name));
    assert_int_equal(name.length == strlen(row->name) &&
                         memcmp(name.bytes, row->name, name.length) == 0,
                     row->shown);
    assert_true(names_find(&names, name_cache_service_id(6, 81), &name));
}

struct ports_row {
    const char *name; /**< of the service */
    size_t count;
    uint16_t ports[2];
};

static const struct ports_row ports_rows[] = {
    {"domain", 1, {53}}, {"www", 2, {80, 8080}}, {"http", 1, {80}}, {"ww", 0, {0}}, {"tcp", 0, {0}},
};

static void test_ports_of_a_name(void **state)
{
    const struct ports_row *row = *state;
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};
    struct scratch scratch;

    scratch_make(&scratch);
    scratch_file(
        &scratch, "services",
        TEXT("domain 53/tcp\ndomain 53/udp\nhttp 80/tcp www # www2\nalt 8080/tcp w www\n"));
    int result = service_ports(scratch_path(&scratch, "services"), row->name, &resolutions);
    scratch_remove(&scratch);
    assert_int_equal(result, row->count > 0 ? 0 : -ENOENT);
    assert_int_equal(resolutions.count, row->count);
    for (size_t i = 0; i < row->count; i++)
        assert_int_equal(resolutions.list[i].number, row->ports[i]);
}

static void test_ports_of_no_file(void **state)
{
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};

    (void)state;
    assert_int_equal(service_ports("/dev/null", "http", &resolutions), -EINVAL);
    assert_int_equal(resolutions.count, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_come_from_the_file),
        cmocka_unit_test(test_a_file_of_4_mib_is_read),
        cmocka_unit_test(test_a_link_to_a_file_is_followed),
        cmocka_unit_test(test_ports_of_no_file),
    };

    return RUN_ROWS(test_refused, refused) + RUN_ROWS(test_comment, comments) +
           RUN_ROWS(test_a_name_that_reads_as_a_port_is_not_shown, ambiguous) +
           RUN_ROWS(test_ports_of_a_name, ports_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}

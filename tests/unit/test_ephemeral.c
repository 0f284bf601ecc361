// SPDX-License-Identifier: MIT
/** sock/ephemeral: the range and the reserved ports as the kernel writes them, and what is none. */
#include "scratch.h"

#include "sock/ephemeral.h"

#define RANGE "proc/sys/net/ipv4/ip_local_port_range"
#define REUSE "proc/sys/net/ipv4/tcp_tw_reuse"
#define RESERVED "proc/sys/net/ipv4/ip_local_reserved_ports"

struct range_row {
    const char *name;
    struct text file;
    uint16_t first, last; /**< 0, 0: none */
};

static const struct range_row ranges[] = {
    {"a range", TEXT("32768\t60999\n"), 32768, 60999},
    {"blanks between", TEXT("1024  65535\n"), 1024, 65535},
    {"no newline", TEXT("1024\t65535"), 1024, 65535},
    {"one port", TEXT("5000\t5000\n"), 5000, 5000},
    {"one number", TEXT("32768\n"), 0, 0},
    {"three numbers", TEXT("32768\t60999\t1\n"), 0, 0},
    {"no number", TEXT("\n"), 0, 0},
    {"nothing", TEXT(""), 0, 0},
    {"from 0", TEXT("0\t60999\n"), 0, 0},
    {"a word", TEXT("32768\tmany\n"), 0, 0},
    {"a first that is none", TEXT("x\t60999\n"), 0, 0},
    {"above 65535", TEXT("32768\t65536\n"), 0, 0},
    {"a longer file", TEXT("32768\t60999\n                                                     "),
     0, 0},
};

static void test_range(void **state)
{
    const struct range_row *row = *state;
    struct scratch scratch;

    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, row->file);
    scratch_file(&scratch, RESERVED, TEXT("\n"));
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral.first, row->first);
    assert_int_equal(ephemeral.last, row->last);
}

/** Of the range 100 to 199. */
struct reserved_row {
    const char *name;
    struct text file;
    uint32_t size; /**< ports left; 0: none known */
    uint16_t out;  /**< a port that is reserved; 0: none */
    uint16_t in;   /**< the next to it that is not */
};

static const struct reserved_row reserved[] = {
    {"nothing reserved", TEXT("\n"), 100, 0, 100},
    {"an empty file", TEXT(""), 100, 0, 100},
    {"a port", TEXT("150\n"), 99, 150, 151},
    {"a range", TEXT("110-119\n"), 90, 119, 120},
    {"ranges and ports", TEXT("105,110-119,130\n"), 88, 130, 131},
    {"the first", TEXT("100\n"), 99, 100, 101},
    {"the last", TEXT("199\n"), 99, 199, 198},
    {"across the start", TEXT("1-109\n"), 90, 109, 110},
    {"across the end", TEXT("190-65535\n"), 90, 190, 189},
    {"outside", TEXT("8080,50000-50100\n"), 100, 8080, 199},
    {"twice", TEXT("110-119,115\n"), 90, 115, 120},
    {"all but one", TEXT("1-149,151-65535\n"), 1, 151, 150},
    {"no newline", TEXT("150"), 99, 150, 151},
    {"a word instead", TEXT("none\n"), 0, 0, 0},
    {"a range without an end", TEXT("150-\n"), 0, 0, 0},
    {"a comma at the end", TEXT("150,\n"), 0, 0, 0},
    {"a port above 65535", TEXT("70000\n"), 0, 0, 0},
    {"more behind the newline", TEXT("150\n150\n"), 0, 0, 0},
};

static void test_reserved(void **state)
{
    const struct reserved_row *row = *state;
    struct scratch scratch;

    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, TEXT("100\t199\n"));
    scratch_file(&scratch, RESERVED, row->file);
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral_size(&ephemeral), row->size);
    assert_int_equal(ephemeral_known(&ephemeral), row->size > 0);
    assert_false(ephemeral_has(&ephemeral, row->out));
    assert_int_equal(ephemeral_has(&ephemeral, row->in), row->in != 0);
}

static void test_all_reserved_is_known(void **state)
{
    struct scratch scratch;

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, TEXT("100\t199\n"));
    scratch_file(&scratch, RESERVED, TEXT("1-65535\n"));
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_true(ephemeral_known(&ephemeral));
    assert_int_equal(ephemeral_size(&ephemeral), 0);
}

struct reuse_row {
    const char *name;
    struct text file;
    enum port_reuse expected;
};

static const struct reuse_row reuses[] = {
    {"never reused", TEXT("0\n"), PORT_REUSE_NEVER},
    {"reused", TEXT("1\n"), PORT_REUSE_ALWAYS},
    {"reused on loopback", TEXT("2\n"), PORT_REUSE_LOOPBACK},
    {"a number of later kernels", TEXT("3\n"), PORT_REUSE_UNKNOWN},
    {"the largest number", TEXT("65535\n"), PORT_REUSE_UNKNOWN},
    {"a negative number", TEXT("-1\n"), PORT_REUSE_UNKNOWN},
    {"two numbers", TEXT("0\t1\n"), PORT_REUSE_UNKNOWN},
};

static void test_reuse(void **state)
{
    const struct reuse_row *row = *state;
    struct scratch scratch;

    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, TEXT("100\t199\n"));
    scratch_file(&scratch, RESERVED, TEXT("\n"));
    scratch_file(&scratch, REUSE, row->file);
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral.reuse, row->expected);
    assert_int_equal(ephemeral_size(&ephemeral), 100);
}

/** Every other port: 32768 numbers, more than one page. */
static void test_a_long_list_is_read_whole(void **state)
{
    CLEANUP(strbuf_free) struct strbuf list = {0};
    struct scratch scratch;

    (void)state;
    for (unsigned port = 1; port < 65536; port += 2) {
        strbuf_text(&list, port > 1 ? "," : "");
        strbuf_decimal(&list, port);
    }
    strbuf_byte(&list, '\n');
    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, TEXT("1024\t65535\n"));
    scratch_file(&scratch, RESERVED, strbuf_contents(&list));
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral_size(&ephemeral), 32256);
    assert_true(ephemeral_has(&ephemeral, 65534));
    assert_false(ephemeral_has(&ephemeral, 65535));
}

static void test_without_a_list_of_reserved_ports_there_is_none(void **state)
{
    struct scratch scratch;

    (void)state;
    scratch_make(&scratch);
    scratch_file(&scratch, RANGE, TEXT("100\t199\n"));
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_false(ephemeral_known(&ephemeral));
}

static void test_without_a_file_there_is_none(void **state)
{
    struct scratch scratch;

    (void)state;
    scratch_make(&scratch);
    struct ephemeral ephemeral = ephemeral_read(scratch_path(&scratch, "proc"));
    scratch_remove(&scratch);
    assert_int_equal(ephemeral.first, 0);
    assert_int_equal(ephemeral.last, 0);
}

struct port_row {
    const char *name;
    struct ephemeral range;
    uint16_t port;
    bool has;
};

static const struct port_row ports[] = {
    {"the first", {.first = 1024, .last = 2000}, 1024, true},
    {"the last", {.first = 1024, .last = 2000}, 2000, true},
    {"before", {.first = 1024, .last = 2000}, 1023, false},
    {"behind", {.first = 1024, .last = 2000}, 2001, false},
    {"the largest", {.first = 1024, .last = 65535}, 65535, true},
    {"the wrong way round", {.first = 2000, .last = 1024}, 1500, false},
    {"0 of none", {.first = 0, .last = 0}, 0, false},
    {"1 of none", {.first = 0, .last = 0}, 1, false},
};

static void test_port(void **state)
{
    const struct port_row *row = *state;

    assert_int_equal(ephemeral_has(&row->range, row->port), row->has);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_file_there_is_none),
        cmocka_unit_test(test_without_a_list_of_reserved_ports_there_is_none),
        cmocka_unit_test(test_all_reserved_is_known),
        cmocka_unit_test(test_a_long_list_is_read_whole),
    };

    return RUN_ROWS(test_range, ranges) + RUN_ROWS(test_port, ports) +
           RUN_ROWS(test_reuse, reuses) + RUN_ROWS(test_reserved, reserved) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

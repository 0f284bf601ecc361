// SPDX-License-Identifier: MIT
/** os/netlink_dump: the control messages of a netlink dump. */
#include "unit.h"

#include "os/netlink_dump.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#define SEQUENCE 7
#define PORT 4711
#define RECORD 20

/** One message; `payload` is an int, or none when `size` is 0. */
struct message {
    uint16_t type;
    uint16_t flags;
    uint32_t sequence;
    uint32_t port;
    uint32_t size;
    int payload;
};

struct dump_row {
    const char *name;
    struct message messages[3]; /**< a type of 0 ends them */
    int result;
    int records; /**< that were handed over */
    bool interrupted;
};

#define RECORD_OF(number)                                                                          \
    {                                                                                              \
        RECORD, 0, SEQUENCE, PORT, 4, number                                                       \
    }
#define DONE(size, status)                                                                         \
    {                                                                                              \
        NLMSG_DONE, 0, SEQUENCE, PORT, size, status                                                \
    }
#define ERROR_OF(size, status)                                                                     \
    {                                                                                              \
        NLMSG_ERROR, 0, SEQUENCE, PORT, size, status                                               \
    }

static const struct dump_row rows[] = {
    {"records, more to come", {RECORD_OF(1), RECORD_OF(1)}, DUMP_GOES_ON, 2, false},
    {"an end", {RECORD_OF(1), DONE(4, 0)}, 0, 1, false},
    {"an end without status", {DONE(0, 0)}, 0, 0, false},
    {"an end that is a refusal", {DONE(4, -ENOENT)}, -ENOENT, 0, false},
    {"a positive status", {DONE(4, 1)}, -EBADMSG, 0, false},
    {"a status that is no errno", {DONE(4, -4096)}, -EBADMSG, 0, false},
    {"nothing after the end counts", {DONE(4, 0), RECORD_OF(1)}, 0, 0, false},
    {"a refusal", {ERROR_OF(4, -EINVAL)}, -EINVAL, 0, false},
    {"an acknowledgement", {ERROR_OF(4, 0)}, 0, 0, false},
    {"a refusal cut off", {ERROR_OF(0, 0)}, -EBADMSG, 0, false},
    {"an overrun", {RECORD_OF(1), {NLMSG_OVERRUN, 0, SEQUENCE, PORT, 0, 0}}, -ENOBUFS, 1, false},
    {"a no-op", {{NLMSG_NOOP, 0, SEQUENCE, PORT, 0, 0}, RECORD_OF(1)}, DUMP_GOES_ON, 1, false},
    {"an unknown control message", {{0xf, 0, SEQUENCE, PORT, 0, 0}}, DUMP_GOES_ON, 0, false},
    {"another sequence", {{RECORD, 0, SEQUENCE + 1, PORT, 4, 1}}, -EPROTO, 0, false},
    {"another port", {{RECORD, 0, SEQUENCE, PORT + 1, 4, 1}}, -EPROTO, 0, false},
    {"a record that is refused", {RECORD_OF(-EBADMSG), RECORD_OF(1)}, -EBADMSG, 1, false},
    {"a changed table",
     {{RECORD, NLM_F_DUMP_INTR, SEQUENCE, PORT, 4, 1}, RECORD_OF(1), DONE(4, 0)},
     0,
     2,
     true},
    {"a changed table, told at the end",
     {RECORD_OF(1), {NLMSG_DONE, NLM_F_DUMP_INTR, SEQUENCE, PORT, 4, 0}},
     0,
     1,
     true},
};

/** Counts; refuses a record whose payload is negative. */
static int count_record(const struct nlmsghdr *message, void *context)
{
    int *count = context;
    int payload = 0;

    (*count)++;
    memcpy(&payload, message + 1, sizeof(payload));
    return payload < 0 ? payload : 0;
}

static size_t put_message(char *place, const struct message *message)
{
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)sizeof(header) + message->size,
        .nlmsg_type = message->type,
        .nlmsg_flags = message->flags,
        .nlmsg_seq = message->sequence,
        .nlmsg_pid = message->port,
    };

    memcpy(place, &header, sizeof(header));
    memcpy(place + sizeof(header), &message->payload, message->size);
    return header.nlmsg_len;
}

static int read_exactly(struct dump *dump, const char *bytes, size_t size)
{
    char *exact = calloc(size ? size : 1, 1);

    memcpy(exact, bytes, size);
    int result = dump_read(dump, exact, size);
    free(exact);
    return result;
}

static void test_row(void **state)
{
    const struct dump_row *row = *state;
    char datagram[256];
    size_t size = 0;
    int records = 0;
    struct dump dump = {SEQUENCE, PORT, count_record, &records, false};

    for (size_t i = 0; i < COUNT(row->messages) && row->messages[i].type; i++)
        size += put_message(datagram + size, &row->messages[i]);
    assert_int_equal(read_exactly(&dump, datagram, size), row->result);
    assert_int_equal(records, row->records);
    assert_int_equal(dump.interrupted, row->interrupted);
    // What ends a dump does so whoever reads it; what is no answer to us is for us to tell.
    bool refused = row->result == -EBADMSG && row->records > 0;
    assert_int_equal(dump_ends(datagram, size),
                     row->result != DUMP_GOES_ON && row->result != -EPROTO && !refused);
}

static void test_every_cut_is_noticed(void **state)
{
    static const struct message record = RECORD_OF(1);
    char datagram[64];
    size_t size = put_message(datagram, &record);

    (void)state;
    for (size_t length = 1; length < size; length++) {
        int records = 0;
        struct dump dump = {SEQUENCE, PORT, count_record, &records, false};
        assert_int_equal(read_exactly(&dump, datagram, length), -EBADMSG);
        assert_int_equal(records, 0);
        assert_true(dump_ends(datagram, length));
    }
}

static void test_a_length_below_the_header_is_noticed(void **state)
{
    static const struct message record = RECORD_OF(1);
    char datagram[64];
    size_t size = put_message(datagram, &record);
    uint32_t lie = 15;
    int records = 0;
    struct dump dump = {SEQUENCE, PORT, count_record, &records, false};

    (void)state;
    memcpy(datagram, &lie, sizeof(lie));
    assert_int_equal(read_exactly(&dump, datagram, size), -EBADMSG);
}

static void test_an_empty_datagram_says_nothing(void **state)
{
    struct dump dump = {SEQUENCE, PORT, count_record, NULL, false};

    (void)state;
    assert_int_equal(read_exactly(&dump, "", 0), DUMP_GOES_ON);
}

#define SECRET 18

/** One attribute of 4 bytes behind an offset of 20 in a message of 28; LENGTH is its own. */
static void put_attribute(char *place, uint16_t type, uint16_t length)
{
    struct nlattr head = {.nla_len = length, .nla_type = type};
    struct nlmsghdr header = {.nlmsg_len = 28, .nlmsg_type = RECORD};

    memcpy(place, &header, sizeof(header));
    memcpy(place + 16, "BODY", 4);
    memcpy(place + 20, &head, sizeof(head));
    memcpy(place + 24, "KEYS", 4);
}

struct erased_row {
    const char *name;
    uint16_t type;
    uint16_t length;  /**< that the attribute claims */
    uint16_t control; /**< type of the message; 0: a record */
    const char *left; /**< of the 4 bytes of the attribute */
};

static const struct erased_row erased_rows[] = {
    {"a secret attribute", SECRET, 8, 0, "\0\0\0\0"},
    {"a nested secret attribute", SECRET | NLA_F_NESTED, 8, 0, "\0\0\0\0"},
    {"another attribute", SECRET + 1, 8, 0, "KEYS"},
    {"a shorter one, and less than an attribute", SECRET, 7, 0, "\0\0\0S"},
    {"an attribute that is too long", SECRET + 1, 9, 0, "\0\0\0\0"},
    {"an attribute without a header", SECRET + 1, 3, 0, "\0\0\0\0"},
    {"a control message", SECRET, 8, NLMSG_DONE, "KEYS"},
};

/** The attribute is in the first and in the last of two messages; nothing else changes. */
static void test_secrets_are_erased(void **state)
{
    static const struct dump_secret secret = {.attribute = SECRET, .offset = 20};
    const struct erased_row *row = *state;
    char datagram[2][28];
    uint16_t type = row->control ? row->control : RECORD;

    for (size_t i = 0; i < 2; i++) {
        put_attribute(datagram[i], row->type, row->length);
        memcpy(datagram[i] + offsetof(struct nlmsghdr, nlmsg_type), &type, sizeof(type));
    }
    dump_erase(datagram[0], sizeof(datagram), &secret);
    for (size_t i = 0; i < 2; i++) {
        assert_memory_equal(datagram[i] + 16, "BODY", 4);
        assert_memory_equal(datagram[i] + 24, row->left, 4);
    }
}

/** What is no message is erased, but not the messages before it. */
static void test_what_is_malformed_is_erased(void **state)
{
    static const struct dump_secret secret = {.attribute = SECRET, .offset = 20};
    char datagram[2][28];
    const uint32_t too_long = 29;

    (void)state;
    put_attribute(datagram[0], SECRET + 1, 8);
    put_attribute(datagram[1], SECRET + 1, 8);
    memcpy(datagram[1], &too_long, sizeof(too_long));
    dump_erase(datagram[0], sizeof(datagram), &secret);
    assert_memory_equal(datagram[0] + 24, "KEYS", 4);
    for (size_t i = 0; i < sizeof(datagram[1]); i++)
        assert_int_equal(datagram[1][i], 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cut_is_noticed),
        cmocka_unit_test(test_a_length_below_the_header_is_noticed),
        cmocka_unit_test(test_an_empty_datagram_says_nothing),
        cmocka_unit_test(test_what_is_malformed_is_erased),
    };

    return RUN_ROWS(test_row, rows) + RUN_ROWS(test_secrets_are_erased, erased_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** os/netlink_dump and inet_diag: whole recorded dumps, errno and attributes at their limits. */
#include "recording.h"
#include "scene.h"

#include "collect/inet_diag.h"
#include "os/netlink_dump.h"

#include <errno.h>
#include <linux/inet_diag.h>

struct dump_row {
    const char *name;
    int result;
    int records;
};

static const struct dump_row dumps[] = {
    {"listen-1", DUMP_GOES_ON, 3}, {"listen-2", 0, 0},        {"none", 0, 0},
    {"sctp", -ENOENT, 0},          {"family-60", -EINVAL, 0},
};

/** Holds the records of the first dump to the listeners that were set up. */
static int take_listener(const struct nlmsghdr *message, void *context)
{
    static const uint32_t backlogs[] = {5, 9, 5};
    int *count = context;
    struct sock sock;

    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_int_equal(sock.state, STATE_LISTEN);
    uint32_t port = scene_local_port(&sock);
    assert_true(port == 7000 || port == 7002 || port == 7005);
    assert_int_equal(sock.send_q, backlogs[*count]);
    (*count)++;
    return 0;
}

static void test_dump(void **state)
{
    const struct dump_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording("tests/data/dump.hex", row->name, &size);
    int records = 0;
    struct dump dump = {7, 22219, take_listener, &records, false};

    assert_int_equal(dump_read(&dump, bytes, size), row->result);
    assert_int_equal(records, row->records);
    assert_false(dump.interrupted);
    free(bytes);
}

static int count_record(const struct nlmsghdr *message, void *context)
{
    (void)message;
    (*(int *)context)++;
    return 0;
}

/** Reads one message of TYPE with four bytes of payload; *RET_RECORDS counts records. */
static int read_one(uint16_t type, int payload, int *ret_records)
{
    struct {
        struct nlmsghdr header;
        int payload;
    } message = {{.nlmsg_len = 20, .nlmsg_type = type}, payload};
    struct dump dump = {0, 0, count_record, ret_records, false};

    return dump_read(&dump, &message, sizeof(message));
}

static void test_the_largest_errno_is_one(void **state)
{
    int records = 0;

    (void)state;
    assert_int_equal(read_one(NLMSG_DONE, -4095, &records), -4095);
    assert_int_equal(read_one(NLMSG_DONE, -4096, &records), -EBADMSG);
    assert_int_equal(read_one(NLMSG_ERROR, -1, &records), -1);
    assert_int_equal(read_one(NLMSG_ERROR, INT32_MIN, &records), -EBADMSG);
    assert_int_equal(read_one(NLMSG_ERROR, 1, &records), -EBADMSG);
    assert_int_equal(records, 0);
}

static void test_records_begin_where_control_messages_end(void **state)
{
    int records = 0;

    (void)state;
    assert_int_equal(read_one(15, 0, &records), DUMP_GOES_ON);
    assert_int_equal(records, 0);
    assert_int_equal(read_one(16, 0, &records), DUMP_GOES_ON);
    assert_int_equal(records, 1);
}

struct swallow_row {
    const char *name;
    const char *reply;
    uint8_t type;      /**< of an attribute of four bytes, or one */
    uint16_t length;   /**< that it is made to have: as long as it and the one behind it */
    bool mark, cgroup; /**< what is then known, besides v6only */
};

// An attribute may grow; what it then holds is no attribute.
static const struct swallow_row swallows[] = {
    {"v6only takes the mark in", "udp-v6only", INET_DIAG_SKV6ONLY, 8 + 8, false, true},
    {"the mark takes the cgroup in", "udp-v6only", INET_DIAG_MARK, 8 + 12, true, false},
};

static void test_swallow(void **state)
{
    const struct swallow_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording("tests/data/inet_diag_details.hex", row->reply, &size);
    struct sock sock = {0};

    for (size_t offset = 88; offset < size; offset += 4) {
        struct nlattr attribute;
        memcpy(&attribute, bytes + offset, sizeof(attribute));
        if (attribute.nla_len <= 8 && attribute.nla_type == row->type)
            memcpy(bytes + offset, &row->length, sizeof(row->length));
    }
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_UDP, &sock, NULL), 0);
    free(bytes);
    assert_true(sock.v6only);
    assert_int_equal(sock.mark, 0);
    assert_true(scene_knows(&sock, "v6only"));
    assert_int_equal(scene_knows(&sock, "mark"), row->mark);
    assert_int_equal(scene_knows(&sock, "cgroup"), row->cgroup);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_largest_errno_is_one),
        cmocka_unit_test(test_records_begin_where_control_messages_end),
    };

    return RUN_ROWS(test_dump, dumps) + RUN_ROWS(test_swallow, swallows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

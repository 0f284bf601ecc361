// SPDX-License-Identifier: MIT
/**
 * collect/family_diag: replies about sockets of families with messages of their own, recorded on
 * Linux 6.1, 6.12 and 6.18, and what is no reply. tests/rig/diag_lines.py decodes them, too: its
 * lines are what is expected.
 */
#include "fields.h"

#include "base/alloc.h"
#include "collect/family_diag.h"
#include "recording.h"

#include <errno.h>

#define LINES "tests/data/family_diag.lines"

/** A line of LINES, and the message that it is about. */
struct expected {
    char *name;    /**< "xdp 6.12.0" */
    char *members; /**< "KEY=VALUE ..." */
    enum proto proto;
    unsigned char *bytes;
    size_t size;
};

/** Fields of every socket that need no names. Those with `protos` come in addition. */
static const enum field_id common[] = {
    FIELD_FAMILY,       FIELD_TYPE,         FIELD_STATE,         FIELD_RECV_Q,
    FIELD_SEND_Q,       FIELD_LOCAL,        FIELD_PEER,          FIELD_ACCEPT_QUEUE,
    FIELD_ACCEPT_LIMIT, FIELD_SHUTDOWN,     FIELD_UID,           FIELD_INODE,
    FIELD_COOKIE,       FIELD_DEVICE_INDEX, FIELD_LOCAL_ADDRESS, FIELD_LOCAL_PORT,
    FIELD_PEER_ADDRESS, FIELD_PEER_PORT,    FIELD_WILDCARD,      FIELD_MARK,
    FIELD_TIMER,        FIELD_V6ONLY,       FIELD_CGROUP_ID,     FIELD_AUTOBOUND,
};

static bool is_common(const struct field *field)
{
    for (size_t i = 0; i < COUNT(common); i++) {
        if (field_is_a(field, common[i]))
            return true;
    }
    return false;
}

static int decode(const struct expected *expected, const void *bytes, struct sock *ret_sock,
                  struct strbuf *detail)
{
    const struct family_messages *messages = &family_messages[proto_table[expected->proto].diag];

    strbuf_truncate(detail, 0);
    return messages->decode(bytes, ret_sock, detail);
}

/** Checks one "KEY=VALUE" against the row. */
static void check_member(const char *member, const struct sock *sock, const struct facts *facts)
{
    const char *kernel = sock->of_kernel ? "kernel=yes" : "kernel=no";

    if (strncmp(member, "kernel=", strlen("kernel=")) == 0)
        assert_string_equal(kernel, member); // no field
    else
        fields_check(member, sock, facts);
}

/** Returns how many of the fields that the test looks at are present. */
static size_t count_members(const struct sock *sock, const struct facts *facts)
{
    size_t count = 0;

    for (const struct field *field = field_table; field->key; field++) {
        if (is_common(field) || (field->protos & PROTO_BIT(sock->proto)))
            count += field_value(field, sock, facts).type != VALUE_NONE;
    }
    return count;
}

static void test_reply(void **state)
{
    const struct expected *expected = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock_table table = {0};
    struct sock sock;

    int result = decode(expected, expected->bytes, &sock, &detail);
    if (!expected->members) {
        assert_int_equal(result, MESSAGE_WITHOUT_SOCKET);
        return;
    }
    assert_int_equal(result, 0);
    assert_int_equal(sock.proto, expected->proto);
    sock_table_append(&table, &sock);
    sock_table_add_detail(&table, strbuf_contents(&detail));
    const struct facts facts = {.details = &table.details};
    size_t count = 0;
    char *rest = expected->members;
    for (char *member = strtok_r(rest, " ", &rest); member; member = strtok_r(NULL, " ", &rest)) {
        check_member(member, &table.rows[0], &facts);
        count++;
    }
    assert_int_equal(count_members(&table.rows[0], &facts), count - 1); // "kernel" is no field
    sock_table_free(&table);
}

/** Every beginning of a reply, in memory of that size: refused, or whole attributes of it. */
static void test_every_cut(void **state)
{
    const struct expected *expected = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    size_t good = 0;

    for (size_t length = sizeof(struct nlmsghdr); length < expected->size; length++) {
        unsigned char *cut = malloc(length);
        struct sock sock = {.inode = 4711};
        uint32_t claimed = (uint32_t)length;
        memcpy(cut, expected->bytes, length);
        memcpy(cut, &claimed, sizeof(claimed)); // nlmsg_len
        int result = decode(expected, cut, &sock, &detail);
        assert_true(result == 0 || result == -EBADMSG ||
                    (result == MESSAGE_WITHOUT_SOCKET && length == sizeof(struct nlmsghdr)));
        assert_true(result == 0 || sock.inode == 4711);
        good += result == 0;
        free(cut);
    }
    assert_true(good <= 2 * (expected->size / sizeof(struct nlattr)));
}

struct nonsense_row {
    const char *name;
    const char *reply;
    size_t offset;
    unsigned char byte;
};

static const struct nonsense_row nonsense[] = {
    {"packet: another type of message", "packet 6.12.0", 4, 21},
    {"packet: another family", "packet 6.12.0", 16, 1},
    {"packet: an attribute shorter than its head", "packet 6.12.0", 32, 3},
    {"packet: an attribute longer than the message", "packet 6.12.0", 33, 200},
    {"netlink: another type of message", "netlink 6.12.0", 4, 21},
    {"netlink: another family", "netlink 6.12.0", 16, 1},
    {"netlink: an attribute shorter than its head", "netlink 6.12.0", 44, 3},
    {"netlink: an attribute longer than the message", "netlink 6.12.0", 45, 200},
    {"vsock: another type of message", "vsock 6.12.0", 4, 21},
    {"vsock: another family", "vsock 6.12.0", 16, 1},
    {"vsock: a state that no such socket has", "vsock 6.12.0", 18, 4},
    {"vsock: state 0", "vsock 6.12.0", 18, 0},
    {"xdp: another type of message", "xdp 6.12.0", 4, 21},
    {"xdp: another family", "xdp 6.12.0", 16, 1},
    {"xdp: an attribute shorter than its head", "xdp 6.12.0", 32, 3},
    {"xdp: an attribute longer than the message", "xdp 6.12.0", 33, 200},
    {"tipc: another type of message", "tipc 6.12.0", 4, 21},
    {"tipc: a cookie without a socket", "tipc 6.12.0", 18, 10},
    {"tipc: another attribute", "tipc 6.12.0", 18, 3},
    {"tipc: a state that no such socket has", "tipc 6.12.0", 48, 4},
    {"tipc: state 0", "tipc 6.12.0", 48, 0},
    {"tipc: a state beyond all", "tipc 6.12.0", 49, 1},
    {"tipc: no state", "tipc 6.12.0", 46, 60},
    {"tipc: an attribute longer than the message", "tipc 6.12.0", 17, 200},
    {"tipc: an attribute longer than the socket", "tipc 6.12.0", 21, 200},
    {"tipc: a statistic shorter than its head", "tipc 6.12.0", 84, 3},
    {"tipc: an attribute of the peer longer than the peer", "tipc made.0", 40, 12},
    {"smc: another type of message", "smc 6.12.0", 4, 21},
    {"smc: another family", "smc 6.12.0", 16, 1},
    {"smc: a state that no such socket has", "smc 6.12.0", 17, 3},
    {"smc: a family without a row", "smc 6.12.0", 16, 99},
    {"smc: a state beyond all", "smc 6.12.0", 17, 65},
    {"smc: an attribute shorter than its head", "smc 6.12.0", 80, 3},
    {"smc: an attribute longer than the message", "smc 6.12.0", 81, 200},
};

/** The lines, which the tests get by number or by name. */
struct line_list {
    struct expected *lines;
    size_t count, capacity;
};

static const struct expected *find_line(const struct line_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->lines[i].name, name) == 0)
            return &list->lines[i];
    }
    fail_msg("no line of %s", name);
    return NULL;
}

/** A test gets its row and the lines. */
struct nonsense_case {
    const char *name;
    const struct nonsense_row *row;
    const struct line_list *list;
};

static void test_nonsense(void **state)
{
    const struct nonsense_case *one = *state;
    const struct expected *expected = find_line(one->list, one->row->reply);
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock = {.inode = 4711};
    unsigned char *bytes = malloc(expected->size);

    memcpy(bytes, expected->bytes, expected->size);
    bytes[one->row->offset] = one->row->byte;
    assert_int_equal(decode(expected, bytes, &sock, &detail), -EBADMSG);
    assert_int_equal(sock.inode, 4711);
    free(bytes);
}

struct short_row {
    const char *name;
    enum proto proto;
    unsigned char first[4]; /**< of the body */
    size_t body;
    uint32_t have;
};

static const struct short_row shorts[] = {
    {"packet", PROTO_PACKET, {17, 0, 0, 0}, 16, HIDES_FILTER},
    {"netlink", PROTO_NETLINK, {16, 0, 0, 7}, 28, 0},
    {"xdp", PROTO_XDP, {44, 0, 0, 0}, 16, 0},
    {"smc", PROTO_SMC, {43, 10, 0, 0}, 64, HAVE_NO_FAMILY},
};

/** Attributes without a byte, among them unknown ones, make no fact known; a filter is hidden. */
static void test_attributes_that_are_empty(void **state)
{
    const struct short_row *row = *state;
    const struct expected of_proto = {.proto = row->proto};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;
    _Alignas(struct nlmsghdr) unsigned char bytes[256] = {0};
    size_t length = NLMSG_HDRLEN + row->body;

    memcpy(bytes + NLMSG_HDRLEN, row->first, sizeof(row->first));
    for (uint16_t type = 0; type < 20; type++) {
        const struct nlattr head = {.nla_len = sizeof(head), .nla_type = type};
        memcpy(bytes + length, &head, sizeof(head));
        length += sizeof(head);
    }
    const struct nlmsghdr head = {.nlmsg_len = (uint32_t)length, .nlmsg_type = 20};
    memcpy(bytes, &head, sizeof(head));
    assert_int_equal(decode(&of_proto, bytes, &sock, &detail), 0);
    assert_int_equal(sock.have, row->have);
}

struct request_row {
    const char *name;
    enum proto proto;
    const char *body; /**< hexadecimal */
};

// As those that Linux 6.12 answered, except for the states and what is asked for beside.
static const struct request_row requests[] = {
    {"packet", PROTO_PACKET, "11000000000000003f0000000000000000000000"},
    {"netlink", PROTO_NETLINK, "10ff0000000000000b0000000000000000000000"},
    {"vsock", PROTO_VSOCK, "280000008204000000000000000000000000000000000000"},
    {"xdp", PROTO_XDP, "2c000000000000001f0000000000000000000000"},
    {"tipc", PROTO_TIPC, "1e00000082040000"},
    {"smc", PROTO_SMC,
     "2b000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "000000000000000000000000"},
};

static void test_request(void **state)
{
    const struct request_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    char buffer[FAMILY_REQUEST_SIZE] = {0};
    struct nlmsghdr *message = (void *)buffer;
    struct request request = {.states = STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_LISTEN) |
                                        STATE_BIT(STATE_UNCONNECTED)};

    for (size_t i = 0; i < FAMILY_COUNT; i++)
        request.families[i] = true;
    request.protos[row->proto] = true;
    message->nlmsg_len = NLMSG_HDRLEN;
    family_messages[proto_table[row->proto].diag].put_request(&request, message);
    for (size_t i = NLMSG_HDRLEN; i < message->nlmsg_len; i++)
        strbuf_hex(&text, (unsigned char)buffer[i], 2);
    assert_text(&text, row->body);
}

struct dump_row {
    const char *name;
    enum proto proto;
    size_t replies, rows;
};

// Sockets that are members of a multicast group come twice, once for each list of the kernel.
static const struct dump_row dumps[] = {
    {"netlink 6.1", PROTO_NETLINK, 16, 14},  {"netlink 6.12", PROTO_NETLINK, 16, 14},
    {"netlink 6.18", PROTO_NETLINK, 15, 13}, {"packet 6.12", PROTO_PACKET, 8, 8},
    {"tipc 6.1.none", PROTO_TIPC, 1, 0},     {"smc 6.12", PROTO_SMC, 13, 13},
};

/** Every reply of a dump, in order, becomes one row for each socket. */
static void test_dump(void **state)
{
    const struct dump_row *row = *state;
    const char *number = strchr(row->name, ' ') + 1;
    struct sock_table table = {0};
    struct row_sink sink = {.rows = &table};
    struct request request = {.states = ~(state_set)0};
    struct family_dump dump = {.request = &request, .proto = row->proto, .sink = &sink};
    char name[64];

    for (size_t i = 0; i < FAMILY_COUNT; i++)
        request.families[i] = true;
    request.protos[row->proto] = true;
    snprintf(name, sizeof(name), "tests/data/%s_diag.hex", proto_table[row->proto].name);
    for (size_t i = 0; i < row->replies; i++) {
        char reply[64];
        size_t size = 0;
        snprintf(reply, sizeof(reply), "%s.%zu", number, i);
        unsigned char *bytes = recording(name, reply, &size);
        assert_int_equal(family_dump_take((const void *)bytes, &dump), 0);
        free(bytes);
    }
    assert_int_equal(table.count, row->rows);
    for (size_t i = 0; i < table.count; i++) {
        for (size_t other = 0; other < i; other++)
            assert_true(table.rows[i].cookie != table.rows[other].cookie);
    }
    family_dump_free(&dump);
    sock_table_free(&table);
}

static void read_line(struct line_list *list, char *text)
{
    char path[64];
    char *family = text;
    char *number = strchr(text, ' ') + 1;
    char *members = strchr(number, ' ');
    struct expected line = {.proto = PROTO_COUNT};

    text[strcspn(text, "\n")] = '\0';
    number[-1] = '\0';
    if (members) {
        *members = '\0';
        line.members = strdup(members + 1);
    }
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (strcmp(proto_table[proto].name, family) == 0)
            line.proto = proto;
    }
    snprintf(path, sizeof(path), "tests/data/%s_diag.hex", family);
    line.bytes = recording(path, number, &line.size);
    number[-1] = ' ';
    line.name = strdup(text);
    list->lines = alloc_grow(list->lines, &list->capacity, list->count + 1, sizeof(*list->lines));
    list->lines[list->count++] = line;
}

static void read_lines(struct line_list *list)
{
    FILE *file = fopen(LINES, "r");
    size_t capacity = 0;
    char *text = NULL;

    while (file && getline(&text, &capacity, file) > 0)
        read_line(list, text);
    free(text);
    if (file)
        fclose(file);
}

static void free_lines(struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->lines[i].name);
        free(list->lines[i].members);
        free(list->lines[i].bytes);
    }
    free(list->lines);
}

static int run_nonsense(const struct line_list *list)
{
    struct nonsense_case cases[COUNT(nonsense)];

    for (size_t i = 0; i < COUNT(nonsense); i++)
        cases[i] = (struct nonsense_case){nonsense[i].name, &nonsense[i], list};
    return RUN_ROWS(test_nonsense, cases);
}

int main(void)
{
    struct line_list list = {0};

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        printf("skipped: the replies were recorded on a little-endian machine\n");
        return 0;
    }
    read_lines(&list);
    int failed = list.count == 0; // the file is missing
    failed += run_rows(test_every_cut, list.lines, list.count, sizeof(*list.lines)) +
              run_nonsense(&list) + RUN_ROWS(test_request, requests) +
              RUN_ROWS(test_attributes_that_are_empty, shorts) + RUN_ROWS(test_dump, dumps) +
              run_rows(test_reply, list.lines, list.count, sizeof(*list.lines));
    free_lines(&list);
    return failed;
}

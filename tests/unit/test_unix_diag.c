// SPDX-License-Identifier: MIT
/** collect/unix_diag: replies recorded on Linux 6.1, 6.12 and 6.18, and what is no reply. */
#include "scene.h"

#include "collect/unix_diag.h"
#include "recording.h"
#include "sock/detail.h"

#include <ctype.h>
#include <errno.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#define RECORDED "tests/data/unix_diag.hex"

/** Appends bytes of a name; those that are no printable ASCII as \OOO. */
static void put_name(struct strbuf *text, struct text name)
{
    char octal[8];

    for (size_t i = 0; i < name.length; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        snprintf(octal, sizeof(octal), "\\%03o", byte);
        if (isprint(byte) && byte < 128 && byte != '\\' && byte != '"' && byte != '?')
            strbuf_byte(text, (char)byte);
        else
            strbuf_text(text, octal);
    }
    strbuf_text(text, name.length > 0 ? "" : "-");
}

static void put_number(struct strbuf *text, bool known, uint64_t number)
{
    strbuf_byte(text, ' ');
    if (known)
        strbuf_decimal(text, number);
    else
        strbuf_byte(text, '-');
}

/** "TYPE STATE INODE COOKIE RECV/SEND SHUTDOWN UID PEER NAME", "-" for what is not known. */
static void put_sock(struct strbuf *text, const struct sock *sock, const struct strbuf *detail)
{
    bool queues = scene_knows(sock, "queues") || scene_knows(sock, "accept");

    strbuf_text(text, type_names[sock->type]);
    strbuf_byte(text, ' ');
    strbuf_text(text, state_table[sock->state].name);
    put_number(text, true, sock->inode);
    strbuf_byte(text, ' ');
    strbuf_hex(text, sock->cookie, 1);
    put_number(text, queues, sock->recv_q);
    strbuf_byte(text, '/');
    strbuf_decimal(text, sock->send_q);
    put_number(text, sock->have & HAVE_SHUTDOWN, sock->shutdown);
    put_number(text, sock->have & HAVE_UID, sock->uid);
    put_number(text, sock->have & HAVE_PEER_INODE, sock_peer_inode(sock));
    strbuf_byte(text, ' ');
    put_name(text, detail_find(strbuf_contents(detail), DETAIL_NAME));
}

struct reply_row {
    const char *name;
    const char *expected;
};

// clang-format off
static const struct reply_row replies[] = {
    {"6.1.0", "stream listen 10639 4c 2/5 0 0 - /tmp/famyjhchgkh/stream"},
    {"6.1.1", "stream listen 10642 4d 0/1 0 0 - rel.sock"},
    {"6.1.2", "stream listen 10662 4e 0/1 0 0 - /tmp/famyjhchgkh/new\\012line 1 2"},
    {"6.1.3", "stream listen 10663 4f 0/1 0 0 - /tmp/famyjhchgkh/@x"},
    {"6.1.4", "stream listen 10664 50 0/1 0 0 - @looks-abstract"},
    {"6.1.5", "stream listen 10665 51 0/1 0 0 - /tmp/famyjhchgkh/gone"},
    {"6.1.6",
     "dgram unconnected 10666 52 0/0 0 0 - AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {"6.1.7", "dgram established 10652 53 0/768 0 0 10651 -"},
    {"6.1.8", "stream unconnected 10655 54 0/0 0 0 - -"},
    {"6.1.9", "dgram established 10653 55 0/768 0 0 10651 -"},
    {"6.1.10", "dgram unconnected 10654 56 0/0 0 0 - -"},
    {"6.1.11", "stream established 10644 57 1000/0 1 0 10643 rel.sock"},
    {"6.1.12", "seqpacket established 10649 58 0/768 0 0 10650 -"},
    {"6.1.13", "seqpacket established 10650 59 5/0 0 0 10649 -"},
    {"6.1.14", "stream established 10646 5a 5/0 0 0 10645 -"},
    {"6.1.15", "stream established 10645 5b 0/768 0 0 10646 -"},
    {"6.1.16", "dgram established 10647 5c 0/768 0 0 10648 -"},
    {"6.1.17", "dgram established 10648 5d 5/0 0 0 10647 -"},
    {"6.1.18", "stream established 10643 5e 0/2304 2 0 10644 -"},
    {"6.1.19", "stream established 10640 5f 0/0 0 0 - -"},
    {"6.1.20", "stream established 10641 60 0/0 0 0 - -"},
    {"6.1.21", "stream established 10671 61 0/0 0 0 - -"},
    {"6.1.22", "stream established 10673 62 1/0 0 0 10672 -"},
    {"6.1.23", "stream established 10672 63 0/768 0 0 10673 -"},
    {"6.1.24", "stream established 10669 64 0/0 3 0 - -"},
    {"6.1.25", "dgram unconnected 10674 65 0/0 0 0 - @inflight"},
    {"6.1.26", "stream listen 10660 66 0/1 0 0 - @ "},
    {"6.1.27", "stream listen 10656 67 0/1 0 0 - @abs\\000with\\000nul"},
    {"6.1.28", "stream listen 10670 68 1/0 0 0 - @full"},
    {"6.1.29",
     "dgram unconnected 10667 69 0/0 0 0 - @BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"},
    {"6.1.30", "stream unconnected 10661 6a 0/0 0 0 - @99dd1"},
    {"6.1.31", "dgram unconnected 10651 6b 5/0 0 0 - @abstract-dgram"},
    {"6.1.32", "stream listen 10659 6c 0/1 0 0 - @\\200\\377"},
    {"6.1.33", "stream listen 10657 6d 0/1 0 0 - @@at"},
    {"6.1.34", "stream listen 10658 6e 0/1 0 0 - @new\\012line"},
    {"6.12.0", "stream listen 370 52 2/5 0 0 - /tmp/famzmv2uxf_/stream"},
    {"6.12.1", "stream listen 373 53 0/1 0 0 - rel.sock"},
    {"6.12.2", "stream listen 393 54 0/1 0 0 - /tmp/famzmv2uxf_/new\\012line 1 2"},
    {"6.12.3", "stream listen 394 55 0/1 0 0 - /tmp/famzmv2uxf_/@x"},
    {"6.12.4", "stream listen 395 56 0/1 0 0 - @looks-abstract"},
    {"6.12.5", "stream listen 396 57 0/1 0 0 - /tmp/famzmv2uxf_/gone"},
    {"6.12.6",
     "dgram unconnected 397 58 0/0 0 0 - AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {"6.12.7", "stream established 374 59 0/2304 2 0 375 -"},
    {"6.12.8", "stream established 372 5a 0/0 0 0 - -"},
    {"6.12.9", "stream established 371 5b 0/0 0 0 - -"},
    {"6.12.10", "stream established 403 5c 0/768 0 0 404 -"},
    {"6.12.11", "stream established 400 5d 0/0 3 0 - -"},
    {"6.12.12", "stream established 404 5e 1/0 0 0 403 -"},
    {"6.12.13", "stream established 402 5f 0/0 0 0 - -"},
    {"6.12.14", "dgram established 378 60 0/768 0 0 379 -"},
    {"6.12.15", "seqpacket established 380 61 0/768 0 0 381 -"},
    {"6.12.16", "dgram established 379 62 5/0 0 0 378 -"},
    {"6.12.17", "stream established 375 63 1000/0 1 0 374 rel.sock"},
    {"6.12.18", "stream established 376 64 0/768 0 0 377 -"},
    {"6.12.19", "seqpacket established 381 65 5/0 0 0 380 -"},
    {"6.12.20", "stream established 377 66 5/0 0 0 376 -"},
    {"6.12.21", "dgram unconnected 385 67 0/0 0 0 - -"},
    {"6.12.22", "dgram established 383 68 0/768 0 0 382 -"},
    {"6.12.23", "stream unconnected 386 69 0/0 0 0 - -"},
    {"6.12.24", "dgram established 384 6a 0/768 0 0 382 -"},
    {"6.12.25", "dgram unconnected 405 6b 0/0 0 0 - @inflight"},
    {"6.12.26", "stream listen 391 6c 0/1 0 0 - @ "},
    {"6.12.27", "stream listen 387 6d 0/1 0 0 - @abs\\000with\\000nul"},
    {"6.12.28", "stream listen 401 6e 1/0 0 0 - @full"},
    {"6.12.29",
     "dgram unconnected 398 6f 0/0 0 0 - @BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"},
    {"6.12.30", "dgram unconnected 382 70 5/0 0 0 - @abstract-dgram"},
    {"6.12.31", "stream unconnected 392 71 0/0 0 0 - @1ff27"},
    {"6.12.32", "stream listen 390 72 0/1 0 0 - @\\200\\377"},
    {"6.12.33", "stream listen 388 73 0/1 0 0 - @@at"},
    {"6.12.34", "stream listen 389 74 0/1 0 0 - @new\\012line"},
    {"6.18.0", "dgram unconnected 24973736 4f7fda 0/0 0 0 - -"},
    {"6.18.1", "stream established 24973726 4f7fdb 1000/0 1 0 24973725 rel.sock"},
    {"6.18.2", "seqpacket established 24973731 4f7fdc 0/768 0 0 24973732 -"},
    {"6.18.3", "stream established 24973754 4f7fdd 0/768 0 0 24973755 -"},
    {"6.18.4", "dgram established 24973730 4f7fde 5/0 0 0 24973729 -"},
    {"6.18.5", "dgram established 24973735 4f7fdf 0/768 0 0 24973733 -"},
    {"6.18.6", "stream listen 24973721 4f7fe0 2/5 0 0 - /tmp/famexp_n95q/stream"},
    {"6.18.7", "stream established 24973728 4f7fe1 5/0 0 0 24973727 -"},
    {"6.18.8", "stream listen 24973724 4f7fe2 0/1 0 0 - rel.sock"},
    {"6.18.9",
     "stream listen 24973744 4f7fe3 0/1 0 0 - /tmp/famexp_n95q/new\\012line "
     "1 2"},
    {"6.18.10", "stream listen 24973745 4f7fe4 0/1 0 0 - /tmp/famexp_n95q/@x"},
    {"6.18.11", "stream established 24973723 4f7fe5 0/0 0 0 - -"},
    {"6.18.12", "stream listen 24973746 4f7fe6 0/1 0 0 - @looks-abstract"},
    {"6.18.13", "stream listen 24973747 4f7fe7 0/1 0 0 - /tmp/famexp_n95q/gone"},
    {"6.18.14", "stream established 24973753 4f7fe8 0/0 0 0 - -"},
    {"6.18.15", "dgram established 24973729 4f7fe9 0/768 0 0 24973730 -"},
    {"6.18.16", "stream established 24973727 4f7fea 0/768 0 0 24973728 -"},
    {"6.18.17", "seqpacket established 24973732 4f7feb 5/0 0 0 24973731 -"},
    {"6.18.18", "stream established 24973755 4f7fec 1/0 0 0 24973754 -"},
    {"6.18.19", "stream unconnected 24973737 4f7fed 0/0 0 0 - -"},
    {"6.18.20", "dgram established 24973734 4f7fee 0/768 0 0 24973733 -"},
    {"6.18.21",
     "dgram unconnected 24973748 4f7fef 0/0 0 0 - AAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {"6.18.22", "stream established 24973722 4f7ff0 0/0 0 0 - -"},
    {"6.18.23", "stream established 24973751 4f7ff1 0/0 3 0 - -"},
    {"6.18.24", "stream established 24973725 4f7ff2 0/2304 2 0 24973726 -"},
    {"6.18.25", "dgram unconnected 24973756 4f7ff3 0/0 0 0 - @inflight"},
    {"6.18.26", "stream listen 24973742 4f7ff4 0/1 0 0 - @ "},
    {"6.18.27", "stream listen 24973738 4f7ff5 0/1 0 0 - @abs\\000with\\000nul"},
    {"6.18.28", "stream listen 24973752 4f7ff6 1/0 0 0 - @full"},
    {"6.18.29",
     "dgram unconnected 24973749 4f7ff7 0/0 0 0 - @BBBBBBBBBBBBBBBBBBBBBBBBB"
     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"},
    {"6.18.30", "dgram unconnected 24973733 4f7ff8 5/0 0 0 - @abstract-dgram"},
    {"6.18.31", "stream listen 24973741 4f7ff9 0/1 0 0 - @\\200\\377"},
    {"6.18.32", "stream unconnected 24973743 4f7ffa 0/0 0 0 - @20609"},
    {"6.18.33", "stream listen 24973739 4f7ffb 0/1 0 0 - @@at"},
    {"6.18.34", "stream listen 24973740 4f7ffc 0/1 0 0 - @new\\012line"},
};
// clang-format on

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct sock sock;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    assert_int_equal(unix_diag_decode((const void *)bytes, &sock, &detail), 0);
    assert_int_equal(sock.proto, PROTO_UNIX);
    assert_int_equal(sock.family, FAMILY_UNIX);
    put_sock(&text, &sock, &detail);
    assert_text(&text, row->expected);
    free(bytes);
}

/** Every beginning of a reply, in memory of that size: refused, or whole attributes of it. */
static void test_every_cut(void **state)
{
    const struct reply_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);
    size_t good = 0;

    for (size_t length = sizeof(struct nlmsghdr); length < size; length++) {
        unsigned char *cut = malloc(length);
        struct sock sock = {.inode = 4711};
        uint32_t claimed = (uint32_t)length;
        memcpy(cut, bytes, length);
        memcpy(cut, &claimed, sizeof(claimed)); // nlmsg_len
        strbuf_truncate(&detail, 0);
        int error = unix_diag_decode((const void *)cut, &sock, &detail);
        assert_true(error == 0 || error == -EBADMSG);
        assert_true(error == 0 || sock.inode == 4711);
        assert_true(error != 0 || length >= NLMSG_SPACE(sizeof(struct unix_diag_msg)));
        good += error == 0;
        free(cut);
    }
    assert_true(good > 0 && good < 16);
    free(bytes);
}

struct file_row {
    const char *name;
    uint32_t inode, device; /**< as the kernel sent them: 20 bits of the device are the minor */
    size_t waiting_count;
    uint32_t waiting[2]; /**< inodes of the clients */
    uint32_t memory[2];  /**< rmem and rcvbuf */
};

// From the lines of the recording that an independent program decoded.
static const struct file_row files[] = {
    {"6.12.0", 20, 24, 2, {371, 372}, {0, 212992}},
    {"6.12.1", 21, 24, 0, {0}, {0, 212992}},
    {"6.1.0", 20, 22, 2, {10640, 10641}, {0, 212992}},
};

static void test_file(void **state)
{
    const struct file_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    assert_int_equal(unix_diag_decode((const void *)bytes, &sock, &detail), 0);
    struct text list = strbuf_contents(&detail);
    struct text file = detail_find(list, DETAIL_UNIX_FILE);
    struct text waiting = detail_find(list, DETAIL_UNIX_QUEUED);
    const uint32_t expected[] = {row->inode, row->device};
    assert_int_equal(file.length, sizeof(expected));
    assert_memory_equal(file.bytes, expected, sizeof(expected));
    assert_int_equal(waiting.length, row->waiting_count * sizeof(uint32_t));
    assert_memory_equal(waiting.bytes, row->waiting, waiting.length);
    struct text memory = detail_find(list, DETAIL_MEMORY);
    assert_int_equal(memory.length, 36);
    assert_memory_equal(memory.bytes, row->memory, sizeof(row->memory));
    free(bytes);
}

struct nonsense_row {
    const char *name;
    size_t offset;
    unsigned char byte;
};

static const struct nonsense_row nonsense[] = {
    {"another type of message", 4, 21},
    {"another family", 16, 2},
    {"a state that no Unix socket has", 18, 6},
    {"state 0", 18, 0},
    {"an attribute shorter than its head", 32, 3},
    {"an attribute longer than the message", 33, 200},
};

static void test_nonsense(void **state)
{
    const struct nonsense_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock = {.inode = 4711};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "6.18.0", &size);

    bytes[row->offset] = row->byte;
    assert_int_equal(unix_diag_decode((const void *)bytes, &sock, &detail), -EBADMSG);
    assert_int_equal(sock.inode, 4711);
    free(bytes);
}

/** A type that a newer kernel may have is not known, and the socket is listed. */
static void test_an_unknown_type(void **state)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "6.18.0", &size);

    (void)state;
    bytes[17] = 9;
    assert_int_equal(unix_diag_decode((const void *)bytes, &sock, &detail), 0);
    assert_int_equal(sock_type(&sock), 0);
    free(bytes);
}

/** Appends an attribute of TYPE with SIZE bytes of 0xff. */
static size_t put_attribute(unsigned char *place, uint16_t type, size_t size)
{
    const struct nlattr head = {.nla_len = (uint16_t)(sizeof(head) + size), .nla_type = type};

    memcpy(place, &head, sizeof(head));
    memset(place + sizeof(head), 0xff, size);
    return NLA_ALIGN(head.nla_len);
}

/** An attribute that is too short for its number, or a name without a byte, tells nothing. */
static void test_short_attributes_are_absent(void **state)
{
    static const struct {
        uint16_t type;
        size_t size;
    } attributes[] = {{UNIX_DIAG_NAME, 0},     {UNIX_DIAG_PEER, 3}, {UNIX_DIAG_RQLEN, 7},
                      {UNIX_DIAG_SHUTDOWN, 0}, {UNIX_DIAG_UID, 3},  {UNIX_DIAG_UID + 40, 5},
                      {UNIX_DIAG_VFS, 7}};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;
    _Alignas(struct nlmsghdr) unsigned char bytes[256] = {0};
    struct unix_diag_msg body = {
        .udiag_family = AF_UNIX, .udiag_type = 0, .udiag_state = 7, .udiag_cookie = {~0U, ~0U}};
    size_t length = NLMSG_SPACE(sizeof(body));

    (void)state;
    memcpy(bytes + NLMSG_HDRLEN, &body, sizeof(body));
    for (size_t i = 0; i < COUNT(attributes); i++)
        length += put_attribute(bytes + length, attributes[i].type, attributes[i].size);
    const struct nlmsghdr head = {.nlmsg_len = (uint32_t)length, .nlmsg_type = 20};
    memcpy(bytes, &head, sizeof(head));
    assert_int_equal(unix_diag_decode((const void *)bytes, &sock, &detail), 0);
    assert_int_equal(sock.have, 0); // no inode and no cookie either
    assert_int_equal(detail.length, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_unknown_type),
        cmocka_unit_test(test_short_attributes_are_absent),
    };

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        printf("skipped: the replies were recorded on a little-endian machine\n");
        return 0;
    }
    return RUN_ROWS(test_reply, replies) + RUN_ROWS(test_every_cut, replies) +
           RUN_ROWS(test_file, files) + RUN_ROWS(test_nonsense, nonsense) +
           cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/** A reply of unix_diag: decoded, it says what an own walk over its bytes finds. */
#include "fuzz.h"

#include "collect/unix_diag.h"
#include "sock/detail.h"

#include <errno.h>

#define HEADER 16
#define BODY 16 // behind it

static uint32_t word_at(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

/** What the attributes say, the last of each type. */
struct found {
    const uint8_t *name, *peer, *queues, *shutdown, *uid;
    size_t name_size;
    bool peer_told;
    bool whole; /**< the attributes fill the message */
};

static struct found walk(const uint8_t *message, size_t size)
{
    struct found found = {.whole = true};

    for (size_t place = HEADER + BODY; place < size;) {
        uint16_t head[2];
        if (size - place < sizeof(head))
            return (struct found){0};
        memcpy(head, message + place, sizeof(head));
        if (head[0] < 4 || head[0] > size - place)
            return (struct found){0};
        const uint8_t *payload = message + place + 4;
        size_t length = head[0] - 4U;
        switch (head[1] & 0x3fff) {
        case 0:
            if (found.name || length == 0 || length > 109)
                break; // only the first name of at most 109 bytes counts
            found.name = payload;
            found.name_size = length;
            break;
        case 2:
            found.peer_told = true;
            found.peer = length >= 4 && word_at(payload) != 0 ? payload : found.peer;
            break;
        case 4:
            found.queues = length >= 8 ? payload : found.queues;
            break;
        case 6:
            found.shutdown = length >= 1 ? payload : found.shutdown;
            break;
        case 7:
            found.uid = length >= 4 ? payload : found.uid;
            break;
        }
        place += (head[0] + 3U) & ~3U;
    }
    return found;
}

static void check_name(const struct found *found, struct text name)
{
    bool abstract = found->name_size > 0 && found->name[0] == 0;
    size_t length = found->name_size;

    if (!abstract)
        length = length > 0 ? strnlen((const char *)found->name, length) : 0;
    MUST(name.length == length);
    MUST(!abstract || name.bytes[0] == '@');
    size_t from = abstract ? 1 : 0;
    MUST(length <= from || memcmp(name.bytes + from, found->name + from, length - from) == 0);
}

static void check(const uint8_t *message, const struct found *found, const struct sock *sock)
{
    const uint8_t *body = message + HEADER;

    MUST(found->whole && body[0] == 1);
    MUST(sock->proto == PROTO_UNIX && sock->family == FAMILY_UNIX);
    bool receives = body[1] == 2 && body[2] == 1 && !found->peer_told;
    MUST(body[2] == 1 ? sock->state == (receives ? STATE_UNCONNECTED : STATE_ESTABLISHED)
                      : body[2] == (sock->state == STATE_LISTEN ? 10 : 7));
    MUST(sock->inode == word_at(body + 4));
    MUST(sock->cookie == ((uint64_t)word_at(body + 12) << 32 | word_at(body + 8)));
    MUST(!(sock->have & HAVE_TYPE) || sock->type == body[1]);
    MUST(!(sock->have & HAVE_UID) == !found->uid);
    MUST(!found->uid || sock->uid == word_at(found->uid));
    MUST(!(sock->have & HAVE_PEER_INODE) == !found->peer);
    MUST(!found->peer || sock_peer_inode(sock) == word_at(found->peer));
    MUST(!found->queues || sock->recv_q == word_at(found->queues));
    MUST(!found->queues || sock->send_q == word_at(found->queues + 4));
    MUST(!(sock->have & HAVE_SHUTDOWN) == !found->shutdown);
    MUST(!found->shutdown || sock->shutdown == (*found->shutdown & 3));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock = {.inode = 4711};
    uint32_t length = (uint32_t)size;

    if (size < HEADER)
        return 0;
    uint8_t *message = exact(data, size);
    memcpy(message, &length, sizeof(length));
    int error = unix_diag_decode((const void *)message, &sock, &detail);
    MUST(error == 0 || error == -EBADMSG);
    if (error) {
        MUST(sock.inode == 4711);
    } else {
        struct found found = walk(message, size);
        check(message, &found, &sock);
        check_name(&found, detail_find(strbuf_contents(&detail), DETAIL_NAME));
    }
    free(message);
    return 0;
}

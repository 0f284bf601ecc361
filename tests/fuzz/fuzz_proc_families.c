// SPDX-License-Identifier: MIT
/**
 * A line of /proc/net/unix, packet or netlink. The first byte chooses which. What is taken must fit
 * a picture of the layout, column by column, which is drawn here.
 */
#include "fuzz.h"

#include "collect/proc_line.h"
#include "sock/detail.h"

#include <ctype.h>
#include <errno.h>

/** Bytes of a line that is split, at most. */
#define LONGEST 160

/** The columns of a line that is split at blanks. */
struct words {
    size_t count;
    char text[16][LONGEST + 1];
};

/**
 * True when the bytes look like PICTURE: h is a hexadecimal digit, b is 0 or 1, t is 1 to 5, s is 1
 * to 4, any other letter is itself.
 */
static bool looks_like(const char *bytes, size_t size, const char *picture)
{
    if (size < strlen(picture))
        return false;
    for (size_t i = 0; picture[i]; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool fits = picture[i] == 'h'   ? isxdigit(byte)
                    : picture[i] == 'b' ? byte == '0' || byte == '1'
                    : picture[i] == 't' ? byte >= '1' && byte <= '5'
                    : picture[i] == 's' ? byte >= '1' && byte <= '4'
                                        : byte == (unsigned char)picture[i];
        if (!fits)
            return false;
    }
    return true;
}

/** The inode at the front, as "%5lu" writes it; 0 characters: there is none. */
static size_t read_inode(const char *bytes, size_t size, unsigned long long *inode)
{
    char copy[64] = {0};
    char again[64];

    memcpy(copy, bytes, size < sizeof(copy) - 1 ? size : sizeof(copy) - 1);
    *inode = strtoull(copy, NULL, 10);
    int length = snprintf(again, sizeof(again), "%5llu", *inode);
    bool same = *inode <= UINT32_MAX && strncmp(copy, again, (size_t)length) == 0;
    char next = copy[length];
    return same && (next == '\0' ? size == (size_t)length : next == ' ') ? (size_t)length : 0;
}

/** Checks what was taken as a line of a Unix socket; or that it was right to take nothing. */
static void check_unix(const char *bytes, size_t size, int result, const struct proc_line *line,
                       struct text name)
{
    static const char picture[] = "hhhhhhhh: hhhhhhhh 00000000 000b0000 000t 0s ";
    bool wide = looks_like(bytes, size, "hhhhhhhh") && looks_like(bytes + 8, size - 8, picture);
    unsigned long long inode = 0;

    if (!wide && !looks_like(bytes, size, picture)) {
        MUST(result == -EBADMSG);
        return;
    }
    const char *columns = bytes + (wide ? 8 : 0);
    const char *tail = columns + sizeof(picture) - 1;
    size_t left = (size_t)(bytes + size - tail);
    size_t length = read_inode(tail, left, &inode);
    size_t name_length = left > length ? left - length - 1 : 0;
    if (length == 0 || name_length > 108 || left == length + 1) {
        MUST(result == -EBADMSG);
        return;
    }
    MUST(result == (inode == 0 ? LINE_WITHOUT_SOCKET : 0));
    MUST(line->digits == (wide ? 16 : 8));
    MUST(line->sock.inode == inode && !(line->sock.have & HAVE_ABSTRACT));
    MUST(line->sock.type == columns[40] - '0');
    bool listens = columns[31] == '1';
    bool connected = columns[43] == '3';
    MUST((line->sock.state == STATE_LISTEN) == listens);
    MUST((line->sock.state == STATE_ESTABLISHED) == (connected && !listens));
    MUST(name.length == name_length);
    MUST(name_length == 0 || memcmp(name.bytes, tail + length + 1, name_length) == 0);
}

/** Splits at blanks; false for too many words, or a NUL. */
static bool split_words(const char *bytes, size_t size, struct words *words)
{
    size_t length = 0;

    memset(words, 0, sizeof(*words));
    for (size_t i = 0; i <= size; i++) {
        if (i < size && bytes[i] != ' ') {
            if (words->count == 16 || bytes[i] == '\0')
                return false;
            words->text[words->count][length++] = bytes[i];
        } else if (length > 0) {
            words->count++;
            length = 0;
        }
    }
    return true;
}

/** A number of 32 bits; false when the word is no such number. */
static bool number_of(const char *word, int base, uint32_t *number)
{
    char *end = NULL;
    unsigned long long value = strtoull(word, &end, base);

    *number = (uint32_t)value;
    return isxdigit((unsigned char)*word) && !*end && value <= UINT32_MAX &&
           !(base == 16 && (word[1] == 'x' || word[1] == 'X'));
}

/** Checks a line of COUNT columns; column HEX, from 0 on, is hexadecimal with DIGITS digits. */
static bool read_columns(const char *bytes, size_t size, size_t hex, size_t digits,
                         uint32_t numbers[16])
{
    struct words words;
    size_t count = digits == 4 ? 9 : 10;
    size_t pointer = 0;

    if (!split_words(bytes, size, &words) || words.count != count || bytes[0] == ' ')
        return false;
    pointer = strlen(words.text[0]);
    if ((pointer != 8 && pointer != 16) ||
        strspn(words.text[0], "0123456789abcdefABCDEF") != pointer)
        return false;
    if (bytes[pointer + 1] == ' ') // one blank follows
        return false;
    for (size_t i = 1; i < count; i++) {
        if (!number_of(words.text[i], i == hex ? 16 : 10, &numbers[i]) ||
            (i == hex && strlen(words.text[i]) != digits))
            return false;
    }
    return true;
}

static void check_packet(const char *bytes, size_t size, int result, const struct sock *sock)
{
    uint32_t numbers[16] = {0};

    if (!read_columns(bytes, size, 3, 4, numbers) || numbers[2] > 255) {
        MUST(result == -EBADMSG);
        return;
    }
    MUST(result == 0);
    MUST(sock->type == (numbers[2] > 0 && numbers[2] < TYPE_COUNT ? numbers[2] : 0));
    MUST(address_number(&sock->local, 1) == numbers[3] && sock->device == numbers[4]);
    MUST(sock->uid == numbers[7] && sock->inode == numbers[8]);
}

static void check_netlink(const char *bytes, size_t size, int result, const struct sock *sock)
{
    uint32_t numbers[16] = {0};

    if (!read_columns(bytes, size, 3, 8, numbers)) {
        MUST(result == -EBADMSG);
        return;
    }
    MUST(result == 0);
    MUST(address_number(&sock->local, 0) == numbers[1]);
    MUST(address_number(&sock->local, 1) == numbers[2] && sock->of_kernel == (numbers[2] == 0));
    MUST(sock->recv_q == numbers[4] && sock->send_q == numbers[5] && sock->inode == numbers[9]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t chosen = choice(&data, &size) % 3;
    struct strbuf detail = {0};
    struct proc_line line, before;

    if (size > LONGEST)
        size = LONGEST;
    char *bytes = exact(data, size);

    memset(&line, 0xa5, sizeof(line));
    before = line;
    int result = chosen == 0   ? proc_line_decode_unix(bytes, size, &line, &detail)
                 : chosen == 1 ? proc_line_decode_packet(bytes, size, &line, &detail)
                               : proc_line_decode_netlink(bytes, size, &line, &detail);
    struct text name = detail_find(strbuf_contents(&detail), DETAIL_NAME);
    MUST(result == 0 || result == -EBADMSG || result == LINE_WITHOUT_SOCKET);
    if (result == -EBADMSG)
        MUST(memcmp(&line, &before, sizeof(line)) == 0 && detail.length == 0);
    else
        MUST(line.states & STATE_BIT(line.sock.state));
    if (chosen == 0)
        check_unix(bytes, size, result, &line, name);
    else if (chosen == 1)
        check_packet(bytes, size, result, &line.sock);
    else
        check_netlink(bytes, size, result, &line.sock);
    strbuf_free(&detail);
    free(bytes);
    return 0;
}

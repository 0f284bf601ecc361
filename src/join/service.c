// SPDX-License-Identifier: MIT
#include "join/service.h"

#include "base/file.h"
#include "base/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST_FILE (4 << 20)

/** Protocols that have ports, by their names in services(5). */
static const struct {
    const char *name;
    uint8_t number;
} protocols[] = {
    {"tcp", IPPROTO_TCP},   {"udp", IPPROTO_UDP},         {"sctp", IPPROTO_SCTP},
    {"dccp", IPPROTO_DCCP}, {"udplite", IPPROTO_UDPLITE},
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/** Takes the next word off REST; false when there is none. */
static bool next_word(struct text *rest, struct text *ret_word)
{
    while (rest->length > 0 && is_blank(*rest->bytes)) {
        rest->bytes++;
        rest->length--;
    }
    size_t length = 0;
    while (length < rest->length && !is_blank(rest->bytes[length]))
        length++;
    *ret_word = (struct text){rest->bytes, length};
    rest->bytes += length;
    rest->length -= length;
    return length > 0;
}

/** "443/tcp" */
static bool parse_port(struct text word, uint64_t *ret_id)
{
    const char *slash = memchr(word.bytes, '/', word.length);
    uint64_t port = 0;

    if (!slash)
        return false;
    size_t digits = (size_t)(slash - word.bytes);
    if (parse_decimal(word.bytes, digits, UINT16_MAX, &port) != 0 || port == 0)
        return false;
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
        const char *name = protocols[i].name;
        if (strlen(name) != word.length - digits - 1 ||
            memcmp(name, slash + 1, word.length - digits - 1) != 0)
            continue;
        *ret_id = facts_service_id(protocols[i].number, (uint16_t)port);
        return true;
    }
    return false;
}

static void parse_line(struct text line, struct names *services)
{
    const char *comment = memchr(line.bytes, '#', line.length);
    struct text name = {0};
    struct text port = {0};
    uint64_t id = 0;

    if (comment)
        line.length = (size_t)(comment - line.bytes);
    if (memchr(line.bytes, '\0', line.length))
        return;
    if (next_word(&line, &name) && next_word(&line, &port) && parse_port(port, &id))
        names_add(services, id, name.bytes, name.length);
}

void service_parse(const char *text, size_t length, struct names *services)
{
    while (length > 0) {
        const char *newline = memchr(text, '\n', length);
        size_t line = newline ? (size_t)(newline - text) : length;
        parse_line((struct text){text, line}, services);
        line += newline ? 1 : 0;
        text += line;
        length -= line;
    }
}

/** Appends the file at PATH to CONTENTS. A FIFO or device in its place is not waited for. */
static int read_services(const char *path, struct strbuf *contents)
{
    struct stat status;
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    return file_read_rest(fd, LARGEST_FILE, contents);
}

/** "32768\t60999\n"; a host without it hands out no ports that we know of. */
static void read_ephemeral_range(const char *proc, struct facts *facts)
{
    CLEANUP(file_close) int directory = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(strbuf_free) struct strbuf range = {0};
    uint64_t first = 0;
    uint64_t last = 0;

    if (file_read(directory, "sys/net/ipv4/ip_local_port_range", 64, &range) != 0 ||
        range.length == 0)
        return;
    struct text rest = {range.data, range.length - (range.data[range.length - 1] == '\n')};
    struct text words[2];
    if (next_word(&rest, &words[0]) && next_word(&rest, &words[1]) &&
        parse_decimal(words[0].bytes, words[0].length, UINT16_MAX, &first) == 0 &&
        parse_decimal(words[1].bytes, words[1].length, UINT16_MAX, &last) == 0) {
        facts->ephemeral_first = (uint16_t)first;
        facts->ephemeral_last = (uint16_t)last;
    }
}

void service_join(const char *path, const char *proc, struct facts *facts)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = read_services(path, &contents);

    if (error) {
        const char *words = error == -EINVAL ? "Not a regular file" : strerror(-error);
        facts_warn(facts, "%s: %s: ports are shown as numbers", path, words);
        return;
    }
    service_parse(contents.data, contents.length, &facts->services);
    read_ephemeral_range(proc, facts);
}

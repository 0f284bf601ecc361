// SPDX-License-Identifier: MIT
#include "join/service.h"

#include "base/parse.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST_FILE (4 << 20)

/** Protocols with ports, by their names in services(5). */
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

/** Removes the next word from REST; returns false if there is none. */
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

/** Parses "443/tcp". */
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
        *ret_id = name_cache_service_id(protocols[i].number, (uint16_t)port);
        return true;
    }
    return false;
}

/** The contents of a line. */
struct service_line {
    uint64_t id; /**< name_cache_service_id */
    struct text name;
    struct text aliases; /**< separated by blanks */
};

static bool parse_line(struct text line, struct service_line *ret_line)
{
    const char *comment = memchr(line.bytes, '#', line.length);
    struct text port = {0};

    if (comment)
        line.length = (size_t)(comment - line.bytes);
    if (memchr(line.bytes, '\0', line.length) || !next_word(&line, &ret_line->name) ||
        !next_word(&line, &port) || !parse_port(port, &ret_line->id))
        return false;
    ret_line->aliases = line;
    return true;
}

/** Removes lines from REST up to the next entry; returns false if there is none. */
static bool next_line(struct text *rest, struct service_line *ret_line)
{
    bool good = false;

    while (rest->length > 0 && !good) {
        const char *newline = memchr(rest->bytes, '\n', rest->length);
        size_t length = newline ? (size_t)(newline - rest->bytes) : rest->length;
        good = parse_line((struct text){rest->bytes, length}, ret_line);
        length += newline ? 1 : 0;
        rest->bytes += length;
        rest->length -= length;
    }
    return good;
}

/**
 * Returns true if a name has the form of a port, a range or an address, or is no valid value: the
 * meaning of "10.0.0.1:22" must not depend on a file.
 */
static bool is_ambiguous(struct text name)
{
    uint64_t number = 0;
    bool hexadecimal = name.length > 2 && name.bytes[0] == '0' && (name.bytes[1] | 32) == 'x' &&
                       parse_hex(name.bytes + 2, name.length - 2, UINT64_MAX, &number) != -EINVAL;
    size_t numeric = 0;

    while (numeric < name.length && strchr("0123456789-.", name.bytes[numeric]))
        numeric++;
    return hexadecimal || numeric == name.length || text_is(name, "*") || text_has(name, ":");
}

void service_parse(const char *text, size_t length, struct names *services)
{
    struct text rest = {text, length};
    struct service_line line;

    while (next_line(&rest, &line)) {
        if (!is_ambiguous(line.name))
            names_add(services, line.id, line.name.bytes, line.name.length);
    }
}

/** Appends the file at PATH to CONTENTS. Does not block on a FIFO or device. */
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

/** Returns true if NAME or an alias in LINE, after the port, is WANTED. */
static bool line_names(struct text line, struct text name, const char *wanted)
{
    do {
        if (name.length == strlen(wanted) && memcmp(name.bytes, wanted, name.length) == 0)
            return true;
    } while (next_word(&line, &name));
    return false;
}

static void add_port(struct resolutions *resolutions, uint64_t port)
{
    for (size_t i = 0; i < resolutions->count; i++) {
        if (resolutions->list[i].number == port)
            return;
    }
    resolutions_add(resolutions)->number = port;
}

int service_ports(const char *path, const char *name, struct resolutions *ret_resolutions)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = read_services(path, &contents);
    struct service_line line;

    if (error)
        return error;
    struct text rest = strbuf_contents(&contents);
    while (next_line(&rest, &line)) {
        if (line_names(line.aliases, line.name, name))
            add_port(ret_resolutions, line.id & UINT16_MAX);
    }
    return ret_resolutions->count > 0 ? 0 : -ENOENT;
}

int service_read(const char *path, struct names *services)
{
    CLEANUP(strbuf_free) struct strbuf contents = {0};
    int error = read_services(path, &contents);

    if (!error)
        service_parse(contents.data, contents.length, services);
    return error;
}

const char *service_words(int error)
{
    return error == -EINVAL ? "Not a regular file" : strerror(-error);
}

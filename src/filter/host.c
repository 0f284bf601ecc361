// SPDX-License-Identifier: MIT
#include "filter/host.h"

#include "base/parse.h"
#include "filter/port.h"

#include <arpa/inet.h>
#include <string.h>

/** The parts of an endpoint, as written. */
struct parts {
    enum family said; /**< from "inet:" or "inet6:"; FAMILY_COUNT: neither */
    bool any;         /**< "*", or an empty address before the port */
    bool brackets;
    struct text address; /**< without brackets */
    struct text bits;    /**< of "/BITS"; bytes NULL: none */
    struct text scope;   /**< of "%INTERFACE"; bytes NULL: none */
    struct text port;    /**< after the colon; bytes NULL: none */
};

/**
 * Splits TEXT at the first SIGN and returns the part before it; sets *RET_BEHIND to the part after
 * it.
 */
static struct text part(struct text text, char sign, struct text *ret_behind)
{
    const char *found = memchr(text.bytes, sign, text.length);

    if (!found)
        return text;
    size_t length = (size_t)(found - text.bytes);
    *ret_behind = text_skip(text, length + 1);
    return (struct text){text.bytes, length};
}

static size_t count_colons(struct text text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == ':';
    return count;
}

/**
 * Splits "[V6]", "[V6/BITS]" or "[V6]/BITS", with an optional ":PORT"; also "[V6]%INTERFACE:PORT"
 * as ss writes it.
 */
static bool part_brackets(struct text word, struct parts *parts)
{
    struct text behind = {0};
    struct text inside = part(text_skip(word, 1), ']', &behind);

    if (!behind.bytes)
        return false;
    parts->brackets = true;
    parts->address = part(inside, '/', &parts->bits);
    if (behind.length > 0 && *behind.bytes == '/' && !parts->bits.bytes)
        parts->bits = part(text_skip(behind, 1), ':', &parts->port);
    else if (behind.length > 0 && *behind.bytes == ':')
        parts->port = text_skip(behind, 1);
    else if (behind.length > 0 && *behind.bytes == '%')
        parts->scope = part(text_skip(behind, 1), ':', &parts->port);
    else if (behind.length > 0)
        return false;
    return true;
}

static void take_family(struct text *word, struct parts *parts)
{
    for (parts->said = 0; parts->said < FAMILY_COUNT; parts->said++) {
        size_t length = strlen(family_table[parts->said].alias);
        if (!family_has_addresses(parts->said) || word->length <= length ||
            word->bytes[length] != ':' ||
            memcmp(word->bytes, family_table[parts->said].alias, length) != 0)
            continue;
        *word = text_skip(*word, length + 1);
        return;
    }
}

/** Splits an endpoint into its parts; returns false if it has no valid form. */
static bool take_apart(struct text word, struct parts *ret_parts)
{
    struct parts parts = {.said = FAMILY_COUNT};

    take_family(&word, &parts);
    if (word.length == 0)
        return false;
    if (*word.bytes == '[') {
        if (!part_brackets(word, &parts))
            return false;
    } else if (count_colons(word) > 1) {
        parts.address = part(word, '/', &parts.bits);
    } else {
        struct text host = part(word, ':', &parts.port);
        parts.address = part(host, '/', &parts.bits);
    }
    if (!parts.scope.bytes)
        parts.address = part(parts.address, '%', &parts.scope);
    parts.any = !parts.brackets && !parts.bits.bytes &&
                (text_is(parts.address, "*") || text_is(parts.address, "any") ||
                 text_is(parts.address, "all") || text_is(parts.address, "default") ||
                 parts.address.length == 0);
    *ret_parts = parts;
    return true;
}

/** Parses "10", "192.168", "10.1.2.3": the octets that are present, the rest is zero. */
static bool parse_ipv4(struct text text, bool shortened, struct address *ret_address)
{
    struct address address = {{0}};
    size_t count = 0;

    for (;;) {
        struct text behind = {0};
        struct text octet = part(text, '.', &behind);
        uint64_t number = 0;
        if (octet.length > 3 || parse_decimal(octet.bytes, octet.length, UINT8_MAX, &number) != 0)
            return false;
        address.bytes[count++] = (uint8_t)number;
        if (!behind.bytes)
            break;
        if (count == 4)
            return false;
        text = behind;
    }
    if (count < 4 && !shortened)
        return false;
    *ret_address = address;
    return true;
}

static bool parse_ipv6(struct text text, struct address *ret_address)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.length >= sizeof(copy))
        return false;
    memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    return strlen(copy) == text.length && inet_pton(AF_INET6, copy, ret_address->bytes) == 1;
}

/** Returns the number of bits of an address. */
static uint8_t bits_of(enum family family)
{
    return (uint8_t)(8 * family_table[family].size);
}

/** Returns false if the endpoint names another family. */
static bool may_be(const struct parts *parts, enum family family)
{
    return parts->said == FAMILY_COUNT || parts->said == family;
}

/** Returns true if the family that the endpoint names excludes IPv4-mapped addresses. */
static bool leaves_out_mapped(const struct parts *parts)
{
    return parts->said != FAMILY_COUNT && family_table[parts->said].maps == parts->said;
}

/** Reads a numeric address and its prefix; returns false if it is not one. */
static bool parse_prefix(const struct parts *parts, struct host_item *ret_host)
{
    bool colons = count_colons(parts->address) > 0 || parts->brackets;
    struct host_item host = {.family = colons ? FAMILY_IPV6 : FAMILY_IPV4};
    bool good = colons ? parse_ipv6(parts->address, &host.address)
                       : parse_ipv4(parts->address, parts->bits.bytes, &host.address);
    uint64_t most = bits_of(host.family);
    uint64_t bits = most;

    if (!good || !may_be(parts, host.family))
        return false;
    if (parts->bits.bytes && parse_decimal(parts->bits.bytes, parts->bits.length, most, &bits) != 0)
        return false;
    host.bits = (uint8_t)bits;
    *ret_host = host;
    return true;
}

/** Adds one endpoint for each range of ports. */
static void add_endpoint(const struct literal *literal, const struct host_item *host,
                         const struct ports *ports)
{
    size_t count = host->any_port ? 1 : ports->count;

    for (size_t i = 0; i < count; i++) {
        struct item *item = test_add(literal->test);
        item->type = ITEM_HOST;
        item->host = *host;
        if (!host->any_port) {
            item->host.low = ports->list[i].low;
            item->host.high = ports->list[i].high;
        }
    }
}

static bool add_host_name(const struct literal *literal, const struct parts *parts,
                          const struct ports *ports, uint32_t device)
{
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};
    bool added = false;

    if (!literal_resolve(literal, NAME_HOST, parts->address, &resolutions))
        return false;
    for (size_t i = 0; i < resolutions.count; i++) {
        const struct resolution *resolution = &resolutions.list[i];
        struct host_item host = {
            .family = (uint8_t)resolution->family,
            .not_mapped = leaves_out_mapped(parts),
            .bits = bits_of(resolution->family),
            .address = resolution->address,
            .any_port = ports->count == 0,
            .device = device,
        };
        if (!may_be(parts, resolution->family))
            continue;
        add_endpoint(literal, &host, ports);
        added = true;
    }
    return added || user_error_add(literal->error, "host \"%.*s\" has no %s address",
                                   text_shown(parts->address), parts->address.bytes,
                                   family_table[parts->said].title);
}

static bool is_number(struct text text)
{
    uint64_t number = 0;

    return parse_decimal(text.bytes, text.length, UINT64_MAX, &number) == 0;
}

const char *host_port_key(const struct subject *subject)
{
    const struct field *field = subject->fields[0];

    if (subject->fields[1])
        return "port";
    if (field->end == END_PEER)
        return "dport";
    return "sport";
}

/** Returns the key of a range of ports; without one it applies to both ends. */
static const char *range_key(const struct subject *subject)
{
    if (subject->fields[1])
        return "";
    return subject->fields[0]->end == END_PEER ? "dport = " : "sport = ";
}

/** Returns the key of the end of the subject, which is not "addr", for an address with a port. */
static const char *end_key(const struct subject *subject)
{
    return subject->fields[0]->end == END_PEER ? "dst" : "src";
}

/**
 * Refuses "22/tcp", "tcp:22" and the like and suggests the correct spelling; returns false if WORD
 * has another form.
 */
static bool refuse_proto(const struct literal *literal, struct text word, const struct parts *parts)
{
    struct text proto = parts->address;
    struct text port = parts->bits.bytes ? parts->bits : parts->port;

    if (!subject_is_proto(proto)) {
        proto = parts->bits;
        port = parts->address;
    }
    if (port.length == 0 || !subject_is_proto(proto))
        return false;
    user_error_add(literal->error, "invalid address \"%.*s\"; write \"%s = %.*s and proto = %.*s\"",
                   text_shown(word), word.bytes, host_port_key(literal->subject), text_shown(port),
                   port.bytes, text_shown(proto), proto.bytes);
    return true;
}

/**
 * Refuses "10.0.0.1:22/tcp" and suggests the correct spelling; returns false if WORD does not end
 * in a protocol.
 */
static bool refuse_port_and_proto(const struct literal *literal, struct text word,
                                  const struct parts *parts)
{
    const struct subject *subject = literal->subject;
    struct text proto = {0};

    if (!parts->port.bytes)
        return false;
    struct text port = part(parts->port, '/', &proto);
    if (port.length == 0 || !proto.bytes || !subject_is_proto(proto))
        return false;
    user_error_add(literal->error, "invalid port \"%.*s\"; write \"", text_shown(parts->port),
                   parts->port.bytes);
    struct text end = {word.bytes, (size_t)(port.bytes - word.bytes) + port.length};
    if (parts->any && parts->said == FAMILY_COUNT && !parts->scope.bytes)
        user_error_add(literal->error, "%s = %.*s", host_port_key(subject), text_shown(port),
                       port.bytes);
    else if (subject->fields[1])
        user_error_add(literal->error, "%.*s", text_shown(end), end.bytes);
    else
        user_error_add(literal->error, "%s = %.*s", end_key(subject), text_shown(end), end.bytes);
    user_error_add(literal->error, " and proto = %.*s\"", text_shown(proto), proto.bytes);
    return true;
}

/** Returns true for "*" and an address without prefix. */
static bool is_address(struct text text)
{
    const struct parts parts = {.said = FAMILY_COUNT, .address = text};
    struct host_item host;

    return text_is(text, "*") || parse_prefix(&parts, &host);
}

/** Returns true for a number and for the name of a service. */
static bool is_port(const struct literal *literal, struct text text)
{
    CLEANUP(ports_free) struct ports ports = {0};

    return is_number(text) || port_service(literal->resolver, text, &ports) == 0;
}

/**
 * Splits WORD into address and port at the last SIGN; returns false if there is none after the
 * first byte.
 */
static bool part_last(struct text word, char sign, struct parts *ret_parts)
{
    const char *found = memrchr(word.bytes, sign, word.length);

    if (!found || found == word.bytes)
        return false;
    ret_parts->address = (struct text){word.bytes, (size_t)(found - word.bytes)};
    ret_parts->port = text_skip(word, ret_parts->address.length + 1);
    return true;
}

bool host_is_ambiguous(struct text word, struct text *ret_address, struct text *ret_port)
{
    struct parts parts = {.said = FAMILY_COUNT};

    // Other addresses that end in a number are common: fe80::1:22, ::ffff:7f00:1.
    if (!is_address(word) || !part_last(word, ':', &parts) || !is_number(parts.port) ||
        !text_is(parts.address, "::1"))
        return false;
    *ret_address = parts.address;
    *ret_port = parts.port;
    return true;
}

/**
 * Splits "127.0.0.1.22", "*.22" and "::1.http", as BSD writes endpoints, and ":::22" and
 * "::1:http", as netstat does. Returns false if WORD has another form.
 */
static bool part_foreign(const struct literal *literal, struct text word, struct parts *ret_parts)
{
    struct parts parts = {.said = FAMILY_COUNT, .address = word};

    if (word.length > 3 && memcmp(word.bytes, ":::", 3) == 0) {
        parts.address.length = 2;
        parts.port = text_skip(word, 3);
        *ret_parts = parts;
        return true;
    }
    bool netstat = part_last(word, ':', &parts) && count_colons(parts.address) > 0 &&
                   is_address(parts.address);
    if (!netstat && (!part_last(word, '.', &parts) || !is_address(parts.address)))
        return false;
    if (!is_port(literal, parts.port))
        return false;
    *ret_parts = parts;
    return true;
}

/** Refuses an endpoint in the notation of another tool; returns false if WORD has another form. */
static bool refuse_foreign(const struct literal *literal, struct text word)
{
    struct parts parts;

    if (literal->subject->kind != KIND_ENDPOINT || !part_foreign(literal, word, &parts))
        return false;
    bool ipv6 = count_colons(parts.address) > 0;
    user_error_add(literal->error, "invalid address \"%.*s\"; write %s%.*s%s:%.*s",
                   text_shown(word), word.bytes, ipv6 ? "[" : "", text_shown(parts.address),
                   parts.address.bytes, ipv6 ? "]" : "", text_shown(parts.port), parts.port.bytes);
    return true;
}

/**
 * Refuses "fe80::1%eth0:22"; returns false if the word is not an IPv6 address with interface and
 * port.
 */
static bool refuse_scope(const struct literal *literal, struct text word, const struct parts *parts)
{
    struct text port = {0};
    struct text scope = part(parts->scope, ':', &port);

    if (literal->subject->kind != KIND_ENDPOINT || parts->bits.bytes || port.length == 0 ||
        text_has(port, ":") || count_colons(parts->address) == 0 || !is_address(parts->address))
        return false;
    user_error_add(literal->error, "invalid address \"%.*s\"; write \"[%.*s%%%.*s]:%.*s\"",
                   text_shown(word), word.bytes, text_shown(parts->address), parts->address.bytes,
                   text_shown(scope), scope.bytes, text_shown(port), port.bytes);
    return true;
}

static bool refuse_prefix(const struct literal *literal, struct text word,
                          const struct parts *parts)
{
    bool path = !is_address(parts->address) && !is_number(parts->bits);

    if (path && literal->subject->kind == KIND_ENDPOINT)
        return user_error_add(literal->error,
                              "invalid address \"%.*s\"; for a Unix socket, write unix:%.*s",
                              text_shown(word), word.bytes, text_shown(word), word.bytes);
    if (is_address(parts->address) && is_number(parts->bits))
        return user_error_add(literal->error, "invalid prefix \"%.*s\" (at most %d bits)",
                              text_shown(word), word.bytes,
                              count_colons(parts->address) > 0 ? 128 : 32);
    return user_error_add(literal->error, "invalid prefix \"%.*s\" (expected ADDRESS/BITS)",
                          text_shown(word), word.bytes);
}

/** Sets a message about a wrong address, with a suggestion. Always returns false. */
static bool refuse(const struct literal *literal, struct text word, const struct parts *parts)
{
    struct address address;
    size_t octets = 1;
    struct text low;
    struct text high;

    if (port_colon_range(word, &low, &high))
        return user_error_add(literal->error, "invalid range \"%.*s\"; write \"%s%.*s-%.*s\"",
                              text_shown(word), word.bytes, range_key(literal->subject),
                              text_shown(low), low.bytes, text_shown(high), high.bytes);
    if (is_number(word))
        return user_error_add(literal->error,
                              "%.*s is not an address; for the port, write \"%s %.*s\"",
                              text_shown(word), word.bytes, host_port_key(literal->subject),
                              text_shown(word), word.bytes);
    if (parts->bits.bytes)
        return refuse_prefix(literal, word, parts);
    for (size_t i = 0; i < word.length; i++)
        octets += word.bytes[i] == '.';
    if (parse_ipv4(word, true, &address))
        return user_error_add(
            literal->error, "invalid address \"%.*s\"; for the network, write %.*s/%zu",
            text_shown(word), word.bytes, text_shown(word), word.bytes, 8 * octets);
    return user_error_add(literal->error, "invalid address \"%.*s\"", text_shown(word), word.bytes);
}

/** Returns true if TEXT can be a host name: it begins with a letter, and all bytes are allowed. */
static bool is_host_name(struct text text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool letter = false;

    for (size_t i = 0; i < text.length; i++) {
        bool here = text.bytes[i] && strchr(letters, text.bytes[i]);
        if (!here && !(text.bytes[i] && strchr("0123456789.-_", text.bytes[i])))
            return false;
        letter = letter || here;
    }
    return letter;
}

/** Returns what to write for an endpoint of ss of a family without addresses; NULL: another word.
 */
static const char *answer_to_family(struct text word)
{
    static const struct {
        const char *prefix, *answer;
    } rows[] = {
        {"link:", "proto = packet, with device = NAME or ethertype = NUMBER"},
        {"netlink:", "proto = netlink, with netlink_protocol = NUMBER or local_portid = NUMBER"},
        {"vsock:", "proto = vsock, with local_cid = NUMBER or local_vsock_port = NUMBER"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length = strlen(rows[i].prefix);
        if (word.length >= length && memcmp(word.bytes, rows[i].prefix, length) == 0)
            return rows[i].answer;
    }
    return NULL;
}

/** Reads the numeric address or host name in PARTS, and adds it with PORTS. */
static bool add_host(const struct literal *literal, struct text word, const struct parts *parts,
                     const struct ports *ports, uint32_t device)
{
    struct host_item host = {0};

    if (!parts->any && !parse_prefix(parts, &host)) {
        if (refuse_proto(literal, word, parts) || refuse_foreign(literal, word))
            return false;
        if (parts->bits.bytes || parts->brackets || !is_host_name(parts->address))
            return refuse(literal, word, parts);
        return add_host_name(literal, parts, ports, device);
    }
    if (parts->any && parts->said != FAMILY_COUNT)
        host.family = (uint8_t)parts->said;
    host.any_family = parts->any && parts->said == FAMILY_COUNT;
    host.not_mapped = leaves_out_mapped(parts);
    host.any_port = ports->count == 0;
    host.device = device;
    add_endpoint(literal, &host, ports);
    return true;
}

bool host_add(const struct literal *literal, struct text word)
{
    CLEANUP(ports_free) struct ports ports = {0};
    const struct subject *subject = literal->subject;
    struct parts parts = {.said = FAMILY_COUNT};
    const char *answer = answer_to_family(word);

    if (answer)
        return user_error_add(literal->error, "\"%.*s\" is not an address; write %s",
                              text_shown(word), word.bytes, answer);
    if (!take_apart(word, &parts))
        return refuse(literal, word, &parts);
    if (refuse_port_and_proto(literal, word, &parts))
        return false;
    if (parts.port.bytes && subject->kind == KIND_ADDRESS)
        return user_error_add(
            literal->error, "%s takes an address without a port; write \"%s = %.*s\"",
            subject->fields[0]->key, end_key(subject), text_shown(word), word.bytes);
    uint32_t device = 0;
    if (parts.scope.bytes && refuse_scope(literal, word, &parts))
        return false;
    if (parts.scope.bytes && !literal_device(literal, parts.scope, &device))
        return false;
    bool any_port = !parts.port.bytes || text_is(parts.port, "*");
    if (!any_port && !port_parse(literal, parts.port, &ports))
        return false;
    return add_host(literal, word, &parts, &ports, device);
}

// SPDX-License-Identifier: MIT
#include "select/literal.h"

#include "base/nearest.h"
#include "base/parse.h"
#include "select/quantity.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool literal_fail(const struct literal *literal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(literal->error, format, arguments);
    va_end(arguments);
    return false;
}

/** For "%.*s": words are short, and longer ones need not be repeated whole. */
static int shown(struct text word)
{
    return word.length > 80 ? 80 : (int)word.length;
}

static void add_range(const struct literal *literal, uint64_t low, uint64_t high)
{
    struct item *item = test_add(literal->test);

    item->type = ITEM_RANGE;
    item->range.low = low;
    item->range.high = high;
}

/** What may stand behind a number of this field, for messages. */
static const char *units_of(const struct field *field)
{
    if (field->unit == UNIT_BYTES)
        return "bytes, with k, m or g behind it if need be";
    if (field->unit == UNIT_MILLISECONDS)
        return "milliseconds, or with s, m or h behind it";
    return "a number";
}

/** A number, or a range LOW-HIGH where the test allows it. */
static bool add_number(const struct literal *literal, struct text word)
{
    const struct field *field = literal->subject->fields[0];
    const char *dash = memchr(word.bytes, '-', word.length);
    size_t length = dash ? (size_t)(dash - word.bytes) : word.length;
    uint64_t low = 0;
    uint64_t high = 0;

    if (!quantity_parse((struct text){word.bytes, length}, field->unit, &low))
        return literal_fail(literal, "\"%.*s\" is no value of %s, which is %s", shown(word),
                            word.bytes, field->key, units_of(field));
    high = low;
    if (dash && !quantity_parse(text_skip(word, length + 1), field->unit, &high))
        return literal_fail(literal, "\"%.*s\" is no range of numbers", shown(word), word.bytes);
    if (low > high)
        return literal_fail(literal, "\"%.*s\": the range is empty; the lower end comes first",
                            shown(word), word.bytes);
    add_range(literal, low, high);
    return true;
}

void ports_free(struct ports *ports)
{
    free(ports->list);
    *ports = (struct ports){0};
}

static void add_ports(struct ports *ports, uint64_t low, uint64_t high)
{
    ports->list = alloc_grow(ports->list, &ports->capacity, ports->count + 1, sizeof(*ports->list));
    ports->list[ports->count++] = (struct port_range){(uint16_t)low, (uint16_t)high};
}

static const char *const name_words[] = {
    [NAME_SERVICE] = "service", [NAME_USER] = "user", [NAME_DEVICE] = "interface",
    [NAME_CGROUP] = "cgroup",   [NAME_HOST] = "host",
};

bool literal_resolve(const struct literal *literal, enum name_kind kind, struct text word,
                     struct meanings *ret_meanings)
{
    CLEANUP(alloc_free_text) char *name = text_copy(word);
    int error = -ENOENT;

    if (strlen(name) == word.length)
        error = literal->resolver->resolve(literal->resolver->context, kind, name, ret_meanings);
    if (error == -ENOENT)
        return literal_fail(literal, "there is no %s \"%.*s\"", name_words[kind], shown(word),
                            word.bytes);
    if (error)
        return literal_fail(literal, "%s \"%.*s\" cannot be looked up: %s", name_words[kind],
                            shown(word), word.bytes, strerror(-error));
    return true;
}

static bool add_service(const struct literal *literal, struct text word, struct ports *ports)
{
    CLEANUP(meanings_free) struct meanings meanings = {0};

    if (!literal_resolve(literal, NAME_SERVICE, word, &meanings))
        return false;
    for (size_t i = 0; i < meanings.count; i++)
        add_ports(ports, meanings.list[i].number, meanings.list[i].number);
    return true;
}

/** A port in decimal or, with 0x, in hexadecimal; errors are those of base/parse. */
static int parse_port(struct text word, uint64_t *ret_port)
{
    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        return parse_hex(word.bytes + 2, word.length - 2, UINT16_MAX, ret_port);
    return parse_decimal(word.bytes, word.length, UINT16_MAX, ret_port);
}

bool literal_ports(const struct literal *literal, struct text word, struct ports *ret_ports)
{
    const char *dash = memchr(word.bytes, '-', word.length);
    size_t length = dash ? (size_t)(dash - word.bytes) : word.length;
    uint64_t low = 0;
    uint64_t high = 0;

    if (word.length > 0 && text_digits(word) == 0)
        return add_service(literal, word, ret_ports);
    int error = parse_port((struct text){word.bytes, length}, &low);
    high = low;
    if (dash && error != -EINVAL) {
        int behind = parse_port(text_skip(word, length + 1), &high);
        error = behind ? behind : error;
    }
    if (error == -EINVAL)
        return literal_fail(literal, "\"%.*s\" is no port", shown(word), word.bytes);
    if (error)
        return literal_fail(literal, "\"%.*s\": a port is at most 65535", shown(word), word.bytes);
    if (low > high)
        return literal_fail(literal, "\"%.*s\": the range is empty; the lower end comes first",
                            shown(word), word.bytes);
    add_ports(ret_ports, low, high);
    return true;
}

/** "443", ":443", "*:443", "*". */
static bool add_port(const struct literal *literal, struct text word)
{
    CLEANUP(ports_free) struct ports ports = {0};
    struct text port = word;

    if (port.length > 1 && port.bytes[0] == '*' && port.bytes[1] == ':')
        port = text_skip(port, 1);
    if (port.length > 1 && port.bytes[0] == ':')
        port = text_skip(port, 1);
    if (text_is_like(port, "*"))
        add_ports(&ports, 0, UINT16_MAX);
    else if (!literal_ports(literal, port, &ports))
        return false;
    for (size_t i = 0; i < ports.count; i++)
        add_range(literal, ports.list[i].low, ports.list[i].high);
    return true;
}

/** "5", "1-5", "0x5/0xff" */
static bool add_mark(const struct literal *literal, struct text word)
{
    const char *slash = memchr(word.bytes, '/', word.length);
    size_t length = slash ? (size_t)(slash - word.bytes) : word.length;
    uint64_t value = 0;
    uint64_t mask = 0;

    if (!slash && !add_number(literal, word))
        return false;
    if (!slash)
        return literal->test->items[literal->test->count - 1].range.high <= UINT32_MAX ||
               literal_fail(literal, "\"%.*s\": a mark has 32 bits", shown(word), word.bytes);
    if (!quantity_parse((struct text){word.bytes, length}, UNIT_NONE, &value) ||
        value > UINT32_MAX || !quantity_parse(text_skip(word, length + 1), UNIT_NONE, &mask) ||
        mask > UINT32_MAX)
        return literal_fail(literal, "\"%.*s\" is no VALUE/MASK of 32 bits", shown(word),
                            word.bytes);
    struct item *item = test_add(literal->test);
    item->type = ITEM_MASKED;
    item->masked.value = value;
    item->masked.mask = mask;
    return true;
}

static bool add_bool(const struct literal *literal, struct text word)
{
    static const char *const words[] = {"no", "yes", "false", "true", "0", "1"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!text_is_like(word, words[i]))
            continue;
        add_range(literal, i % 2, i % 2);
        return true;
    }
    return literal_fail(literal, "\"%.*s\" is neither yes nor no", shown(word), word.bytes);
}

static bool add_id(const struct literal *literal, struct text word)
{
    struct text digits = word;
    uint64_t id = 0;

    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        digits = text_skip(word, 2);
    if (parse_hex(digits.bytes, digits.length, UINT64_MAX, &id) != 0)
        return literal_fail(literal, "\"%.*s\" is no %s: up to 16 hexadecimal digits", shown(word),
                            word.bytes, literal->subject->fields[0]->key);
    add_range(literal, id, id);
    return true;
}

static void add_word(const char *word, void *context)
{
    const struct literal *literal = context;
    struct item *item = test_add(literal->test);

    item->type = ITEM_WORD;
    item->word = word;
}

static bool add_words(const struct literal *literal, struct text word)
{
    const struct field *field = literal->subject->fields[0];
    struct nearest nearest = nearest_to(word.bytes, word.length);
    CLEANUP(alloc_free_text) char *name = text_copy(word);
    bool whole = strlen(name) == word.length; // no word has a NUL in it

    if (whole && subject_words(field, name, add_word, (void *)literal) > 0)
        return true;
    bool state = strcmp(field->key, "state") == 0;
    for (size_t i = 0; state && subject_state_name(i); i++)
        nearest_offer(&nearest, subject_state_name(i));
    for (size_t i = 0; field->words(i); i++)
        nearest_offer(&nearest, field->words(i));
    for (size_t i = 0; strcmp(field->key, "proto") == 0 && subject_proto_name(i); i++)
        nearest_offer(&nearest, subject_proto_name(i));
    if (nearest.best)
        return literal_fail(literal, "there is no %s \"%.*s\"; did you mean %s?", field->key,
                            shown(word), word.bytes, nearest.best);
    literal_fail(literal, "there is no %s \"%.*s\"; there are", field->key, shown(word),
                 word.bytes);
    for (size_t i = 0; field->words(i); i++)
        literal_fail(literal, "%s %s", i ? "," : "", field->words(i));
    return false;
}

#define GLOB "*?[" // what makes a name one, by fnmatch(3)

static bool add_name(const struct literal *literal, struct text word, bool quoted)
{
    struct item *item = test_add(literal->test);

    item->type = !quoted && text_has(word, GLOB) ? ITEM_GLOB : ITEM_TEXT;
    item->text = (struct text){text_copy(word), word.length};
    return true;
}

/** A name that stands for a number of the second field, such as a user for a uid. */
static bool add_named_number(const struct literal *literal, struct text word, enum name_kind kind)
{
    CLEANUP(meanings_free) struct meanings meanings = {0};
    uint64_t number = 0;

    if (parse_decimal(word.bytes, word.length, UINT32_MAX, &number) == 0) {
        add_range(literal, number, number);
        return true;
    }
    if (kind != NAME_CGROUP && text_has(word, GLOB))
        return add_name(literal, word, false);
    if (!literal_resolve(literal, kind, word, &meanings))
        return false;
    for (size_t i = 0; i < meanings.count; i++)
        add_range(literal, meanings.list[i].number, meanings.list[i].number);
    return true;
}

bool literal_device(const struct literal *literal, struct text word, uint32_t *ret_index)
{
    CLEANUP(meanings_free) struct meanings meanings = {0};
    uint64_t number = 0;

    bool index = parse_decimal(word.bytes, word.length, UINT32_MAX, &number) == 0 && number != 0;
    if (!index && !literal_resolve(literal, NAME_DEVICE, word, &meanings))
        return false;
    for (size_t i = 0; i < meanings.count; i++)
        number = meanings.list[i].number;
    *ret_index = (uint32_t)number;
    return true;
}

/** Processes go by name; a number is a pid, or a strange name. */
static bool add_process(const struct literal *literal, struct text word, bool quoted)
{
    uint64_t pid = 0;

    if (!quoted && parse_decimal(word.bytes, word.length, UINT32_MAX, &pid) == 0)
        add_range(literal, pid, pid);
    return add_name(literal, word, quoted);
}

/** Beyond these regcomp(3) may take for ever, or more stack than there is: it calls itself. */
#define LONGEST_PATTERN 512
#define MOST_GROUPS 50

/** Counts every parenthesis, also those that open no group: it must not count too few. */
static bool is_too_large(struct text pattern)
{
    size_t groups = 0;

    for (size_t i = 0; i < pattern.length; i++)
        groups += pattern.bytes[i] == '(';
    return pattern.length > LONGEST_PATTERN || groups > MOST_GROUPS;
}

bool literal_pattern(const struct literal *literal, struct text pattern)
{
    struct text text = {text_copy(pattern), pattern.length};
    struct item *item = test_add(literal->test);
    char words[128];

    item->type = ITEM_PATTERN;
    item->source = text;
    if (strlen(text.bytes) != text.length)
        return literal_fail(literal, "a pattern cannot hold a NUL");
    if (is_too_large(pattern))
        return literal_fail(literal, "a pattern has at most %d bytes and %d groups",
                            LONGEST_PATTERN, MOST_GROUPS);
    item->pattern = alloc_array(1, sizeof(*item->pattern));
    int error = regcomp(item->pattern, text.bytes, REG_EXTENDED | REG_NOSUB);
    if (!error)
        return true;
    regerror(error, item->pattern, words, sizeof(words));
    free(item->pattern);
    item->pattern = NULL;
    return literal_fail(literal, "\"%.*s\" is no regular expression: %s", shown(pattern),
                        pattern.bytes, words);
}

bool literal_add(const struct literal *literal, struct text word, bool quoted)
{
    switch (literal->subject->kind) {
    case KIND_PORT:
        return add_port(literal, word);
    case KIND_MARK:
        return add_mark(literal, word);
    case KIND_BOOL:
        return add_bool(literal, word);
    case KIND_ID:
        return add_id(literal, word);
    case KIND_WORD:
        return add_words(literal, word);
    case KIND_ADDRESS:
    case KIND_ENDPOINT:
        return host_add(literal, word);
    case KIND_NAME:
        return add_name(literal, word, quoted);
    case KIND_USER:
        return add_named_number(literal, word, NAME_USER);
    case KIND_DEVICE:
        return add_named_number(literal, word, NAME_DEVICE);
    case KIND_CGROUP:
        return add_named_number(literal, word, NAME_CGROUP);
    case KIND_PROCESS:
        return add_process(literal, word, quoted);
    default:
        return add_number(literal, word);
    }
}

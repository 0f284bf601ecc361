// SPDX-License-Identifier: MIT
#include "filter/value.h"

#include "base/nearest.h"
#include "base/parse.h"
#include "filter/host.h"
#include "filter/port.h"
#include "filter/quantity.h"
#include "sock/community_id.h"
#include "sock/unit.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/**
 * Returns the limit of a number of this field, for quantity_parse. A number with a unit can be
 * larger than a field of 32 bits, "rtt < 2h", so a field that takes units has no lower limit.
 */
static uint64_t limit_of(const struct field *field)
{
    bool has_units = *unit_name(field->unit) != '\0';

    return has_units || field->part.size == sizeof(uint64_t) ? UINT64_MAX : UINT32_MAX;
}

/** Returns true if WORD can be the name of a user and needs no quotes in a filter. */
static bool is_user_name(struct text word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] == '\0' ||
            (!strchr(letters, word.bytes[i]) && (i == 0 || !strchr("0123456789.-", word.bytes[i]))))
            return false;
    }
    return word.length > 0;
}

/**
 * Sets a message and returns true if WORD is a number with a misspelled unit, or negative. A
 * quantity is not an ID: a negative one is probably a mistake about the meaning.
 */
static bool refuse_form(const struct literal *literal, struct text word)
{
    CLEANUP(strbuf_free) struct strbuf right = {0};
    const struct field *field = literal->subject->fields[0];
    size_t length = 0;

    while (length < word.length && text_has((struct text){word.bytes + length, 1}, "0123456789."))
        length++;
    if (quantity_correct((struct text){word.bytes, length}, text_skip(word, length), field->unit,
                         &right))
        user_error_add(literal->error, "invalid %s \"%.*s\"; write %s", field->key,
                       text_shown(word), word.bytes, right.data);
    else if (word.length > 1 && *word.bytes == '-' && text_digits(text_skip(word, 1)) > 0)
        user_error_add(literal->error, "invalid %s \"%.*s\": it is never negative", field->key,
                       text_shown(word), word.bytes);
    else
        return false;
    return true;
}

/** Returns the key of the names of what FIELD numbers, or NULL. */
static const char *key_of_names(const struct field *field)
{
    if (field_is_a(field, FIELD_UID))
        return "user";
    return field_is_a(field, FIELD_NETNS) ? "netns_name" : NULL;
}

/**
 * Sets a message that PART, which is WORD or an end of it, is not a number of the subject. REASON
 * is the error of quantity_parse.
 */
static bool refuse_number(const struct literal *literal, struct text word, struct text part,
                          int reason)
{
    const struct field *field = literal->subject->fields[0];

    if (reason == -ERANGE)
        return user_error_add(literal->error, "invalid %s \"%.*s\" (at most %" PRIu64 ")",
                              field->key, text_shown(word), word.bytes, limit_of(field));
    if (reason == -EDOM)
        return user_error_add(literal->error, "invalid %s \"%.*s\": not %s", field->key,
                              text_shown(word), word.bytes, quantity_whole(field->unit));
    if (refuse_form(literal, word))
        return false;
    enum comparison comparison = literal->test->comparison;
    const char *names = key_of_names(field);
    if (names && is_user_name(word) &&
        (comparison == COMPARE_EQUAL || comparison == COMPARE_UNEQUAL))
        return user_error_add(literal->error, "invalid %s \"%.*s\"; write \"%s %s %.*s\"",
                              field->key, text_shown(word), word.bytes, names,
                              comparison_signs[comparison], text_shown(word), word.bytes);
    if (part.bytes != word.bytes)
        return user_error_add(literal->error, "invalid range \"%.*s\"", text_shown(word),
                              word.bytes);
    return user_error_add(literal->error, "invalid %s \"%.*s\" (expected %s)", field->key,
                          text_shown(word), word.bytes, quantity_units(field->unit));
}

/**
 * Sets a message and returns true if WORD is a range LOW-HIGH whose unit may be meant for both
 * ends.
 */
static bool refuse_lone_unit(const struct literal *literal, struct text word, struct text low,
                             struct text high)
{
    CLEANUP(strbuf_free) struct strbuf right = {0};
    const struct field *field = literal->subject->fields[0];

    if (!quantity_correct_range(low, high, field->unit, &right))
        return false;
    user_error_add(literal->error, "invalid %s \"%.*s\": only the end has a unit; write %s",
                   field->key, text_shown(word), word.bytes, right.data);
    return true;
}

/** Adds a number, or a range LOW-HIGH if the test allows it. */
static bool add_number(const struct literal *literal, struct text word)
{
    const struct field *field = literal->subject->fields[0];
    const char *dash = memchr(word.bytes, '-', word.length);
    size_t length = dash ? (size_t)(dash - word.bytes) : word.length;
    uint64_t low = 0;
    uint64_t high = 0;
    struct text first = {word.bytes, length};
    struct text last = dash ? text_skip(word, length + 1) : first;

    if (refuse_lone_unit(literal, word, first, last))
        return false;
    int error = quantity_parse(first, field->unit, limit_of(field), &low);
    if (error)
        return refuse_number(literal, word, first, error);
    error = quantity_parse(last, field->unit, limit_of(field), &high);
    if (error)
        return refuse_number(literal, word, last, error);
    if (low > high)
        return literal_refuse_empty_range(literal, word);
    test_add_range(literal->test, low, high);
    return true;
}

/** Adds "5", "1-5" or "0x5/0xff". */
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
               user_error_add(literal->error, "invalid mark \"%.*s\" (at most 32 bits)",
                              text_shown(word), word.bytes);
    if (quantity_parse((struct text){word.bytes, length}, UNIT_NONE, UINT32_MAX, &value) != 0 ||
        value > UINT32_MAX ||
        quantity_parse(text_skip(word, length + 1), UNIT_NONE, UINT32_MAX, &mask) != 0 ||
        mask > UINT32_MAX)
        return user_error_add(literal->error,
                              "invalid mark \"%.*s\" (expected VALUE/MASK of 32 bits)",
                              text_shown(word), word.bytes);
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
        test_add_range(literal->test, i % 2, i % 2);
        return true;
    }
    return user_error_add(literal->error, "invalid value \"%.*s\" (expected yes or no)",
                          text_shown(word), word.bytes);
}

static bool add_id(const struct literal *literal, struct text word)
{
    struct text digits = word;
    uint64_t id = 0;

    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        digits = text_skip(word, 2);
    if (parse_hex(digits.bytes, digits.length, UINT64_MAX, &id) != 0)
        return user_error_add(literal->error,
                              "invalid %s \"%.*s\" (expected up to 16 hexadecimal digits)",
                              literal->subject->fields[0]->key, text_shown(word), word.bytes);
    test_add_range(literal->test, id, id);
    return true;
}

static void add_word(const char *word, void *context)
{
    const struct literal *literal = context;
    struct item *item = test_add(literal->test);

    item->type = ITEM_WORD;
    item->word = word;
}

/** Returns true if messages offer NAME: any word, but a state only of protocols listed by default.
 */
static bool is_offered(const struct field *field, const char *name)
{
    state_set usual = 0;

    if (!field_is_a(field, FIELD_STATE))
        return true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        usual |= proto_table[proto].listed_by_default ? proto_table[proto].states : 0;
    for (unsigned state = 1; state < STATE_COUNT; state++) {
        if ((usual & STATE_BIT(state)) && strcmp(state_table[state].name, name) == 0)
            return true;
    }
    return false;
}

/** Appends " (expected A, B or C)": the words of FIELD. */
static bool offer_words(const struct literal *literal, const struct field *field)
{
    size_t rest = 0; // words to come
    const char *before = " (expected ";
    bool all = true;

    for (size_t i = 0; field->words(i); i++) {
        rest += is_offered(field, field->words(i));
        all = all && is_offered(field, field->words(i));
    }
    for (size_t i = 0; field->words(i); i++) {
        if (!is_offered(field, field->words(i)))
            continue;
        user_error_add(literal->error, "%s%s", before, field->words(i));
        before = --rest > 1 || !all ? ", " : " or ";
    }
    return user_error_add(literal->error, all ? ")" : ", ...: sockstat-filter(7) lists all)");
}

static bool refuse_word(const struct literal *literal, struct text word)
{
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};
    const struct field *field = literal->subject->fields[0];
    struct nearest nearest = nearest_to(word.bytes, word.length);
    bool state = field_is_a(field, FIELD_STATE);

    for (size_t i = 0; field->words(i); i++)
        nearest_offer(&nearest, field->words(i));
    for (size_t i = 0; state && subject_state_name(i); i++)
        nearest_offer(&nearest, subject_state_name(i));
    for (size_t i = 0; field_is_a(field, FIELD_PROTO) && subject_proto_name(i); i++)
        nearest_offer(&nearest, subject_proto_name(i));
    user_error_add(literal->error, "invalid %s \"%.*s\"", field->key, text_shown(word), word.bytes);
    if (field_is_a(field, FIELD_PROTO) && subject_ipv4_proto(word))
        return user_error_add(literal->error, "; write \"%s and family = ipv4\"",
                              subject_ipv4_proto(word));
    nearest_text(&nearest, "", &suggestion);
    if (suggestion.data)
        return user_error_add(literal->error, "; did you mean %s?", suggestion.data);
    return offer_words(literal, field);
}

static bool add_words(const struct literal *literal, struct text word)
{
    const struct field *field = literal->subject->fields[0];

    return subject_words(field, word, add_word, (void *)literal) > 0 || refuse_word(literal, word);
}

#define HEX_DIGITS "0123456789abcdef"
#define GLOB "*?[" // bytes of a glob, as in fnmatch(3)

static bool add_name(const struct literal *literal, struct text word, bool quoted)
{
    struct item *item = test_add(literal->test);

    item->type = !quoted && text_has(word, GLOB) ? ITEM_GLOB : ITEM_TEXT;
    item->text = (struct text){text_copy(word), word.length};
    return true;
}

/** Adds a Community ID, or a glob of them. */
static bool add_flow(const struct literal *literal, struct text word, bool quoted)
{
    CLEANUP(strbuf_free) struct strbuf padded = {0};

    if ((!quoted && text_has(word, GLOB)) || community_id_is(word))
        return add_name(literal, word, quoted);
    strbuf_bytes(&padded, word.bytes, word.length);
    strbuf_byte(&padded, '=');
    user_error_add(literal->error, "invalid %s \"%.*s\"", literal->subject->fields[0]->key,
                   text_shown(word), word.bytes);
    if (community_id_is(strbuf_contents(&padded)))
        return user_error_add(literal->error, "; write \"%s\"", padded.data);
    return user_error_add(literal->error, " (expected \"1:\", 27 characters of base64 and \"=\")");
}

/** Adds the name of a Unix socket, perhaps behind "unix:", or a host with ports. */
static bool add_endpoint(const struct literal *literal, struct text word, bool quoted)
{
    static const char prefix[] = "unix:";
    bool said = word.length >= strlen(prefix) && memcmp(word.bytes, prefix, strlen(prefix)) == 0;
    struct text name = said ? text_skip(word, strlen(prefix)) : word;
    bool named = name.length > 0 && (*name.bytes == '/' || *name.bytes == '@');

    if (said && name.length == 0)
        return user_error_add(literal->error,
                              "missing name of a Unix socket; write unix:/run/x.sock");
    if (said || named)
        return add_name(literal, name, quoted);
    return host_add(literal, word);
}

/**
 * Adds a name that stands for a number of the second field, such as a user for a uid. QUOTED: WORD
 * is a name, neither a number nor a glob.
 */
static bool add_named_number(const struct literal *literal, struct text word, bool quoted,
                             enum name_kind kind)
{
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};
    uint64_t number = 0;

    if (!quoted && parse_decimal(word.bytes, word.length, UINT32_MAX, &number) == 0) {
        test_add_range(literal->test, number, number);
        return true;
    }
    if (kind == NAME_DEVICE && literal->resolver->devices_by_name)
        return add_name(literal, word, quoted);
    if (!quoted && text_has(word, GLOB))
        return add_name(literal, word, false);
    if (!literal_resolve(literal, kind, word, &resolutions))
        return false;
    for (size_t i = 0; i < resolutions.count; i++)
        test_add_range(literal->test, resolutions.list[i].number, resolutions.list[i].number);
    return true;
}

/** Returns true for "1-2". */
static bool is_range(struct text word)
{
    size_t low = text_digits(word);

    if (low == 0 || low == word.length || word.bytes[low] != '-')
        return false;
    struct text high = text_skip(word, low + 1);
    return high.length > 0 && text_digits(high) == high.length;
}

/** Adds a process by name; a number is a pid, or a process that has this name. */
static bool add_process(const struct literal *literal, struct text word, bool quoted)
{
    uint64_t pid = 0;

    if (!quoted && parse_decimal(word.bytes, word.length, UINT32_MAX, &pid) == 0)
        test_add_range(literal->test, pid, pid);
    if (!quoted && is_range(word))
        return user_error_add(
            literal->error, "invalid process \"%.*s\"; write \"pid %s %.*s\"", text_shown(word),
            word.bytes, comparison_signs[literal->test->comparison], text_shown(word), word.bytes);
    return add_name(literal, word, quoted);
}

#define SHORTEST_ID 4 // digits

/** Adds a container by its name, its id, or the start of its id. */
static bool add_container(const struct literal *literal, struct text word, bool quoted)
{
    size_t digits = 0;

    while (digits < word.length && text_has((struct text){word.bytes + digits, 1}, HEX_DIGITS))
        digits++;
    add_name(literal, word, quoted);
    if (!quoted && digits == word.length && digits >= SHORTEST_ID)
        literal->test->items[literal->test->count - 1].type = ITEM_ID_START;
    return true;
}

bool value_add(const struct literal *literal, struct text word, bool quoted)
{
    switch (literal->subject->kind) {
    case KIND_PORT:
        return port_add(literal, word);
    case KIND_MARK:
        return add_mark(literal, word);
    case KIND_BOOL:
        return add_bool(literal, word);
    case KIND_ID:
        return add_id(literal, word);
    case KIND_WORD:
        return add_words(literal, word);
    case KIND_ADDRESS:
        return host_add(literal, word);
    case KIND_ENDPOINT:
        return add_endpoint(literal, word, quoted);
    case KIND_NAME:
        return add_name(literal, word, quoted);
    case KIND_FLOW:
        return add_flow(literal, word, quoted);
    case KIND_USER:
        return add_named_number(literal, word, quoted, NAME_USER);
    case KIND_DEVICE:
        return add_named_number(literal, word, quoted, NAME_DEVICE);
    case KIND_CGROUP:
        return add_named_number(literal, word, quoted, NAME_CGROUP);
    case KIND_CONTAINER:
        return add_container(literal, word, quoted);
    case KIND_PROCESS:
        return add_process(literal, word, quoted);
    default:
        return add_number(literal, word);
    }
}

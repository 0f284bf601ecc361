// SPDX-License-Identifier: MIT
#include "sock/value.h"

#include "base/compare.h"
#include "base/escape.h"
#include "base/json.h"
#include "sock/address.h"
#include "sock/community_id.h"
#include "sock/endpoint.h"
#include "sock/finding.h"
#include "sock/value_backend.h"
#include "sock/value_key.h"
#include "sock/value_process.h"

#include <assert.h>
#include <string.h>

void value_unmap(struct value *value)
{
    enum family family = value->end.family;

    if (value_classes[value->type].is_end && address_unmap(&family, &value->end.bytes))
        value->end.family = (uint8_t)family;
}

static void put_number(struct strbuf *bytes, uint64_t number)
{
    strbuf_bytes(bytes, (const char *)&number, sizeof(number));
}

static void number_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                        const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_decimal(text, value->number);
}

static size_t number_width(const struct value *value, const struct facts *facts,
                           const struct style *style)
{
    (void)facts;
    (void)style;
    return strbuf_digits(value->number);
}

static void number_json(struct strbuf *line, const char *key, const struct value *value,
                        const struct facts *facts, const struct style *style)
{
    (void)key;
    number_text(line, value, facts, style);
}

static void decimal_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                         const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_thousandths(text, value->number);
}

static void decimal_json(struct strbuf *line, const char *key, const struct value *value,
                         const struct facts *facts, const struct style *style)
{
    (void)key;
    decimal_text(line, value, facts, style);
}

static void number_identity(struct strbuf *bytes, const struct value *value,
                            const struct facts *facts)
{
    (void)facts;
    put_number(bytes, value->number);
}

static void bool_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                      const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_text(text, value->number ? "yes" : "no");
}

static void bool_json(struct strbuf *line, const char *key, const struct value *value,
                      const struct facts *facts, const struct style *style)
{
    (void)key;
    (void)facts;
    (void)style;
    strbuf_text(line, value->number ? "true" : "false");
}

static void id_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                    const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_hex(text, value->number, 1);
}

static void id_json(struct strbuf *line, const char *key, const struct value *value,
                    const struct facts *facts, const struct style *style)
{
    (void)key;
    strbuf_byte(line, '"');
    id_text(line, value, facts, style);
    strbuf_byte(line, '"');
}

static void word_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                      const struct style *style)
{
    (void)facts;
    (void)style;
    strbuf_text(text, value->word);
}

static size_t word_width(const struct value *value, const struct facts *facts,
                         const struct style *style)
{
    (void)facts;
    (void)style;
    return strlen(value->word);
}

static void word_json(struct strbuf *line, const char *key, const struct value *value,
                      const struct facts *facts, const struct style *style)
{
    (void)key;
    (void)facts;
    (void)style;
    json_word(line, value->word);
}

static int word_compare(const struct value *one, const struct value *other,
                        const struct facts *facts)
{
    (void)facts;
    return strcmp(one->word, other->word);
}

static void word_identity(struct strbuf *bytes, const struct value *value,
                          const struct facts *facts)
{
    (void)facts;
    strbuf_bytes(bytes, value->word, strlen(value->word) + 1);
}

static void name_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                      const struct style *style)
{
    (void)facts;
    (void)style;
    escape_text(text, value->name.bytes, value->name.length, "");
}

/** Of most names: no byte is escaped. */
static size_t name_width(const struct value *value, const struct facts *facts,
                         const struct style *style)
{
    bool plain = escape_is_plain(value->name.bytes, value->name.length, "");

    (void)facts;
    (void)style;
    return plain ? value->name.length : 0;
}

static void name_json(struct strbuf *line, const char *key, const struct value *value,
                      const struct facts *facts, const struct style *style)
{
    (void)facts;
    (void)style;
    json_name(line, key, value->name);
}

static int name_compare(const struct value *one, const struct value *other,
                        const struct facts *facts)
{
    (void)facts;
    return text_compare(one->name, other->name);
}

static void name_identity(struct strbuf *bytes, const struct value *value,
                          const struct facts *facts)
{
    (void)facts;
    put_number(bytes, value->name.length);
    strbuf_bytes(bytes, value->name.bytes, value->name.length);
}

/** Appends "1,5,12". */
static void numbers_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                         const struct style *style)
{
    (void)facts;
    (void)style;
    for (size_t i = 0; i < value_count(value); i++) {
        if (i > 0)
            strbuf_byte(text, ',');
        strbuf_decimal(text, value_element(value, i));
    }
}

static void numbers_json(struct strbuf *line, const char *key, const struct value *value,
                         const struct facts *facts, const struct style *style)
{
    (void)key;
    strbuf_byte(line, '[');
    numbers_text(line, value, facts, style);
    strbuf_byte(line, ']');
}

static int numbers_compare(const struct value *one, const struct value *other,
                           const struct facts *facts)
{
    int result = 0;

    (void)facts;
    for (size_t i = 0; i < value_count(one) && i < value_count(other) && result == 0; i++)
        result = compare_numbers(value_element(one, i), value_element(other, i));
    return result ? result : compare_numbers(value_count(one), value_count(other));
}

static void address_value_text(struct strbuf *text, const struct value *value,
                               const struct facts *facts, const struct style *style)
{
    struct address bytes = value->end.bytes;
    enum family family = value->end.family;

    (void)facts;
    if (!style->exact)
        address_unmap(&family, &bytes);
    address_text(text, family, &bytes);
}

static void address_json(struct strbuf *line, const char *key, const struct value *value,
                         const struct facts *facts, const struct style *style)
{
    (void)key;
    strbuf_byte(line, '"');
    address_value_text(line, value, facts, style);
    strbuf_byte(line, '"');
}

struct value value_address(const struct value *value, size_t index)
{
    struct listed_address listed;

    memcpy(&listed, value->name.bytes + index * sizeof(listed), sizeof(listed));
    return (struct value){.type = VALUE_ADDRESS,
                          .end = {.bytes = listed.address, .family = listed.family}};
}

/** Appends "10.0.0.1,10.1.0.1". */
static void addresses_text(struct strbuf *text, const struct value *value,
                           const struct facts *facts, const struct style *style)
{
    for (size_t i = 0; i < value_address_count(value); i++) {
        struct value element = value_address(value, i);
        strbuf_text(text, i == 0 ? "" : ",");
        address_value_text(text, &element, facts, style);
    }
}

static void addresses_json(struct strbuf *line, const char *key, const struct value *value,
                           const struct facts *facts, const struct style *style)
{
    strbuf_byte(line, '[');
    for (size_t i = 0; i < value_address_count(value); i++) {
        struct value element = value_address(value, i);
        strbuf_text(line, i == 0 ? "" : ",");
        address_json(line, key, &element, facts, style);
    }
    strbuf_byte(line, ']');
}

/** Appends the text of a value as a string. */
static void text_json(struct strbuf *line, const char *key, const struct value *value,
                      const struct facts *facts, const struct style *style)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)key;
    value_classes[value->type].text(&text, value, facts, style);
    json_text(line, strbuf_contents(&text));
}

/** A mapped address counts as its IPv4 address. */
static int end_compare(const struct value *one, const struct value *other,
                       const struct facts *facts)
{
    struct value left = *one;
    struct value right = *other;

    (void)facts;
    value_unmap(&left);
    value_unmap(&right);
    int result = compare_numbers(left.end.family, right.end.family);
    if (result == 0 && family_has_names(left.end.family))
        return text_compare(left.end.name, right.end.name);
    if (result == 0)
        result = address_compare(&left.end.bytes, &right.end.bytes);
    if (result == 0)
        result = compare_numbers(left.end.port, right.end.port);
    if (result == 0)
        result = compare_numbers(left.end.dual_stack, right.end.dual_stack);
    if (result == 0)
        result = compare_numbers(left.end.no_address, right.end.no_address);
    if (result == 0)
        result = compare_numbers(left.end.scope, right.end.scope);
    return result;
}

static int addresses_compare(const struct value *one, const struct value *other,
                             const struct facts *facts)
{
    size_t left = value_address_count(one);
    size_t right = value_address_count(other);
    int result = 0;

    for (size_t i = 0; i < left && i < right && result == 0; i++) {
        struct value element = value_address(one, i);
        struct value compared = value_address(other, i);
        result = end_compare(&element, &compared, facts);
    }
    return result ? result : compare_numbers(left, right);
}

static void end_identity(struct strbuf *bytes, const struct value *value, const struct facts *facts)
{
    const struct value_end *end = &value->end;

    (void)facts;
    put_number(bytes, (uint64_t)end->scope << 32 | end->port);
    put_number(bytes, (uint64_t)(end->scope ? end->place : 0) << 32 |
                          (uint64_t)end->no_address << 16 | (uint64_t)end->dual_stack << 8 |
                          end->family);
    if (family_has_names(end->family)) {
        put_number(bytes, end->name.length);
        strbuf_bytes(bytes, end->name.bytes, end->name.length);
        return;
    }
    strbuf_bytes(bytes, (const char *)end->bytes.bytes, sizeof(end->bytes));
}

void value_put_device(struct strbuf *text, size_t place, uint32_t index, const struct facts *facts)
{
    struct text name = {0};

    if (names_find(&facts_place(facts, place)->devices, index, &name)) {
        escape_text(text, name.bytes, name.length, "");
    } else {
        strbuf_text(text, "if");
        strbuf_decimal(text, index);
    }
}

void value_put_socket_name(struct strbuf *text, struct text name)
{
    bool looks_absent = text_is(name, "-") || text_is(name, "*");

    escape_text(text, name.bytes, name.length, looks_absent ? "-*" : " ");
}

/** Likewise its width, as of value_class.width. */
static size_t socket_name_width(struct text name)
{
    bool plain = name.length > 1 && escape_is_plain(name.bytes, name.length, " ");

    return plain ? name.length : 0;
}

/** The address of an end as it is shown. */
struct host {
    enum family family;
    struct address bytes;
};

static inline void host_of(const struct value_end *end, const struct facts *facts,
                           const struct style *style, struct host *ret_host)
{
    ret_host->family = end->family;
    ret_host->bytes = end->bytes;
    if (family_table[end->family].maps != end->family && (!style->exact || facts->groups.rows))
        address_unmap(&ret_host->family, &ret_host->bytes);
}

static void put_host(struct strbuf *text, const struct value *value, const struct facts *facts,
                     const struct style *style)
{
    struct text name = {0};
    bool any = value->end.dual_stack;
    bool named = style->resolve &&
                 name_cache_host(facts->names, value->end.family, &value->end.bytes, &name);
    struct host host;
    host_of(&value->end, facts, style, &host);
    bool none = value->end.no_address;
    bool brackets = family_table[host.family].brackets && !any && !named && !none;

    if (brackets)
        strbuf_byte(text, '[');
    if (any)
        strbuf_byte(text, '*');
    else if (none)
        strbuf_byte(text, '-');
    else if (named)
        escape_text(text, name.bytes, name.length, "");
    else
        address_text(text, host.family, &host.bytes);
    if (value->end.scope) {
        strbuf_byte(text, '%');
        value_put_device(text, value->end.place, value->end.scope, facts);
    }
    if (brackets)
        strbuf_byte(text, ']');
}

static void endpoint_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                          const struct style *style)
{
    const struct value_end *end = &value->end;
    struct text name = {0};

    if (family_has_names(end->family)) {
        value_put_socket_name(text, end->name);
        return;
    }
    if (!family_has_addresses(end->family)) {
        endpoint_put_numbers(text, end, facts, style);
        return;
    }
    put_host(text, value, facts, style);
    strbuf_byte(text, ':');
    const char *protocol = !style->numeric && proto_table[end->proto].port == PORT_PROTOCOL
                               ? ip_protocol_name(end->port)
                               : NULL;
    if (end->port == 0)
        strbuf_byte(text, '*');
    else if (protocol)
        strbuf_text(text, protocol);
    else if (!style->numeric && facts_service(facts, end->place, end->proto, end->port, &name))
        escape_text(text, name.bytes, name.length, "");
    else
        strbuf_decimal(text, end->port);
}

/** Knows the width of addresses with numbers of ports, and of most names. */
static size_t endpoint_width(const struct value *value, const struct facts *facts,
                             const struct style *style)
{
    const struct value_end *end = &value->end;
    size_t width = 1; // "*"

    if (family_has_names(end->family))
        return socket_name_width(end->name);
    if (!family_has_addresses(end->family) || style->resolve || end->no_address || end->scope ||
        (end->port != 0 && !style->numeric))
        return 0;
    if (!end->dual_stack) {
        struct host host;
        host_of(end, facts, style, &host);
        width = address_text_length(host.family, &host.bytes);
        width += family_table[host.family].brackets ? strlen("[]") : 0;
    }
    return width + strlen(":") + strbuf_digits(end->port); // a digit or "*" if there is none
}

/** Appends "5 listen, 12 established": the states that occur, listening ones first. */
static void states_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                        const struct style *style)
{
    const char *comma = "";

    (void)facts;
    (void)style;
    for (enum state_phase phase = 0; phase < PHASE_COUNT; phase++) {
        for (unsigned state = 1; state < STATE_COUNT; state++) {
            if (state_table[state].phase != phase || value->states[state] == 0)
                continue;
            strbuf_text(text, comma);
            strbuf_decimal(text, value->states[state]);
            strbuf_byte(text, ' ');
            strbuf_text(text, state_table[state].name);
            comma = ", ";
        }
    }
}

static int states_compare(const struct value *one, const struct value *other,
                          const struct facts *facts)
{
    int result = 0;

    (void)facts;
    for (unsigned state = 1; state < STATE_COUNT && result == 0; state++)
        result = compare_numbers(one->states[state], other->states[state]);
    return result;
}

/** Appends "close-wait,unread-data". */
static void findings_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                          const struct style *style)
{
    const char *comma = "";

    (void)facts;
    (void)style;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        if (!(value->findings.set & FINDING_BIT(finding)))
            continue;
        strbuf_text(text, comma);
        strbuf_text(text, finding_table[finding].name);
        comma = ",";
    }
}

/** Appends the object of a finding: its word, its severity, and its figures by their keys. */
static void put_finding(struct strbuf *line, const struct finding_info *info,
                        const struct value *value, const struct facts *facts)
{
    static const struct style exact = {.exact = true};
    const char *comma = "";

    json_key(line, "finding");
    json_word(line, info->name);
    strbuf_byte(line, ',');
    json_key(line, "severity");
    json_word(line, severity_names[info->severity]);
    strbuf_byte(line, ',');
    json_key(line, "values");
    strbuf_byte(line, '{');
    for (size_t i = 0; i < FINDING_KEYS && info->keys[i]; i++) {
        const struct field *field = &field_table[info->keys[i]];
        strbuf_text(line, comma);
        json_key(line, field->key);
        field_json(line, field, value->findings.sock, facts, &exact);
        comma = ",";
    }
    strbuf_byte(line, '}');
}

static void findings_json(struct strbuf *line, const char *key, const struct value *value,
                          const struct facts *facts, const struct style *style)
{
    const char *open = "[{";

    (void)key;
    (void)style;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        if (!(value->findings.set & FINDING_BIT(finding)))
            continue;
        strbuf_text(line, open);
        put_finding(line, &finding_table[finding], value, facts);
        open = "},{";
    }
    strbuf_text(line, value->findings.set ? "}]" : "[]");
}

static void flow_text(struct strbuf *text, const struct value *value, const struct facts *facts,
                      const struct style *style)
{
    (void)facts;
    (void)style;
    community_id_text(text, value->digest);
}

static void flow_json(struct strbuf *line, const char *key, const struct value *value,
                      const struct facts *facts, const struct style *style)
{
    (void)key;
    strbuf_byte(line, '"');
    flow_text(line, value, facts, style);
    strbuf_byte(line, '"');
}

static int flow_compare(const struct value *one, const struct value *other,
                        const struct facts *facts)
{
    (void)facts;
    return memcmp(one->digest, other->digest, SHA1_SIZE);
}

static void flow_identity(struct strbuf *bytes, const struct value *value,
                          const struct facts *facts)
{
    (void)facts;
    strbuf_bytes(bytes, (const char *)value->digest, SHA1_SIZE);
}

/** The one with the first finding of the table that the other lacks comes first. */
static int findings_compare(const struct value *one, const struct value *other,
                            const struct facts *facts)
{
    finding_set differ = one->findings.set ^ other->findings.set;

    (void)facts;
    return differ == 0 ? 0 : one->findings.set & (differ & -differ) ? -1 : 1;
}

static void findings_identity(struct strbuf *bytes, const struct value *value,
                              const struct facts *facts)
{
    (void)facts;
    put_number(bytes, value->findings.set);
}

const struct value_class value_classes[] = {
    [VALUE_NONE] = {.name = "none"},
    [VALUE_NUMBER] = {.name = "number",
                      .is_number = true,
                      .is_bare = true,
                      .text = number_text,
                      .width = number_width,
                      .json = number_json,
                      .identity = number_identity},
    [VALUE_DECIMAL] = {.name = "decimal",
                       .is_number = true,
                       .is_bare = true,
                       .text = decimal_text,
                       .json = decimal_json,
                       .identity = number_identity},
    [VALUE_BOOL] = {.name = "boolean",
                    .is_number = true,
                    .is_bare = true,
                    .text = bool_text,
                    .json = bool_json,
                    .identity = number_identity},
    [VALUE_WORD] = {.name = "word",
                    .is_bare = true,
                    .text = word_text,
                    .width = word_width,
                    .json = word_json,
                    .compare = word_compare,
                    .key = word_key,
                    .identity = word_identity},
    [VALUE_ID] = {.name = "id",
                  .is_number = true,
                  .is_bare = true,
                  .text = id_text,
                  .json = id_json,
                  .identity = number_identity},
    [VALUE_ADDRESS] = {.name = "address",
                       .is_end = true,
                       .is_bare = true,
                       .text = address_value_text,
                       .json = address_json,
                       .compare = end_compare,
                       .key = end_key,
                       .identity = end_identity},
    [VALUE_ENDPOINT] = {.name = "text",
                        .is_end = true,
                        .needs_only_text = true,
                        .text = endpoint_text,
                        .width = endpoint_width,
                        .json = text_json,
                        .compare = end_compare,
                        .key = end_key,
                        .identity = end_identity},
    [VALUE_STATES] = {.name = "text",
                      .text = states_text,
                      .json = text_json,
                      .compare = states_compare},
    [VALUE_NAME] = {.name = "name",
                    .text = name_text,
                    .width = name_width,
                    .json = name_json,
                    .compare = name_compare,
                    .key = name_key,
                    .identity = name_identity},
    [VALUE_NUMBERS] = {.name = "numbers",
                       .text = numbers_text,
                       .json = numbers_json,
                       .compare = numbers_compare,
                       .identity = name_identity},
    [VALUE_ADDRESSES] = {.name = "addresses",
                         .text = addresses_text,
                         .json = addresses_json,
                         .compare = addresses_compare,
                         .identity = name_identity},
    [VALUE_PROCESSES] = {.name = "processes",
                         .is_list = true,
                         .text = processes_text,
                         .json = processes_json,
                         .compare = processes_compare,
                         .key = processes_key,
                         .identity = processes_identity},
    [VALUE_PIDS] = {.name = "numbers",
                    .is_list = true,
                    .text = pids_text,
                    .json = pids_json,
                    .compare = pids_compare,
                    .key = pids_key},
    [VALUE_COMMS] = {.name = "names",
                     .is_list = true,
                     .text = comms_text,
                     .json = comms_json,
                     .compare = comms_compare,
                     .key = comms_key},
    [VALUE_BACKENDS] = {.name = "endpoints",
                        .text = backends_text,
                        .json = backends_json,
                        .compare = backends_compare,
                        .identity = backends_identity},
    [VALUE_CONTEXTS] = {.name = "names",
                        .is_list = true,
                        .text = contexts_text,
                        .json = contexts_json,
                        .compare = contexts_compare},
    [VALUE_FLOW] = {.name = "text",
                    .is_bare = true,
                    .text = flow_text,
                    .json = flow_json,
                    .compare = flow_compare,
                    .key = flow_key,
                    .identity = flow_identity},
    [VALUE_FINDINGS] = {.name = "findings",
                        .text = findings_text,
                        .json = findings_json,
                        .compare = findings_compare,
                        .identity = findings_identity},
};
static_assert(sizeof(value_classes) / sizeof(value_classes[0]) == VALUE_TYPE_COUNT, "a row a type");

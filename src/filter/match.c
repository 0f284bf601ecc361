// SPDX-License-Identifier: MIT
#include "filter/match.h"

#include "base/alloc.h"
#include "filter/item_set.h"
#include "sock/community_id.h"
#include "sock/ends_known.h"
#include "sock/finding.h"
#include "sock/request.h"
#include "sock/value_backend.h"

#include <assert.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

static bool compare_numbers(uint64_t number, enum comparison comparison, uint64_t low,
                            uint64_t high)
{
    switch (comparison) {
    case COMPARE_BELOW:
        return number < low;
    case COMPARE_AT_MOST:
        return number <= low;
    case COMPARE_ABOVE:
        return number > low;
    case COMPARE_AT_LEAST:
        return number >= low;
    default:
        return number >= low && number <= high;
    }
}

static bool number_matches(uint64_t number, const struct item *item, enum comparison comparison)
{
    if (item->type == ITEM_RANGE)
        return compare_numbers(number, comparison, item->range.low, item->range.high);
    if (item->type == ITEM_MASKED)
        return (number & item->masked.mask) == item->masked.value;
    return item->type == ITEM_SET && item_set_has_number(item->set, number);
}

/** Returns true if the pattern matches in TEXT. Exits if memory runs out. */
static bool pattern_matches(const regex_t *pattern, const char *text)
{
    // glibc returns REG_NOMATCH for every error, and errno tells which one it was
    errno = 0;
    int result = regexec(pattern, text, 0, NULL, 0);
    if (result == REG_ESPACE || (result != 0 && errno == ENOMEM))
        alloc_failed();
    return result == 0;
}

/** Returns true if the id of a container begins with START, or a container is named so. */
static bool id_begins(struct text container, struct text start)
{
    return container.length >= start.length &&
           memcmp(container.bytes, start.bytes, start.length) == 0 &&
           (container.length == start.length || cgroup_is_container_id(container));
}

static bool text_matches(struct text text, const struct item *item)
{
    CLEANUP(strbuf_free) struct strbuf copy = {0};

    if (item->type == ITEM_TEXT)
        return text.length == item->text.length &&
               (text.length == 0 || memcmp(text.bytes, item->text.bytes, text.length) == 0);
    if (item->type == ITEM_SET)
        return item_set_has_text(item->set, text);
    if (item->type == ITEM_ID_START)
        return id_begins(text, item->text);
    if (item->type != ITEM_GLOB && item->type != ITEM_PATTERN)
        return false;
    strbuf_bytes(&copy, text.bytes, text.length);
    const char *bytes = copy.data ? copy.data : "";
    // The name of a Unix socket can have NULs, where patterns would end: only wildcards fit them.
    for (size_t i = 0; i < text.length; i++)
        copy.data[i] = copy.data[i] ? copy.data[i] : '\1';
    if (item->type == ITEM_GLOB)
        return fnmatch(item->text.bytes, bytes, 0) == 0;
    return pattern_matches(item->pattern, bytes);
}

static bool word_matches(const char *word, const struct item *item)
{
    if (item->type == ITEM_WORD)
        return word == item->word || (*word == *item->word && strcmp(word, item->word) == 0);
    return text_matches((struct text){word, strlen(word)}, item);
}

/** Returns true if the first BITS bits are the same. */
static bool begins_alike(const uint8_t *one, const uint8_t *other, unsigned bits)
{
    unsigned bytes = bits / 8;
    unsigned rest = bits % 8;

    return memcmp(one, other, bytes) == 0 &&
           (rest == 0 || ((one[bytes] ^ other[bytes]) & (0xff00U >> rest) & 0xffU) == 0);
}

/**
 * Returns true if the item can match addresses of a socket of FAMILY. A list of addresses (LISTED)
 * has those of the mapped family as they are.
 */
static bool fits_family(const struct host_item *host, enum family family, bool listed)
{
    if (!family_has_addresses(family))
        return false;
    return host->any_family || host->family == family ||
           (family_table[family].maps == host->family && (listed || !host->not_mapped));
}

/** Returns true if the port of the value, if the item is about ports, is one of the item. */
static bool port_fits(const struct value *value, const struct host_item *host)
{
    return host->any_port ||
           (value->end.has_port && value->end.port >= host->low && value->end.port <= host->high);
}

/**
 * Returns true if an end whose address is not known may match the item. Of a wildcard only the
 * family is not known.
 */
static bool unknown_may_match(const struct value *value, const struct item *item)
{
    const struct host_item *host = &item->host;

    if (item->type != ITEM_HOST || !port_fits(value, host))
        return false;
    return !value->end.dual_stack ||
           begins_alike(value->end.bytes.bytes, host->address.bytes, host->bits);
}

static bool host_matches(const struct value *value, const struct host_item *host)
{
    struct address address = value->end.bytes;
    enum family family = value->end.family;

    if (!port_fits(value, host))
        return false;
    if (host->any_family)
        return true;
    if (value->end.no_address)
        return false;
    if (host->family == family)
        return begins_alike(address.bytes, host->address.bytes, host->bits);
    return !host->not_mapped && address_unmap(&family, &address) && family == host->family &&
           begins_alike(address.bytes, host->address.bytes, host->bits);
}

/** Returns true if a value, which is present, matches the item. */
typedef bool value_matcher(const struct value *value, const struct item *item,
                           enum comparison comparison, const struct facts *facts);

static bool match_number(const struct value *value, const struct item *item,
                         enum comparison comparison, const struct facts *facts)
{
    (void)facts;
    return number_matches(value->number, item, comparison);
}

static bool match_word(const struct value *value, const struct item *item,
                       enum comparison comparison, const struct facts *facts)
{
    (void)comparison;
    (void)facts;
    return word_matches(value->word, item);
}

static bool match_end(const struct value *value, const struct item *item,
                      enum comparison comparison, const struct facts *facts)
{
    (void)comparison;
    (void)facts;
    if (family_has_names(value->end.family))
        return text_matches(value->end.name, item);
    if (!family_has_addresses(value->end.family))
        return false;
    if (item->type == ITEM_HOST)
        return host_matches(value, &item->host);
    return item->type == ITEM_SET && item_set_has_end(item->set, &value->end);
}

static bool match_name(const struct value *value, const struct item *item,
                       enum comparison comparison, const struct facts *facts)
{
    (void)comparison;
    (void)facts;
    return text_matches(value->name, item);
}

/** A list matches by any of its numbers. */
static bool match_numbers(const struct value *value, const struct item *item,
                          enum comparison comparison, const struct facts *facts)
{
    (void)facts;
    for (size_t i = 0; i < value_count(value); i++) {
        if (number_matches(value_element(value, i), item, comparison))
            return true;
    }
    return false;
}

/** A list matches by any of its addresses. */
static bool match_addresses(const struct value *value, const struct item *item,
                            enum comparison comparison, const struct facts *facts)
{
    for (size_t i = 0; i < value_address_count(value); i++) {
        struct value element = value_address(value, i);
        if (match_end(&element, item, comparison, facts))
            return true;
    }
    return false;
}

/** A list matches by any of its ends. */
static bool match_backends(const struct value *value, const struct item *item,
                           enum comparison comparison, const struct facts *facts)
{
    for (size_t i = 0; i < value_count(value); i++) {
        struct value element = value_backend(value, i, facts);
        if (match_end(&element, item, comparison, facts))
            return true;
    }
    return false;
}

static bool match_pid(const struct value *value, const struct item *item,
                      enum comparison comparison, const struct facts *facts)
{
    const struct owners *owners = &facts->owners;

    for (const struct holder *holder = value->holders; holder;
         holder = owners_next(owners, holder)) {
        if (number_matches(owners->processes[holder->process].pid, item, comparison))
            return true;
    }
    return false;
}

static bool match_comm(const struct value *value, const struct item *item,
                       enum comparison comparison, const struct facts *facts)
{
    const struct owners *owners = &facts->owners;

    (void)comparison;
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next(owners, holder)) {
        if (text_matches(owners_comm(owners, &owners->processes[holder->process]), item))
            return true;
    }
    return false;
}

static bool match_context(const struct value *value, const struct item *item,
                          enum comparison comparison, const struct facts *facts)
{
    const struct owners *owners = &facts->owners;

    (void)comparison;
    for (const struct holder *holder = value->holders; holder;
         holder = owners_next_process(owners, holder)) {
        struct text context = owners_context(owners, &owners->processes[holder->process]);
        if (context.bytes && text_matches(context, item))
            return true;
    }
    return false;
}

static bool match_process(const struct value *value, const struct item *item,
                          enum comparison comparison, const struct facts *facts)
{
    return match_pid(value, item, comparison, facts) || match_comm(value, item, comparison, facts);
}

/** A list matches by any of its findings. */
static bool match_findings(const struct value *value, const struct item *item,
                           enum comparison comparison, const struct facts *facts)
{
    (void)comparison;
    (void)facts;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        if ((value->findings.set & FINDING_BIT(finding)) &&
            word_matches(finding_table[finding].name, item))
            return true;
    }
    return false;
}

static bool match_flow(const struct value *value, const struct item *item,
                       enum comparison comparison, const struct facts *facts)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    (void)comparison;
    (void)facts;
    community_id_text(&text, value->digest);
    return text_matches(strbuf_contents(&text), item);
}

/** Never matches: for types that no field of a socket has. */
static bool match_nothing(const struct value *value, const struct item *item,
                          enum comparison comparison, const struct facts *facts)
{
    (void)value;
    (void)item;
    (void)comparison;
    (void)facts;
    return false;
}

static value_matcher *const matchers[] = {
    [VALUE_NONE] = match_nothing,      [VALUE_NUMBER] = match_number,
    [VALUE_DECIMAL] = match_number,    [VALUE_BOOL] = match_number,
    [VALUE_WORD] = match_word,         [VALUE_ID] = match_number,
    [VALUE_ADDRESS] = match_end,       [VALUE_ENDPOINT] = match_end,
    [VALUE_STATES] = match_nothing,    [VALUE_NAME] = match_name,
    [VALUE_NUMBERS] = match_numbers,   [VALUE_ADDRESSES] = match_addresses,
    [VALUE_PROCESSES] = match_process, [VALUE_PIDS] = match_pid,
    [VALUE_COMMS] = match_comm,        [VALUE_BACKENDS] = match_backends,
    [VALUE_CONTEXTS] = match_context,  [VALUE_FLOW] = match_flow,
    [VALUE_FINDINGS] = match_findings,
};
static_assert(sizeof(matchers) / sizeof(matchers[0]) == VALUE_TYPE_COUNT, "a row a type");

/** Returns true if the value matches any of the items. */
static bool any_matches(const struct test *test, const struct value *value,
                        const struct sight *sight)
{
    for (size_t i = 0; i < test->compared_count; i++) {
        if (matchers[value->type](value, &test->compared[i], test->comparison, sight->facts))
            return true;
    }
    return false;
}

/** Returns true if the value has an address that is not known and may match one of the items. */
static bool any_may_match(const struct test *test, const struct value *value)
{
    bool unknown = value_classes[value->type].is_end && value->end.no_address;

    for (size_t i = 0; i < test->count && unknown; i++) {
        if (unknown_may_match(value, &test->items[i]))
            return true;
    }
    return false;
}

/** How much of a field is known. */
enum knowledge {
    KNOWN_ABSENT,
    NOT_KNOWN,
    KNOWN,
};

/** Returns true if no item of the test can match an address of the socket's family. */
static bool no_family_fits(const struct test *test, const struct sock *sock)
{
    if (comparison_is_negative(test->comparison) || proto_table[sock->proto].family_unclear)
        return false;
    if (test->fields[0]->type == VALUE_BACKENDS) // can have another family than the socket
        return false;
    bool listed = test->fields[0]->type == VALUE_ADDRESSES;
    for (size_t i = 0; i < test->count; i++) {
        const struct item *item = &test->items[i];
        bool name = value_classes[test->fields[0]->type].is_end && item->type != ITEM_HOST;
        if (item->type == ITEM_HOST ? fits_family(&item->host, sock->family, listed)
                                    : !name || family_has_names(sock->family))
            return false;
    }
    return test->count > 0;
}

/** Returns true if the field lists holders of a socket that has to be searched for. */
static bool is_of_other_end(const struct field *field, const struct sock *sock)
{
    return field->end == END_PEER && (PROTOS_WITH_ENDS & PROTO_BIT(sock->proto));
}

/** Returns the inode of the socket whose holders the field lists; 0: there is none. */
static uint32_t inode_held(const struct field *field, const struct sock *sock)
{
    if (field->end == END_PEER)
        return sock->have & HAVE_PEER_INODE ? sock_peer_inode(sock) : 0;
    return sock->have & HAVE_INODE && !sock->of_kernel ? sock->inode : 0;
}

/** Returns true if the kernel does not report the field of some sockets of the protocol. */
static bool may_be_hidden(const struct field *field, const struct sock *sock)
{
    return (field->hidden & HAVE_NO_FAMILY) && proto_table[sock->proto].family_unclear;
}

static enum knowledge knowledge_of(const struct field *field, const struct sight *sight)
{
    const struct sock *sock = sight->sock;
    bool other_state = field->only && !(field->only & STATE_BIT(sock->state));
    bool other_family = field->families && !(field->families & FAMILY_BIT(sock->family));
    bool other_proto = !field_suits(field, PROTO_BIT(sock->proto));

    if (other_state || other_family || other_proto ||
        (field->facts & proto_table[sock->proto].lacks))
        return KNOWN_ABSENT;
    if (sight->outline)
        return field->selects && !may_be_hidden(field, sock) ? KNOWN : NOT_KNOWN;
    if (!(field->needs & ~sight->joined) || value_classes[field->type].needs_only_text)
        return KNOWN;
    bool needs_holder = value_classes[field->type].is_list && !is_of_other_end(field, sock);
    return needs_holder && inode_held(field, sock) == 0 ? KNOWN_ABSENT : NOT_KNOWN;
}

/** The result of comparing all values of a test's fields. */
struct findings {
    bool present; /**< at least one value */
    bool matched; /**< one matches an item */
    bool open;    /**< not all of them are known */
};

/** Returns true if what was searched for among all sockets may exist although it was not found. */
static bool may_be_missed(const struct field *field, const struct sight *sight)
{
    const struct sock *sock = sight->sock;
    const struct facts *facts = sight->facts;

    if (field_is_a(field, FIELD_CONNECTIONS) || field_is_a(field, FIELD_HANDSHAKES))
        return ends_may_lack_connections(ends_listener(sock, facts), facts);
    if (field_is_a(field, FIELD_LISTENER))
        return ends_known(sock, facts).unsure;
    if (field_is_a(field, FIELD_BACKENDS))
        return backends_may_lack(sock, facts);
    return field_is_a(field, FIELD_PEER_COOKIE) && ends_may_lack_peer(sock, facts);
}

/** Returns true if the field depends on the range of ephemeral ports, and this is not known. */
static bool lacks_range(const struct field *field, const struct sight *sight)
{
    return (field->needs & NEED_EPHEMERAL) && sight->sock->local_port != 0 &&
           !ephemeral_known(facts_ephemeral(sight->facts, sight->sock->place));
}

/**
 * Returns true if the socket may have a cgroup, or a path of it, although none is known. Before
 * Linux 5.8, the kernel reports none.
 */
static bool may_have_cgroup(const struct sight *sight)
{
    const struct sock *sock = sight->sock;

    if (!(sock->have & HAVE_CGROUP))
        return sock->have & HAVE_INODE; // see cgroups_state
    return cgroups_hide(&sight->facts->cgroups, sock);
}

/** Returns true if the field is the host name of an address that was not looked up. */
static bool lacks_host_name(const struct field *field, const struct sight *sight)
{
    const struct sock *sock = sight->sock;
    const struct address *end = field->end == END_PEER ? &sock->peer : &sock->local;

    return (field->needs & NEED_HOST) && sock_has_addresses(sock) && !address_is_any(end) &&
           !name_cache_has_host(sight->facts->names, sock->family, end);
}

/**
 * Returns true if the kernel or the source of the row may not report the field, so that an absent
 * value is unknown. While rows are read, their source is not known yet.
 */
static bool may_be_unreported(const struct field *field, const struct sight *sight)
{
    const struct sock *sock = sight->sock;
    const struct facts *facts = sight->facts;

    return (field->hidden & sock->have) ||
           !source_reports(facts_source(facts, sock->place, sock->proto), sock->proto,
                           field_facts(field) | field->rests_on) ||
           (field->unit == UNIT_MARK && facts->mark_hidden) || lacks_range(field, sight) ||
           lacks_host_name(field, sight) ||
           ((field->facts & HAVE_CGROUP) && may_have_cgroup(sight)) ||
           ((field->facts & HAVE_ULP) && facts->ulp_hidden &&
            (proto_table[sock->proto].needs & NEED_ULP));
}

/**
 * Returns true if the socket may have a value, or further values, that are unknown. Apart: few
 * tests of few rows ask.
 */
static __attribute__((noinline)) bool may_lack(const struct field *field, const struct sight *sight)
{
    const struct owners *owners = &sight->facts->owners;
    uint32_t inode = inode_held(field, sight->sock);

    if (!value_classes[field->type].is_list)
        return may_be_unreported(field, sight) ||
               ((field->needs & NEED_ENDS) && may_be_missed(field, sight));
    if (is_of_other_end(field, sight->sock))
        return peer_may_lack_holders(sight->sock, sight->facts);
    return owners_may_lack(owners, inode) ||
           (field->type == VALUE_CONTEXTS && inode != 0 &&
            owners_may_lack_context(owners, owners_of(owners, inode)));
}

/** Returns true if the test compares the owner state with "hidden" or "kernel". */
static bool asks_what_is_hidden(const struct test *test)
{
    for (size_t i = 0; i < test->count; i++) {
        const struct item *item = &test->items[i];
        if (item->type == ITEM_WORD && (strcmp(item->word, owner_names[OWNER_KNOWN]) == 0 ||
                                        strcmp(item->word, owner_names[OWNER_KERNEL]) == 0))
            return true;
    }
    return false;
}

/** Returns true if it is unknown whether a process holds the socket. */
static bool is_hidden(const struct sight *sight)
{
    enum owner owner = owners_state(&sight->facts->owners, sight->sock);
    return owner == OWNER_HIDDEN || owner == OWNER_NOT_SCANNED;
}

static void look_at(const struct test *test, const struct field *field, const struct sight *sight,
                    struct findings *findings)
{
    enum knowledge knowledge = knowledge_of(field, sight);

    if (knowledge == NOT_KNOWN && !no_family_fits(test, sight->sock))
        findings->open = true;
    if (knowledge != KNOWN)
        return;
    struct value value = field_value(field, sight->sock, sight->facts);
    bool list = value_classes[field->type].is_list;
    bool several = list || field->type == VALUE_BACKENDS || field->type == VALUE_FINDINGS;
    bool absent = value_is_absent(&value);
    if ((absent || several) && may_lack(field, sight))
        findings->open = true;
    if (absent)
        return;
    if (field_is_a(field, FIELD_OWNER) && asks_what_is_hidden(test) && is_hidden(sight))
        findings->open = true;
    findings->present = true;
    if (any_matches(test, &value, sight))
        findings->matched = true;
    if (sight->sock->have & (HAVE_NO_ADDRESSES | HAVE_NO_FAMILY))
        findings->open = findings->open || any_may_match(test, &value);
}

/** Apart, as the next function: a call of one needs no room for the variables of the other. */
static __attribute__((noinline)) enum truth test_matches(const struct test *test,
                                                         const struct sight *sight)
{
    struct findings findings = {0};

    for (size_t i = 0; i < 2 && test->fields[i]; i++) {
        if (!test->fields[1] || test_speaks_of(test, test->fields[i]))
            look_at(test, test->fields[i], sight, &findings);
    }
    if (test->comparison == COMPARE_PRESENT)
        findings.matched = findings.present;
    bool negative = comparison_is_negative(test->comparison);
    if (findings.matched)
        return negative ? TRUTH_NO : TRUTH_YES;
    if (findings.open)
        return TRUTH_OPEN;
    return negative && findings.present ? TRUTH_YES : TRUTH_NO;
}

static enum truth node_matches(const struct node *node, const struct sight *sight);

/** Most nodes are tests. */
enum truth match(const struct node *node, const struct sight *sight)
{
    return node->type == NODE_TEST ? test_matches(&node->test, sight) : node_matches(node, sight);
}

static __attribute__((noinline)) enum truth node_matches(const struct node *node,
                                                         const struct sight *sight)
{
    if (node->type == NODE_NOT)
        return TRUTH_YES - match(node->children[0], sight);
    enum truth truth = node->type == NODE_AND ? TRUTH_YES : TRUTH_NO;
    enum truth decisive = TRUTH_YES - truth; // of one child, it is that of the node
    for (size_t i = 0; i < node->count; i++) {
        enum truth one = match(node->children[i], sight);
        if (one == decisive)
            return one;
        if (one == TRUTH_OPEN)
            truth = TRUTH_OPEN;
    }
    return truth;
}

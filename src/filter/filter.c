// SPDX-License-Identifier: MIT
#include "filter/filter.h"

#include "filter/bytecode.h"
#include "filter/explain.h"
#include "filter/match.h"

#include <stdlib.h>
#include <string.h>

struct filter {
    struct node *root;
    struct strbuf bytecode;
    struct facts *read; /**< what is known when a row is read: its detail */
};

bool filter_parse(struct text text, const struct resolver *resolver, struct filter **filter,
                  struct user_error *ret_error)
{
    struct node *node = parse_filter(text, resolver, ret_error);

    if (!node)
        return false;
    if (!*filter) {
        *filter = alloc_array(1, sizeof(**filter));
        (*filter)->read = alloc_array(1, sizeof(*(*filter)->read));
        (*filter)->root = node;
        return true;
    }
    struct node *both = node_new(NODE_AND);
    node_add(both, (*filter)->root);
    node_add(both, node);
    (*filter)->root = node_simplify(both);
    return true;
}

void filter_free(struct filter *filter)
{
    if (!filter)
        return;
    node_free(filter->root);
    strbuf_free(&filter->bytecode);
    free(filter->read);
    free(filter);
}

unsigned filter_needs(const struct filter *filter)
{
    unsigned needs = filter ? node_needs(filter->root) : 0;

    // A condition on the holders found can be false only if all holders were searched for.
    return needs & NEED_OWNER ? needs | NEED_THREADS : needs;
}

static void note_state(struct test *test, void *context)
{
    bool *found = context;

    *found = *found || field_is_a(test->fields[0], FIELD_STATE);
}

/** Returns the protocols named WORD, and those of the family that is named so. */
static proto_set protos_of_word(const char *word)
{
    proto_set set = 0;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (strcmp(proto_table[proto].name, word) == 0)
            set |= PROTO_BIT(proto);
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            if (!family_has_addresses(family) && strcmp(family_table[family].name, word) == 0 &&
                (proto_table[proto].families & FAMILY_BIT(family)))
                set |= PROTO_BIT(proto);
        }
    }
    return set;
}

/** Returns the protocols to list for a condition on the field; none if they are listed anyhow. */
static proto_set only_of(const struct field *field)
{
    proto_set protos = field->beside && field->protos ? field->beside : field->protos;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        if (proto_table[proto].listed_by_default && (protos & PROTO_BIT(proto)))
            return 0;
    }
    return protos;
}

static void note_protos(struct test *test, void *context)
{
    struct filter_protos *protos = context;
    proto_set about = 0;
    const struct field *field = test->fields[0];
    bool named = field_is_a(field, FIELD_PROTO) || field_is_a(field, FIELD_FAMILY);

    about |= only_of(field) | (test->fields[1] ? only_of(test->fields[1]) : 0);
    for (size_t i = 0; i < test->count; i++) {
        const struct item *item = &test->items[i];
        if (value_classes[field->type].is_end && item->type != ITEM_HOST)
            about |= PROTO_BIT(PROTO_UNIX);
        if (named && item->type == ITEM_WORD && !comparison_is_negative(test->comparison))
            about |= protos_of_word(item->word);
    }
    if ((about & (about - 1)) == 0)
        protos->named |= about;
    else
        protos->among |= about;
}

struct filter_protos filter_protos(const struct filter *filter)
{
    struct filter_protos protos = {0};

    if (filter)
        node_visit(filter->root, note_protos, &protos);
    return protos;
}

bool filter_names_states(const struct filter *filter)
{
    bool found = false;

    if (filter)
        node_visit(filter->root, note_state, &found);
    return found;
}

static void note_addresses(struct test *test, void *context)
{
    bool *found = context;
    const struct field *field = test->fields[0];
    bool end = value_classes[field->type].is_end && test->count > 0;

    *found = *found || field->unit == UNIT_PORT || field->families == FAMILIES_OF_INTERNET ||
             (end && test->items[0].type == ITEM_HOST);
}

bool filter_asks_addresses(const struct filter *filter)
{
    bool found = false;

    if (filter)
        node_visit(filter->root, note_addresses, &found);
    return found;
}

/** A search for a field that is not allowed. */
struct field_search {
    bool (*allowed)(const struct field *field);
    const struct field *found; /**< the first; NULL: none */
};

static void note_field(struct test *test, void *context)
{
    struct field_search *search = context;
    bool allowed =
        search->allowed(test->fields[0]) || (test->fields[1] && search->allowed(test->fields[1]));

    if (!search->found && !allowed)
        search->found = test->fields[0];
}

const struct field *filter_find_field(const struct filter *filter,
                                      bool (*allowed)(const struct field *field))
{
    struct field_search search = {.allowed = allowed};

    if (filter)
        node_visit(filter->root, note_field, &search);
    return search.found;
}

static void note_namespaces(struct test *test, void *context)
{
    static const enum field_id containers[] = {
        FIELD_MACHINE, FIELD_CONTAINER, FIELD_CONTAINER_RUNTIME, FIELD_CONTAINER_NAME, FIELD_POD};
    bool *found = context;

    *found = *found || (test->fields[0]->needs & NEED_NETNS);
    for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++)
        *found = *found || field_is_a(test->fields[0], containers[i]);
}

bool filter_asks_namespaces(const struct filter *filter)
{
    bool found = false;

    if (filter)
        node_visit(filter->root, note_namespaces, &found);
    return found;
}

/** Returns true if the test is equality with single cookies. */
static bool is_cookie(const struct test *test)
{
    bool exact = field_is_a(test->fields[0], FIELD_COOKIE) && !test->fields[1] &&
                 test->comparison == COMPARE_EQUAL && test->count > 0;

    for (size_t i = 0; i < test->count && exact; i++) {
        const struct item *item = &test->items[i];
        exact = item->type == ITEM_RANGE && item->range.low == item->range.high;
    }
    return exact;
}

/** Returns true if the node matches only sockets whose cookies it names. */
static bool node_requires_cookie(const struct node *node)
{
    if (node->type == NODE_TEST)
        return is_cookie(&node->test);
    if (node->type == NODE_NOT)
        return false;
    // Of "and" one child is enough; of "or" all must be.
    for (size_t i = 0; i < node->count; i++) {
        if (node_requires_cookie(node->children[i]) == (node->type == NODE_AND))
            return node->type == NODE_AND;
    }
    return node->type == NODE_OR;
}

bool filter_requires_cookie(const struct filter *filter)
{
    return node_requires_cookie(filter->root);
}

static bool is_listen(const struct test *test)
{
    bool equal = field_is_a(test->fields[0], FIELD_STATE) && test->comparison == COMPARE_EQUAL;

    for (size_t i = 0; i < test->count && equal; i++) {
        const struct item *item = &test->items[i];
        if (item->type == ITEM_WORD && strcmp(item->word, state_table[STATE_LISTEN].name) == 0)
            return true;
    }
    return false;
}

static bool node_names_listen(const struct node *node)
{
    bool found = node->type == NODE_TEST && is_listen(&node->test);

    for (size_t i = 0; i < node->count && node->type != NODE_NOT && !found; i++)
        found = node_names_listen(node->children[i]);
    return found;
}

bool filter_names_listen(const struct filter *filter)
{
    return node_names_listen(filter->root);
}

/** Returns true if sockets of the protocol can have the field. */
static bool can_have(enum proto proto, const struct field *field)
{
    const struct proto_info *info = &proto_table[proto];

    return !(field->facts & info->lacks) && field_suits(field, PROTO_BIT(proto)) &&
           (!field->families || (field->families & info->families));
}

/** Returns true if the node compares what sockets of the protocol can have: see filter_suits. */
static bool node_suits(const struct node *node, enum proto proto)
{
    const struct test *test = &node->test;

    if (node->type == NODE_TEST)
        return can_have(proto, test->fields[0]) ||
               (test->fields[1] && can_have(proto, test->fields[1]));
    for (size_t i = 0; i < node->count; i++) {
        if (node_suits(node->children[i], proto) == (node->type == NODE_OR))
            return node->type == NODE_OR;
    }
    return node->type != NODE_OR;
}

bool filter_suits(const struct filter *filter, enum proto proto)
{
    return node_suits(filter->root, proto);
}

/** The arguments of filter_processes. */
struct process_visit {
    process_taker *take;
    void *context;
};

static void visit_processes(struct test *test, void *context)
{
    const struct process_visit *visit = context;
    enum value_type type = test->fields[0]->type;
    bool exact = test->comparison == COMPARE_EQUAL || test->comparison == COMPARE_UNEQUAL;
    bool numbered = false; // the previous item was a number; the same word as a name follows it

    if (type != VALUE_PROCESSES && type != VALUE_COMMS && type != VALUE_PIDS)
        return;
    for (size_t i = 0; i < test->count; i++) {
        const struct item *item = &test->items[i];
        struct process_sought sought = {0};
        bool range = item->type == ITEM_RANGE;
        if (item->type == ITEM_TEXT)
            sought.name = item->text;
        else if (range)
            sought.pid = item->range.low;
        bool known = range ? exact && item->range.low == item->range.high
                           : item->type == ITEM_TEXT && !numbered;
        if (known)
            visit->take(&sought, visit->context);
        numbered = range;
    }
}

void filter_processes(const struct filter *filter, process_taker *take, void *context)
{
    struct process_visit visit = {take, context};

    node_visit(filter->root, visit_processes, &visit);
}

void filter_required_processes(const struct filter *filter, process_taker *take, void *context)
{
    struct process_visit visit = {take, context};
    struct node *root = filter->root;

    if (root->type == NODE_TEST)
        visit_processes(&root->test, &visit);
    for (size_t i = 0; root->type == NODE_AND && i < root->count; i++) {
        if (root->children[i]->type == NODE_TEST)
            visit_processes(&root->children[i]->test, &visit);
    }
}

uint16_t filter_service_port(const struct filter *filter)
{
    const struct node *root = filter->root;
    bool process = false;
    uint16_t port = 0;

    for (size_t i = 0; root->type == NODE_OR && i < root->count; i++) {
        const struct test *test = &root->children[i]->test;
        if (root->children[i]->type != NODE_TEST || test->count != 1)
            return 0;
        process = process || test->fields[0]->type == VALUE_PROCESSES;
        if (test->fields[0]->unit == UNIT_PORT &&
            test->items[0].range.low == test->items[0].range.high)
            port = (uint16_t)test->items[0].range.low;
    }
    return process ? port : 0;
}

/**
 * Tests a row as it is read; returns false only if the filter is false whatever is joined later.
 */
static bool may_match(const void *context, const struct sock *sock, const struct strbuf *details)
{
    const struct filter *filter = context;
    const struct sight sight = {.sock = sock,
                                .facts = filter->read,
                                .joined = NEED_AUTOBOUND | (details ? NEEDS_IN_DETAIL : 0U)};

    filter->read->details = details;
    return match(filter->root, &sight) != TRUTH_NO;
}

/** Returns the states in which no PROTO socket of FAMILY matches. */
static state_set ruled_out(const struct filter *filter, enum proto proto, enum family family)
{
    state_set set = 0;

    for (unsigned state = 1; state < STATE_COUNT; state++) {
        const struct sock sock = {
            .proto = (uint8_t)proto, .family = (uint8_t)family, .state = (uint8_t)state};
        const struct sight sight = {.sock = &sock, .outline = true};
        if (match(filter->root, &sight) == TRUTH_NO)
            set |= STATE_BIT(state);
    }
    return set;
}

/** Copies an exact port of the test to the request. */
static void ask_for_port(struct test *test, struct request *request)
{
    const struct field *field = test->fields[0];
    const struct item *item = test->items;

    if (test->comparison != COMPARE_EQUAL || test->count != 1 || test->fields[1])
        return;
    bool port = field->unit == UNIT_PORT && item->range.low == item->range.high;
    bool endpoint = value_classes[field->type].is_end && item->type == ITEM_HOST &&
                    !item->host.any_port && item->host.low == item->host.high;
    if (!port && !endpoint)
        return;
    uint16_t number = port ? (uint16_t)item->range.low : item->host.low;
    uint16_t *port_wanted = field->end == END_PEER ? &request->peer_port : &request->local_port;
    if (*port_wanted != 0 && *port_wanted != number)
        return; // two ports at one end: no row will match
    *port_wanted = number;
    test->in_request = port && number != 0;
}

void filter_narrow(struct filter *filter, struct request *request)
{
    struct node *root = filter->root;

    for (enum proto proto = 0; proto < PROTO_COUNT; proto++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++)
            request->ruled_out[proto][family] = ruled_out(filter, proto, family);
    }
    if (root->type == NODE_TEST)
        ask_for_port(&root->test, request);
    for (size_t i = 0; root->type == NODE_AND && i < root->count; i++) {
        if (root->children[i]->type == NODE_TEST)
            ask_for_port(&root->children[i]->test, request);
    }
    strbuf_truncate(&filter->bytecode, 0);
    if (request_may_dump(request))
        bytecode_compile(root, &filter->bytecode);
    request->bytecode = strbuf_contents(&filter->bytecode);
    request->needs |= filter_needs(filter) & NEEDS_COLLECTED;
    request->keep = may_match;
    request->keep_context = filter;
}

/** A filter while it is applied to rows. */
struct application {
    const struct filter *filter;
    struct facts *facts;
};

/** Returns true if the row matches; counts it as undecided if that depends on unknown data. */
static bool matches(void *context, const struct sock *sock)
{
    const struct application *application = context;
    struct facts *facts = application->facts;
    const struct sight sight = {.sock = sock, .facts = facts, .joined = ~0U};
    enum truth truth = match(application->filter->root, &sight);

    facts->undecided += truth == TRUTH_OPEN;
    return truth == TRUTH_YES;
}

bool filter_matches_alone(const struct filter *filter, const struct sock *sock,
                          const struct facts *facts)
{
    const struct sight sight = {.sock = sock, .facts = facts};

    return match(filter->root, &sight) == TRUTH_YES;
}

/** Warns of conditions that never match because the source does not report the field. */
static void warn_of_source(struct test *test, void *context)
{
    const struct application *application = context;
    struct facts *facts = application->facts;
    const struct field *field = test->fields[0];

    if (field->unit == UNIT_MARK && facts->mark_hidden)
        facts_warn(facts, "mark is only available with cap_net_admin; conditions on it never "
                          "match");
    if (field->hidden & facts->hidden)
        facts_warn(facts, "%s is only available with %s; conditions on it never match", field->key,
                   field->hidden & HIDES_STORAGE ? "cap_bpf" : "cap_net_admin");
    if ((field->needs & NEED_CONTEXT) && facts->no_contexts)
        facts_warn(facts, NO_CONTEXTS "; conditions on them never match");
    if ((field->facts & HAVE_ULP) && facts->ulp_hidden)
        facts_warn(facts, "tcp: %s is only available with cap_net_admin before Linux 6.18",
                   field->key);
    for (size_t i = 0; i < (facts->other_count + 1) * PROTO_COUNT; i++) {
        enum proto proto = (enum proto)(i % PROTO_COUNT);
        enum source source = facts_source(facts, i / PROTO_COUNT, proto);
        if (can_have(proto, field) && source != SOURCE_NONE &&
            !source_reports(source, proto, field_facts(field)))
            facts_warn(facts, "%s: %s is not available from %s; conditions on it never match",
                       proto_table[proto].name, field->key, source_table[source].title);
    }
}

void filter_apply(const struct filter *filter, struct sock_table *table, struct facts *facts)
{
    struct application application = {filter, facts};

    node_visit(filter->root, warn_of_source, &application);
    sock_table_keep(table, matches, &application);
}

void filter_explain(const struct filter *filter, const struct request *request, struct strbuf *text)
{
    strbuf_text(text, "filter:\n");
    explain_tree(filter->root, text);
    explain_request(request, text);
    explain_bytecode(request, text);
    explain_needs(filter_needs(filter), text);
}

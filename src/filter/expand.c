// SPDX-License-Identifier: MIT
#include "filter/expand.h"

#include "filter/subject.h"

#include <string.h>

static struct node *condition(const struct field *field, enum comparison comparison)
{
    struct node *node = node_new(NODE_TEST);

    node->test.fields[0] = field;
    node->test.comparison = comparison;
    return node;
}

/** Returns a condition on the fields of TEST. */
static struct node *condition_like(const struct test *test, enum comparison comparison)
{
    struct node *node = condition(test->fields[0], comparison);

    node->test.fields[1] = test->fields[1];
    return node;
}

/** Adds the item NUMBER to a condition; yes is 1, no is 0. */
static struct node *with_number(struct node *node, uint64_t number)
{
    struct item *item = test_add(&node->test);

    item->type = ITEM_RANGE;
    item->range.low = item->range.high = number;
    return node;
}

/** Adds "FIELD = WORD" to an "and". */
static void add_word(struct node *both, enum field_id id, const char *word)
{
    struct node *node = condition(&field_table[id], COMPARE_EQUAL);
    struct item *item = test_add(&node->test);

    item->type = ITEM_WORD;
    item->word = word;
    node_add(both, node);
}

/**
 * Returns the family that WORD, a name of INFO in tables, implies; FAMILY_COUNT if WORD is not such
 * a name.
 */
static enum family family_told(const struct proto_info *info, const char *word)
{
    bool dual = info->dual_name && strcmp(word, info->dual_name) == 0;
    enum family family = 0;

    while (family < FAMILY_COUNT &&
           !(dual ? family_table[family].maps != family
                  : info->names[family] && strcmp(word, info->names[family]) == 0))
        family++;
    return family;
}

/** Expands "tcp6" to TCP over IPv6, and "tcp46" to TCP and the conditions of sock_is_dual_stack. */
static struct node *expand_proto(const struct item *item)
{
    struct node *both = node_new(NODE_AND);
    const struct proto_info *info = proto_table;

    while (family_told(info, item->word) == FAMILY_COUNT)
        info++;
    enum family family = family_told(info, item->word);
    add_word(both, FIELD_PROTO, info->name);
    add_word(both, FIELD_FAMILY, family_table[family].name);
    if (strcmp(item->word, info->names[family]) == 0)
        return both;
    struct node *any = condition(&field_table[FIELD_LOCAL_ADDRESS], COMPARE_EQUAL);
    struct item *address = test_add(&any->test);
    address->type = ITEM_HOST;
    address->host = (struct host_item){.family = (uint8_t)family,
                                       .bits = (uint8_t)(8 * family_table[family].size),
                                       .any_port = true};
    node_add(both, any);
    node_add(both, with_number(condition(&field_table[FIELD_V6ONLY], COMPARE_EQUAL), false));
    return both;
}

static struct node *expand_host(const struct test *test, const struct item *item)
{
    struct node *both = node_new(NODE_AND);
    struct node *host = condition_like(test, COMPARE_EQUAL);
    struct node *device = condition(&field_table[FIELD_DEVICE], COMPARE_EQUAL);

    *test_add(&host->test) = *item;
    host->test.items[0].host.device = 0;
    node_add(both, host);
    device->test.fields[1] = &field_table[FIELD_DEVICE_INDEX]; // as "device = 2"
    node_add(both, with_number(device, item->host.device));
    return both;
}

static bool says_more(const struct test *test, const struct item *item)
{
    if (item->type == ITEM_HOST)
        return item->host.device != 0;
    return item->type == ITEM_WORD && field_is_a(test->fields[0], FIELD_PROTO) &&
           subject_proto_word(text_of(item->word));
}

/** Returns an "or" of the items of TEST. Items of one key are moved to a single condition. */
static struct node *expand_items(const struct test *test)
{
    struct node *either = node_new(NODE_OR);
    struct node *simple = NULL;

    for (size_t i = 0; i < test->count; i++) {
        const struct item *item = &test->items[i];
        if (says_more(test, item)) {
            node_add(either,
                     item->type == ITEM_HOST ? expand_host(test, item) : expand_proto(item));
            continue;
        }
        if (!simple) {
            simple = condition_like(test, COMPARE_EQUAL);
            node_add(either, simple);
        }
        *test_add(&simple->test) = *item;
    }
    return either;
}

/** Expands a condition. "a != X" is true if "a" has a value and "a = X" is not true. */
static struct node *expand_test(struct node *node)
{
    struct test *test = &node->test;
    bool simple = true;

    for (size_t i = 0; i < test->count; i++)
        simple = simple && !says_more(test, &test->items[i]);
    if (simple)
        return node;
    struct node *expanded = expand_items(test);
    if (comparison_is_negative(test->comparison)) {
        struct node *not_so = node_new(NODE_NOT);
        node_add(not_so, expanded);
        expanded = node_new(NODE_AND);
        node_add(expanded, condition_like(test, COMPARE_PRESENT));
        node_add(expanded, not_so);
    }
    test->count = 0; // the items moved
    node_free(node);
    return expanded;
}

struct node *tree_expand(struct node *node)
{
    if (node->type == NODE_TEST)
        return expand_test(node);
    for (size_t i = 0; i < node->count; i++)
        node->children[i] = tree_expand(node->children[i]);
    return node;
}

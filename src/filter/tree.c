// SPDX-License-Identifier: MIT
#include "filter/tree.h"

#include "base/alloc.h"
#include "filter/item_set.h"

#include <assert.h>
#include <stdlib.h>

const char *const comparison_signs[] = {
    [COMPARE_EQUAL] = "=",    [COMPARE_UNEQUAL] = "!=",  [COMPARE_BELOW] = "<",
    [COMPARE_AT_MOST] = "<=", [COMPARE_ABOVE] = ">",     [COMPARE_AT_LEAST] = ">=",
    [COMPARE_MATCH] = "~",    [COMPARE_NO_MATCH] = "!~", [COMPARE_PRESENT] = "has",
};
static_assert(sizeof(comparison_signs) / sizeof(comparison_signs[0]) == COMPARE_COUNT,
              "a sign a comparison");

struct node *node_new(enum node_type type)
{
    struct node *node = alloc_array(1, sizeof(*node));

    node->type = type;
    return node;
}

static void item_free(struct item *item)
{
    if (item->type == ITEM_TEXT || item->type == ITEM_GLOB || item->type == ITEM_ID_START)
        free((char *)item->text.bytes);
    if (item->type == ITEM_PATTERN && item->pattern) {
        regfree(item->pattern);
        free(item->pattern);
    }
    free((char *)item->source.bytes);
}

void node_free(struct node *node)
{
    if (!node)
        return;
    for (size_t i = 0; i < node->count; i++)
        node_free(node->children[i]);
    for (size_t i = 0; i < node->test.count; i++)
        item_free(&node->test.items[i]);
    if (node->test.compared && node->test.compared != node->test.items) {
        item_set_free(node->test.compared[0].set);
        free(node->test.compared);
    }
    free(node->test.items);
    free(node->children);
    free(node);
}

void node_add(struct node *node, struct node *child)
{
    node->children =
        alloc_grow(node->children, &node->capacity, node->count + 1, sizeof(*node->children));
    node->children[node->count++] = child;
}

struct item *test_add(struct test *test)
{
    test->items = alloc_grow(test->items, &test->capacity, test->count + 1, sizeof(*test->items));
    test->items[test->count] = (struct item){0};
    return &test->items[test->count++];
}

void test_prepare(struct test *test)
{
    bool equal = test->comparison == COMPARE_EQUAL || test->comparison == COMPARE_UNEQUAL;
    size_t taken = 0;

    for (size_t i = 0; i < test->count && equal; i++)
        taken += item_set_takes(&test->items[i]);
    test->compared = test->items;
    test->compared_count = test->count;
    if (taken < ITEM_SET_LEAST)
        return;
    test->compared_count = 0;
    test->compared = alloc_array(1 + test->count - taken, sizeof(*test->compared));
    test->compared[test->compared_count++] =
        (struct item){.type = ITEM_SET, .set = item_set_new(test->items, test->count)};
    for (size_t i = 0; i < test->count; i++) {
        if (!item_set_takes(&test->items[i]))
            test->compared[test->compared_count++] = test->items[i];
    }
}

void test_add_range(struct test *test, uint64_t low, uint64_t high)
{
    struct item *item = test_add(test);

    item->type = ITEM_RANGE;
    item->range.low = low;
    item->range.high = high;
}

/** Moves the children of CHILD to the end of NODE and frees CHILD. */
static void adopt(struct node *node, struct node *child)
{
    for (size_t i = 0; i < child->count; i++)
        node_add(node, child->children[i]);
    child->count = 0;
    node_free(child);
}

struct node *node_simplify(struct node *node)
{
    struct node **children = node->children;
    size_t count = node->count;

    node->children = NULL;
    node->count = node->capacity = 0;
    for (size_t i = 0; i < count; i++) {
        struct node *child = node_simplify(children[i]);
        if (child->type == node->type && node->type != NODE_NOT)
            adopt(node, child);
        else
            node_add(node, child);
    }
    free(children);
    if ((node->type != NODE_AND && node->type != NODE_OR) || node->count != 1)
        return node;
    struct node *only = node->children[0];
    node->count = 0;
    node_free(node);
    return only;
}

static bool is_text(enum item_type type)
{
    return type == ITEM_TEXT || type == ITEM_GLOB || type == ITEM_ID_START || type == ITEM_PATTERN;
}

static bool is_number(const struct field *field)
{
    return field->type == VALUE_NUMBER || field->type == VALUE_DECIMAL || field->type == VALUE_ID;
}

bool test_speaks_of(const struct test *test, const struct field *field)
{
    for (size_t i = 0; i < test->count; i++) {
        bool text = is_text(test->items[i].type);
        if (text ? !is_number(field) : field->type != VALUE_NAME)
            return true;
    }
    // "has cgroup": whether the path is known
    return test->count == 0 && (field->type != VALUE_ID || field == test->fields[0]);
}

unsigned test_needs(const struct test *test)
{
    unsigned needs = 0;

    for (size_t i = 0; i < 2 && test->fields[i]; i++) {
        const struct field *field = test->fields[i];
        // of an endpoint, address and port are compared, which need no join
        unsigned counted =
            value_classes[field->type].needs_only_text ? NEEDS_COLLECTED : ~(unsigned)0;
        if (test_speaks_of(test, field))
            needs |= field->needs & counted;
    }
    return needs;
}

static void add_needs(struct test *test, void *context)
{
    unsigned *needs = context;

    *needs |= test_needs(test);
}

unsigned node_needs(const struct node *node)
{
    unsigned needs = 0;

    node_visit((struct node *)node, add_needs, &needs);
    return needs;
}

void node_visit(struct node *node, void (*visit)(struct test *test, void *context), void *context)
{
    if (node->type == NODE_TEST)
        visit(&node->test, context);
    for (size_t i = 0; i < node->count; i++)
        node_visit(node->children[i], visit, context);
}

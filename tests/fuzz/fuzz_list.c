// SPDX-License-Identifier: MIT
/**
 * The lists of --columns, --sort and --by. The first byte chooses which; the rest is the list, up
 * to a NUL. A list is good when each of its keys is found in a table, one by one; otherwise there
 * is a message that begins with the option.
 */
#include "readers.h"

#include "arrange/group.h"
#include "arrange/order.h"
#include "show/view.h"

#include <strings.h>

/** What a list came to. */
struct outcome {
    bool good;
    struct field_list keys;
    uint64_t descending;
    bool as_collected;
    struct user_error error;
};

enum list {
    LIST_COLUMNS,
    LIST_SORT,
    LIST_BY,
    LIST_SORT_GROUPS, /**< --sort beside --by=state,process */
    LIST_COUNT,
};

static struct outcome read_sort(const struct field_list *offered, const char *text)
{
    struct sorting sorting = {0};
    struct user_error error = {0};
    bool good = sorting_parse(&sorting, offered, text, &error);

    return (struct outcome){good, sorting.keys, sorting.descending, sorting.as_collected, error};
}

static struct outcome read_list(enum list list, const struct field_list *offered, const char *text)
{
    struct view view = {0};
    struct grouping grouping = {0};
    struct outcome outcome = {0};

    switch (list) {
    case LIST_COLUMNS:
        outcome.good = view_add_list(&view, text, &outcome.error);
        outcome.keys = view.columns;
        break;
    case LIST_BY:
        outcome.good = grouping_parse(&grouping, text, &outcome.error);
        outcome.keys = grouping.keys;
        // The keys are the outcome, which the caller frees.
        grouping.keys = (struct field_list){0};
        grouping_free(&grouping);
        break;
    default:
        outcome = read_sort(offered, text);
        break;
    }
    return outcome;
}

/** True when KEY is WORD in any case, with "-" or "_". */
static bool is_word(const char *key, const char *word)
{
    char *plain = strdup(key);
    char *also = word ? strdup(word) : NULL;

    for (char *byte = strchr(plain, '-'); byte; byte = strchr(byte, '-'))
        *byte = '_';
    for (char *byte = also ? strchr(also, '-') : NULL; byte; byte = strchr(byte, '-'))
        *byte = '_';
    bool same = also && strcasecmp(plain, also) == 0;
    free(plain);
    free(also);
    return same;
}

/** The field that has this key, heading or alias, looked for in the table itself. */
static const struct field *field_of(const struct field_list *offered, const char *key)
{
    for (size_t i = 0; offered ? i < offered->count : field_table[i].key != NULL; i++) {
        const struct field *field = offered ? offered->fields[i] : &field_table[i];
        if (is_word(key, field->key) || is_word(key, field->heading) || is_word(key, field->alias))
            return field;
    }
    return NULL;
}

static struct outcome expect(enum list list, const struct field_list *offered, const char *text)
{
    struct outcome expected = {.good = true};
    char *copy = strdup(text);
    char *rest = copy;
    bool sorts = list == LIST_SORT || list == LIST_SORT_GROUPS;

    expected.as_collected = sorts && is_word(text, "none");
    while (rest && expected.good && !expected.as_collected) {
        char *key = strsep(&rest, ",");
        bool minus = sorts && *key == '-';
        key += minus || (list == LIST_COLUMNS && key == copy && *key == '+');
        const struct field *field = field_of(offered, key);
        expected.good = field != NULL;
        if (!field)
            break;
        if (field_list_add(&expected.keys, list == LIST_BY ? group_key(field) : field) && minus)
            expected.descending |= (uint64_t)1 << (expected.keys.count - 1);
    }
    free(copy);
    return expected;
}

static void check_message(enum list list, const struct outcome *outcome)
{
    static const char *const options[LIST_COUNT] = {
        "--columns: ", "--sort: ", "--by: ", "--sort: "};
    const struct strbuf *message = &outcome->error.message;

    MUST((message->length == 0) == outcome->good);
    MUST(outcome->good || strncmp(message->data, options[list], strlen(options[list])) == 0);
}

static void check(enum list list, const struct field_list *offered, const char *text)
{
    struct outcome outcome = read_list(list, offered, text);
    struct outcome expected = expect(list, offered, text);

    check_message(list, &outcome);
    MUST(outcome.good == expected.good);
    MUST(outcome.as_collected == expected.as_collected);
    MUST(outcome.descending == expected.descending);
    MUST(outcome.keys.count == expected.keys.count);
    for (size_t i = 0; i < expected.keys.count; i++)
        MUST(outcome.keys.fields[i] == expected.keys.fields[i]);
    user_error_free(&outcome.error);
    field_list_free(&outcome.keys);
    field_list_free(&expected.keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum list list = choice(&data, &size) % LIST_COUNT;
    char *text = strndup((const char *)data, size);
    struct grouping grouping = {0};

    if (list == LIST_SORT_GROUPS)
        MUST(grouping_parse(&grouping, "state,process", &(struct user_error){0}));
    check(list, list == LIST_SORT_GROUPS ? &grouping.offered : NULL, text);
    grouping_free(&grouping);
    free(text);
    return 0;
}

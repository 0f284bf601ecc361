// SPDX-License-Identifier: MIT
/**
 * The lists of --columns, --sort and --by. The first byte chooses which; the rest is the list, up
 * to a NUL. A list is good when each of its keys is found in a table, one by one; what is wrong
 * is said in one line that harms no terminal.
 */
#include "readers.h"

#include "arrange/group.h"
#include "arrange/order.h"
#include "show/view.h"

#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/** What a list came to. */
struct outcome {
    bool good;
    struct field_list keys;
    uint64_t descending;
    bool as_collected;
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
    bool good = sorting_parse(&sorting, offered, text);

    return (struct outcome){good, sorting.keys, sorting.descending, sorting.as_collected};
}

static struct outcome read_list(enum list list, const struct field_list *offered, const char *text)
{
    struct view view = {0};
    struct grouping grouping = {0};
    struct outcome outcome = {0};

    switch (list) {
    case LIST_COLUMNS:
        outcome.good = view_add_list(&view, text);
        outcome.keys = view.columns;
        break;
    case LIST_BY:
        outcome.good = grouping_parse(&grouping, text);
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

/** What is on stderr is taken from here on; returns where it goes, and in *RET_BEFORE the rest. */
static int capture(int *ret_before)
{
    int file = memfd_create("stderr", MFD_CLOEXEC);

    *ret_before = dup(STDERR_FILENO);
    MUST(file >= 0 && *ret_before >= 0 && dup2(file, STDERR_FILENO) >= 0);
    return file;
}

static void check_message(int file, bool good)
{
    char message[8192];
    ssize_t length = pread(file, message, sizeof(message), 0);

    close(file);
    MUST((length == 0) == good);
    if (good)
        return;
    MUST(length > 0 && message[length - 1] == '\n');
    MUST(is_harmless(message, (size_t)length - 1));
    MUST(length > 12 && memcmp(message, "sockstat: --", 12) == 0);
}

static void check(enum list list, const struct field_list *offered, const char *text)
{
    int before = -1;
    int file = capture(&before);
    struct outcome outcome = read_list(list, offered, text);
    dup2(before, STDERR_FILENO);
    close(before);
    struct outcome expected = expect(list, offered, text);

    check_message(file, outcome.good);
    MUST(outcome.good == expected.good);
    MUST(outcome.as_collected == expected.as_collected);
    MUST(outcome.descending == expected.descending);
    MUST(outcome.keys.count == expected.keys.count);
    for (size_t i = 0; i < expected.keys.count; i++)
        MUST(outcome.keys.fields[i] == expected.keys.fields[i]);
    field_list_free(&outcome.keys);
    field_list_free(&expected.keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum list list = choice(&data, &size) % LIST_COUNT;
    char *text = strndup((const char *)data, size);
    struct grouping grouping = {0};

    if (list == LIST_SORT_GROUPS)
        MUST(grouping_parse(&grouping, "state,process"));
    check(list, list == LIST_SORT_GROUPS ? &grouping.offered : NULL, text);
    grouping_free(&grouping);
    free(text);
    return 0;
}

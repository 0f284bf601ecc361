// SPDX-License-Identifier: MIT
/** Every row of the tables of protocols, states, sources, fields and formats is complete. */
#include "unit.h"

#include "cli/choices.h"
#include "show/writer.h"
#include "sock/field.h"
#include "sock/group_field.h"
#include "sock/source.h"

/** Fails with the name of the row. */
#define HOLDS(condition, row)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("row %s: %s", (row), #condition);                                             \
    } while (0)

static void check_names(const struct proto_info *info, size_t row)
{
    char number[16];

    snprintf(number, sizeof(number), "%zu", row);
    HOLDS(info->name && *info->name, number);
    HOLDS(info->title && *info->title, info->name);
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        HOLDS(info->families & FAMILY_BIT(i)
                  ? info->names[i] && strncmp(info->names[i], info->name, strlen(info->name)) == 0
                  : !info->names[i],
              info->name);
    HOLDS((info->dual_name != NULL) == info->dual_stack, info->name);
    HOLDS(info->families && !(info->families >> FAMILY_COUNT), info->name);
}

static void check_states(const struct proto_info *info)
{
    HOLDS(info->listening && info->connected && !(info->listening & info->connected), info->name);
    HOLDS(!((info->listening | info->connected) & ~info->states), info->name);
    HOLDS(info->states & STATE_BIT(info->closed_bound), info->name);
    HOLDS(info->states & STATE_BIT(info->closed_unbound), info->name);
    HOLDS(!(info->states >> STATE_COUNT), info->name);
}

/** What each source needs to read the protocol. */
static void check_sources(const struct proto_info *info)
{
    unsigned known = (SOURCE_BIT(SOURCE_COUNT) - 1) & ~SOURCE_BIT(SOURCE_NONE);

    HOLDS(info->sources && !(info->sources & ~known), info->name);
    HOLDS(!info->file_lacks == !(info->sources & SOURCE_BIT(SOURCE_PROC)), info->name);
    HOLDS(!info->families_together || info->number == 6, info->name); // TCPDIAG_GETSOCK is of TCP
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        HOLDS((info->files[i] != NULL) ==
                  ((info->sources & SOURCE_BIT(SOURCE_PROC)) && (info->families & FAMILY_BIT(i))),
              info->name);
    if (info->sources & SOURCE_BIT(SOURCE_NETLINK))
        HOLDS((info->number != 0) == (info->diag == DIAG_INET), info->name); // inet_diag asks by it
}

static void test_protocols(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROTO_COUNT; i++) {
        const struct proto_info *info = &proto_table[i];
        check_names(info, i);
        check_states(info);
        check_sources(info);
        for (size_t other = 0; other < i; other++) {
            HOLDS(strcmp(info->name, proto_table[other].name) != 0, info->name);
            HOLDS(info->number == 0 || info->number != proto_table[other].number, info->name);
        }
    }
}

static void test_one_protocol_at_least_is_listed_by_default(void **state)
{
    bool any = false;

    (void)state;
    for (size_t i = 0; i < PROTO_COUNT; i++)
        any = any || proto_table[i].listed_by_default;
    assert_true(any);
}

static void test_states(void **state)
{
    (void)state;
    for (size_t i = STATE_ESTABLISHED; i < STATE_COUNT; i++) {
        char number[16];
        snprintf(number, sizeof(number), "%zu", i);
        HOLDS(state_table[i].name && state_table[i].heading && state_table[i].help, number);
        HOLDS(state_table[i].phase < PHASE_COUNT, number);
    }
}

static void test_sources(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        HOLDS(source_table[i].name, i == 0 ? "first" : source_table[i - 1].name);
        HOLDS(i == SOURCE_NONE || source_table[i].title, source_table[i].name);
        HOLDS(source_table[i].states, source_table[i].name);
    }
}

static void test_families(void **state)
{
    (void)state;
    for (enum family family = 0; family < FAMILY_COUNT; family++) {
        const struct family_info *info = &family_table[family];
        bool internet = FAMILIES_OF_INTERNET & FAMILY_BIT(family);
        HOLDS(info->name && info->alias && info->title, family == 0 ? "first" : info[-1].name);
        HOLDS(info->number && internet == (info->option != 0), info->name);
        HOLDS(internet == (info->size != 0) && info->size <= sizeof(struct address), info->name);
        HOLDS(info->maps == family || family_table[info->maps].maps == info->maps, info->name);
        HOLDS(info->sockaddr_size >= info->sockaddr_offset + info->size, info->name);
        HOLDS(internet == (info->to_text != NULL), info->name);
        HOLDS(info->order_key && info->order_levels, info->name);
    }
}

static void test_rows_of_needs(void **state)
{
    char number[16];

    (void)state;
    for (size_t i = 0; i < NEED_COUNT; i++) {
        snprintf(number, sizeof(number), "need %zu", i);
        HOLDS(need_table[i].need == 1U << i, number);
        HOLDS(!need_table[i].whole || need_table[i].whole_in_filter, number);
    }
}

static void test_values(void **state)
{
    (void)state;
    for (size_t i = VALUE_NONE + 1; i < VALUE_TYPE_COUNT; i++) {
        const struct value_class *class = &value_classes[i];
        HOLDS(class->name, i == 1 ? "first" : value_classes[i - 1].name);
        HOLDS(class->text && class->json, class->name);
        HOLDS(class->is_number || class->compare, class->name);
    }
}

/** Returns true when a text that is a word of its own kind is one. */
static bool is_key(const char *key)
{
    return *key && strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(key);
}

static void check_field(const struct field *field)
{
    HOLDS(is_key(field->key), field->key);
    HOLDS(field->heading && *field->heading, field->key);
    HOLDS(field->help && *field->help && strlen(field->help) <= 51, field->key); // of 80 columns
    HOLDS(field->value, field->key);
    HOLDS(!field->part.detail == !field->part.size, field->key);
    HOLDS(field->type != VALUE_WORD || field->words, field->key);
    HOLDS(!field->number || field_number(field), field->key);
    const struct field *key = field_number(group_key(field));
    bool by_process = key == group_comm || key == group_pid || key == group_context;
    HOLDS(by_process || value_classes[key->type].identity, field->key);
}

static void test_fields(void **state)
{
    (void)state;
    for (const struct field *field = field_table; field->key; field++) {
        check_field(field);
        for (const struct field *other = field_table; other < field; other++) {
            HOLDS(!field_is(other, field->key, strlen(field->key)), field->key);
            HOLDS(!field_is(other, field->heading, strlen(field->heading)), field->key);
            HOLDS(!field->alias || !field_is(other, field->alias, strlen(field->alias)),
                  field->key);
        }
    }
}

/** An aggregate agrees with its field, whose key it has, or begins with. */
static void check_aggregate(const struct field *field)
{
    static const char *const ends[AGGREGATE_COUNT] = {"", "", "_max", "_median", "_p95"};
    const struct field *of = &field_table[field->of];
    size_t length = strlen(of->key);
    bool kept = field->aggregate == AGGREGATE_MEDIAN || field->aggregate == AGGREGATE_P95;

    HOLDS(strncmp(field->key, of->key, length) == 0, field->key);
    HOLDS(strcmp(field->key + length, ends[field->aggregate]) == 0, field->key);
    HOLDS(of->type == field->type && value_classes[of->type].is_number, field->key);
    HOLDS(of->unit == field->unit && of->needs == field->needs, field->key);
    HOLDS(!field->protos || field->protos == of->protos, field->key);
    HOLDS(!of->cell == !field->cell && !of->cell_word == !field->cell_word, field->key);
    HOLDS(!kept || of->part.size <= sizeof(uint32_t), field->key); // see aggregation_add
}

static void test_fields_of_groups(void **state)
{
    (void)state;
    for (const struct field *field = group_table; field->key; field++) {
        HOLDS(is_key(field->key) && field->heading && *field->heading && field->value, field->key);
        HOLDS(field->help && *field->help && strlen(field->help) <= 51, field->key);
        for (const struct field *other = group_table; other < field; other++)
            HOLDS(!field_is(other, field->key, strlen(field->key)) &&
                      !field_is(other, field->heading, strlen(field->heading)),
                  field->key);
        if (field->aggregate != AGGREGATE_NONE)
            check_aggregate(field);
    }
}

/** Returns true when the table has a field that is in one of GROUPS. */
static bool shows(const struct field *table, unsigned groups)
{
    for (; table->key; table++) {
        if (table->groups & groups)
            return true;
    }
    return false;
}

/** Checks that the format shows something of sockets, of groups and of a summary. */
static void check_format_groups(const struct format_info *format)
{
    HOLDS(shows(field_table, format->groups & (GROUP_TABLE | GROUP_RECORD)), format->name);
    HOLDS(shows(field_table, format->groups & (GROUP_PROCESS | GROUP_OWNER)), format->name);
    HOLDS(shows(group_table, format->groups & (GROUP_TABLE | GROUP_RECORD)), format->name);
    HOLDS(shows(group_table, format->groups & (GROUP_SUMMARY | GROUP_TALLY)), format->name);
    HOLDS(shows(group_table, format->groups & GROUP_PORTS), format->name);
}

/** Returns the option that has this name; NULL if there is none. */
static const struct option_row *option_named(const char *name)
{
    for (const struct option_row *row = option_table; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            return row;
    }
    return NULL;
}

static void test_options_of_protocols(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROTO_COUNT; i++) {
        const char *name = proto_table[i].name;
        const struct option_row *option = option_named(name);
        HOLDS(option && !option->argument, name);
        struct choices choices = {0};
        assert_true(option->apply(&choices, name));
        HOLDS(choices.protos == PROTO_BIT(i) && choices.named == PROTO_BIT(i), name);
    }
}

static void test_options_of_families(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        const struct family_info *info = &family_table[i];
        if (info->option == 0)
            continue; // the option of its protocol selects it
        const struct option_row *option = option_named(info->name);
        HOLDS(option && !option->argument && option->letter == info->option, info->name);
        struct choices choices = {0};
        assert_true(option->apply(&choices, info->name));
        HOLDS(choices.families[i], info->name);
    }
}

/** Returns the format that OPTION selects. */
static enum format selected_by(const struct option_row *option)
{
    struct options options = {0};
    struct choices choices = {.options = &options};

    assert_true(option->apply(&choices, option->name));
    return options.view.format;
}

static void test_formats(void **state)
{
    (void)state;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const struct format_info *format = &format_table[i];
        HOLDS(format->name && is_key(format->name), i == 0 ? "first" : format_table[i - 1].name);
        const struct option_row *option = option_named(format->name);
        HOLDS((option != NULL) == (i > 0), format->name);
        HOLDS(!option || (!option->argument && selected_by(option) == i), format->name);
        HOLDS(format->writer && format->writer->row, format->name);
        HOLDS((format->writer == &separated_writer) == (format->separator != 0), format->name);
        HOLDS(!format->quoted || strchr(format->quoted, format->separator), format->name);
        if (format->is_graph)
            HOLDS(!format->groups, format->name); // its columns are the keys of its nodes
        else
            check_format_groups(format);
        for (size_t other = 0; other < i; other++)
            HOLDS(strcmp(format->name, format_table[other].name) != 0, format->name);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_protocols),
        cmocka_unit_test(test_one_protocol_at_least_is_listed_by_default),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_families),
        cmocka_unit_test(test_rows_of_needs),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_fields_of_groups),
        cmocka_unit_test(test_options_of_protocols),
        cmocka_unit_test(test_options_of_families),
        cmocka_unit_test(test_formats),
    };

    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}

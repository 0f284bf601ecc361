// SPDX-License-Identifier: MIT
#include "cli/choices.h"

#include "base/nearest.h"
#include "base/parse.h"
#include "cli/habits.h"
#include "filter/quantity.h"
#include "join/hosts.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/**
 * getopt_long returns LONG_ONLY plus the row number for a long option. Above every letter: musl's
 * getopt_long returns a byte that is not ASCII as 0xdf80 to 0xdfff, or decodes it as UTF-8.
 */
#define LONG_ONLY 0x110000

/** The arguments of getopt_long. */
struct getopt_tables {
    char letters[2 * OPTION_LIMIT + 2];
    struct option longs[OPTION_LIMIT + 1];
};

static int argument_of(const struct option_row *row)
{
    if (!row->argument)
        return no_argument;
    return *row->argument == '[' ? optional_argument : required_argument;
}

/** Fills TABLES, which is all zero. */
static void fill_getopt_tables(struct getopt_tables *tables)
{
    char *letter = tables->letters;

    *letter++ = ':'; // distinguishes a missing argument from an unknown option
    for (size_t i = 0; option_table[i].name; i++) {
        const struct option_row *row = &option_table[i];
        tables->longs[i] = (struct option){
            .name = row->name,
            .has_arg = argument_of(row),
            .val = LONG_ONLY + (int)i,
        };
        if (row->letter)
            *letter++ = row->letter;
        if (row->letter && argument_of(row) == required_argument)
            *letter++ = ':';
    }
}

static const struct option_row *row_of(int value)
{
    if (value >= LONG_ONLY)
        return &option_table[value - LONG_ONLY];
    for (const struct option_row *row = option_table; row->name; row++) {
        if (row->letter == value)
            return row;
    }
    return NULL;
}

#define MOST_CANDIDATES 5 // maximum number in a message

/**
 * Appends "--a, --b or --c", the options that begin with the LENGTH bytes of NAME, if there are
 * several.
 */
static void put_candidates(const char *name, size_t length, struct strbuf *text)
{
    size_t count = 0;
    size_t shown = 0;

    for (const struct option_row *row = option_table; row->name; row++)
        count += strncmp(row->name, name, length) == 0;
    for (const struct option_row *row = option_table; row->name && count > 1; row++) {
        if (strncmp(row->name, name, length) != 0)
            continue;
        if (shown == MOST_CANDIDATES) {
            strbuf_text(text, ", ...");
            return;
        }
        if (shown > 0)
            strbuf_text(text, shown + 1 == count ? " or " : ", ");
        strbuf_text(text, "--");
        strbuf_text(text, row->name);
        shown++;
    }
}

/** Reports that the long option WORD is unknown. */
static void refuse_long(const char *word)
{
    CLEANUP(strbuf_free) struct strbuf suggestion = {0};
    CLEANUP(strbuf_free) struct strbuf candidates = {0};
    const char *answer = habit_answer(word);
    const char *name = word + 2;
    size_t length = strcspn(name, "=");
    struct nearest nearest = nearest_to(name, length);

    for (const struct option_row *row = option_table; row->name; row++)
        nearest_offer(&nearest, row->name);
    nearest_text(&nearest, "--", &suggestion);
    put_candidates(name, length, &candidates);
    int shown = (int)length + 2;
    if (answer)
        diag_message("%.*s: %s", shown, word, answer);
    else if (candidates.data)
        diag_message("ambiguous option %.*s: %s", shown, word, candidates.data);
    else if (suggestion.data)
        diag_message("unknown option %.*s; did you mean %s?", shown, word, suggestion.data);
    else
        diag_message("unknown option %.*s; --help=all lists all options", shown, word);
}

/**
 * Reports that a letter in WORD, "-p22", takes no argument; DIGIT is in the number after it.
 * Returns false, without a message, if WORD has another form.
 */
static bool refuse_number(const char *word, char digit)
{
    const char *number = strchr(word, digit);

    if (word[0] != '-' || word[1] == '-' || !number || digit < '0' || digit > '9')
        return false;
    while (number[-1] >= '0' && number[-1] <= '9')
        number--;
    if (!row_of(number[-1]))
        return false;
    diag_message("%s: write %.*s %s", word, (int)(number - word), word, number);
    return true;
}

/**
 * Reports that LETTER is unknown. WORDS are the previous and the current argument of getopt_long;
 * one of them contains the letter.
 */
static void refuse_letter(char letter, const char *const words[2])
{
    const char option[] = {'-', letter, '\0'};
    const char *answer = habit_answer(option);

    for (size_t i = 0; i < 2; i++) {
        bool here = words[i] && strchr(words[i], letter);
        const char *longer = here ? habit_answer_beginning(words[i]) : NULL;
        if (here && !longer && refuse_number(words[i], letter))
            return;
        if (!longer)
            continue;
        diag_message("%s: %s", words[i], longer);
        return;
    }
    if (answer)
        diag_message("%s: %s", option, answer);
    else
        diag_message("unknown option %s; --help=all lists all options", option);
}

/** Prints a message about the option for which getopt_long returned VALUE. */
static void refuse_option(int value, char *const argv[])
{
    const struct option_row *row = optopt ? row_of(optopt) : NULL;
    const char *word = argv[optind - 1];

    bool habit = row && optopt >= LONG_ONLY && habit_answer(word);

    if (habit || !optopt)
        refuse_long(word);
    else if (value == ':' && row)
        diag_message("missing argument: --%s=%s", row->name, row->argument);
    else if (row)
        diag_message("--%s takes no argument", row->name);
    else
        refuse_letter(optopt <= UINT8_MAX ? (char)optopt : '?', // musl decodes UTF-8
                      (const char *const[]){word, argv[optind]});
}

/**
 * Prints a message and returns true if WORD, after a --wait without "=", was probably meant as its
 * time.
 */
static bool refuse_lost_time(const struct option_row *row, const char *word)
{
    CLEANUP(strbuf_free) struct strbuf seconds = {0};
    uint64_t milliseconds = 0;
    uint64_t port = 0;

    if (!row->argument || strcmp(row->argument, "[SECONDS]") != 0 || !word ||
        !quantity_parse_time(text_of(word), &milliseconds))
        return false;
    strbuf_thousandths(&seconds, milliseconds);
    const char *plural = milliseconds == 1000 ? "" : "s";
    if (parse_decimal(word, strlen(word), UINT16_MAX, &port) == 0)
        diag_message("--%s %s: write --%s=%s for %s second%s, or \":%s\" for port %s", row->name,
                     word, row->name, word, seconds.data, plural, word, word);
    else
        diag_message("--%s %s: write --%s=%s for %s second%s", row->name, word, row->name, word,
                     seconds.data, plural);
    return true;
}

/**
 * Prints a message and returns true if WORD, after an option without "=", was probably meant as its
 * argument.
 */
static bool refuse_lost_word(const struct option_row *row, const char *word)
{
    if (!word || !option_takes_word(row, word))
        return false;
    if (row->section == SECTION_OUTPUT) // it has a filter
        diag_message("--%s %s: write --%s=%s, or \"process = %s\" for a process of this name",
                     row->name, word, row->name, word, word);
    else
        diag_message("--%s %s: write --%s=%s", row->name, word, row->name, word);
    return true;
}

/**
 * Prints a message and returns true if an abbreviation of the option ROW is the option of another
 * program: "--net". LAST is the last word that was read, WORD the one before it.
 */
static bool refuse_habit(const struct option_row *row, const char *last, const char *word)
{
    bool separate = argument_of(row) == required_argument && optarg == last;
    const char *answer = habit_answer(separate ? word : last);

    if (answer)
        diag_message("%.*s: %s", (int)strcspn(separate ? word : last, "="), separate ? word : last,
                     answer);
    return answer;
}

static bool read_options(int argc, char *argv[], struct choices *choices)
{
    struct getopt_tables tables = {0};
    int value;

    fill_getopt_tables(&tables);
    opterr = 0;
    while ((value = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
        if (value == '?' || value == ':') {
            refuse_option(value, argv);
            return false;
        }
        choices->given++;
        const struct option_row *row = row_of(value);
        if (value >= LONG_ONLY && refuse_habit(row, argv[optind - 1], argv[optind - 2]))
            return false;
        if (!optarg && (refuse_lost_time(row, argv[optind]) || refuse_lost_word(row, argv[optind])))
            return false;
        if (!row->apply(choices, row->argument ? optarg : row->name))
            return false;
    }
    return true;
}

bool options_parse(int argc, char *argv[], struct options *ret_options)
{
    struct choices choices = {.options = ret_options};

    *ret_options = (struct options){.services = "/etc/services",
                                    .host_milliseconds = HOSTS_MILLISECONDS,
                                    .kill.most = MOST_KILLED,
                                    .metrics.limit = METRICS_LIMIT,
                                    .rate_milliseconds = RATE_MILLISECONDS};
    if (!read_options(argc, argv, &choices)) {
        strbuf_free(&choices.netns);
        return false;
    }
    if (choices.given == 0)
        choices.processes = true; // a bare `sockstat` is `sockstat -tup`
    ret_options->arguments = argv;
    ret_options->operands = argv + optind;
    bool resolved = choices_resolve(&choices);
    strbuf_free(&choices.netns);
    return resolved;
}

void options_put_filter(const struct options *options, struct strbuf *text)
{
    for (char *const *operand = options->operands; *operand; operand++) {
        if (operand != options->operands)
            strbuf_byte(text, ' ');
        strbuf_text(text, *operand);
    }
}

bool options_with_filter(const struct options *options, const char *filter,
                         struct options *ret_options, struct strbuf *message)
{
    size_t count = (size_t)(options->operands - options->arguments);
    bool ends = strcmp(options->operands[-1], "--") == 0;
    char **words = alloc_array(count + 3, sizeof(*words));
    size_t last = count;

    *ret_options = (struct options){0};
    memcpy(words, options->arguments, count * sizeof(*words));
    if (!ends)
        words[last++] = (char *)"--"; // a filter may begin with "-"
    if (*filter)
        words[last++] = (char *)filter;
    optind = 0; // getopt_long starts again
    bool good = choices_check_filter(options, filter, message) &&
                options_parse((int)last, words, ret_options);
    ret_options->arguments = options->arguments;
    ret_options->operands = options->operands;
    ret_options->layers = options->layers;
    ret_options->rights = options->rights;
    free(words);
    return good;
}

unsigned options_needs(const struct options *options)
{
    return options->needs | filter_needs(options->filter);
}

static void baselines_free(struct baseline_choices *baselines)
{
    for (size_t i = 0; i < 2; i++)
        strbuf_free(&baselines->contents[i]);
    filter_free(baselines->filter);
    strbuf_free(&baselines->selection.filter);
    strbuf_free(&baselines->selection.netns);
}

void options_free(struct options *options)
{
    netns_choice_free(&options->netns);
    filter_free(options->filter);
    grouping_free(&options->grouping);
    sorting_free(&options->sorting);
    view_free(&options->view);
    baselines_free(&options->baselines);
    field_list_free(&options->follow.offered);
}

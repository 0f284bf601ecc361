// SPDX-License-Identifier: MIT
/**
 * filters own|kernel SERVICES: reads filters from stdin, one a line, and prints for each the
 * filter, a tab and the cookies of the sockets that match, with commas between.
 *
 * own:    one dump of everything; each filter is evaluated on all of its rows.
 * kernel: a dump for each filter, as the program makes it: what cannot match is not asked for,
 *         the kernel runs the byte-code, the rest is evaluated.
 *
 * On stderr, how many rows the kernel let pass in vain.
 */
#include "collect/collect.h"
#include "filter/filter.h"
#include "join/join.h"
#include "join/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVERYTHING (NEED_OWNER | NEED_SERVICE | NEED_USER | NEED_DEVICE)

/** What stays the same from filter to filter. */
struct setting {
    bool kernel;
    struct join_sources sources;
    struct sock_table all; /**< own */
    struct facts facts;    /**< own */
    struct collector *collector;
    struct joiner *joiner;
    size_t passed, matched;
};

static struct request everything(void)
{
    return (struct request){.protos = {true, true},
                            .families = {true, true},
                            .states = ~0U,
                            .autobound = true,
                            .ephemeral = ephemeral_read("/proc")};
}

static void print_cookies(const char *line, const struct sock_table *table)
{
    printf("%s\t", line);
    for (size_t i = 0; i < table->count; i++)
        printf("%s%llx", i ? "," : "", (unsigned long long)table->rows[i].cookie);
    printf("\n");
}

/** The rows of everything, copied, that match. */
static void answer_alone(struct setting *setting, const char *line, const struct filter *filter)
{
    struct sock_table table = {0};

    for (size_t i = 0; i < setting->all.count; i++)
        *sock_table_add(&table) = setting->all.rows[i];
    filter_apply(filter, &table, &setting->facts);
    print_cookies(line, &table);
    sock_table_free(&table);
}

static void answer_with_kernel(struct setting *setting, const char *line, struct filter *filter)
{
    struct request request = everything();
    struct sock_table table = {0};
    struct facts facts;

    request.autobound = false; // unless the filter needs it
    struct row_sink sink = {.rows = &table};
    joiner_begin(setting->joiner, &facts);
    filter_narrow(filter, &request);
    collect(setting->collector, &request, &sink, &facts);
    setting->passed += table.count;
    join(setting->joiner, filter_needs(filter), &table, &facts);
    filter_apply(filter, &table, &facts);
    setting->matched += table.count;
    print_cookies(line, &table);
    sock_table_free(&table);
    facts_free(&facts);
}

static bool answer(struct setting *setting, const char *line)
{
    const struct resolve_paths paths = {setting->sources.services};
    const struct resolver resolver = {resolve_name, &paths};
    struct filter *filter = NULL;
    struct user_error error;

    if (!filter_parse((struct text){line, strlen(line)}, &resolver, &filter, &error)) {
        fprintf(stderr, "%s: %s\n", line, error.message.data);
        strbuf_free(&error.message);
        return false;
    }
    if (setting->kernel)
        answer_with_kernel(setting, line, filter);
    else
        answer_alone(setting, line, filter);
    filter_free(filter);
    return true;
}

int main(int argc, char *argv[])
{
    struct setting setting = {0};
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    bool good = argc == 3;

    if (!good)
        return 2;
    setting.kernel = strcmp(argv[1], "kernel") == 0;
    setting.sources = (struct join_sources){.services = argv[2], .proc = "/proc"};
    setting.collector = collector_open(true);
    setting.joiner = joiner_open(&setting.sources);
    joiner_begin(setting.joiner, &setting.facts);
    if (!setting.kernel) {
        struct request request = everything();
        struct row_sink sink = {.rows = &setting.all};
        collect(setting.collector, &request, &sink, &setting.facts);
        join(setting.joiner, EVERYTHING, &setting.all, &setting.facts);
    }
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - (line[length - 1] == '\n')] = '\0';
        good = answer(&setting, line) && good;
    }
    if (setting.kernel)
        fprintf(stderr, "rows: %zu came, %zu matched\n", setting.passed, setting.matched);
    free(line);
    sock_table_free(&setting.all);
    facts_free(&setting.facts);
    joiner_close(setting.joiner);
    collector_close(setting.collector);
    return good ? 0 : 1;
}

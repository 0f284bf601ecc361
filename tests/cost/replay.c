// SPDX-License-Identifier: MIT
/**
 * replay [FILE] < DUMP: what sockstat does with the answer of the kernel, one step after the other.
 * Each step is a function of its own, whose instructions callgrind counts; see run.sh. What is
 * shown is appended to FILE: tests/rig/arch.sh compares that of two machines.
 */
#include "../known.h"
#include "arrange/order.h"
#include "collect/inet_diag.h"
#include "filter/filter.h"
#include "join/resolve.h"
#include "os/netlink_dump.h"
#include "show/show.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STEP __attribute__((noinline)) static

/** Where records go. */
struct sink {
    struct sock_table table;
    size_t records;
};

static int take(const struct nlmsghdr *message, void *context)
{
    struct sink *sink = context;
    struct sock sock;
    int error = inet_diag_decode(message, PROTO_TCP, &sock, NULL);

    if (error)
        return error;
    sink->records++;
    sock_table_append(&sink->table, &sock);
    return 0;
}

STEP int step_decode(const struct strbuf *answer, struct sink *sink)
{
    const struct nlmsghdr *first = (const void *)answer->data;
    struct dump dump = {
        .sequence = first->nlmsg_seq, .port = first->nlmsg_pid, .record = take, .context = sink};

    return dump_read(&dump, answer->data, answer->length);
}

STEP size_t step_duplicates(struct sock_table *table)
{
    return sock_table_drop_duplicates(table);
}

STEP void step_filter(const struct filter *filter, struct sock_table *table, struct facts *facts)
{
    filter_apply(filter, table, facts);
}

STEP void step_sort(struct sock_table *table, const struct facts *facts)
{
    const struct sorting by_default = {0};

    order(table, facts, &by_default);
}

static int show(enum format format, const struct sock_table *table, const struct facts *facts,
                int fd)
{
    struct view view = {.format = format, .header = true, .style = {.numeric = true}};

    view_add_groups(&view, GROUP_TABLE | GROUP_RECORD, 0);
    struct show *out = show_begin(&view, facts, fd);
    show_rows(out, table);
    int error = show_end(out);
    view_free(&view);
    return error;
}

STEP int step_table(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_TABLE, table, facts, fd);
}

STEP int step_json(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_JSON, table, facts, fd);
}

STEP int step_csv(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_CSV, table, facts, fd);
}

/** A filter that looks at addresses, ports, numbers and words of every row, and takes some. */
static struct filter *make_filter(void)
{
    static const char text[] = "not (dst 10.1.3.0/24 and send_q > 1000) and "
                               "(state established or sport < 3000) and dport != 1";
    static const struct resolve_paths paths = {"/etc/services"};
    const struct resolver resolver = {resolve_name, &paths};
    struct user_error error;
    struct filter *filter = NULL;

    if (!filter_parse(text_of(text), &resolver, &filter, &error))
        exit(2);
    return filter;
}

int main(int argc, char *argv[])
{
    const char *path = argc > 1 ? argv[1] : "/dev/null";
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    CLEANUP(strbuf_free) struct strbuf answer = {0};
    struct sink sink = {0};
    struct facts facts;
    ssize_t count;

    known_init(&facts);
    facts.time = (struct timespec){.tv_sec = 1700000000}; // the same whenever it runs
    while ((count = read(STDIN_FILENO, strbuf_room(&answer, 65536), 65536)) > 0)
        strbuf_added(&answer, (size_t)count);
    int error = answer.length >= sizeof(struct nlmsghdr) ? step_decode(&answer, &sink) : -1;
    size_t duplicates = step_duplicates(&sink.table);
    step_sort(&sink.table, &facts);
    error = error ? error : step_table(&sink.table, &facts, fd);
    error = error ? error : step_json(&sink.table, &facts, fd);
    error = error ? error : step_csv(&sink.table, &facts, fd);
    struct filter *filter = make_filter();
    step_filter(filter, &sink.table, &facts);
    printf("%zu records, %zu duplicates, %zu match\n", sink.records, duplicates, sink.table.count);
    filter_free(filter);
    sock_table_free(&sink.table);
    known_free(&facts);
    close(fd);
    return error ? 1 : 0;
}

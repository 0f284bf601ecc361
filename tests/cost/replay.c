// SPDX-License-Identifier: MIT
/**
 * replay [FILE] < DUMP: what sockstat does with the answer of the kernel, one step after the other.
 * replay --unix: likewise with made answers for 10,000 Unix sockets. replay --info < DUMP: with a
 * made struct tcp_info for each socket. Each step is a function of its own, whose instructions
 * callgrind counts; see run.sh. What is shown is appended to FILE: tests/rig/arch.sh compares that
 * of two machines.
 */
#include "../known.h"
#include "arrange/group.h"
#include "arrange/order.h"
#include "collect/inet_diag.h"
#include "collect/unix_diag.h"
#include "filter/filter.h"
#include "join/resolve.h"
#include "os/netlink_dump.h"
#include "show/show.h"
#include "sock/tcp_info.h"

#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP __attribute__((noinline)) static

#define UNIX_SOCKETS 10000
#define PROCESSES 100
#define BATCH 1024       // rows
#define UNIX_DIAG_USER 7 // UNIX_DIAG_UID, Linux 5.3

/** Where records go. */
struct sink {
    struct sock_table table;
    size_t records;
    struct facts *facts;
    struct strbuf detail; /**< of the record at hand */
    bool info;            /**< sockets get a struct tcp_info */
};

/** Appends the answer for socket NUMBER: of each four, two are connected and two have no name. */
static void make_unix(struct strbuf *answer, uint32_t number)
{
    char *place = memset(strbuf_room(answer, 256), 0, 256);
    struct nlmsghdr *message = mnl_nlmsg_put_header(place);
    struct unix_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    struct unix_diag_rqlen queues = {.udiag_rqueue = number % 1000};
    uint32_t inode = 100000 + number * 7919 % 65537; // in no order, as the kernel lists them
    uint32_t peer = 100000 + (number ^ 1) * 7919 % 65537;
    char name[64];

    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message->nlmsg_seq = 1;
    *body = (struct unix_diag_msg){.udiag_family = AF_UNIX,
                                   .udiag_type = number % 3 == 0 ? SOCK_DGRAM : SOCK_STREAM,
                                   .udiag_state = number % 4 < 2 ? 1 : 7,
                                   .udiag_ino = inode,
                                   .udiag_cookie = {number}};
    if (number % 2 == 0) {
        int length = snprintf(name, sizeof(name), "/run/service-%u/socket", number % 97);
        mnl_attr_put(message, UNIX_DIAG_NAME, (size_t)length + 1, name);
    }
    if (number % 4 < 2)
        mnl_attr_put_u32(message, UNIX_DIAG_PEER, peer);
    mnl_attr_put(message, UNIX_DIAG_RQLEN, sizeof(queues), &queues);
    mnl_attr_put_u32(message, UNIX_DIAG_USER, number % 50);
    mnl_attr_put_u8(message, UNIX_DIAG_SHUTDOWN, 0);
    strbuf_added(answer, message->nlmsg_len);
}

static void make_unix_answer(struct strbuf *answer)
{
    for (uint32_t number = 0; number < UNIX_SOCKETS; number++)
        make_unix(answer, number);
    struct nlmsghdr *done = mnl_nlmsg_put_header(strbuf_room(answer, NLMSG_SPACE(sizeof(int))));
    done->nlmsg_type = NLMSG_DONE;
    done->nlmsg_seq = 1;
    memset(mnl_nlmsg_put_extra_header(done, sizeof(int)), 0, sizeof(int));
    strbuf_added(answer, done->nlmsg_len);
}

static int take_unix(const struct nlmsghdr *message, void *context)
{
    struct sink *sink = context;
    struct sock sock;

    strbuf_truncate(&sink->detail, 0);
    int error = unix_diag_decode(message, &sock, &sink->detail);
    if (error)
        return error;
    struct text detail = strbuf_contents(&sink->detail);
    struct text name = detail_find(detail, DETAIL_NAME);
    names_add(&sink->facts->own.unix_peers.names, sock.inode, name.bytes, name.length);
    sink->records++;
    sock_table_append(&sink->table, &sock);
    sock_table_add_detail(&sink->table, detail);
    return 0;
}

/** Adds a struct tcp_info to the last row. A quarter of its numbers are 0, as in real ones. */
static void add_info(struct sink *sink)
{
    struct tcp_info_known info;
    char *bytes = memset(&info, 0, sizeof(info));

    for (size_t i = 0; i < sizeof(info); i++)
        bytes[i] = i % 16 < 12 && i % 4 < 2 ? (char)(sink->records * 7 + i) : 0;
    strbuf_truncate(&sink->detail, 0);
    detail_put(&sink->detail, DETAIL_TCP_INFO, (struct text){bytes, sizeof(info)});
    sock_table_add_detail(&sink->table, strbuf_contents(&sink->detail));
}

static int take(const struct nlmsghdr *message, void *context)
{
    struct sink *sink = context;
    struct sock sock;
    int error = inet_diag_decode(message, PROTO_TCP, &sock, NULL);

    if (error)
        return error;
    sink->records++;
    sock_table_append(&sink->table, &sock);
    if (sink->info)
        add_info(sink);
    return 0;
}

STEP int step_decode(const struct strbuf *answer, struct sink *sink, bool is_unix)
{
    const struct nlmsghdr *first = (const void *)answer->data;
    struct dump dump = {.sequence = first->nlmsg_seq,
                        .port = first->nlmsg_pid,
                        .record = is_unix ? take_unix : take,
                        .context = sink};

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

/** A view of one format and the groups of columns that it has by default. */
static void view_begin(struct view *view, enum format format, unsigned groups, enum proto proto)
{
    *view = (struct view){.format = format, .header = true, .style = {.numeric = true}};
    view_add_groups(view, GROUP_TABLE | GROUP_RECORD | groups, PROTO_BIT(proto));
}

static int show(enum format format, unsigned groups, const struct sock_table *table,
                const struct facts *facts, int fd)
{
    struct view view;

    view_begin(&view, format, groups, table->rows[0].proto);
    struct show *out = show_begin(&view, facts, fd);
    show_rows(out, table);
    int error = show_end(out);
    view_free(&view);
    return error;
}

STEP int step_table(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_TABLE, 0, table, facts, fd);
}

/** As with --sort=none: many short tables, one after the other. */
STEP int step_stream(const struct sock_table *table, const struct facts *facts, int fd)
{
    struct view view;

    view_begin(&view, FORMAT_TABLE, 0, table->rows[0].proto);
    struct show *out = show_begin(&view, facts, fd);
    for (size_t i = 0; i < table->count; i += BATCH) {
        size_t left = table->count - i;
        const struct sock_table batch = {.rows = table->rows + i,
                                         .count = left < BATCH ? left : BATCH};
        show_rows(out, &batch);
    }
    int error = show_end(out);
    view_free(&view);
    return error;
}

/** All facts in a block each, as --details has them. */
STEP int step_details(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_DETAILS, 0, table, facts, fd);
}

STEP int step_json(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_JSON, 0, table, facts, fd);
}

STEP int step_csv(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_CSV, 0, table, facts, fd);
}

STEP int step_table_info(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_TABLE, GROUP_INTERNALS | GROUP_INTERNALS_MORE, table, facts, fd);
}

STEP int step_json_info(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_JSONL, GROUP_INTERNALS | GROUP_INTERNALS_MORE, table, facts, fd);
}

/** Finds a holder for each row. */
STEP void step_owners(const struct sock_table *table, struct facts *facts)
{
    struct owners *owners = &facts->owners;
    uint32_t chain = 0;

    owners->searched = true;
    owners->scan = SCAN_FULL;
    owners_reserve(owners, table->count);
    for (size_t i = 0; i < table->count; i++)
        owners_want(owners, table->rows[i].inode);
    for (uint32_t i = 0; i < PROCESSES; i++)
        owners_add_process(owners, 1000 + i, text_of("daemon"));
    for (size_t i = 0; i < table->count; i++) {
        if (owners_wanted(owners, table->rows[i].inode, &chain))
            owners_add_holder(owners, chain, (uint32_t)i % PROCESSES, 3);
    }
}

STEP int step_processes(const struct sock_table *table, const struct facts *facts, int fd)
{
    return show(FORMAT_TABLE, GROUP_PROCESS, table, facts, fd);
}

STEP void step_sort_by_key(struct sock_table *table, const struct facts *facts,
                           const struct sorting *sorting)
{
    order(table, facts, sorting);
}

/** Returns the number of rows left, so that the compiler does not merge it with step_filter. */
STEP size_t step_filter_many(const struct filter *filter, struct sock_table *table,
                             struct facts *facts)
{
    filter_apply(filter, table, facts);
    return table->count;
}

STEP void step_group(const struct grouping *grouping, struct sock_table *table, struct facts *facts)
{
    group_sockets(grouping, 0, table, facts);
}

/** A filter that looks at addresses, ports, numbers and words of every row, and takes some. */
static const char inet_filter[] = "not (dst 10.1.3.0/24 and send_q > 1000) and "
                                  "(state established or sport < 3000) and dport != 1";

/** Likewise at what is in struct tcp_info, which byte-code cannot express. */
static const char info_filter[] = "rtt_us > 30ms and cwnd > 2";

/** Likewise at names. */
static const char unix_filter[] = "not (path = /run/service-1* and recv_q > 500) and "
                                  "(state established or type = stream)";

static struct filter *make_filter(const char *text)
{
    static const struct resolve_paths paths = {"/etc/services"};
    const struct resolver resolver = {.resolve = resolve_name, .context = &paths};
    struct user_error error;
    struct filter *filter = NULL;

    if (!filter_parse(text_of(text), &resolver, &filter, &error))
        exit(2);
    return filter;
}

/** Sorts by KEY, whose values are mostly different ones. */
static void sort_by(const char *key, struct sock_table *table, const struct facts *facts)
{
    CLEANUP(sorting_free) struct sorting sorting = {0};
    struct user_error error;

    if (!sorting_parse(&sorting, NULL, key, &error))
        exit(2);
    step_sort_by_key(table, facts, &sorting);
}

/** Filters by a condition that begins with START and has 1,000 items. */
static void filter_by_many(const char *start, struct sock_table *table, struct facts *facts)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    for (uint32_t i = 0; i < 1000; i++) {
        strbuf_text(&text, i ? "," : start);
        strbuf_decimal(&text, 10000 + i);
    }
    struct filter *filter = make_filter(text.data);
    step_filter_many(filter, table, facts);
    filter_free(filter);
}

/** Groups the rows by KEY, of which there are as many values as rows, or almost. */
static void group_by(const char *key, struct sock_table *table, struct facts *facts)
{
    CLEANUP(grouping_free) struct grouping grouping = {0};
    struct user_error error;

    if (!grouping_parse(&grouping, key, &error))
        exit(2);
    step_group(&grouping, table, facts);
}

int main(int argc, char *argv[])
{
    const char *mode = argc > 1 ? argv[1] : "";
    bool is_unix = strcmp(mode, "--unix") == 0;
    bool info = strcmp(mode, "--info") == 0;
    const char *path = argc > 1 && !is_unix && !info ? mode : "/dev/null";
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    CLEANUP(strbuf_free) struct strbuf answer = {0};
    struct facts facts;
    struct sink sink = {.facts = &facts, .info = info};
    ssize_t count;

    known_init(&facts);
    facts.time = (struct timespec){.tv_sec = 1700000000}; // the same whenever it runs
    facts.own.sources[is_unix ? PROTO_UNIX : PROTO_TCP] = SOURCE_NETLINK;
    if (is_unix)
        make_unix_answer(&answer);
    while (!is_unix && (count = read(STDIN_FILENO, strbuf_room(&answer, 65536), 65536)) > 0)
        strbuf_added(&answer, (size_t)count);
    int error =
        answer.length >= sizeof(struct nlmsghdr) ? step_decode(&answer, &sink, is_unix) : -1;
    facts.details = &sink.table.details;
    size_t duplicates = step_duplicates(&sink.table);
    step_sort(&sink.table, &facts);
    error = error ? error : step_table(&sink.table, &facts, fd);
    error = error ? error : step_stream(&sink.table, &facts, fd);
    error = error ? error : step_details(&sink.table, &facts, fd);
    error = error ? error : step_json(&sink.table, &facts, fd);
    error = error ? error : step_csv(&sink.table, &facts, fd);
    if (info) {
        error = error ? error : step_table_info(&sink.table, &facts, fd);
        error = error ? error : step_json_info(&sink.table, &facts, fd);
    }
    if (is_unix) {
        step_owners(&sink.table, &facts);
        error = error ? error : step_processes(&sink.table, &facts, fd);
    }
    if (strncmp(mode, "--", 2) == 0 || argc == 1)
        sort_by(is_unix ? "local_path" : "peer", &sink.table, &facts);
    struct filter *filter = make_filter(info ? info_filter : is_unix ? unix_filter : inet_filter);
    step_filter(filter, &sink.table, &facts);
    printf("%zu records, %zu duplicates, %zu match\n", sink.records, duplicates, sink.table.count);
    filter_free(filter);
    filter_by_many(is_unix ? "not inode = " : "not port = ", &sink.table, &facts);
    group_by(is_unix ? "pid" : "peer", &sink.table, &facts);
    sock_table_free(&sink.table);
    strbuf_free(&sink.detail);
    known_free(&facts);
    close(fd);
    return error ? 1 : 0;
}

// SPDX-License-Identifier: MIT
#include "show/crew.h"
#include "show/writer.h"

#include "sock/detail_cell.h"

#include <stdlib.h>

static const struct format_writer *writer_of(const struct show *show)
{
    return format_table[show->view->format].writer;
}

struct show *show_begin(const struct view *view, const struct facts *facts, int fd)
{
    struct show *show = alloc_array(1, sizeof(*show));

    *show = (struct show){.view = view, .style = view->style, .facts = facts, .out = {.fd = fd}};
    show->style.exact = !format_table[view->format].for_people;
    show->style.detail = show->detail = detail_plan_new(&view->detail);
    if (writer_of(show)->begin)
        writer_of(show)->begin(show);
    return show;
}

void show_look_ahead(const struct show *show, const struct sock *sock)
{
    const struct facts *facts = show->facts;

    owners_look_ahead(&facts->owners, sock->inode);
    if (sock->detail && facts->details)
        __builtin_prefetch(facts->details->data + sock->detail);
    if (!(sock->have & HAVE_PEER_INODE))
        return;
    owners_look_ahead(&facts->owners, sock_peer_inode(sock));
    idmap_look_ahead(&facts_place(facts, sock->place)->unix_peers.names.ids, sock_peer_inode(sock));
}

/**
 * Prefetches a row that is written later, and what rows that are written sooner refer to: each step
 * reads what the one before has fetched.
 */
static void look_ahead(const struct show *show, const struct sock_table *table, size_t position)
{
    const struct owners *owners = &show->facts->owners;

    if (position + 4 * AHEAD >= table->count)
        return;
    const struct sock *row = sock_table_at(table, position + 4 * AHEAD);
    __builtin_prefetch(row);
    __builtin_prefetch((const char *)row + sizeof(*row) - 1);
    show_look_ahead(show, sock_table_at(table, position + 3 * AHEAD));
    if (owners->chain_count == 0)
        return;
    owners_look_at_chain(owners, sock_table_at(table, position + 2 * AHEAD)->inode);
    owners_look_at_holder(owners, sock_table_at(table, position + AHEAD)->inode);
}

/** Returns how many of the next COUNT rows the limit allows. */
static size_t rows_left(const struct show *show, size_t count)
{
    size_t left = show->view->limit > show->rows ? show->view->limit - show->rows : 0;

    return show->view->limited && left < count ? left : count;
}

/** Formats the rows FIRST to END - 1. */
static void format_rows(struct show *show, const struct sock_table *table, size_t first, size_t end)
{
    const struct format_writer *writer = writer_of(show);

    for (size_t position = first; position < end; position++) {
        look_ahead(show, table, position);
        writer->row(show, sock_table_at(table, position));
        show->rows++;
    }
}

/** Writes the first COUNT rows of a table after the first one, until the writer is content. */
static void write_again(struct show *show, const struct sock_table *table, size_t count)
{
    size_t start = show->out.pending.length;
    size_t rows = show->rows;

    do {
        strbuf_truncate(&show->out.pending, start);
        show->rows = rows;
        format_rows(show, table, 0, count);
    } while (writer_of(show)->again(show));
    out_row(&show->out);
}

void show_rows(struct show *show, const struct sock_table *table)
{
    const struct format_writer *writer = writer_of(show);
    size_t count = rows_left(show, table->count);
    const struct crew_job job = {table, count, format_rows, true};
    bool is_first = show->rows == 0;

    show->total += table->count;
    if (writer->look && count > 0)
        writer->look(show, table, count);
    if (crew_is_worthwhile(show->view, count)) {
        crew_run(show, &job);
        return;
    }
    if (writer->again && !is_first && !show->out.error) {
        write_again(show, table, count);
        return;
    }
    for (size_t position = 0; position < count && !show->out.error; position++) {
        format_rows(show, table, position, position + 1);
        out_row(&show->out);
    }
}

bool show_may_start_threads(const struct view *view, size_t count)
{
    return crew_is_worthwhile(view, count);
}

size_t show_total(const struct show *show)
{
    return show->total;
}

size_t show_left_out(const struct show *show)
{
    return show->out.error ? 0 : show->total - show->rows;
}

int show_end(struct show *show)
{
    const struct format_writer *writer = writer_of(show);

    if (writer->end)
        writer->end(show);
    int error = out_finish(&show->out);
    strbuf_free(&show->text);
    detail_plan_free(show->detail);
    free(show);
    return error;
}

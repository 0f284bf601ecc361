// SPDX-License-Identifier: MIT
#include "sock/sink.h"

static void pass_on(struct row_sink *sink)
{
    sink->passed += sink->rows->count;
    sink->take(sink->context, sink->rows);
    sock_table_truncate(sink->rows, 0);
}

void sink_settle(const struct row_sink *sink)
{
    if (sink->settle)
        sink->settle(sink->context);
}

void sink_flush(struct row_sink *sink)
{
    if (sink->batch > 0 && sink->rows->count > 0)
        pass_on(sink);
    sink_settle(sink);
}

void sink_add(struct row_sink *sink, const struct sock *sock)
{
    if (sink->batch > 0 && sink->rows->count == sink->batch)
        pass_on(sink);
    sock_table_append(sink->rows, sock);
    sink->rows->rows[sink->rows->count - 1].place = sink->place;
}

void sink_offer(struct row_sink *sink, const struct request *request, const struct sock *sock,
                struct text detail)
{
    if (detail.length == 0 ? !request_takes(request, sock) : !request_lists(request, sock))
        return;
    sink_add(sink, sock);
    if (detail.length == 0)
        return;
    // The filter looks into the detail where it is stored.
    sock_table_add_detail(sink->rows, detail);
    const struct sock *added = &sink->rows->rows[sink->rows->count - 1];
    if (request->keep && !request->keep(request->keep_context, added, &sink->rows->details))
        sock_table_truncate(sink->rows, sink->rows->count - 1);
}

size_t sink_mark(const struct row_sink *sink)
{
    return sink->passed + sink->rows->count;
}

bool sink_rewind(struct row_sink *sink, size_t mark)
{
    if (mark < sink->passed)
        return false;
    sock_table_truncate(sink->rows, mark - sink->passed);
    return true;
}

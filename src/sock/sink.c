// SPDX-License-Identifier: MIT
#include "sock/sink.h"

void sink_flush(struct row_sink *sink)
{
    if (sink->batch == 0 || sink->rows->count == 0)
        return;
    sink->passed += sink->rows->count;
    sink->take(sink->context, sink->rows);
    sock_table_truncate(sink->rows, 0);
}

void sink_add(struct row_sink *sink, const struct sock *sock)
{
    if (sink->rows->count == sink->batch)
        sink_flush(sink);
    sock_table_append(sink->rows, sock);
    sink->rows->rows[sink->rows->count - 1].place = sink->place;
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

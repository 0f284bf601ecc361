// SPDX-License-Identifier: MIT
/**
 * The connections as a graph in the DOT language of Graphviz. A node is the sockets of this host
 * that have the same values of the columns, or what is outside; an edge counts the connections
 * between two of them. Both ends of a connection can be rows: it counts once.
 *
 * Names occur in labels only, and these are always quoted; nodes have the IDs n0, n1, ... in the
 * order of the labels.
 */
#include "show/writer.h"

#include "base/escape.h"
#include "show/graph.h"
#include "sock/ends_known.h"

#include <stdlib.h>

#define LABEL_COLUMNS 128 // what is longer is cut: a list of many processes

/** A row: one end of a connection, or a socket that another row has as its other end. */
struct end {
    uint64_t cookie;      /**< 0: not known */
    uint64_t peer_cookie; /**< of the other end, likewise */
    uint64_t key;         /**< inode and ports; 0: no inode */
    uint64_t peer_key;    /**< of the other end, likewise */
    uint32_t own;         /**< number of its node */
    uint32_t other;       /**< of the node of the other end, as far as this row tells */
    uint16_t local_port;
    uint16_t peer_port;
    uint16_t place;
    uint8_t proto;
    uint8_t role;   /**< enum role */
    bool connected; /**< has a peer */
    bool found;     /**< one socket is the other end; it can be among the rows or not */
    bool waits;     /**< `other` is the listener that has not accepted the connection */
    bool drawn;     /**< the connection is in the graph already */
};

/** The state of the writer. */
struct dot {
    struct graph graph;
    bool of_processes; /**< all columns are processes: those of the other end are known, too */
    struct end *ends;
    size_t count, capacity;
    struct idmap cookies; /**< cookie -> index into ends */
    struct idmap keys;    /**< inode and ports -> index into ends */
};

static void begin(struct show *show)
{
    const struct field_list *columns = &show->view->columns;
    struct dot *dot = show->state = alloc_array(1, sizeof(*dot));

    dot->of_processes = true;
    for (size_t i = 0; i < columns->count; i++)
        dot->of_processes = dot->of_processes && value_classes[columns->fields[i]->type].is_list;
}

static int compare_texts(const void *one, const void *other)
{
    return text_compare(*(const struct text *)one, *(const struct text *)other);
}

/** Appends each name of these processes once, sorted. */
static void put_names(struct strbuf *text, const struct holder *holders,
                      const struct owners *owners)
{
    size_t count = 0;
    size_t capacity = 0;
    struct text *names = NULL;

    for (; holders; holders = owners_next_process(owners, holders)) {
        names = alloc_grow(names, &capacity, count + 1, sizeof(*names));
        names[count++] = owners_comm(owners, &owners->processes[holders->process]);
    }
    if (count > 0)
        qsort(names, count, sizeof(*names), compare_texts);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && text_compare(names[i - 1], names[i]) == 0)
            continue;
        strbuf_text(text, i > 0 ? "," : "");
        escape_text(text, names[i].bytes, names[i].length, ",");
    }
    free(names);
}

/** Appends the processes as TYPE, that of a column, says. */
static void put_holders(struct show *show, enum value_type type, const struct holder *holders)
{
    const struct value value = {.type = type, .holders = holders};

    if (type == VALUE_COMMS)
        put_names(&show->text, holders, &show->facts->owners);
    else
        value_classes[type].text(&show->text, &value, show->facts, &show->style);
}

/** Appends the value of a column; returns false, after a word for it, if the socket has none. */
static bool put_value(struct show *show, const struct field *field, const struct sock *sock)
{
    struct value value = field_value(field, sock, show->facts);
    size_t start = show->text.length;

    if (!value_classes[field->type].is_list) {
        field_cell(&show->text, field, sock, show->facts, &show->style);
        if (show->text.length > start)
            return true;
        strbuf_byte(&show->text, '-');
        return false;
    }
    if (!value_is_absent(&value)) {
        put_holders(show, value.type, value.holders);
        return true;
    }
    strbuf_byte(&show->text, '(');
    strbuf_text(&show->text, owner_names[owners_state(&show->facts->owners, sock)]);
    strbuf_byte(&show->text, ')');
    return false;
}

/** Returns the node of the temporary text. */
static uint32_t node_of_text(struct show *show, enum node_kind kind)
{
    struct dot *dot = show->state;

    return graph_node(&dot->graph, kind, strbuf_contents(&show->text));
}

/** Returns the node of a row. */
static uint32_t own_node(struct show *show, const struct sock *sock)
{
    const struct field_list *columns = &show->view->columns;
    bool has_value = false;

    strbuf_truncate(&show->text, 0);
    for (size_t i = 0; i < columns->count; i++) {
        strbuf_text(&show->text, i > 0 ? ", " : "");
        has_value = put_value(show, columns->fields[i], sock) || has_value;
    }
    return node_of_text(show, has_value ? NODE_OWN : NODE_ABSENT);
}

/** Returns the node of the address of the peer. */
static uint32_t outside_node(struct show *show, const struct sock *sock)
{
    struct dot *dot = show->state;

    if (sock_has_addresses(sock))
        return graph_host(&dot->graph, sock->family, &sock->peer);
    strbuf_truncate(&show->text, 0);
    field_cell(&show->text, &field_table[FIELD_PEER], sock, show->facts, &show->style);
    if (show->text.length == 0)
        strbuf_byte(&show->text, '-');
    return node_of_text(show, NODE_PEER);
}

/** Returns the node of these processes, which hold the other end. */
static uint32_t holders_node(struct show *show, const struct holder *holders)
{
    const struct field_list *columns = &show->view->columns;

    strbuf_truncate(&show->text, 0);
    for (size_t i = 0; i < columns->count; i++) {
        strbuf_text(&show->text, i > 0 ? ", " : "");
        put_holders(show, columns->fields[i]->type, holders);
    }
    return node_of_text(show, NODE_OWN);
}

/** Returns true if processes that cannot be seen may hold the other end, which has this inode. */
static bool may_be_hidden(const struct show *show, const struct sock *sock, uint32_t inode)
{
    return family_has_names(sock->family) ? owners_may_lack(&show->facts->owners, inode)
                                          : peer_may_lack_holders(sock, show->facts);
}

/** Returns the node of the other end, which was found and is not, or not only, seen as a row. */
static uint32_t found_node(struct show *show, const struct sock *sock, uint32_t inode)
{
    const struct field *field = &field_table[FIELD_PEER_PROCESSES];
    const struct value value = field_value(field, sock, show->facts);
    enum owner owner = inode ? OWNER_KERNEL : OWNER_NONE;

    if (!value_is_absent(&value))
        return holders_node(show, value.holders);
    if (may_be_hidden(show, sock, inode))
        owner = OWNER_HIDDEN;
    strbuf_truncate(&show->text, 0);
    strbuf_byte(&show->text, '(');
    strbuf_text(&show->text, owner_names[owner]);
    strbuf_byte(&show->text, ')');
    return node_of_text(show, NODE_ABSENT);
}

/** Returns what identifies a socket with an inode among all rows, also those that share it. */
static uint64_t key_of(uint32_t inode, uint16_t own_port, uint16_t other_port)
{
    return inode ? (uint64_t)inode << 32 | (uint64_t)own_port << 16 | other_port : 0;
}

static bool is_connected(const struct sock *sock)
{
    static const state_set ended = STATE_BIT(STATE_CLOSED) | STATE_BIT(STATE_BOUND_INACTIVE);

    return sock_has_peer(sock) && !(ended & STATE_BIT(sock->state));
}

/** Fills in what the row tells of the other end. */
static void find_other(struct show *show, const struct sock *sock, struct end *end)
{
    const struct dot *dot = show->state;
    struct row_ends ends = ends_known(sock, show->facts);
    bool by_inode = family_has_names(sock->family) && (sock->have & HAVE_PEER_INODE);
    uint32_t inode = by_inode ? sock_peer_inode(sock) : ends.peer_inode;
    bool waits = ends.match == MATCH_UNACCEPTED;

    end->role = ends.role;
    end->peer_cookie = ends.has_peer_cookie ? ends.peer_cookie : 0;
    end->peer_key = key_of(inode, sock->peer_port, sock->local_port);
    end->found = by_inode || waits || ends.match == MATCH_EXACT || ends.match == MATCH_SELF;
    end->waits = dot->of_processes && waits && ends.peer_listener;
    if (dot->of_processes && end->found && (!waits || end->waits))
        end->other = found_node(show, sock, inode);
    else
        end->other = outside_node(show, sock);
}

static void put_row(struct show *show, const struct sock *sock)
{
    struct dot *dot = show->state;
    struct end end = {.local_port = sock->local_port,
                      .peer_port = sock->peer_port,
                      .place = sock->place,
                      .proto = sock->proto,
                      .connected = is_connected(sock)};

    end.cookie = sock->have & HAVE_COOKIE ? sock->cookie : 0;
    end.key = key_of(sock->have & HAVE_INODE ? sock->inode : 0, sock->local_port, sock->peer_port);
    end.own = own_node(show, sock);
    if (end.connected)
        find_other(show, sock, &end);
    dot->ends = alloc_grow(dot->ends, &dot->capacity, dot->count + 1, sizeof(*dot->ends));
    if (end.cookie)
        idmap_add(&dot->cookies, end.cookie, (uint32_t)dot->count);
    if (end.key)
        idmap_add(&dot->keys, end.key, (uint32_t)dot->count);
    dot->ends[dot->count++] = end;
}

/** Returns the row of the other end, or NULL if it is not among the rows. */
static struct end *partner_of(const struct dot *dot, const struct end *end)
{
    uint32_t index = 0;

    if (!end->found)
        return NULL;
    if ((end->peer_cookie && idmap_find(&dot->cookies, end->peer_cookie, &index)) ||
        (end->peer_key && idmap_find(&dot->keys, end->peer_key, &index)))
        return &dot->ends[index];
    return NULL;
}

/** Returns true if PARTNER, the other end of END, is an end of this connection and of no other. */
static bool are_one(const struct dot *dot, const struct end *end, const struct end *partner)
{
    const struct end *back = partner_of(dot, partner);

    return partner->connected && partner->found && !partner->drawn && (!back || back == end);
}

/** Adds the connection of END, whose other end is PARTNER, or NULL if that is not a row. */
static void draw(struct dot *dot, const struct end *end, const struct end *partner)
{
    uint32_t other = partner && !end->waits ? partner->own : end->other;
    bool tells = end->role == ROLE_OUTBOUND || end->role == ROLE_INBOUND;
    bool outbound = tells ? end->role == ROLE_OUTBOUND : partner && partner->role == ROLE_INBOUND;
    bool inbound = tells ? end->role == ROLE_INBOUND : partner && partner->role == ROLE_OUTBOUND;

    graph_connect(&dot->graph, &(struct graph_edge){
                                   .tail = inbound ? other : end->own,
                                   .head = inbound ? end->own : other,
                                   .count = 1,
                                   .port = inbound    ? end->local_port
                                           : outbound ? end->peer_port
                                                      : 0,
                                   .place = partner && !inbound ? partner->place : end->place,
                                   .proto = end->proto,
                                   .directed = inbound || outbound,
                               });
}

/** Adds the connections both ends of which are rows. */
static void draw_pairs(struct dot *dot)
{
    for (size_t i = 0; i < dot->count; i++) {
        struct end *end = &dot->ends[i];
        struct end *partner = end->connected && !end->drawn ? partner_of(dot, end) : NULL;
        if (!partner || partner == end || !are_one(dot, end, partner))
            continue;
        end->drawn = true;
        partner->drawn = true;
        // The client knows which listener will accept the connection.
        if (partner->waits && !end->waits)
            draw(dot, partner, end);
        else
            draw(dot, end, partner);
    }
}

/** Adds all others. Afterwards: /proc may tell only one end of a pair what the other is. */
static void draw_rest(struct dot *dot)
{
    for (size_t i = 0; i < dot->count; i++) {
        const struct end *end = &dot->ends[i];
        if (end->connected && !end->drawn)
            draw(dot, end, partner_of(dot, end));
    }
}

/** Appends a label: a quoted text of limited length. */
static void put_label(struct strbuf *out, struct text label)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};
    size_t fit = escape_fit(label.bytes, label.length, LABEL_COLUMNS);

    strbuf_bytes(&text, label.bytes, fit);
    if (fit < label.length)
        strbuf_text(&text, "...");
    strbuf_text(out, "label=");
    escape_dot(out, strbuf_contents(&text));
}

static void put_id(struct strbuf *out, uint32_t rank)
{
    strbuf_byte(out, 'n');
    strbuf_decimal(out, rank);
}

static void put_node(struct strbuf *out, const struct graph_node *node)
{
    static const char *const attributes[] = {
        [NODE_OWN] = "",
        [NODE_ABSENT] = ", style=dashed",
        [NODE_PEER] = ", shape=ellipse",
        [NODE_PREFIX] = ", shape=ellipse",
    };

    put_id(out, node->rank);
    strbuf_text(out, " [");
    put_label(out, node->label);
    strbuf_text(out, attributes[node->kind]);
    strbuf_text(out, "];\n");
}

/** Appends "n0 -> n3 [label="2 :https"];". */
static void put_edge(struct show *show, const struct graph_edge *edge)
{
    struct strbuf *out = &show->out.pending;
    struct text name = {0};

    put_id(out, edge->tail);
    strbuf_text(out, " -> ");
    put_id(out, edge->head);
    strbuf_text(out, " [");
    strbuf_truncate(&show->text, 0);
    strbuf_decimal(&show->text, edge->count);
    if (edge->port) {
        strbuf_text(&show->text, " :");
        if (!show->style.numeric &&
            facts_service(show->facts, edge->place, edge->proto, edge->port, &name))
            escape_text(&show->text, name.bytes, name.length, "");
        else
            strbuf_decimal(&show->text, edge->port);
    }
    put_label(out, strbuf_contents(&show->text));
    strbuf_text(out, edge->directed ? "];\n" : ", dir=none];\n");
}

/** Appends what is of the whole graph. Its label is the name of the host. */
static void put_heading(struct show *show)
{
    struct strbuf *out = &show->out.pending;
    struct text host = strbuf_contents(&show->facts->host->name);

    strbuf_text(out, "digraph sockstat {\n"
                     "graph [charset=\"UTF-8\", rankdir=LR, fontname=\"sans-serif\", ");
    strbuf_truncate(&show->text, 0);
    escape_text(&show->text, host.bytes, host.length, "");
    if (!show->facts->complete)
        strbuf_text(&show->text, " (incomplete)");
    put_label(out, strbuf_contents(&show->text));
    strbuf_text(out, "];\n"
                     "node [shape=box, fontname=\"sans-serif\"];\n"
                     "edge [fontname=\"sans-serif\"];\n");
}

static void dot_free(struct dot *dot)
{
    graph_free(&dot->graph);
    free(dot->ends);
    idmap_free(&dot->cookies);
    idmap_free(&dot->keys);
    free(dot);
}

static void finish(struct show *show)
{
    struct dot *dot = show->state;
    struct graph *graph = &dot->graph;

    draw_pairs(dot);
    draw_rest(dot);
    graph_sort(graph, show->facts, &show->style);
    put_heading(show);
    for (size_t i = 0; i < graph->used_count; i++) {
        put_node(&show->out.pending, &graph->nodes[graph->sorted[i]]);
        out_row(&show->out);
    }
    for (size_t i = 0; i < graph->edge_count; i++) {
        put_edge(show, &graph->edges[i]);
        out_row(&show->out);
    }
    strbuf_text(&show->out.pending, "}\n");
    dot_free(dot);
}

const struct format_writer dot_writer = {.begin = begin, .row = put_row, .end = finish};

// SPDX-License-Identifier: MIT
#include "show/graph.h"

#include "base/alloc.h"
#include "base/escape.h"

#include <stdlib.h>

/** Bytes of the prefix that hosts share. */
static const uint8_t prefix_sizes[FAMILY_COUNT] = {[FAMILY_IPV4] = 3, [FAMILY_IPV6] = 6};

void graph_free(struct graph *graph)
{
    intern_free(&graph->names);
    intern_free(&graph->addresses);
    intern_free(&graph->ends);
    strbuf_free(&graph->labels);
    free(graph->nodes);
    free(graph->edges);
    free(graph->sorted);
}

/** Returns the number of the node with IDENTITY, the first byte of which is its kind. */
static uint32_t find_node(struct graph *graph, struct text identity)
{
    uint32_t number = 0;

    if (!intern_add(&graph->names, identity, &number))
        return number;
    graph->nodes =
        alloc_grow(graph->nodes, &graph->node_capacity, number + 1, sizeof(*graph->nodes));
    graph->nodes[number] = (struct graph_node){.kind = (uint8_t)*identity.bytes};
    return number;
}

uint32_t graph_node(struct graph *graph, enum node_kind kind, struct text text)
{
    CLEANUP(strbuf_free) struct strbuf identity = {0};

    strbuf_byte(&identity, (char)kind);
    strbuf_bytes(&identity, text.bytes, text.length);
    return find_node(graph, strbuf_contents(&identity));
}

uint32_t graph_host(struct graph *graph, enum family family, const struct address *address)
{
    struct address bytes = *address;
    char identity[2 + sizeof(bytes.bytes)] = {NODE_PREFIX};
    char host[sizeof(uint32_t) + sizeof(bytes.bytes)];
    uint32_t ignored = 0;

    address_unmap(&family, &bytes);
    size_t size = prefix_sizes[family];
    identity[1] = (char)family;
    memcpy(identity + 2, bytes.bytes, size);
    uint32_t number = find_node(graph, (struct text){identity, 2 + size});
    struct graph_node *node = &graph->nodes[number];
    memcpy(host, &number, sizeof(number));
    memcpy(host + sizeof(number), bytes.bytes, sizeof(bytes.bytes));
    node->hosts += intern_add(&graph->addresses, (struct text){host, sizeof(host)}, &ignored);
    node->family = (uint8_t)family;
    node->address = bytes;
    return number;
}

void graph_connect(struct graph *graph, const struct graph_edge *edge)
{
    bool swap = !edge->directed && edge->tail > edge->head;
    uint32_t key[] = {swap ? edge->head : edge->tail, swap ? edge->tail : edge->head,
                      edge->directed};
    uint32_t number = 0;

    graph->nodes[edge->tail].used = true;
    graph->nodes[edge->head].used = true;
    if (intern_add(&graph->ends, (struct text){(const char *)key, sizeof(key)}, &number)) {
        graph->edges =
            alloc_grow(graph->edges, &graph->edge_capacity, number + 1, sizeof(*graph->edges));
        graph->edges[number] = *edge;
        graph->edge_count++;
        return;
    }
    struct graph_edge *sum = &graph->edges[number];
    sum->count += edge->count;
    sum->place = edge->place < sum->place ? edge->place : sum->place;
    if (sum->port != edge->port || sum->proto != edge->proto)
        sum->port = 0;
}

/** Appends the label of a node of hosts. */
static void put_hosts(struct strbuf *text, const struct graph_node *node, const struct facts *facts,
                      const struct style *style)
{
    struct address address = node->address;
    size_t size = prefix_sizes[node->family];
    struct text name = {0};

    if (node->hosts == 1 && style->resolve &&
        name_cache_host(facts->names, node->family, &address, &name)) {
        escape_text(text, name.bytes, name.length, "");
        return;
    }
    if (node->hosts > 1)
        memset(address.bytes + size, 0, sizeof(address.bytes) - size);
    address_text(text, node->family, &address);
    if (node->hosts == 1)
        return;
    strbuf_byte(text, '/');
    strbuf_decimal(text, size * 8);
    strbuf_text(text, " (");
    strbuf_decimal(text, node->hosts);
    strbuf_text(text, " hosts)");
}

/** Makes the label of each node. */
static void make_labels(struct graph *graph, const struct facts *facts, const struct style *style)
{
    size_t start = 0;

    for (uint32_t i = 0; i < graph->names.count; i++) {
        struct graph_node *node = &graph->nodes[i];
        struct text name = text_skip(intern_bytes(&graph->names, i), 1);
        start = graph->labels.length;
        if (node->kind == NODE_PREFIX)
            put_hosts(&graph->labels, node, facts, style);
        else
            strbuf_bytes(&graph->labels, name.bytes, name.length);
        node->label.length = graph->labels.length - start;
    }
    strbuf_byte(&graph->labels, '\0'); // there are bytes, even if every label is empty
    start = 0;
    for (uint32_t i = 0; i < graph->names.count; i++) {
        graph->nodes[i].label.bytes = graph->labels.data + start;
        start += graph->nodes[i].label.length;
    }
}

/** Compares two nodes by label; two with the same label by what identifies them. */
static int compare_nodes(const void *one, const void *other, void *context)
{
    const struct graph *graph = context;
    uint32_t left = *(const uint32_t *)one;
    uint32_t right = *(const uint32_t *)other;
    int result = text_compare(graph->nodes[left].label, graph->nodes[right].label);

    return result ? result
                  : text_compare(intern_bytes(&graph->names, left),
                                 intern_bytes(&graph->names, right));
}

static int compare_edges(const void *one, const void *other)
{
    const struct graph_edge *left = one;
    const struct graph_edge *right = other;

    if (left->tail != right->tail)
        return left->tail < right->tail ? -1 : 1;
    if (left->head != right->head)
        return left->head < right->head ? -1 : 1;
    return right->directed - left->directed;
}

static void sort_nodes(struct graph *graph)
{
    graph->sorted = alloc_array(graph->names.count + 1, sizeof(*graph->sorted));
    for (uint32_t i = 0; i < graph->names.count; i++) {
        if (graph->nodes[i].used)
            graph->sorted[graph->used_count++] = i;
    }
    qsort_r(graph->sorted, graph->used_count, sizeof(*graph->sorted), compare_nodes, graph);
    for (size_t i = 0; i < graph->used_count; i++)
        graph->nodes[graph->sorted[i]].rank = (uint32_t)i;
}

void graph_sort(struct graph *graph, const struct facts *facts, const struct style *style)
{
    make_labels(graph, facts, style);
    sort_nodes(graph);
    for (size_t i = 0; i < graph->edge_count; i++) {
        struct graph_edge *edge = &graph->edges[i];
        uint32_t tail = graph->nodes[edge->tail].rank;
        uint32_t head = graph->nodes[edge->head].rank;
        bool swap = !edge->directed && tail > head;
        edge->tail = swap ? head : tail;
        edge->head = swap ? tail : head;
    }
    if (graph->edge_count > 0)
        qsort(graph->edges, graph->edge_count, sizeof(*graph->edges), compare_edges);
}

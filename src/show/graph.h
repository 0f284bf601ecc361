// SPDX-License-Identifier: MIT
/**
 * A graph under construction: nodes, which differ by their text, outside hosts that are
 * folded by prefix, and edges that count connections. Start with `struct graph graph = {0}`.
 */
#ifndef SHOW_GRAPH_H
#define SHOW_GRAPH_H

#include "base/intern.h"
#include "sock/facts.h"
#include "sock/value.h"

/** What a node stands for. Nodes of two kinds are two nodes, even if their text is the same. */
enum node_kind {
    NODE_OWN,    /**< sockets of this host, by the values of the keys */
    NODE_ABSENT, /**< likewise, sockets that have no value */
    NODE_PEER,   /**< a peer that is not an address of the Internet, by its text */
    NODE_PREFIX, /**< hosts whose addresses begin alike: /24 of IPv4, /48 of IPv6 */
};

struct graph_node {
    uint8_t kind;           /**< enum node_kind */
    uint8_t family;         /**< NODE_PREFIX: enum family */
    bool used;              /**< an edge begins or ends here */
    uint32_t hosts;         /**< NODE_PREFIX: number of addresses */
    struct address address; /**< NODE_PREFIX: one of them */
    struct text label;      /**< set by graph_sort; borrowed from the graph */
    uint32_t rank;          /**< set by graph_sort: position among the used nodes */
};

/** Connections between two nodes. Those of each direction are an edge, and those without one. */
struct graph_edge {
    uint32_t tail; /**< number of a node: of the client, if it is directed */
    uint32_t head;
    uint64_t count;
    uint16_t port;  /**< of the server in all of them; 0: not known, or they differ */
    uint16_t place; /**< of these the first one (sock.place): where `port` has its name */
    uint8_t proto;  /**< enum proto, with `port` */
    bool directed;  /**< which end is the client is known */
};

struct graph {
    struct intern names;     /**< identities of the nodes -> number */
    struct intern addresses; /**< node and address */
    struct graph_node *nodes;
    struct graph_edge *edges;
    struct intern ends; /**< tail, head and direction -> number of the edge */
    size_t node_capacity, edge_count, edge_capacity;
    struct strbuf labels;
    uint32_t *sorted; /**< numbers of the used nodes, in order */
    size_t used_count;
};

void graph_free(struct graph *graph);

/** Returns the number of the node of this kind, not NODE_PREFIX, with TEXT, which is escaped. */
uint32_t graph_node(struct graph *graph, enum node_kind kind, struct text text);

/** Returns the number of the node of the prefix of this address; counts the address once. */
uint32_t graph_host(struct graph *graph, enum family family, const struct address *address);

/** Adds EDGE, of one connection (count 1), to the edge between its nodes. */
void graph_connect(struct graph *graph, const struct graph_edge *edge);

/**
 * Makes the labels, sorts the used nodes by label and the edges by their nodes, and sets `tail` and
 * `head` of the edges to the positions of the nodes. So the result does not depend on the order in
 * which connections were added. A node of one host has its address, or its name with
 * style->resolve; one of several has the prefix and their number.
 */
void graph_sort(struct graph *graph, const struct facts *facts, const struct style *style);

#endif

// SPDX-License-Identifier: MIT
/**
 * The filter of the command line. It is applied three times, each time with more data: the request
 * and its byte-code leave out what cannot match (filter_narrow); each row is tested as it is read;
 * each row is tested again after its needs are joined (filter_apply).
 */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include "filter/parse.h"
#include "sock/request.h"

struct filter;

/**
 * Parses TEXT and combines it with *FILTER (NULL: none yet) by "and". Returns false, with
 * *RET_ERROR as parse_filter sets it, if TEXT is wrong. Release with filter_free.
 */
bool filter_parse(struct text text, const struct resolver *resolver, struct filter **filter,
                  struct user_error *ret_error);

/** Frees the filter; NULL is allowed. */
void filter_free(struct filter *filter);

/** Returns the needs that must be joined before filter_apply (enum need). */
unsigned filter_needs(const struct filter *filter);

/** The protocols that conditions of a filter are about. */
struct filter_protos {
    proto_set named; /**< the only one that a condition is about */
    proto_set among; /**< one of those that a condition is about: "proto = t*" */
};

/** Returns the protocols that FILTER is about; NULL is about none. */
struct filter_protos filter_protos(const struct filter *filter);

/** True when the filter says anything of states, and so decides which are looked at. */
bool filter_names_states(const struct filter *filter);

/** Returns true if a condition of the filter is about addresses or ports. */
bool filter_asks_addresses(const struct filter *filter);

/** Returns true if nothing matches unless its cookie is one of those that the filter names. */
bool filter_requires_cookie(const struct filter *filter);

/** Returns true if a condition names the state "listen", and is not negated. */
bool filter_names_listen(const struct filter *filter);

/**
 * Returns the first field in the filter, in the order of the text, that ALLOWED rejects; NULL:
 * none. Of a condition about two fields, which mean the same, one is enough.
 */
const struct field *filter_find_field(const struct filter *filter,
                                      bool (*allowed)(const struct field *field));

/**
 * Returns true if a condition of the filter is about network namespaces, or about containers, which
 * usually have their own.
 */
bool filter_asks_namespaces(const struct filter *filter);

/**
 * Returns true if sockets of the protocol can have the keys of the filter; of keys joined by "or",
 * one is enough. Otherwise they match only because a key is absent: "not tcp_sack" in Unix sockets.
 */
bool filter_suits(const struct filter *filter, enum proto proto);

/** A process that a filter compares with, by name or by number. */
struct process_sought {
    struct text name; /**< empty: by number */
    uint64_t pid;
};

/** Called for one process; CONTEXT is that of the caller. */
typedef void process_taker(const struct process_sought *sought, void *context);

/**
 * Calls TAKE for each process that the filter compares with. "process = 22" counts as a number,
 * although it also matches a process of that name.
 */
void filter_processes(const struct filter *filter, process_taker *take, void *context);

/** The same for conditions without which nothing matches: not part of "or" or "not". */
void filter_required_processes(const struct filter *filter, process_taker *take, void *context);

/**
 * Returns the port of a filter that consists of one word, the name of a service or process. Returns
 * 0 for any other filter, or if the service has several ports.
 */
uint16_t filter_service_port(const struct filter *filter);

/**
 * Removes from REQUEST what cannot match, and sets REQUEST->keep to test each row. REQUEST then
 * refers to FILTER, which must outlive it.
 */
void filter_narrow(struct filter *filter, struct request *request);

/**
 * Drops the rows that do not match; all needs of the filter must be joined. Rows for which the
 * result depends on unknown data (unreadable processes, fields that the source does not report) do
 * not match; they are counted in FACTS->undecided.
 */
void filter_apply(const struct filter *filter, struct sock_table *table, struct facts *facts);

/**
 * Returns true if the socket, whose source FACTS tell, matches whatever else could be known of it;
 * no need is joined.
 */
bool filter_matches_alone(const struct filter *filter, const struct sock *sock,
                          const struct facts *facts);

/**
 * Appends how the filter is applied with REQUEST, as filter_narrow left it: the tree, the request,
 * the byte-code, the joined data.
 */
void filter_explain(const struct filter *filter, const struct request *request,
                    struct strbuf *text);

#endif

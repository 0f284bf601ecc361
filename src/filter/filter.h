// SPDX-License-Identifier: MIT
/**
 * Which rows: the filter of the command line. It is applied three times, each earlier one a
 * coarser sieve of the same mesh: what cannot match is not asked for (filter_narrow), or left
 * out by the kernel (byte-code); each row is tested as it is read; and again when what it needs
 * has been joined.
 */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include "filter/parse.h"
#include "sock/request.h"

struct filter;

/**
 * Parses TEXT and joins it to *FILTER (NULL: there is none yet) by and. False, with *RET_ERROR
 * as parse_filter sets it, when TEXT is wrong. Release with filter_free.
 */
bool filter_parse(struct text text, const struct resolver *resolver, struct filter **filter,
                  struct user_error *ret_error);

/** Frees it; NULL is none. */
void filter_free(struct filter *filter);

/** What has to be joined before filter_apply (enum need). */
unsigned filter_needs(const struct filter *filter);

/** Returns the families that a condition of the filter is about and no others; NULL has none. */
family_set filter_families(const struct filter *filter);

/** True when the filter says anything of states, and so decides which are looked at. */
bool filter_names_states(const struct filter *filter);

/** A process that a filter asks for, by name or by number. */
struct process_sought {
    struct text name; /**< without bytes: by number */
    uint64_t pid;
};

/** Takes one process; CONTEXT is that of the caller. */
typedef void process_taker(const struct process_sought *sought, void *context);

/**
 * Calls TAKE for each process that the filter compares with. "process = 22" is a number, although
 * it finds a process of this name, too.
 */
void filter_processes(const struct filter *filter, process_taker *take, void *context);

/**
 * Returns the port of a filter that is only the name of a service, or of a process; 0: it is
 * something else, or the service has several ports.
 */
uint16_t filter_service_port(const struct filter *filter);

/**
 * Leaves out of REQUEST what cannot match, and has collection test each row. The request then
 * refers to FILTER, which must outlive it.
 */
void filter_narrow(struct filter *filter, struct request *request);

/**
 * Drops the rows that do not match, now that all that the filter needs is joined. Rows for which
 * the filter depends on what is not known (processes that cannot be read, fields that the source
 * does not tell) do not match; they are counted in FACTS->undecided.
 */
void filter_apply(const struct filter *filter, struct sock_table *table, struct facts *facts);

/**
 * Appends what becomes of the filter under REQUEST, as filter_narrow left it: the tree, what is
 * asked of the kernel, the byte-code, what is joined.
 */
void filter_explain(const struct filter *filter, const struct request *request,
                    struct strbuf *text);

#endif

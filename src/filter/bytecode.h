// SPDX-License-Identifier: MIT
/**
 * Compiles a filter to INET_DIAG_REQ_BYTECODE (linux/inet_diag.h; run by net/ipv4/inet_diag.c,
 * inet_diag_bc_run), so that the kernel leaves out sockets that cannot match. Byte-code can test
 * ports, addresses, interface, mark, cgroup and autobound; other conditions pass every socket. It
 * never rejects a socket that the filter matches.
 */
#ifndef FILTER_BYTECODE_H
#define FILTER_BYTECODE_H

#include "filter/tree.h"

/**
 * Appends the byte-code of the tree to CODE; appends nothing if every socket would pass, or if it
 * does not fit into a request.
 */
void bytecode_compile(const struct node *node, struct strbuf *code);

#endif

// SPDX-License-Identifier: MIT
/**
 * A filter as INET_DIAG_REQ_BYTECODE (linux/inet_diag.h; run by net/ipv4/inet_diag.c,
 * inet_diag_bc_run), so that the kernel leaves out what cannot match. Byte-code knows ports,
 * addresses, interface, mark, cgroup and autobound; what it cannot say it lets pass. So it never
 * rejects a socket of which the filter is true.
 */
#ifndef FILTER_BYTECODE_H
#define FILTER_BYTECODE_H

#include "filter/tree.h"

/**
 * Appends the byte-code of the tree to CODE; nothing when every socket would pass, or when it
 * would grow beyond what a request can carry.
 */
void bytecode_compile(const struct node *node, struct strbuf *code);

#endif

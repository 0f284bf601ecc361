// SPDX-License-Identifier: MIT
/**
 * The first line of a block about a socket: the socket's line of the table.
 */
#ifndef SHOW_BLOCK_LINE_H
#define SHOW_BLOCK_LINE_H

#include "show/writer.h"

/** Blanks between the parts of a line. */
#define BLOCK_GAP 2

/** Blanks before what continues the first line. */
#define BLOCK_LINE_INDENT 4

/**
 * Appends the cells of show->view->line and a line end to OUT. Lines have at most WIDTH columns:
 * they are folded between cells if possible. Uses show->text.
 */
void block_line_put(struct show *show, const struct sock *sock, size_t width, struct strbuf *out);

#endif

// SPDX-License-Identifier: MIT
/**
 * The members of JSON that are known only at the end.
 */
#ifndef SHOW_ENDING_H
#define SHOW_ENDING_H

#include "show/writer.h"

/** The members that name the format of sockets and the program. */
#define ENDING_SCHEMA "\"schema\":\"sockstat/1\",\"tool\":\"sockstat " VERSION "\""

/**
 * Appends the network namespaces that were read, and those that were not, if some were chosen.
 * SEPARATOR separates them, and follows.
 */
void ending_put_places(struct strbuf *line, const struct facts *facts, const char *separator);

/**
 * Appends the sources of the rows, and whether they are complete, the end of the object and of the
 * line.
 */
void ending_put(struct show *show);

#endif

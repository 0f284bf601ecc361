// SPDX-License-Identifier: MIT
/**
 * --follow: shows events of sockets until it is told to end.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "session.h"

/** As run(). Ends at the time or count that the options set, and on SIGINT, SIGTERM or SIGHUP. */
enum exit_status follow(const struct options *options, const struct user_server *server,
                        const struct run_places *places);

#endif

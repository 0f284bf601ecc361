// SPDX-License-Identifier: MIT
/**
 * Sockets as far as a baseline describes them, so that a filter can be applied to its rows. Pure.
 */
#ifndef TRACK_RESTORE_H
#define TRACK_RESTORE_H

#include "sock/baseline.h"
#include "sock/facts.h"

/** Start with `{0}`; free with restored_free. */
struct restored {
    struct sock_table table;
    struct facts facts;
    struct name_cache names; /**< users; the caller can add services */
    struct places places;
    struct host_identity host;
};

/** Makes one socket for each row of BASELINE. *RET_RESTORED must not be moved. */
void baseline_restore(const struct baseline *baseline, struct restored *ret_restored);

/** Returns, for each row of BASELINE, if its socket is still in the table. The caller frees it. */
bool *restored_rows(const struct baseline *baseline, const struct restored *restored);

void restored_free(struct restored *restored);

#endif

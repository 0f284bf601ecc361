// SPDX-License-Identifier: MIT
#include "sock/ends.h"

#include "sock/detail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const peer_match_names[] = {
    [MATCH_ABSENT] = NULL,           [MATCH_EXACT] = "exact",
    [MATCH_SELF] = "self",           [MATCH_UNACCEPTED] = "unaccepted",
    [MATCH_AMBIGUOUS] = "ambiguous", [MATCH_NONE] = "none",
    [MATCH_UNKNOWN] = "unknown",
};
static_assert(sizeof(peer_match_names) / sizeof(peer_match_names[0]) == MATCH_COUNT, "a name each");

const char *const role_names[] = {
    [ROLE_ABSENT] = NULL,         [ROLE_LISTENING] = "listening", [ROLE_INBOUND] = "inbound",
    [ROLE_OUTBOUND] = "outbound", [ROLE_UNKNOWN] = "unknown",
};
static_assert(sizeof(role_names) / sizeof(role_names[0]) == ROLE_COUNT, "a name a role");

void listeners_free(struct listeners *listeners)
{
    free(listeners->list);
    free(listeners->inodes);
    *listeners = (struct listeners){0};
}

bool row_ends_find(struct text detail, struct row_ends *ret_ends)
{
    struct text block = detail_find(detail, DETAIL_ENDS);

    if (block.length != sizeof(*ret_ends))
        return false;
    memcpy(ret_ends, block.bytes, sizeof(*ret_ends));
    return true;
}

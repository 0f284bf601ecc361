// SPDX-License-Identifier: MIT
#include "sock/event.h"

#include <assert.h>

const struct event_info event_table[] = {
    [EVENT_OPEN] = {"open", '+'},
    [EVENT_CLOSE] = {"close", '-'},
    [EVENT_CHANGE] = {"change", '~'},
    [EVENT_REPLACED] = {"replaced", '%'},
};
static_assert(sizeof(event_table) / sizeof(event_table[0]) == EVENT_KIND_COUNT, "a row a kind");

const char *const reason_names[] = {
    [REASON_NONE] = NULL,         [REASON_FIN] = "fin",         [REASON_RST] = "rst",
    [REASON_TIMEOUT] = "timeout", [REASON_UNKNOWN] = "unknown",
};
static_assert(sizeof(reason_names) / sizeof(reason_names[0]) == REASON_COUNT, "a name a reason");

const char *const basis_names[] = {
    [BASIS_NONE] = NULL,           [BASIS_SCAN] = "scan",     [BASIS_OPENER] = "opener",
    [BASIS_LISTENER] = "listener", [BASIS_CLOSER] = "closer",
};
static_assert(sizeof(basis_names) / sizeof(basis_names[0]) == BASIS_COUNT, "a name a basis");

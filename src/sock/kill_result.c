// SPDX-License-Identifier: MIT
#include "sock/kill_result.h"

const char *const kill_result_names[] = {
    [RESULT_NONE] = "none",
    [RESULT_WOULD_KILL] = "would-kill",
    [RESULT_KILLED] = "killed",
    [RESULT_ABORTED] = "aborted",
    [RESULT_GONE] = "gone",
    [RESULT_NOT_PERMITTED] = "not-permitted",
    [RESULT_NOT_SUPPORTED] = "not-supported",
    [RESULT_REFUSED] = "refused",
    [RESULT_FAILED] = "failed",
};

const char *const kill_reason_names[] = {
    [REASON_NONE] = "none",
    [REASON_NO_COOKIE] = "no-cookie",
    [REASON_LISTENER] = "listening",
    [REASON_OWN_CONNECTION] = "own-connection",
    [REASON_OWN_UNKNOWN] = "own-unknown",
    [REASON_TOO_MANY] = "too-many",
    [REASON_OWNERS_UNKNOWN] = "owners-unknown",
    [REASON_INCOMPLETE] = "incomplete",
    [REASON_ONLY_BOUND] = "only-bound",
    [REASON_SHARED_ADDRESS] = "shared-address",
    [REASON_STILL_OPEN] = "still-open",
    [REASON_INTERRUPTED] = "interrupted",
    [REASON_NOT_VERIFIED] = "not-verified",
    [REASON_ERROR] = "error",
};

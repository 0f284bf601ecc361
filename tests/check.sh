# shellcheck shell=bash disable=SC2034 # who sources this prints the counts
# SPDX-License-Identifier: MIT
#
# Checks that are counted in passed, failed and skipped.

passed=0 failed=0 skipped=0

# check NAME COMMAND...: prints what COMMAND printed only if it fails.
check() {
    local name=$1
    shift
    if check_output=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok $name"
    else
        failed=$((failed + 1))
        printf '%s\nnot ok %s\n' "$check_output" "$name"
    fi
}

# leave_out NAME REASON
leave_out() {
    skipped=$((skipped + 1))
    echo "skipped $1: $2"
}

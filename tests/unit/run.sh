#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh PROGRAM...: runs each unit test program and says how many failed.
set -u

failed=0
for program in "$@"; do
    echo "-- $program"
    "$program" || failed=$((failed + 1))
done
echo "unit: $# programs, $failed failed"
[ $# -gt 0 ] && [ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# preloads.sh BUILD: the integration tests with foreign libraries loaded into every program: one
# that wraps system calls (fakeroot), one that brings its own memory allocator (jemalloc).
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
status=0

# suite NAME COMMAND...: prints what failed or was skipped, and the runner's last line.
suite() {
    local name=$1 output
    shift
    output=$("$@" tests/integration/run --build "$build" 2>&1) || status=1
    grep -v '^ok ' <<< "$output" | sed "s/^/$name: /"
}

allocator=$(ldconfig -p | awk '/libjemalloc\.so/ { print $NF; exit }')
if command -v fakeroot > /dev/null; then
    suite fakeroot fakeroot
else
    echo 'fakeroot: skipped: it is not installed'
fi
if [ -n "$allocator" ]; then
    suite jemalloc env LD_PRELOAD="$allocator"
else
    echo 'jemalloc: skipped: it is not installed'
fi
exit "$status"

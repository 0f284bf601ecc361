#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# preloads.sh BUILD EVERY: the integration tests with foreign libraries loaded into every program:
# one that wraps system calls (fakeroot), one that brings its own memory allocator (jemalloc). Each
# runs every EVERYth test, not the same ones.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1
every=$2
status=0
all=(tests/integration/cases/*.sh)

# suite NAME FIRST COMMAND...: prints what failed or was skipped, and the runner's last line. FIRST
# is the number of the first test to run.
suite() {
    local name=$1 i=$2 output cases=()
    shift 2
    for ((; i < ${#all[@]}; i += every)); do
        cases+=("$(basename "${all[i]}" .sh)")
    done
    output=$("$@" tests/integration/run --build "$build" "${cases[@]}" 2>&1) || status=1
    grep -v '^ok ' <<< "$output" | sed "s/^/$name: /"
}

allocator=$(ldconfig -p | awk '/libjemalloc\.so/ { print $NF; exit }')
if command -v fakeroot > /dev/null; then
    suite fakeroot 0 fakeroot
else
    echo 'fakeroot: skipped: it is not installed'
fi
if [ -n "$allocator" ]; then
    suite jemalloc $((every / 2)) env LD_PRELOAD="$allocator"
else
    echo 'jemalloc: skipped: it is not installed'
fi
exit "$status"

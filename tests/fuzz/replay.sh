#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# replay.sh PROGRAM...: has each target try the inputs of its corpus.
set -u
cd "$(dirname "$0")/../.." || exit 1

# A test without inputs would pass without having been one.
without_seeds() {
    local name
    for name in "$@"; do
        [ -n "$(ls -A "tests/fuzz/corpus/$name" 2> /dev/null)" ] && continue
        echo "fuzz: $name has no seeds: put some into tests/fuzz/corpus/$name" >&2
        return 0
    done
    return 1
}

if [ $# -eq 0 ] || without_seeds "${@##*/fuzz_}"; then
    exit 1
fi
for program in "$@"; do
    "$program" tests/fuzz/corpus/"${program##*/fuzz_}"/* || exit 1
done

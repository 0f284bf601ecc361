#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD SECONDS MAKE: fuzzes each target for so long with libFuzzer under AddressSanitizer
# and UndefinedBehaviorSanitizer. It starts from the target's corpus; new inputs that reach new
# code go to BUILD/corpus/TARGET.
set -eu
cd "$(dirname "$0")/../.."

build=$1 seconds=$2 make=$3

$make -s CC=clang BUILD="$build" SAN=fuzzer-no-link,address,undefined "$build/libsockstat.a"
for source in tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    name=${target#fuzz_}
    mkdir -p "$build/corpus/$name" "$build/tests/fuzz"
    $make -s CC=clang BUILD="$build" SAN=fuzzer,address,undefined REPLAY= \
        -o "$build/libsockstat.a" "$build/tests/fuzz/$target"
    "$build/tests/fuzz/$target" -max_total_time="$seconds" -max_len=512 -print_final_stats=1 \
        -dict=tests/fuzz/"$name".dict "$build/corpus/$name" "tests/fuzz/corpus/$name"
done

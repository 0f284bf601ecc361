#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD SECONDS MAKE [TARGET...]: fuzzes each target (all) for so long with libFuzzer under
# AddressSanitizer and UndefinedBehaviorSanitizer, two at a time, from its corpus. New inputs that
# reach new code go to BUILD/corpus/TARGET, those that crash to BUILD/crashes. SECONDS 0: fuzzes
# nothing, and adds to tests/fuzz/corpus what was found before and reaches code that is not reached
# from there. FUZZ_SEED: the same inputs, as far as the time goes; 0: others each time.
set -u
cd "$(dirname "$0")/../.." || exit 1

build=$1 seconds=$2 make=$3
shift 3
targets=("$@")
if [ $# -eq 0 ]; then
    targets=(tests/fuzz/fuzz_*.c)
    targets=("${targets[@]##*/fuzz_}")
    targets=("${targets[@]%.c}")
fi

build_all() {
    $make -s CC=clang BUILD="$build" SAN=fuzzer-no-link,address,undefined \
        "$build/libsockstat.a" || return
    # Another way of linking, not to be taken for other flags of the library; with -o, make does
    # not see that the library is newer than the targets, which therefore are linked anew.
    local programs=("${@/#/$build/tests/fuzz/fuzz_}")
    rm -f "${programs[@]}"
    $make -s CC=clang BUILD="$build" SAN=fuzzer,address,undefined REPLAY= \
        -o "$build/libsockstat.a" "${programs[@]}"
}

# fuzz BUILD SECONDS TARGET
# shellcheck disable=SC2317 # called by xargs
fuzz() {
    local build=$1 seconds=$2 name=$3
    local corpus=tests/fuzz/corpus/$name options=(-max_len=512 -timeout=10 -rss_limit_mb=1024)
    mkdir -p "$build/corpus/$name" "$build/crashes"
    [ ! -e "tests/fuzz/$name.dict" ] || options+=("-dict=tests/fuzz/$name.dict")
    if [ "$seconds" -eq 0 ]; then
        # a few inputs for each place in the code, not one for each number of times it is passed
        options+=(-set_cover_merge=1 -use_counters=0 "$corpus" "$build/corpus/$name")
    else
        options+=("-max_total_time=$seconds" -print_final_stats=1 "-seed=${FUZZ_SEED:-0}"
            "-artifact_prefix=$build/crashes/$name-" "$build/corpus/$name" "$corpus")
    fi
    "$build/tests/fuzz/fuzz_$name" "${options[@]}" > "$build/$name.log" 2>&1
    echo $? > "$build/$name.status"
}
export -f fuzz

# A row of the table; fails when the target did.
report() {
    local name=$1 status crashes=0
    status=$(cat "$build/$name.status")
    if [ "$status" -ne 0 ]; then
        crashes=1
        grep -m 3 -E 'ERROR|broken|runtime error|SUMMARY' "$build/$name.log"
    fi
    awk -v name="$name" -v crashes="$crashes" '
        { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1); else if ($i == "ft:")
              features = $(i + 1) }
        /^stat::number_of_executed_units/ { runs = $2 }
        END { printf "%-12s %12d %8d %8d %8d\n", name, runs, edges, features, crashes }
    ' "$build/$name.log"
    return "$crashes"
}

for name in "${targets[@]}"; do
    if [ -z "$(ls -A "tests/fuzz/corpus/$name" 2> /dev/null)" ]; then
        echo "fuzz: $name has no seeds: put some into tests/fuzz/corpus/$name" >&2
        exit 1
    fi
done
build_all "${targets[@]}" || exit
rm -f "$build"/*.status
printf '%s\n' "${targets[@]}" | xargs -P 2 -I NAME bash -c 'fuzz "$@"' fuzz "$build" "$seconds" NAME

failed=0
printf '%-12s %12s %8s %8s %8s\n' target executions edges features crashes
for name in "${targets[@]}"; do
    report "$name" || failed=1
done
exit "$failed"

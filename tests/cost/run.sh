#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh REPLAY DUMP|--unix BUDGETS [--info]: compares the number of instructions per socket of
# each step with its budget; fails if one is more than 5 % higher. The counts do not depend on the
# clock or on the load of the machine. They do depend on the compiler and the processor: the first
# line of BUDGETS names those it is for.
set -eu

replay=$1
dump=$2
budgets=$3
mode=${4:-}

name=gcc
! ${CC:-cc} --version | grep -q clang || name=clang
built_with=$(${CC:-cc} -dumpmachine)-$name-$(${CC:-cc} -dumpversion)
wanted=$(sed -n 's/^# for //p' "$budgets")
if ! command -v valgrind > /dev/null; then
    echo 'cost: skipped: valgrind is not installed'
    exit 0
elif [ "$built_with" != "$wanted" ]; then
    echo "cost: skipped: the budgets are for $wanted, this is $built_with"
    exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
replay=("$replay")
if [ "$dump" = --unix ]; then
    replay+=(--unix)
    : > "$scratch/dump"
else
    replay+=(${mode:+"$mode"})
    gzip -dc "$dump" > "$scratch/dump"
fi
valgrind --tool=callgrind --callgrind-out-file="$scratch/out" --toggle-collect='step_*' \
    "${replay[@]}" < "$scratch/dump" > "$scratch/words" 2> "$scratch/errors" ||
    { cat "$scratch/words" "$scratch/errors"; exit 1; }
read -r records _ < "$scratch/words"
cat "$scratch/words"
callgrind_annotate --inclusive=yes --threshold=100 "$scratch/out" > "$scratch/steps"

passed=0 failed=0
while read -r step budget; do
    [[ $step != '#' ]] || continue
    count=$(sed -nE "s/^ *([0-9,]+) .*[: ]step_${step}[. ].*$/\1/p" "$scratch/steps" | head -n 1)
    verdict=$(awk -v step="$step" -v count="${count//,/}" -v records="$records" \
        -v budget="$budget" 'BEGIN {
        each = count / records
        verdict = count == "" || each > budget * 1.05 || each < budget * 0.95 ? "not ok" : "ok"
        printf "%s %-11s %7.1f instructions a socket, budget %d", verdict, step, each, budget }')
    echo "$verdict"
    case $verdict in
    ok*) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1)) ;;
    esac
done < "$budgets"
echo "cost: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

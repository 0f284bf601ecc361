#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# arch.sh ARCHITECTURE BUILD MAKE: builds for i386, s390x (big-endian) or arm64 and runs there, by
# qemu where the processor cannot: unit tests, fuzz corpora, integration tests where the kernel
# can, and a recorded dump, of which every byte shown is to be the same as here.
set -eu -o pipefail

architecture=$1
here=$2
make=$3
build=$here/$architecture
prefix=
run=()
case $architecture in
i386) prefix=i686-linux-gnu ;;
s390x) prefix=s390x-linux-gnu run=(qemu-s390x-static) ;;
arm64) prefix=aarch64-linux-gnu run=(qemu-aarch64-static) ;;
esac
libraries=/usr/lib/${prefix/i686/i386}/pkgconfig

skip() {
    echo "$architecture: skipped: $1 (sh tests/deps.sh arch)"
    exit 0
}

for command in "$prefix-gcc" "${run[@]}" localedef python3 gzip; do
    command -v "$command" > /dev/null || skip "$command is not installed"
done
for library in libmnl cmocka; do
    [ -e "$libraries/$library.pc" ] || skip "$library is not installed for $architecture"
done

# Programs that run by qemu have no BPF, and ask a kernel of another byte order than theirs.
PKG_CONFIG_LIBDIR=$libraries $make -s -j2 BUILD="$build" CC="$prefix-gcc" BPF= tests
if [ ${#run[@]} -eq 0 ] && ! "$build/sockstat" --version > /dev/null 2>&1; then
    skip 'this kernel does not run its programs'
fi

# Tests look for tests/data where they run: there the recordings have that machine's byte order.
root=$(realpath "$build")/root
there=$(realpath "$build")
mkdir -p "$root/tests"
rm -rf "$root/tests/data"
ln -sfn "$PWD/src" "$root/src"
if [ "$architecture" = s390x ]; then
    tests/rig/big_endian tests/data "$root/tests/data"
    mkdir -p "$there/locale"
    [ -d "$there/locale/C.utf8" ] || localedef --big-endian -i C -f UTF-8 "$there/locale/C.utf8"
    export LOCPATH=$there/locale
else
    cp -r tests/data "$root/tests/data"
fi

passed=0 failed=0 skipped=0
# check NAME COMMAND...: silent when it passes.
check() {
    local name=$1 output
    shift
    if output=$(cd "$root" && timeout 3600 "$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\nnot ok %s: %s\n' "$output" "$architecture" "$name"
    fi
}

leave_out() {
    echo "$architecture: skipped $1: $2"
    skipped=$((skipped + 1))
}

replay() {
    local program=$1 dump=$2 shown=$3
    shift 3
    rm -f "$shown"
    gzip -dc "$dump" | "$@" "$program" "$shown"
}

for source in tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    if [ ${#run[@]} -gt 0 ] && [ "$name" = test_collect ]; then
        leave_out "$name" 'it asks the running kernel, which is of another architecture'
    else
        check "$name" "${run[@]}" "$there/tests/unit/$name"
    fi
done
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    check "$name" "${run[@]}" "$there/tests/fuzz/$name" "$PWD/tests/fuzz/corpus/${name#fuzz_}"/*
done

replay "$here/tests/replay" tests/data/tcp-10000.dump.gz "$build/shown-here"
replay "$there/tests/replay" "$root/tests/data/tcp-10000.dump.gz" "$build/shown-there" "${run[@]}"
check 'the same table, JSON and CSV' cmp "$(realpath "$build/shown-here")" "$there/shown-there"

if [ ${#run[@]} -gt 0 ]; then
    leave_out 'the integration tests' 'qemu does not pass sock_diag on'
elif tests/integration/run --build "$build" > "$build/integration" 2>&1; then
    passed=$((passed + 1))
    tail -n 1 "$build/integration"
else
    failed=$((failed + 1))
    grep -v '^ok ' "$build/integration"
fi
echo "$architecture: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

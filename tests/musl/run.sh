#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh BUILD MAKE: builds with musl and runs there what depends on libc: unit tests, fuzz corpora
# and the quick integration cases. Needs Debian's musl-gcc; libmnl, cmocka and the headers of the
# kernel and of libbpf are the ones that are installed for glibc (see glibc.c).
set -eu -o pipefail

build=$1
make=$2

skip() {
    echo "musl: skipped: $1 (sh tests/deps.sh build test rig)"
    exit 0
}

# in_system FILE: the header or directory of headers, below /usr/include.
in_system() {
    local path
    for path in "/usr/include/$1" "/usr/include/$(cc -print-multiarch)/$1"; do
        [ ! -e "$path" ] || { echo "$path"; return; }
    done
    return 1
}

command -v musl-gcc > /dev/null || skip 'musl-gcc is not installed'
rm -rf "$build/root"
mkdir -p "$build/root/include" "$build/root/lib"
root=$(realpath "$build/root")
# Only what is not libc's: nothing else of /usr/include may be seen.
for name in linux rdma asm asm-generic libmnl bpf cmocka.h cmocka_pbc.h; do
    path=$(in_system "$name") || { [ "$name" = bpf ] && continue; skip "$name is not installed"; }
    ln -s "$path" "$root/include/$name"
done
for name in libmnl libcmocka; do
    path=$(cc -print-file-name=$name.so.0)
    [ -e "$path" ] || skip "$name is not installed"
    ln -s "$path" "$root/lib/$name.so.0"
    ln -s "$name.so.0" "$root/lib/$name.so"
done
musl-gcc -std=gnu17 -Wall -Wextra -O2 -fPIC -shared -Wl,-soname,libglibc.so \
    -o "$root/lib/libglibc.so" tests/musl/glibc.c
# What libraries built with glibc need by this name is in libglibc.so.
ln -s libglibc.so "$root/lib/ld-linux-x86-64.so.2"

$make -s -j2 BUILD="$build" CC=musl-gcc CPPFLAGS="-idirafter $root/include" CFLAGS=-Werror \
    MNL_CFLAGS= MNL_LIBS="-L$root/lib -Wl,-rpath,$root/lib -Wl,--allow-shlib-undefined \
    -lmnl -lglibc" CMOCKA_CFLAGS= CMOCKA_LIBS=-lcmocka tests
file=$(readlink -f "$build/sockstat")
grep -q ld-musl "$file" || { echo "$file does not use musl"; exit 1; }
"$build/sockstat" --version

units=() fuzzers=()
for source in tests/unit/test_*.c; do
    units+=("$build/tests/unit/$(basename "$source" .c)")
done
for source in tests/fuzz/fuzz_*.c; do
    fuzzers+=("$build/tests/fuzz/$(basename "$source" .c)")
done

. tests/check.sh
# show_end NAME COMMAND...: a check; prints the last line of what COMMAND printed.
show_end() {
    check "$@"
    tail -n 1 <<< "$check_output"
}

# Left out: cases that take long; that resolve host names, where musl waits ten seconds for an
# answer that cannot come; and that inject errors by the name of a system call, of which musl makes
# others (open, not openat).
cases=()
for file in tests/integration/cases/*.sh; do
    case $(basename "$file" .sh) in
    hostile-* | json-schema | limits* | owner-errors | privileges | random-filters | resolve | \
        resolve-fails | sources-differ | widths) ;;
    *) cases+=("$(basename "$file" .sh)") ;;
    esac
done

show_end 'unit tests' tests/unit/run.sh "${units[@]}"
show_end 'fuzz corpora' tests/fuzz/replay.sh "${fuzzers[@]}"
show_end 'integration tests' tests/integration/run --build "$build" "${cases[@]}"

echo "musl: $passed passed, $failed failed"
[ "$failed" -eq 0 ]

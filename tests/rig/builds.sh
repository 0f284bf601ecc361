#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# builds.sh BUILD MAKE: what packagers choose. BPF=yes and STATIC=1 fail where something is missing,
# and say what; names of tools follow CROSS_COMPILE; a static program runs in a root directory that
# has nothing else, and in one with busybox. libmnl.a is that of the system, or else that of Debian
# 13 from the mirror that apt is set up for. Runs the programs as root only.
set -eu -o pipefail

mkdir -p "$1"
build=$(realpath "$1")
make=$2
# shellcheck source=tests/check.sh
. "$(dirname "$0")/../check.sh"

# fails_with TEXT ARGUMENT...: make with these arguments fails, and its message has the text.
fails_with() {
    local text=$1 output
    shift
    if output=$("$make" -s BUILD="$build/fails" "$@" 2>&1); then
        echo "make $* did not fail"
        return 1
    fi
    grep -F -- "$text" <<< "$output" || { echo "$output"; return 1; }
}

# commands_have TEXT ARGUMENT...: the commands of make have the text. None is run.
commands_have() {
    local text=$1 output
    shift
    output=$("$make" -n V=1 BUILD="$build/commands" BPF= "$@" 2>&1) || { echo "$output"; return 1; }
    grep -F -m 1 -- "$text" <<< "$output" > /dev/null || { echo "no \"$text\""; return 1; }
}

# A pkg-config that is called as no other, and tells of a libmnl at no other place.
own_pkg_config() {
    mkdir -p "$build/cross"
    cat > "$build/cross/cpu-none-pkg-config" << 'END'
#!/bin/sh
echo "$1-of-cross"
END
    chmod +x "$build/cross/cpu-none-pkg-config"
}

switches() {
    check 'BPF=yes needs clang' fails_with 'BPF=yes: missing or too old: no-clang' \
        BPF=yes CLANG=no-clang
    check 'BPF=yes needs bpftool' fails_with 'no-bpftool (sh tests/deps.sh build)' \
        BPF=yes BPFTOOL=no-bpftool
    check 'STATIC=1 needs libmnl.a' fails_with 'STATIC=1: no static libmnl (libmnl.a: ' \
        STATIC=1 MNL_LIBS=-lno-mnl BPF=
    check 'STATIC=1 needs libc.a' fails_with 'cannot link libc statically' STATIC=1 CC=false BPF=
    check 'STATIC=1 excludes SAN' fails_with 'exclude each other' STATIC=1 SAN=address BPF=
    own_pkg_config
    local prefix=$build/cross/cpu-none-
    check 'CROSS_COMPILE names the compiler' commands_have "${prefix}gcc -D" CROSS_COMPILE="$prefix"
    check 'CROSS_COMPILE names ar' commands_have "${prefix}ar rcs" CROSS_COMPILE="$prefix"
    check 'CROSS_COMPILE names pkg-config: cflags' commands_have ' --cflags-of-cross ' \
        CROSS_COMPILE="$prefix"
    check 'CROSS_COMPILE names pkg-config: libs' commands_have ' --libs-of-cross' \
        CROSS_COMPILE="$prefix"
    check 'CC takes precedence' commands_have 'other-cc -D' CROSS_COMPILE="$prefix" CC=other-cc
}

# Prints the path of a libmnl.a, or why there is none.
find_libmnl() {
    local path site apt=$build/apt key=/usr/share/keyrings/debian-archive-keyring.gpg
    path=$(cc -print-file-name=libmnl.a)
    [ ! -e "$path" ] || { echo "$path"; return; }
    command -v apt-get > /dev/null || { echo 'libmnl.a is not installed'; return 1; }
    # apt expands the format. Suites with a hyphen (updates, security) may be elsewhere.
    # shellcheck disable=SC2016
    site=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Origin: Debian' |
        awk '$2 !~ /-/ { print $1; exit }')
    [ -n "$site" ] || { echo 'apt knows no Debian mirror'; return 1; }
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb [signed-by=$key] $site trixie main" > "$apt/sources.list"
    # The lists and packages of this program alone: the system's own apt stays as it is.
    (cd "$apt" && options=(-q -o "Dir::State::Lists=$apt/lists" -o APT::Sandbox::User=root
        -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::Cache=$apt/cache") && apt-get "${options[@]}" update &&
        apt-get "${options[@]}" download libmnl-dev/trixie) > "$apt/log" 2>&1 ||
        { echo 'libmnl-dev of Debian 13 cannot be had'; return 1; }
    dpkg-deb -x "$apt"/libmnl-dev_*.deb "$apt/root"
    find "$apt/root" -name libmnl.a
}

# in_root DIRECTORY ARGUMENT...: what the program in that root directory prints, in a network
# namespace with one listening socket.
in_root() {
    local directory=$1
    shift
    # The shell that is started expands its own words.
    # shellcheck disable=SC2016
    unshare --net bash -c 'set -eu
        coproc FACTORY { exec "$1" "up lo" "comm web" "listen a 127.0.0.1 8080 backlog=5"; }
        read -r ready <&"${FACTORY[0]}"
        status=0
        chroot "$2" /sockstat "${@:3}" 2>&1 || status=$?
        echo "exit $status"' root "$build/tests/factory" "$directory" "$@"
}

prints() {
    diff <(echo "$1") <(in_root "${@:2}")
}

# roots PROGRAM: an empty root, and one like that of a rescue image.
roots() {
    local empty=$build/empty rescue=$build/rescue
    rm -rf "$empty" "$rescue"
    mkdir -p "$empty" "$rescue/bin" "$rescue/etc" "$rescue/proc"
    cp "$1" "$empty/sockstat"
    cp "$1" "$rescue/sockstat"
    cp "$(command -v busybox)" "$rescue/bin/busybox"
    echo 'operator:x:0:0::/:/bin/sh' > "$rescue/etc/passwd"
    echo 'web 8080/tcp' > "$rescue/etc/services"
}

is_static() {
    readelf -dlW "$1" > "$build/elf"
    ! grep -E 'INTERP|NEEDED' "$build/elf"
}

is_position_independent() {
    readelf -hW "$1" | grep -E 'Type: *DYN'
}

# runs NAME PROGRAM: the tests of a static program.
runs() {
    local name=$1 empty=$build/empty rescue=$build/rescue
    check "$name: needs no other file" is_static "$2"
    roots "$2"
    check "$name: lists in an empty root" prints \
        $'tcp  LISTEN  0/5  -  127.0.0.1:8080  *\nexit 0' "$empty" -tlnH
    check "$name: says that owners are missing in an empty root" prints \
        $'tcp  LISTEN  0/5  -  127.0.0.1:8080  *  -
sockstat: /proc: No such file or directory: owners may be missing\nexit 3' "$empty" -tlnpH
    mount -t proc proc "$rescue/proc"
    check "$name: owners, users and services beside busybox" prints \
        $'tcp,8080,web,operator,web\nexit 0' "$rescue" -tlH --csv \
        --columns=proto,local_port,local_service,user,comm
    umount "$rescue/proc"
}

static_builds() {
    local libmnl
    libmnl=$(find_libmnl) || { leave_out 'static programs' "$libmnl"; return; }
    command -v busybox > /dev/null || { leave_out 'static programs' 'busybox is missing'; return; }
    "$make" -s BUILD="$build" BPF= "$build/tests/factory"
    check 'glibc: builds' "$make" -s -j2 BUILD="$build/glibc" STATIC=1 MNL_LIBS="$libmnl"
    check 'glibc: is loaded at random addresses' is_position_independent "$build/glibc/sockstat"
    runs glibc "$build/glibc/sockstat"
    musl_build "$libmnl"
}

# With the headers that are not libc's. libmnl.a is built for glibc: see tests/musl/glibc.c.
musl_build() {
    local include=$build/include name
    command -v musl-gcc > /dev/null || { leave_out 'musl' 'musl-gcc is missing'; return; }
    mkdir -p "$include"
    for name in linux rdma asm asm-generic libmnl bpf; do
        for path in "/usr/include/$name" "/usr/include/$(cc -print-multiarch)/$name"; do
            [ ! -e "$path" ] || ln -sfn "$path" "$include/$name"
        done
    done
    musl-gcc -std=gnu17 -O2 -fPIE -c -o "$build/glibc.o" tests/musl/glibc.c
    check 'musl: builds' "$make" -s -j2 BUILD="$build/musl" CC=musl-gcc STATIC=1 MNL_CFLAGS= \
        CPPFLAGS="-idirafter $include" MNL_LIBS="$1 $build/glibc.o"
    runs musl "$build/musl/sockstat"
}

switches
if [ "$(id -u)" -eq 0 ]; then
    static_builds
else
    leave_out 'static programs' 'chroot needs root'
fi
echo "builds: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

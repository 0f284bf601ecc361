#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs the packages that building, testing or linting need:
# deps.sh [build] [test] [rig] [lint] [kernel] [arch] [containers] [metrics] [packages]. Knows
# Debian and Ubuntu, Fedora, Alpine and Arch; uses sudo when not root. "build" includes clang,
# bpftool and libbpf, for the BPF passes, where the distribution has them. "kernel" is for tests on
# other kernels, "arch" for those on other architectures, both on Debian for amd64 only.
# "containers" has a Docker engine, which Debian and Ubuntu start as a service; "metrics" has
# Prometheus and an exporter, likewise; "packages" has what builds packages; on these two only.
set -eu

[ $# -gt 0 ] || set -- build
for kind in "$@"; do
    case $kind in
    build | test | rig | lint | kernel | arch | containers | metrics | packages) ;;
    bpf) ;; # part of build
    *)
        echo "deps.sh: unknown kind \"$kind\" (expected build, test, rig, lint, kernel, arch," \
            "containers, metrics or packages)" >&2
        exit 2
        ;;
    esac
done

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Ubuntu has bpftool among the tools that belong to its kernels.
bpftool_package() {
    if grep -q '^ID=ubuntu' /etc/os-release 2> /dev/null; then
        echo linux-tools-common linux-tools-generic
    else
        echo bpftool
    fi
}

debian_packages() {
    case $1 in
    build | bpf) echo gcc make pkg-config libc6-dev libmnl-dev ;;
    optional) echo clang libbpf-dev "$(bpftool_package)" ;;
    test) echo libcmocka-dev bash util-linux procps iproute2 netbase strace jq locales \
        python3 python3-jsonschema zsh fish git valgrind graphviz ;;
    rig) echo fakeroot libjemalloc2 musl-tools busybox-static ;;
    lint) echo clang clang-format clang-tidy cppcheck shellcheck mandoc groff-base \
        pyflakes3 ;;
    kernel) echo qemu-system-x86 kmod busybox-static cpio xz-utils gzip python3 ;;
    arch) echo gcc-i686-linux-gnu gcc-s390x-linux-gnu gcc-aarch64-linux-gnu libc6-dev-i386-cross \
        libc6-dev-s390x-cross libc6-dev-arm64-cross libmnl-dev:i386 libmnl-dev:s390x \
        libmnl-dev:arm64 libcmocka-dev:i386 libcmocka-dev:s390x libcmocka-dev:arm64 \
        qemu-user-static locales gzip python3 ;;
    metrics) echo prometheus prometheus-node-exporter python3-prometheus-client systemd \
        iproute2 util-linux python3 ;;
    containers) echo docker.io iptables busybox-static iproute2 util-linux procps python3 ;;
    packages) echo debhelper dpkg-dev pkgconf jq python3 libcmocka-dev debootstrap lintian \
        autopkgtest rpm rpmlint nix-bin shellcheck ;;
    esac
}

# Debian has packages of another architecture when dpkg is told that they are wanted.
add_architectures() {
    for architecture in i386 s390x arm64; do
        as_root dpkg --add-architecture "$architecture"
    done
}

fedora_packages() {
    case $1 in
    build | bpf) echo gcc make pkgconf-pkg-config glibc-devel libmnl-devel ;;
    optional) echo clang libbpf-devel bpftool ;;
    test) echo libcmocka-devel libasan libubsan bash util-linux procps-ng iproute strace jq \
        glibc-locale-source python3 python3-jsonschema zsh fish git valgrind graphviz ;;
    rig) echo fakeroot jemalloc ;;
    lint) echo clang clang-tools-extra cppcheck ShellCheck mandoc groff-base \
        python3-pyflakes ;;
    esac
}

alpine_packages() {
    case $1 in
    build | bpf) echo gcc make pkgconf musl-dev linux-headers libmnl-dev ;;
    optional) echo clang libbpf-dev bpftool ;;
    test) echo cmocka-dev bash util-linux procps iproute2 strace jq python3 py3-jsonschema zsh \
        fish git valgrind graphviz ;;
    rig) echo fakeroot jemalloc ;;
    lint) echo clang clang-extra-tools cppcheck shellcheck mandoc groff \
        py3-pyflakes ;;
    esac
}

arch_packages() {
    case $1 in
    build | bpf) echo gcc make pkgconf libmnl ;;
    optional) echo clang libbpf bpf ;;
    test) echo cmocka bash util-linux procps-ng iproute2 strace jq python python-jsonschema zsh \
        fish git valgrind graphviz ;;
    rig) echo fakeroot jemalloc ;;
    lint) echo clang cppcheck shellcheck mandoc groff python-pyflakes ;;
    esac
}

# Prints the packages of every kind asked for.
packages() {
    family=$1
    shift
    for kind in "$@"; do
        "${family}_packages" "$kind"
    done
}

# install COMMAND FAMILY KIND...: those packages, then one by one those that may be missing.
install() {
    command=$1
    family=$2
    shift 2
    # Commands and names of packages are plain words, to be split.
    # shellcheck disable=SC2046,SC2086
    as_root $command $(packages "$family" "$@")
    case " $* " in
    *' build '* | *' bpf '*) ;;
    *) return ;;
    esac
    for package in $(packages "$family" optional); do
        # shellcheck disable=SC2086
        as_root $command "$package" ||
            echo "deps.sh: $package is not available here; BPF passes need it" >&2
    done
}

if command -v apt-get > /dev/null; then
    case " $* " in
    *' arch '*) add_architectures ;;
    esac
    # A part of the index may fail; if a package is then missing, its installation says so.
    as_root apt-get update -q || echo 'deps.sh: the package index is not up to date' >&2
    install 'env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends' \
        debian "$@"
elif command -v dnf > /dev/null; then
    install 'dnf install -y' fedora "$@"
elif command -v apk > /dev/null; then
    install 'apk add' alpine "$@"
elif command -v pacman > /dev/null; then
    install 'pacman -S --needed --noconfirm' arch "$@"
else
    echo "deps.sh: no package manager known here; needed are:" >&2
    echo "  a C17 compiler, make, pkg-config, libmnl; for tests: cmocka, iproute2, strace, jq," >&2
    echo "  python3 with jsonschema; for lint: clang tools, cppcheck, shellcheck, mandoc, groff" >&2
    exit 1
fi

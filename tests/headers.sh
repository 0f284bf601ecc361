#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# headers.sh BUILD MAKE [DIR]: builds with old kernel headers and runs unit tests and a few
# integration cases. DIR has the headers of one kernel (make headers_install). Without DIR: those of
# Linux 5.10, which the Debian mirror that apt is set up for has (Debian 11), and then the same
# without what Linux 5.5 to 5.10 added and sockstat uses: close to Linux 5.4 (Ubuntu 20.04).
set -eu -o pipefail

build=$1
make=$2
passed=0 failed=0

# with_headers NAME DIR...: builds and tests with these headers before all others.
with_headers() {
    local name=$1 flags='' directory
    shift
    for directory in "$@"; do
        flags+=" -isystem $(realpath "$directory")"
    done
    if $make -s -j2 BUILD="$build/$name" BPF= CPPFLAGS="$flags" CFLAGS=-Werror tests &&
        "$build/$name/sockstat" --version && "$build/$name/sockstat" -nltp &&
        $make -s BUILD="$build/$name" BPF= CPPFLAGS="$flags" CFLAGS=-Werror check-unit \
            > "$build/$name/unit" 2>&1 && tail -n 1 "$build/$name/unit" &&
        tests/integration/run --build "$build/$name" filter owners refused sources-agree; then
        passed=$((passed + 1))
        echo "ok headers of Linux $name"
    else
        failed=$((failed + 1))
        grep -s -B 3 -E 'FAILED|error:' "$build/$name/unit" || true
        echo "not ok headers of Linux $name"
    fi
}

end() {
    echo "headers: $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

skip() {
    echo "headers: skipped: $1"
    exit 0
}

if [ $# -gt 2 ]; then
    with_headers other "$3"
    end
fi

command -v apt-get > /dev/null || skip 'no apt here (HEADERS=DIR takes the headers of a kernel)'
rm -rf "$build/apt" "$build/5.10" "$build/5.4"
mkdir -p "$build/apt/lists/partial" "$build/apt/cache/archives/partial"
apt=$(realpath "$build/apt")
key=/usr/share/keyrings/debian-archive-keyring.gpg
# apt expands the format. Suites with a hyphen (updates, security) may be elsewhere.
# shellcheck disable=SC2016
site=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Origin: Debian' |
    awk '$2 !~ /-/ { print $1; exit }')
[ -n "$site" ] || skip 'apt knows no Debian mirror (HEADERS=DIR takes the headers of a kernel)'
echo "deb [signed-by=$key] $site bullseye main" > "$apt/sources.list"
# The lists and packages of this program alone: the system's own apt stays as it is.
options=(-q -o "Dir::State::Lists=$apt/lists" -o "Dir::Etc::SourceList=$apt/sources.list"
    -o Dir::Etc::SourceParts=/dev/null -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
(cd "$apt" && apt-get "${options[@]}" update &&
    apt-get "${options[@]}" download linux-libc-dev/bullseye) \
    > "$apt/log" 2>&1 || skip "Debian 11 cannot be had: $(tail -n 1 "$apt/log")"
dpkg-deb -x "$apt"/linux-libc-dev_*.deb "$build/apt/root"

for version in 5.10 5.4; do
    mkdir -p "$build/$version/include"
    cp -r "$apt/root/usr/include/." "$build/$version/include"
done
# <asm/...> is in the directory of the architecture.
arch=$(cc -print-multiarch)
old=$build/5.4/include
sed -i -E '/\bCAP_(PERFMON|BPF|CHECKPOINT_RESTORE)\b/d' "$old/linux/capability.h"
echo '#define CAP_LAST_CAP CAP_AUDIT_READ' >> "$old/linux/capability.h"
sed -i -E '/INET_DIAG_(BC_CGROUP_COND|CGROUP_ID|(REQ_)?SK_BPF_STORAGES)\b/d' \
    "$old/linux/inet_diag.h"
sed -i -E '/^\s*BPF_ITER_CREATE,/d; s/\biter_create\b/not_in_5_4/' "$old/linux/bpf.h"
sed -i -E '/__NR_.* (43[6-9]|44[0-9])$/d' "$old/$arch"/asm/unistd*.h
sed -i -E 's/(LINUX_VERSION_CODE) .*/\1 328704/' "$old/linux/version.h"

for version in 5.10 5.4; do
    with_headers "$version" "$build/$version/include" "$build/$version/include/$arch"
done
end

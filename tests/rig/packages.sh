#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# packages.sh BUILD MAKE [SUITE...]: builds packages of Debian and RPM, runs their linters,
# installs each in a root directory that debootstrap made, and runs there the commands of
# README; for the first suite also debian/tests, by autopkgtest. Suites are by
# default that of this system and Debian 13. What cannot be had is skipped, with the reason. CASES
# has the integration cases of debian/tests. Needs root.
set -eu -o pipefail

mkdir -p "$1"
build=$(realpath "$1")
make=$2
shift 2
# shellcheck source=tests/check.sh
. "$(dirname "$0")/../check.sh"
: "${CASES:=raw filter owners unix json-shape examples-readme examples-manual}"

# has NAME COMMAND...: whether the commands are there. NAME is skipped else.
has() {
    local name=$1 command
    shift
    for command in "$@"; do
        command -v "$command" > /dev/null ||
            { leave_out "$name" "$command is not installed (sh tests/deps.sh packages)"; return 1; }
    done
}

# The Debian mirror of apt. apt expands the format; other suites may be elsewhere.
mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Origin: Debian' 2> /dev/null |
        awk '$2 !~ /-/ { print $1, $2; exit }'
}

# inside ROOT COMMAND...: in that root directory, which is then a mount point with /proc and /dev.
# The mounts end with the command.
inside() {
    # The shell that is started expands its own words.
    # shellcheck disable=SC2016
    unshare --mount bash -c 'set -eu
        mount --rbind "$1" "$1"
        cd "$1"
        mount -t proc proc proc
        mount --rbind /sys sys
        mount --rbind /dev dev
        mount -t tmpfs tmpfs run
        cp -L /etc/resolv.conf etc/resolv.conf
        cp -L /etc/hosts etc/hosts
        exec chroot . env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=xterm \
            LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:2}"' inside "$@"
}

# A root directory of the suite, kept for the next run; and a copy of it for one test.
bootstrap() {
    local suite=$1
    [ -e "$build/$suite.tar" ] && return
    rm -rf "${build:?}/$suite"
    debootstrap --variant=minbase "$suite" "$build/$suite" "$site" &&
        inside "$build/$suite" sh -c 'apt-get update -q && apt-get clean' &&
        tar -C "$build/$suite" -cf "$build/$suite.tar.new" . &&
        mv "$build/$suite.tar.new" "$build/$suite.tar" && rm -rf "${build:?}/$suite"
}

# new_root SUITE NAME: prints the directory.
new_root() {
    rm -rf "$build/root-$2"
    mkdir "$build/root-$2"
    tar -C "$build/root-$2" -xf "$build/$1.tar"
    echo "$build/root-$2"
}

readme_in() {
    install -m 755 "$build/../tests/factory" "$1/factory"
    install -m 755 tests/rig/readme_commands.sh "$1/readme_commands.sh"
    install -m 644 README.md "$1/README.md"
    inside "$1" /readme_commands.sh /factory /README.md
}

version_in() {
    inside "$1" sockstat --version | grep -x 'sources of sockets: netlink, proc, bpf (--exact)'
}

## Debian

lint_deb() {
    local messages
    messages=$(lintian --allow-root --tag-display-limit 0 "$1"/*.changes 2>&1 || true)
    # No bug of Debian asks for this package, and the project has no public address yet.
    ! grep -E '^[A-Z]:|rror' <<< "$messages" |
        grep -vE 'initial-upload-closes-no-bugs|bogus-mail-host'
}

deb_replaces() {
    local root=$1
    cp "$build"/../deb/sockstat-linux_*.deb "$root/tmp"
    inside "$root" sh -c 'apt-get install -q -y --no-install-recommends sockstat &&
        sockstat -4l > /dev/null &&
        apt-get install -q -y --no-install-recommends /tmp/sockstat-linux_*.deb' &&
        inside "$root" dpkg -S /usr/bin/sockstat | grep -x 'sockstat-linux: /usr/bin/sockstat'
}

deb_goes() {
    inside "$1" sh -c 'apt-get purge -q -y sockstat-linux && ! command -v sockstat &&
        [ ! -e /usr/share/sockstat ]'
}

deb_tests() {
    autopkgtest --env="CASES=$CASES" "$build"/../deb/*.deb "$build"/../deb/*.dsc -- \
        chroot "$1"
}

test_deb() {
    local suite root
    has 'Debian package' dpkg-buildpackage dh || return 0
    check 'deb: builds' "$make" -s deb
    ls "$build"/../deb/sockstat-linux_*.deb > /dev/null || return 0
    ! has lintian lintian || check 'deb: lintian' lint_deb "$build/../deb"
    for suite in "$@"; do
        root=$(new_root "$suite" deb)
        check "deb: takes the place of Debian's sockstat in $suite" deb_replaces "$root"
        check "deb: has BPF in $suite" version_in "$root"
        check "deb: commands of README in $suite" readme_in "$root"
        check "deb: leaves nothing in $suite" deb_goes "$root"
    done
    has 'debian/tests' autopkgtest || return 0
    root=$(new_root "$1" tests)
    check "deb: debian/tests in $1 (autopkgtest)" with_mounts "$root" deb_tests "$root"
}

# autopkgtest enters the root directory itself: it needs the mounts.
with_mounts() {
    local root=$1
    export -f deb_tests
    export build CASES
    shift
    # The shell that is started expands its own words.
    # shellcheck disable=SC2016
    unshare --mount bash -c 'set -eu
        mount --rbind "$1" "$1"
        mount -t proc proc "$1/proc"
        mount --rbind /sys "$1/sys"
        mount --rbind /dev "$1/dev"
        cp -L /etc/resolv.conf "$1/etc/resolv.conf"
        cp -L /etc/hosts "$1/etc/hosts"
        "${@:2}"' mounts "$root" "$@"
}

## RPM

# Of this host, not of the package: nobody signs here, rpm on Debian compresses no man page, splits
# off no debugging data, and has no list of licences. The project has no public address yet.
lint_rpm() {
    local of_host='no-signature|no-packager-tag|no-group-tag|unstripped-binary|no-buildroot-tag'
    local messages
    of_host+='|manpage-not-compressed|no-manual-page-for-binary|invalid-license MIT|no-url-tag'
    of_host+='|invalid-url Source0: sockstat-[0-9.]*\.tar\.gz'
    # Its status tells of those, too.
    messages=$(rpmlint "$1"/*.x86_64.rpm packaging/rpm/sockstat.spec 2>&1 || true)
    grep -E '^ *1 packages and 1 specfiles checked' <<< "$messages" &&
        ! grep -E ': [EW]: ' <<< "$messages" | grep -vE "$of_host"
}

# What the package needs comes from apt: rpm knows none of it.
install_rpm() {
    inside "$1" apt-get install -q -y --no-install-recommends libmnl0 &&
        rpm --root "$1" --nodeps --ignorearch -i "$build"/../rpm/sockstat-[0-9]*.x86_64.rpm
}

test_rpm() {
    local root
    has 'RPM package' rpmbuild || return 0
    # The package of Debian has run the unit tests.
    check 'rpm: builds' "$make" -s rpm RPMBUILD_FLAGS=--nocheck
    ls "$build"/../rpm/*.rpm > /dev/null || return 0
    ! has rpmlint rpmlint || check 'rpm: rpmlint' lint_rpm "$build/../rpm"
    root=$(new_root "$1" rpm)
    check 'rpm: installs' install_rpm "$root"
    check 'rpm: has BPF' version_in "$root"
    check 'rpm: commands of README' readme_in "$root"
}

## Others

test_texts() {
    ! has 'text of Nix' nix-instantiate ||
        check 'nix: parses' nix-instantiate --parse packaging/nix/default.nix
    ! has 'texts for shells' shellcheck || check 'alpine and arch: shellcheck' \
        shellcheck packaging/arch/PKGBUILD packaging/alpine/APKBUILD packaging/debian/tests/[il]*
    leave_out 'package of Alpine' 'abuild is not a package of Debian'
    leave_out 'package of Arch Linux' 'a build needs pacman and its packages'
}

# prepare SUITE...: root directories of these suites; "suites" has those that can be had.
prepare() {
    local suite
    for suite in "$@"; do
        if bootstrap "$suite" > "$build/$suite.log" 2>&1; then
            suites+=("$suite")
        else
            leave_out "packages in $suite" "no root directory: $(tail -n 1 "$build/$suite.log" |
                sed 's|//[^/ ]*|//...|g')"
        fi
    done
    [ ${#suites[@]} -gt 0 ]
}

test_packages() {
    local codename
    [ "$(id -u)" -eq 0 ] || { leave_out packages 'root directories need root'; return; }
    has packages debootstrap apt-get || return 0
    read -r site codename <<< "$(mirror)" || true
    [ -n "$site" ] || { leave_out packages 'apt knows no Debian mirror'; return; }
    if [ $# -eq 0 ]; then
        set -- "$codename"
        [ "$codename" = trixie ] || set -- "$codename" trixie
    fi
    prepare "$@" || return 0
    "$make" -s "$build/../tests/factory" BUILD="$build/.."
    test_deb "${suites[@]}"
    test_rpm "${suites[0]}"
}

suites=()
test_texts
test_packages "$@"
echo "packages: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

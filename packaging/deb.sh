#!/bin/sh
# SPDX-License-Identifier: MIT
#
# deb.sh VERSION BUILD: builds BUILD/deb/*.deb and its source package from the archive of make dist,
# with packaging/debian laid where dpkg-buildpackage wants it.
set -eu

name=sockstat-linux
archive=$(realpath "$2/sockstat-$1.tar.gz")
rm -rf "$2/deb"
mkdir -p "$2/deb"
cd "$2/deb"
tar -xzf "$archive"
cp -r "sockstat-$1/packaging/debian" "sockstat-$1/debian"
cp "$archive" "${name}_$1.orig.tar.gz"
cd "sockstat-$1"
# The flags of a make that calls this are not those of the package.
unset MAKEFLAGS MFLAGS MAKELEVEL
dpkg-buildpackage -us -uc

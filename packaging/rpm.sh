#!/bin/sh
# SPDX-License-Identifier: MIT
#
# rpm.sh VERSION BUILD [OPTION...]: builds BUILD/rpm/*.rpm from the archive of make dist, with these
# options of rpmbuild. Where another package manager installed what the build needs, rpm is told not
# to ask for it.
set -eu

version=$1
build=$2
shift 2
rm -rf "$build/rpm"
mkdir -p "$build/rpm/SOURCES"
cp "$build/sockstat-$version.tar.gz" "$build/rpm/SOURCES"
directory=$(realpath "$build/rpm")
rpm -q rpm > /dev/null 2>&1 || set -- --nodeps "$@"
unset MAKEFLAGS MFLAGS MAKELEVEL
rpmbuild -ba "$@" --define "_topdir $directory" --define "_rpmdir $directory" \
    --define "_srcrpmdir $directory" \
    --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
    packaging/rpm/sockstat.spec

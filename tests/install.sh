#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# install.sh BUILD MAKE: installs below a scratch directory, holds the list of files to the one
# below, runs the installed program, uninstalls, and sees that no file is left.
set -eu

build=$1
make=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

installed() {
    (cd "$scratch" && find . -type f -printf '%m %P\n' | sort)
}

expected='644 usr/share/bash-completion/completions/sockstat
644 usr/share/fish/vendor_completions.d/sockstat.fish
644 usr/share/man/man1/sockstat.1
644 usr/share/man/man5/sockstat-json.5
644 usr/share/man/man7/sockstat-columns.7
644 usr/share/man/man7/sockstat-diff.7
644 usr/share/man/man7/sockstat-filter.7
644 usr/share/man/man7/sockstat-fleet.7
644 usr/share/man/man7/sockstat-follow.7
644 usr/share/man/man7/sockstat-kill.7
644 usr/share/man/man7/sockstat-metrics.7
644 usr/share/man/man7/sockstat-migration.7
644 usr/share/man/man7/sockstat-output.7
644 usr/share/man/man7/sockstat-sources.7
644 usr/share/man/man7/sockstat-tutorial.7
644 usr/share/man/man7/sockstat-watch.7
644 usr/share/sockstat/sockstat-1.schema.json
644 usr/share/sockstat/sockstat-difference-1.schema.json
644 usr/share/zsh/site-functions/_sockstat
755 usr/bin/sockstat'

"$make" -s BUILD="$build" DESTDIR="$scratch" PREFIX=/usr install
diff -u <(echo "$expected") <(installed)
"$scratch/usr/bin/sockstat" --version
cmp <("$scratch/usr/bin/sockstat" --schema) "$scratch/usr/share/sockstat/sockstat-1.schema.json"
cmp <("$scratch/usr/bin/sockstat" --schema=diff) \
    "$scratch/usr/share/sockstat/sockstat-difference-1.schema.json"
"$make" -s BUILD="$build" DESTDIR="$scratch" PREFIX=/usr uninstall
diff -u /dev/null <(installed)
echo "check-install: 17 files installed, and removed again"

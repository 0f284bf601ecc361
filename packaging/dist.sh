#!/bin/sh
# SPDX-License-Identifier: MIT
#
# dist.sh VERSION DIRECTORY: makes DIRECTORY/sockstat-VERSION.tar.gz of this source tree, with the
# same bytes at every place and time: from a git checkout, of HEAD; from an unpacked archive, of the
# files that packaging/MANIFEST lists, which is part of the archive. The time of all files is
# SOURCE_DATE_EPOCH, or else that of the commit, which the manifest keeps. Needs GNU tar and gzip.
set -eu
export LC_ALL=C TZ=UTC

name=sockstat-$1
mkdir -p "$2"
directory=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
manifest=packaging/MANIFEST

fail() {
    echo "dist.sh: $1" >&2
    exit 1
}

tar --version 2> /dev/null | grep -q 'GNU tar' || fail 'needs GNU tar'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/$name
mkdir -p "$tree/packaging"

if [ -e .git ]; then
    seconds=$(git log -1 --format=%ct HEAD) || fail 'git does not know HEAD of this checkout'
    git archive --format=tar -o "$scratch/files.tar" HEAD
    git diff --quiet HEAD -- || echo 'dist.sh: changes that are not committed are left out' >&2
elif [ -e "$manifest" ]; then
    seconds=$(sed -n '1s/^# time //p' "$manifest")
    grep -v '^#' "$manifest" > "$scratch/names"
    tar -cf "$scratch/files.tar" --no-recursion -T "$scratch/names" ||
        fail "a file that $manifest lists cannot be read"
else
    fail "needs git and a git checkout of sockstat, or an unpacked archive ($manifest)"
fi
tar -xf "$scratch/files.tar" -C "$tree"
seconds=${SOURCE_DATE_EPOCH:-$seconds}
case $seconds in
'' | *[!0-9]*) fail "invalid time \"$seconds\" (expected seconds since 1970)" ;;
esac

rm -f "$tree/$manifest"
(cd "$tree" && find . ! -type d | sed 's|^\./||' | sort) > "$scratch/names"
{ echo "# time $seconds"; cat "$scratch/names"; } > "$tree/$manifest"

# Only files: directories have no content, and tar makes them when it unpacks.
{ echo "$manifest"; cat "$scratch/names"; } | sort | sed "s|^|$name/|" > "$scratch/all"
tar -cf "$scratch/$name.tar" -C "$scratch" --format=ustar --owner=0 --group=0 --numeric-owner \
    --mtime="@$seconds" --mode='u=rwX,go=rX' --no-recursion -T "$scratch/all"
gzip -9 -n < "$scratch/$name.tar" > "$directory/$name.tar.gz.new"
mv "$directory/$name.tar.gz.new" "$directory/$name.tar.gz"
cd "$directory" && sha256sum "$name.tar.gz"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# dist.sh DIRECTORY VERSION MAKE TARGET...: makes the source archive of HEAD in this checkout, in a
# clone of it under another umask, time zone and locale, and from the unpacked archive, and compares
# their bytes. Then makes the targets in the unpacked archive, whose files are all that they have.
set -eu -o pipefail

version=$2
make=$3
targets=("${@:4}")
rm -rf "$1"
mkdir -p "$1"
directory=$(realpath "$1")
archive=sockstat-$version.tar.gz

skip() {
    echo "distcheck: skipped: $1"
    exit 0
}

command -v git > /dev/null || skip 'git is not installed'
[ -e .git ] || skip 'this is not a git checkout'

# dist NAME COMMAND...: an archive in a directory of this name, made by the command.
dist() {
    local name=$1
    shift
    mkdir -p "$directory/$name"
    "$@" "$version" "$directory/$name" > "$directory/$name/sum"
    cmp "$directory/here/$archive" "$directory/$name/$archive"
    echo "ok archive: $name"
}

dist here packaging/dist.sh
git clone -q . "$directory/clone"
# Nothing of this comes into the archive.
mkdir -p "$directory/clone/build"
touch "$directory/clone/build/made" "$directory/clone/not-committed"
(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 dist other "$directory/clone/packaging/dist.sh")
(umask 027 && tar -xzf "$directory/here/$archive" -C "$directory")
tree=$directory/sockstat-$version
touch "$tree/Makefile" "$tree/not-listed"
dist unpacked "$tree/packaging/dist.sh"

# Who made it cannot be seen.
tar -tvzf "$directory/here/$archive" | awk '
    $2 != "0/0" { print "owner: " $0; bad = 1 }
    $1 != "-rw-r--r--" && $1 != "-rwxr-xr-x" { print "mode: " $0; bad = 1 }
    { times[$4 " " $5] = 1 }
    END {
        for (time in times) count++
        if (count != 1) { print count " times"; bad = 1 }
        exit bad
    }'
diff <(tar -tzf "$directory/here/$archive" | sed 's|^[^/]*/||' | grep -vx packaging/MANIFEST) \
    <(git ls-tree -r --name-only HEAD | LC_ALL=C sort)

rm "$tree/not-listed"
for target in "${targets[@]}"; do
    "$make" -s -j2 -C "$tree" BUILD=build "$target" > "$directory/$target" 2>&1 ||
        { tail -n 30 "$directory/$target"; echo "not ok archive: make $target"; exit 1; }
    tail -n 1 "$directory/$target"
done
cat "$directory/here/sum"
echo "distcheck: $((3 + ${#targets[@]})) passed, 0 failed"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Checks the layers of the tree: base <- os <- sock <- {collect, join, filter, arrange, track, show,
# act} <- cli <- run, main. The stages never include each other. Only os/ makes netlink sockets;
# only show/ and base/diag write; only cli/ and the drivers print messages.
set -eu
cd "$(dirname "$0")/.." || exit 1

failures=0

offend() {
    echo "layers: $1"
    failures=$((failures + 1))
}

# The layers whose headers a file of layer $1 may include.
allowed() {
    case $1 in
    base) echo "base" ;;
    os) echo "base os" ;;
    sock) echo "base os sock" ;;
    collect | join | filter | arrange | track | show | act) echo "base os sock $1" ;;
    cli) echo "base os sock collect join filter arrange track show act cli" ;;
    top) echo "base os sock collect join filter arrange track show act cli" \
        "$(basename -a src/*.h | tr '\n' ' ')" ;;
    esac
}

check_includes() {
    local file=$1 layer=$2 header
    while read -r header; do
        case " $(allowed "$layer") " in
        *" ${header%%/*} "*) ;;
        *) offend "$file ($layer) must not include $header" ;;
        esac
    done < <(sed -n 's/^#include "\(.*\)"$/\1/p' "$file")
}

files=0
for file in src/*.[ch] src/*/*.[ch]; do
    layer=$(basename "$(dirname "$file")")
    [ "$layer" = src ] && layer=top
    [ -n "$(allowed "$layer")" ] || offend "$file is in no layer"
    check_includes "$file" "$layer"
    files=$((files + 1))
done

only_in() {
    local what=$1 pattern=$2 allowed=$3 file
    while read -r file; do
        [[ $file =~ ^($allowed)$ ]] || offend "$file: $what belongs in $allowed"
    done < <(grep -lE "$pattern" src/*.c src/*/*.c)
}

only_in 'a netlink socket' 'mnl_socket_(open|open2)|socket\(AF_NETLINK' \
    'src/os/netlink\.c|src/os/interface\.c'
only_in 'writing' '\b(write|printf|puts|fputs|fwrite|dprintf)\(' \
    'src/show/out\.c|src/base/(diag|alloc)\.c'
only_in 'a message' '\bdiag_(message|marked|progress)\(' \
    'src/(cli/.*|run|baselines|kill|metrics|session|wait|watch|follow.*|progress|main|base/diag)\.c'

[ "$failures" -eq 0 ] || exit 1
echo "layers: $files files keep to them"

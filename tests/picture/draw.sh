#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# draw.sh BUILD: draws sockets.svg, the picture in the README, from the sockets of scene.py in
# namespaces of their own. Needs root and Graphviz.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")"

export build
unshare --net --uts --pid --fork --kill-child --mount-proc bash -eu << 'END'
hostname web1
echo 1000 > /proc/sys/kernel/ns_last_pid
coproc scene { exec python3 scene.py; }
read -r ready <&"${scene[0]}"
[ "$ready" = ready ]
"$build/sockstat" -tp --dot | dot -Tsvg > sockets.svg
END

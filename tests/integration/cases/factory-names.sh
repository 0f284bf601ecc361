# SPDX-License-Identifier: MIT
# The factory: process names with unsafe bytes, and child processes that share a socket.
need pgrep
factory 'up lo' 'comm \e[31mA\sb\n' 'listen a 127.0.0.1 8080' 'dup a 2' 'fork 2' 'fork 1 \xff\\x'
inode=$(awk 'NR == 2 { print $10 }' /proc/self/net/tcp)
for pid in "$FACTORY_PID" $(pgrep -P "$FACTORY_PID" | sort -n); do
    held=$(find "/proc/$pid/fd" -lname "socket:\[$inode\]" | wc -l)
    echo "$held descriptors:$(od -An -tx1 "/proc/$pid/comm")"
done

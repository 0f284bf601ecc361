# SPDX-License-Identifier: MIT
# What is reported by tools that compare text, although nothing of interest changed: each of these
# is no difference, status 0.
need jq
# Starts what listens; the options come first.
server() {
    factory "$@" 'comm server' 'listen a 127.0.0.1 8080 reuseport' 'listen b ::1 8080' \
        'udp u 127.0.0.1 5353' 'udp e 127.0.0.1 0' 'listen z 127.0.0.1 0'
}
stop() {
    kill "$FACTORY_PID"
    wait "$FACTORY_PID" || true
}
same() {
    echo "$1:"
    status sockstat --diff base
}
server 'up lo'
sockstat --save base
grep -E '"(pid|inode|cookie|recv_q|send_q)"' base || echo 'nothing that a restart changes is saved'
echo 'ports that the kernel chose:'
jq -c 'select(.type == "sockets" and .local_port == null) | [.proto, .comm]' base
same 'nothing changed'
stop
server
same 'restarted: other processes, inodes, cookies, and ports that the kernel chose'
stop
factory 'comm server' 'udp e 127.0.0.1 0' 'listen z 127.0.0.1 0' 'udp u 127.0.0.1 5353' \
    'listen b ::1 8080' 'listen a 127.0.0.1 8080 reuseport'
same 'sockets in another order'
factory 'connect c 127.0.0.1 8080' 'connect d 127.0.0.1 8080' \
    'udp s 127.0.0.1 0 to=127.0.0.1,5353' 'send s 300'
sockstat -lnH --columns=local 'recv_q > 0 or accept_queue > 0'
same 'queues that are not empty, and connections'
factory 'comm server' 'listen w 127.0.0.1 8080 reuseport' 'fork 3'
same 'more sockets and processes for a port'
echo 'JSON has the numbers:'
sockstat --diff base --json |
    jq -c '.count, (.changes[] | [.change, .local_address, .local_port, .before.count, .after.count])'
sockstat --save again
echo 'two files:'
status sockstat --diff base again
echo 'but for time and numbers, the files are the same:'
without_count() { sed '1d; s/"count":.*//' "$1"; }
cmp <(without_count base) <(without_count again) && echo yes

# SPDX-License-Identifier: MIT
# One row per group of sockets, and the summary.
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets
echo '40000 40003' > /proc/sys/net/ipv4/ip_local_port_range
factory 'comm caller' 'connect c1 127.0.0.1 8080' 'connect c2 127.0.0.1 8080' \
    'connect c3 127.0.0.1 443 from=127.0.0.2,2001' 'fork 2 caller'

ask() {
    echo "-- $*"
    status sockstat "$@" 2> /dev/null
}

ask --summary
ask -s -l -t
ask -s --csv dport = 8080
ask -s --by process -t --columns comm,established,listen -H
ask -ta --by state
ask -t --by peer_address --sort=peer_address
ask -at --by process,state
ask -t --by pid,comm -H --columns comm,count comm = caller
ask -at --by local_address,peer_address,peer_port dst 127.0.0.1:8080
ask -at --by peer_port --columns peer_port,ephemeral_used --limit 2
ask -t --by local --sort=local --csv sport = 8080 or sport = 22
ask -tl --sort=-accept_percent,local_port --limit 3 --columns accept_percent,local_port,local_address
ask -tl --by proto --columns accept_queue,accept_limit,accept_percent --csv
ask -q --by state sport = 8080
ask --by state sport = 9
ask -s sport = 9

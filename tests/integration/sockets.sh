# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Sockets that several cases look at: TCP in every state that can be held still, over IPv4,
# IPv6, dual-stack and link-local addresses, and UDP with and without a peer. Ports are fixed.

many_sockets() {
    factory 'up lo' 'addr lo fe80::1/64' \
        'listen web 127.0.0.1 8080 backlog=8' \
        'listen any 0.0.0.0 443' \
        'listen dual :: 80 v6only=0' \
        'listen six :: 81 v6only=1' \
        'listen mapped ::ffff:127.0.0.1 8081' \
        'listen scoped fe80::1%lo 22' \
        'connect c1 127.0.0.1 8080 from=127.0.0.1,1001' 'accept s1 web' 'send s1 5792' \
        'connect c2 127.0.0.1 8080 from=127.0.0.1,1002' 'accept s2 web' \
        'shutdown c2' 'wait-state s2 8' 'wait-state c2 5' \
        'connect c3 127.0.0.1 8080 from=127.0.0.1,1003' 'accept s3 web' \
        'time-wait c3 s3' \
        'connect c4 fe80::1%lo 22 from=fe80::1%lo,1004' 'accept s4 scoped' \
        'connect c5 127.0.0.1 80 from=127.0.0.1,1005' 'accept s5 dual' \
        'bind idle 127.0.0.1 7777' \
        'listen full 127.0.0.2 8082 backlog=0' \
        'connect c6 127.0.0.2 8082 from=127.0.0.1,1006' \
        'connect c7 127.0.0.2 8082 from=127.0.0.1,1007 nowait' \
        'listen slow 127.0.0.3 8083 defer=3600' \
        'connect c8 127.0.0.3 8083 from=127.0.0.1,1008' \
        'udp dns 127.0.0.1 53' \
        'udp ask 127.0.0.1 1009 to=127.0.0.1,53' 'send ask 100' \
        'udp mdns :: 5353 v6only=0' \
        'udp dhcp 0.0.0.0 68 device=lo'
}

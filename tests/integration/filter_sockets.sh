# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A table that filters have something to choose from: addresses and ports that neighbour each
# other, every state that can be held, marks, devices, queues, ports chosen and ports given, and
# processes of several names. All of it stays as it is for an hour.

# Listeners, and who waits in their queues. Everything is held by three processes.
filter_servers() {
    factory 'up lo' 'addr lo:1 10.1.2.3/8' 'addr lo:2 192.168.7.1/16' 'addr lo fe80::1/64' \
        'addr lo 2001:db8::1/32' 'addr lo 2001:db8::2/32' 'addr lo 2001:db8:1::1/48' \
        'comm nginx' \
        'listen l1 0.0.0.0 80' 'listen l2 127.0.0.1 81 mark=1' 'listen l3 10.1.2.3 81' \
        'listen l4 10.1.2.4 82 backlog=1' 'listen l5 192.168.7.1 443 mark=16' \
        'listen l6 :: 443 v6only=1 device=lo' 'listen l7 :: 444 v6only=0' \
        'listen l8 2001:db8::1 8080 backlog=128' 'listen l9 ::ffff:10.1.2.3 8081' \
        'listen l10 fe80::1%lo 22' 'listen l11 127.0.0.1 0 mark=255' \
        'listen full 127.0.0.2 8082 backlog=0' 'listen full6 2001:db8::2 8082 backlog=0' \
        'listen slow 127.0.0.3 8083 defer=3600' 'bind idle 10.1.2.3 7777' \
        'bind idle6 2001:db8:1::1 7778 v6only=1 mark=17' \
        'udp u1 127.0.0.53 53 device=lo' 'udp u2 :: 5353 v6only=0 reuseport' 'fork 2 redis'
}

# Callers that nobody has answered yet, on ports of their own and on ports that were given.
filter_callers() {
    factory 'comm curl' \
        'connect c1 127.0.0.1 80' 'connect c2 127.0.0.1 80 from=127.0.0.1,1001 mark=2' \
        'connect c3 10.1.2.3 80 from=10.9.9.9,1002' 'connect c4 10.1.2.3 81' \
        'connect c5 10.1.2.4 82 from=10.1.2.3,1003 device=lo' \
        'connect c6 192.168.7.1 443 mark=16' 'connect c7 192.168.7.1 443 from=192.168.200.1,1004' \
        'connect c8 2001:db8::1 443' 'connect c9 2001:db8::1 8080 from=2001:db8:1::1,1005' \
        'connect c10 ::ffff:127.0.0.1 444' 'connect c11 ::ffff:10.1.2.3 8081 mark=3' \
        'connect c12 127.0.0.1 444 from=127.0.0.5,1006' \
        'connect c13 fe80::1%lo 22 from=fe80::1%lo,1007' \
        'connect f1 127.0.0.2 8082 from=127.0.0.1,1008' \
        'connect f2 127.0.0.2 8082 from=127.0.0.1,1009 nowait' 'wait-state f2 2' \
        'connect f3 2001:db8::2 8082' 'connect f4 2001:db8::2 8082 nowait' 'wait-state f4 2' \
        'connect d1 127.0.0.3 8083 from=127.0.0.1,1010 mark=18' 'connect d2 127.0.0.3 8083' \
        'send c1 300' 'send c5 5000' 'send c8 1024' 'keepalive c6 32400'
}

# Both ends of connections, in every state between open and gone.
filter_connections() {
    factory 'comm web\sworker' \
        'listen a 127.0.0.1 9000' 'listen b 2001:db8::1 9001 mark=5' 'listen c :: 9002 v6only=0' \
        'connect c1 127.0.0.1 9000 from=127.0.0.1,2001' 'accept s1 a' 'send s1 5792' \
        'connect c2 127.0.0.1 9000 from=127.0.0.1,2002 mark=5' 'accept s2 a' \
        'shutdown c2' 'wait-state s2 8' 'wait-state c2 5' \
        'connect c3 127.0.0.1 9000 from=127.0.0.1,2003' 'accept s3 a' \
        'time-wait c3 s3' \
        'connect c4 2001:db8::1 9001 from=2001:db8::1,2004' 'accept s4 b' \
        'time-wait c4 s4' \
        'connect c5 2001:db8::1 9001' 'accept s5 b' 'shutdown s5' 'wait-state c5 8' 'send c5 2048' \
        'connect c6 10.1.2.3 9002 from=10.1.2.3,2006' 'accept s6 c' 'send c6 1024' \
        'connect c7 192.168.7.1 9002 device=lo' 'accept s7 c' \
        'connect c8 127.0.0.1 9000 from=127.0.0.1,2008' 'accept s8 a' \
        'fill c8' 'shutdown c8' 'wait-state c8 4' \
        'connect c9 127.0.0.1 9000 from=127.0.0.1,2009' 'accept s9 a' \
        'fill c9' 'shutdown s9' 'wait-state c9 8' 'shutdown c9' 'wait-state c9 9' \
        'connect c10 127.0.0.1 9000 from=127.0.0.1,2010' 'accept s10 a' \
        'fill c10' 'shutdown c10' 'wait-state c10 4' 'shutdown s10' 'wait-state c10 11'
}

# UDP with and without a peer.
filter_datagrams() {
    factory 'comm it\x27s' \
        'udp u1 127.0.0.1 53' 'udp u2 127.0.0.1 3001 to=127.0.0.1,53' 'send u2 100' \
        'udp u3 - 0 to=10.1.2.3,53' 'udp u4 - 0 to=2001:db8::1,443' \
        'udp u5 10.1.2.3 3002 to=10.2.2.2,0 mark=9' 'udp u6 0.0.0.0 68 device=lo' \
        'udp u7 :: 5353 v6only=0 reuseport' 'udp u8 :: 546 v6only=1 mark=16' \
        'udp u9 ::ffff:192.168.7.1 3003' 'udp u10 127.0.0.1 0' 'fork 1 a,b[1]'
}

# Sockets whose facts contradict what their state suggests: peers left over from refused calls, a
# listener that was shut down, interfaces that are gone, users without a name, subflows of MPTCP,
# a connection accepted in SYN-RECV.
filter_oddities() {
    factory 'comm peculiar' 'connect r1 127.0.0.1 1 from=127.0.0.1,4001 refused' \
        'connect r2 2001:db8::1 1 from=2001:db8::1,4002 refused' \
        'connect r3 127.0.0.1 1 from=127.0.0.1,4012 refused' 'relisten r3' \
        'listen gone 127.0.0.1 4003' 'shutdown gone both' \
        'listen gone6 :: 4004 v6only=1' 'shutdown gone6 both'
    ip link add going type veth peer name away
    ip addr add 10.88.0.1/24 dev going
    ip link set going up
    factory 'listen d1 10.88.0.1 4005 device=going' 'udp d2 0.0.0.0 4006 device=going' \
        'bind d3 0.0.0.0 4007 device=going'
    ip link del going
    if grep -q ' 4294967295$' /proc/self/uid_map; then
        factory 'user 70001' 'comm seventy' 'listen n1 127.0.0.1 4008' 'udp n2 127.0.0.1 4009'
        factory 'user 70002' 'comm seventy' 'listen n3 127.0.0.1 4010'
    fi
    if [ "$(cat /proc/sys/net/mptcp/enabled 2> /dev/null)" = 1 ]; then
        factory 'comm multi' 'listen m1 127.0.0.1 4011 mptcp' 'connect m2 127.0.0.1 4011 mptcp' \
            'accept m3 m1' 'send m2 100'
    fi
    mkfifo fastopen.stdin fastopen.stdout
    "$PYTHON" "$CASE_DIR/../helpers/fastopen.py" < fastopen.stdin > fastopen.stdout &
    # to be held until the case ends
    # shellcheck disable=SC2034
    { exec {FASTOPEN_STDIN}> fastopen.stdin; }
    read -r _ < fastopen.stdout
}

filter_sockets() {
    filter_servers
    filter_callers
    filter_connections
    filter_datagrams
    filter_oddities
}

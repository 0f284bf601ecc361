# SPDX-License-Identifier: MIT
# Connections, of which the port that was chosen for one of them is no part.
need jq
try() {
    echo "\$ sockstat $*"
    status sockstat "$@" 2>&1
}
stop() {
    kill "$FACTORY_PID"
    wait "$FACTORY_PID" || true
}
connections() {
    factory "$@" 'listen a 127.0.0.1 8080' 'connect c 127.0.0.1 8080' 'accept s a' \
        'connect d 127.0.0.1 8080' 'accept t a'
}
connections 'up lo' 'comm proxy'
echo 'outbound: the local port is left out; inbound: that of the peer'
sockstat --save base -t --connected
jq -c 'select(.peer_address) | [.local_port, .peer_port, .owner, .comm, .count]' base
stop
connections 'comm proxy'
try --diff base
echo 'another program, and another peer:'
stop
connections 'comm curl' 'listen b 127.0.0.1 8081' 'connect e 127.0.0.1 8081' 'accept u b'
try --diff base
echo 'connections without a process are left out:'
factory 'listen x 127.0.0.1 8082' 'connect y 127.0.0.1 8082' 'accept z x' 'time-wait y z'
sockstat -tanH --columns=state 'state time-wait' | sort -u
sockstat --save all -ta
jq -r 'select(.owner == "none") | .state' all
try --diff all 'state listen'
try --diff all pid = 1
try --diff all recv_q '> 0'

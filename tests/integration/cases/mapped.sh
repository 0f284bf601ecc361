# SPDX-License-Identifier: MIT
# IPv4 in IPv6 sockets: what -4 and -6 select, how PROTO and addresses are printed, and that one
# client is one group, whichever socket it is connected to.
factory 'up lo' 'addr lo:1 10.0.0.9/32' 'addr lo 2001:db8::1/64' \
    'listen dual :: 8900 v6only=0' 'listen six :: 8901 v6only=1' 'listen four 0.0.0.0 8902' \
    'listen mapped ::ffff:127.0.0.1 8903' 'listen any ::ffff:0.0.0.0 8904' \
    'connect a 127.0.0.1 8900 from=10.0.0.9,1001' 'accept a2 dual' \
    'connect b 127.0.0.1 8902 from=10.0.0.9,1002' 'accept b2 four' \
    'connect c 2001:db8::1 8900 from=2001:db8::1,1003' 'accept c2 dual' \
    'connect d 127.0.0.1 8900 from=10.0.0.9,1004' 'accept d2 dual' 'shutdown d2' 'wait-state d 8' 'wait-state d2 5' \
    'udp u4 127.0.0.1 53' 'udp u46 :: 5353 v6only=0' 'udp u6 :: 546 v6only=1'
columns=proto,state,local,peer
ask() {
    echo "-- $*"
    status sockstat "$@"
}
ask -an4 --columns=$columns
ask -an6 --columns=$columns
cmp <(sockstat -an46) <(sockstat -an) && echo 'both is all'
ask -4s -H --columns=proto,count,ipv4,ipv6
ask -6s -H --columns=proto,count,ipv4,ipv6
echo 'from /proc, which does not tell v6only:'
sockstat -ln4 --columns=proto,local --source=proc 2> /dev/null
echo 'exact for programs:'
ask -tn --csv --columns=proto,family,local,peer,local_address,wildcard 'sport = 8900'
sockstat -tan --json --columns=proto,local,peer_address 'dst 10.0.0.9' | jq -c '.sockets[]'
echo 'groups:'
ask -ta --by peer_address 'dst 10.0.0.9' --columns=peer_address,count
sockstat -ta --by peer_address 'dst 10.0.0.9' --json | jq -c '.groups[] | [.peer_address, .count]'
ask -ta --by family,peer_address 'dst 10.0.0.9' --columns=family,peer_address,count
ask -ta --by local 'sport = 8900 and dst 10.0.0.9' --csv --columns=local,count
ask -t --by proto --columns=proto,count
echo 'filters:'
for filter in tcp6 TCP46 udp46 'proto = tcp46,udp' 'proto != tcp6' 'wildcard' 'not wildcard and state listen' \
    'src 0.0.0.0' 'family = ipv4 and state listen' '*:8900'; do
    ask -anH --columns=proto,local,peer "$filter"
done
for option in '' --wait=1; do
    status sockstat -q $option -l4 8900
    status sockstat -q $option -l6 8900
done
status sockstat -q -l4 8901
status sockstat -q -l6 8902

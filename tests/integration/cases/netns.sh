# SPDX-License-Identifier: MIT
# Sockets of several network namespaces: by name, path, process and inode; without -N, and with -N
# self, the output is the same. Interfaces have the names of their namespace. A service has no name where the kernel can choose its port.
own_netns_names
need jq
netns one
netns two
ip -n two link add eth7 index 77 type veth peer name eth8 index 77 netns one
ip -n one addr add 10.7.0.1/24 dev eth8
ip -n two addr add 10.7.0.2/24 dev eth7
ip -n one link set eth8 up
ip -n two link set eth7 up
factory 'up lo' 'listen a 127.0.0.1 8080'
factory_in one 'up lo' 'listen a 127.0.0.1 8080' 'listen b 10.7.0.1 8090 device=eth8' \
    'udp c 127.0.0.1 8091'
one=$FACTORY_PID
factory_in two 'up lo' 'listen a 127.0.0.1 8080 backlog=7' 'connect d 10.7.0.1 8090 from=10.7.0.2,1010' \
    'listen e 10.7.0.2 8092 device=eth7'
factory_in one 'bind f 127.0.0.1 8094'
netns three
factory_in three 'up lo' 'bind g 127.0.0.1 8095'
netns four
factory_in four 'up lo' 'listen h 127.0.0.1 8096'
ip netns exec two sh -c 'echo 8000 9000 > /proc/sys/net/ipv4/ip_local_port_range'
show() {
    sockstat -tnH --sort=netns_name,local,peer --columns=local,peer,device,netns "$@"
}
inode=$(stat -Lc %i /run/netns/one)

echo 'by name:'
show -N one,two
echo 'with the own one:'
sockstat -tlnH -N self -N two --columns=local,netns_name | sort
echo 'ephemeral, by the range of each namespace:'
sockstat -tlnH -N one -N two --sort=netns_name,local --columns=local,netns_name,ephemeral
for which in /run/netns/one "pid:$one" "$inode" "net:[$inode]"; do
    show -N "$which" > again
    show -N one | cmp - again
done
sockstat -tanH > without
sockstat -tanH -N self | cmp - without
sockstat -tanj --columns=local | jq 'keys' > without
sockstat -tanj --columns=local -N self | jq 'keys' | cmp - without
echo 'as in the namespace itself:'
for name in one two three four; do
    for options in -tanH -tuH '-tanH --exact' -taxnH; do
        # shellcheck disable=SC2086
        nsenter --net=/run/netns/$name "$SOCKSTAT" $options --columns=proto,state,local,peer \
            > inside 2> /dev/null || true
        # shellcheck disable=SC2086
        sockstat -N $name $options --columns=proto,state,local,peer > outside 2> /dev/null || true
        cmp inside outside
    done
done
echo 'names of services, where 8080 is no ephemeral port, and where it is:'
sockstat -tlH -N one,two --columns=netns_name,local local_port = 8080
echo 'filters:'
show -N one,two netns_name = two
show -N one,two netns = "$inode" and device = eth8
show -N one,two device '!=' eth8
show -N one,two device_index = 77 state listen
status sockstat -q -N one,two device = eth9
echo 'groups:'
sockstat -tlnH -N one,two --by=netns --columns=netns,count | sort
sockstat -tlnH -N one,two --by=local_port --columns=local_port,count | sort
echo 'JSON:'
sockstat -tlj -N one,two | jq -c '(.namespaces[] | [.names, .sockets, .sources, .complete]),
    .namespaces_skipped, .sources, (.sockets[] | [.netns_name, .netns == '"$inode"', .local_port])'
sockstat -tlj -N one | jq -c '.namespaces[0].netns_id == .sockets[0].netns_id,
    .namespaces[0].pid == .sockets[0].netns_pid'
sockstat -tlj --columns=netns,netns_id | jq -c '.namespaces, (.sockets[] | .netns > 0, .netns_id)' |
    sed 's/"[0-9a-f]*"/"ID"/'
echo 'wrong:'
status sockstat -tq -N five 2>&1
status sockstat -tq -N /dev/null 2>&1
status sockstat -tq -N pid:4000000 2>&1

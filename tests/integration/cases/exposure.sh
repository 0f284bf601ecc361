# SPDX-License-Identifier: MIT
# exposure and exposure_family of real sockets, from netlink and from /proc, which reports neither
# v6only nor interfaces.
need ip jq
ip link set lo up
for address in 10.0.0.9 8.8.8.8 100.64.0.1 192.0.2.1; do
    ip addr add $address/32 dev lo
done
factory 'addr lo fd00::1/128' 'addr lo 2a00::1/128' 'addr lo fe80::1/64' \
    'listen a 127.0.0.1 1' 'listen b ::1 2' 'listen c 10.0.0.9 3' 'listen d 8.8.8.8 4' \
    'listen e 100.64.0.1 5' 'listen f 192.0.2.1 6' 'listen g fd00::1 7' 'listen h 2a00::1 8' \
    'listen i fe80::1%lo 9' 'listen j 0.0.0.0 10' 'listen k :: 11 v6only=0' \
    'listen l :: 12 v6only=1' 'listen m ::ffff:10.0.0.9 13' 'listen n ::ffff:0.0.0.0 14' \
    'listen o 0.0.0.0 15 device=lo' 'listen p :: 16 v6only=0 device=lo' \
    'udp q 224.0.0.251 17' 'udp r ff02::fb%lo 18' 'udp s :: 19 v6only=0' 'udp t 10.0.0.9 20' \
    'bind u 10.0.0.9 21' 'udp v 127.0.0.1 22 to=127.0.0.1,20' \
    'connect w 127.0.0.1 1 from=127.0.0.1,23' 'accept x a'
# Link-local addresses of another interface.
ip link add bridge7 type bridge
ip link set bridge7 up
ip addr add 169.254.7.7/16 dev bridge7
ip -6 addr add fe80::7/64 dev bridge7 nodad
factory 'listen y 169.254.7.7 24' 'listen z fe80::7%bridge7 25' 'udp zz ff02::fb%bridge7 26'
columns=proto,local_port,local,exposure,exposure_family
sockstat -tuanH --columns=$columns --sort=local_port
echo 'from /proc:'
sockstat -tuanH --columns=$columns --sort=local_port --source=proc 2> /dev/null
for filter in 'exposure = any' 'exposure = any and exposure_family = both' 'exposure != loopback' \
    'not exposure = loopback and sport < 10' 'exposure = private,shared' 'not has exposure' \
    'exposure_family = ipv4 and exposure != loopback'; do
    echo "-- $filter"
    sockstat -tuanH --columns=local_port "$filter" | xargs
done
echo '-- undecided from /proc, and not:'
for filter in 'exposure_family = both and sport = 11' 'exposure_family = both and sport = 10' \
    'exposure = any and sport = 11'; do
    status sockstat -taq --strict --source=proc "$filter" 2> /dev/null
done
echo '-- groups:'
sockstat -tul --by exposure --columns=exposure,count -H
echo '-- formats:'
sockstat -tlj -e sport = 11 | jq -c '.sockets[] | [.exposure, .exposure_family]'
sockstat -tlj sport = 11 | jq -c '.sockets[] | has("exposure")'
sockstat -tl --csv --columns=local_port,exposure,exposure_family 'sport < 3'
sockstat -x -ej | jq -c '.sockets[0] | has("exposure")'
status sockstat -l 'exposure = public' 2>&1

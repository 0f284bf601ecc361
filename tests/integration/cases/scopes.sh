# SPDX-License-Identifier: MIT
# An address with an interface, as sockstat and ss print it, is a filter that finds the socket.
factory 'up lo' 'addr lo fe80::1/64' 'listen scoped fe80::1%lo 8082' 'listen dual :: 80 v6only=0 device=lo' \
    'listen plain 127.0.0.1 8082' 'udp dns 127.0.0.53 53 device=lo' 'udp any 0.0.0.0 68 device=lo' \
    'connect c fe80::1%lo 8082 from=fe80::1%lo,1001' 'accept s scoped'
ask() {
    echo "-- $*"
    status sockstat -nH --columns=local,peer "$@" 2>&1
}
ask '[fe80::1%lo]:8082'
ask '[fe80::1]%lo:8082'
ask 'fe80::1%lo'
ask 'dst [fe80::1%lo]:8082'
ask 'dst != fe80::1%2'
ask 'src fe80::%lo/10 and state listen'
ask '127.0.0.53%lo:53'
ask '*%lo:80'
ask '0.0.0.0%if1:68'
ask 'local_address = 127.0.0.53%1'
ask 'dev = if1 and sport = 53'
ask 'dev = if2'
ask 'src 127.0.0.1%lo'
ask 'fe80::1%nosuch'
ask '*%nosuch:80'
ask 'dev = if0'
ask 'fe80::1%lo:8082'
ask 'dev = lo:8082'
ask 'dev = lo/8082'
ask 'dev = lo---------------'
echo 'each endpoint that is shown, as a filter:'
sockstat -nH --columns=local | sort -u | while read -r end; do
    printf '%s %s\n' "$end" "$(sockstat -nH --columns=cookie "src = $end" | wc -l)"
done
echo 'an interface that has such a name:'
ip link add if7 type bridge
ip link set if7 up
ask 'dev = if7'
sockstat --explain-filter 'dev = if7' | sed -n 2p | grep -c "= $(ip -o link show if7 | cut -d: -f1)\$" || true
echo '/proc does not tell interfaces:'
status sockstat -tnH --source=proc --columns=local 'src fe80::1%lo' 2>&1

# SPDX-License-Identifier: MIT
# --rates: bytes per second between two looks, of connections that carry known numbers of bytes.
ip link set lo up
[ "$(cat /proc/self/wchan)" = 0 ] || skip 'the kernel does not tell where a process waits'
measure() {
    "$PYTHON" "$CASE_DIR/../helpers/rates.py" "$SOCKSTAT" "$@" 2>&1 || exit
}
measure -tnj
# By process, of which the sums are: the one holds all ends. Of a connection that began and ended
# in between, the process is not known.
measure -tj --by=process
# Its ends are.
measure -tnj --by=peer_address 'peer_address = 127.0.0.1'
# So it is not known whether a filter on processes matches it.
measure -tnj 'process = python3 state=established'
# What the filter says was not so at the first look.
measure -tnj 'state = fin-wait-2'
# Rates that the filter, the order or a column needs are measured without --rates, too.
factory 'listen there 127.0.0.1 8080' 'connect peer 127.0.0.1 8080' 'accept one there'
columns=peer_port,recv_rate,send_rate,retrans_rate
sockstat -tnH --columns="$columns" 'sport = 8080 and recv_rate < 1k' |
    sed 's/^[0-9]*/PORT/'
status sockstat -tnq 'total_rate > 1b'
status sockstat -tnq 'total_rate > 1b or state = established'
sockstat -tnl --columns=local,total_rate --sort=-total_rate
# There are none in details, or of other protocols, unless they are asked for.
sockstat -tn --details connected | grep -c recv_rate || :
status sockstat --rates=0 2>&1
status sockstat --rates=0.05s 2>&1
status sockstat --rates=soon 2>&1
status sockstat --rates 5 2>&1
status sockstat -u --rates 2>&1
status sockstat --rates --dot 2>&1
status sockstat --rates --check 2>&1
status sockstat -tn --rates=0.1 --source=proc --columns=recv_rate 'sport = 8080 connected' 2>&1

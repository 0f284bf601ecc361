# SPDX-License-Identifier: MIT
# Filters on the command line: one or many operands, short forms, keys, files; and the exit status.
# shellcheck source=tests/integration/sockets.sh
. "$CASE_DIR/../sockets.sh"
many_sockets

ask() {
    echo "-- $*"
    status sockstat -nH --columns proto,state,local,peer "$@" 2>&1
}
ask -t dport = :8082
ask -t 'dport=:8082'
ask 8082
ask -l 8082,8083
ask -l 8080-8082
ask -l 127.0.0.2
ask -l 127.0.0.1:8080
ask '[fe80::1]:22'
ask -l :http
ask state fin-wait-2 state close-wait
ask state=fin-*
ask -l '[::]'
ask 'peer_port=80|local_port=80'
ask -u 'has peer'
ask -u 'not has peer'
ask -l accept_queue '>' 0
ask 'send_q > 1k'
ask 'timer_expires_ms>1h'
ask -t 'port != 8080 and src 127.0.0.1 and has peer'
ask factory -l
ask 'process=fac*,x and port=53'
ask "process ~ ^fact(ory|s)$ and (port = 53)"
ask 'pid > 0 and port = 53' -u
ask 'not factory' -a
ask 'user = root and device = lo'
ask 'dev=lo sport 68'
ask 'v6only = no and sport > 100'
# Of a range of one port, the kernel cannot but choose that one.
echo '40000 40000' > /proc/sys/net/ipv4/ip_local_port_range
factory 'connect chosen 127.0.0.1 8080'
ask -t 'autobound'
ask 'port = 53 or port = 68 and proto = tcp'
ask '(port = 53 or port = 68) proto udp'
echo 'port = 53   # names' > filter
echo 'and stat = unconnected' >> filter
ask --filter-file=filter
echo 'port = 53 and
  state unconnected' > filter
ask --filter-file=filter
ask --filter-file=- -u '!state unconnected' < filter
printf '# ports\n\nsport = 53 and dport =\n\n' > filter
ask --filter-file=filter
ask --filter-file=- < filter
printf '\n\n' | ask --filter-file=-
ask --filter-file=- < .
ask -q 8082
ask -q 1

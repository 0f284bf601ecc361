# SPDX-License-Identifier: MIT
# A bare word is a state, protocol or family as in ss and netstat, a process or a service; otherwise
# it is an error that gives the correct spelling. No misspelled word silently matches nothing.
factory 'up lo' 'listen web 127.0.0.1 8080' 'connect c 127.0.0.1 8080 from=127.0.0.1,22' \
    'accept s web' 'udp dns ::1 53' 'connect d 127.0.0.1 8080 from=127.0.0.1,23' 'accept t web' \
    'shutdown d' 'wait-state t 8'
printf 'ssh 22/tcp\nfactory 53/udp\n' > services
ask() {
    echo "-- $*"
    status sockstat -nH --services=services --columns proto,state,local,peer "$@" 2>&1
}
for word in LISTEN listening ESTAB established CLOSE_WAIT tcp UDP inet6 'LISTEN ESTAB' \
    ssh factory,ssh localhost:ssh 127.0.0.1:ssh nginx; do
    ask -a "$word"
done
for word in 300.1.1.1 10.0.0.0/33 1.2.3.4.5 22/tcp tcp:22 127.0.0.1.22 127.0.0.1.ssh '*.22' :::22 \
    65536 22-20 localhost:nosuch; do
    ask "$word"
done
ask 'process = "22/tcp"'
echo 'keys and headings in any case, with - or _:'
sockstat -un --columns=Local-Port,STATE,RECV_Q,accept%
sockstat -nH -a --columns=Port,PEER-PORT --sort=-LOCAL-PORT 2>&1 || true
sockstat -tnH -a --columns=LOCAL-PORT,PEER_PORT --sort=-Local-Port 'RECV-Q = 0 AND HAS Peer'
sockstat -taH --by=STATE --columns=State,COUNT --sort=count,state
echo 'services that are missing, and that cannot be read:'
status sockstat -luH --columns=local --services=nonexistent -n factory 2>&1
status sockstat -luH --columns=local --services=. -n factory 2>&1
status sockstat -luH --columns=local --services=. -n 'sport = factory' 2>&1

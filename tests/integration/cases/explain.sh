# SPDX-License-Identifier: MIT
# Twelve troubles of real sockets: each is named, and nothing else.
need jq ip
need_nobody
hide_unreadable_process
mkfifo ready
ip link set lo up
ip link add d0 type veth peer name d1 2> /dev/null || skip 'no pair of interfaces can be made here'
ip link del d0
echo '40000 40099' > /proc/sys/net/ipv4/ip_local_port_range
echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" "$CASE_DIR/../helpers/troubles.py" troubles > ready &
read -r _ < ready
# The port of the server tells what was planted.
found() {
    jq -r '.sockets[] | select(.findings != []) |
        [([.local_port, .peer_port] | map(select(. != null and . < 40000)) | first),
         .state, .severity, ([.findings[].finding] | join(","))] | join(" ")' |
        sort | uniq -c | sed 's/^ *//'
}
for trouble in 'port = 7002 and findings = close-wait' 'port = 7003 and findings = zero-window' \
    'port = 7003 and findings = unread-data' 'findings = syn-unanswered' 'findings = half-open' \
    'port = 7007 and findings = unread-data' 'port = 7007 and findings = zero-window' \
    'port = 7001 and findings = not-accepted' 'port = 7010 and findings = not-accepted'; do
    sockstat -q --wait "$trouble" || echo "no $trouble"
done
echo '-- findings'
sockstat -tuap --explain --json > document
found < document
echo '-- findings of JSON are those of the filter'
status sockstat -q 'severity = warning'
status sockstat -q 'severity = warning and port = 7006' 2>&1
status sockstat -q 'findings = bound-idle and port = 7006'
status sockstat -qt 'findings = *-flood'
# A port that connect(2) can take again is no trouble: by default, one of the loopback interface.
echo 2 > /proc/sys/net/ipv4/tcp_tw_reuse
status sockstat -qt 'findings = *-flood' 2>&1
echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse
echo '-- a hint at sockets that are left out'
status sockstat -tlnH 'time_wait_ports > 9' 2>&1
echo '-- in another order than the filter names them'
sockstat -tuaH --columns=local_port,findings 'severity = warning and sport = 5432'
sockstat -taH --by=severity --columns=severity | sort
echo '-- explained'
sockstat --explain -n > explanation
grep -oE '^  (warning|note) [a-z0-9-]+' explanation | sort -u
# Each command at the end of a block selects sockets.
grep -oE "More: .*" explanation | sed 's/^More: sockstat//' | sort -u | while read -r line; do
    eval "sockstat -q $line" || echo "nothing: $line"
done
echo '-- a listener and its connections, the most unusual first'
sed -E 's/python[0-9.]*\[[0-9]+\]/NAME[PID]/' explanation | grep -E '^(tcp|udp)' | head -n 3 |
    sed 's/:40.../:EPH/'
echo '-- only likely faults'
status sockstat --check -nO > checked 2>&1
tail -n 1 checked
{ sockstat --check -j || true; } | jq -c '[.sockets[].severity] | unique'
grep -cE '^  note' checked
sockstat -q 'severity = warning and not port = 5432' && status sockstat -q --check not port = 5432
status sockstat -q --check not severity = warning 2>&1
echo '-- figures'
jq -c '.sockets[] | select(.local_port == 7001 and .state == "listen") | .findings[0] |
    .values.drops = "D"' document
jq -c '.sockets[] | select(.local_port == 7010 and .state == "listen" and .findings != []) |
    .findings[0].values.reuseport_least_queue' document
echo '-- hidden owners'
sockstat_as_nobody -laH --columns=local_port,severity,findings 'sport = 7009' 2> /dev/null | tr -s ' '
sockstat_as_nobody -l --explain -n 'sport = 7009' 2> /dev/null | grep -A2 'note'
echo '-- owners are counted of sockets that can match'
status sockstat_as_nobody -q 'severity = warning and port = 7006' 2>&1 |
    grep -oE '^exit.*|owners of [0-9]+ of [0-9]+'
echo '-- a full accept queue of a Unix socket'
"$PYTHON" -c '
import socket, time
listener = socket.socket(socket.AF_UNIX)
listener.bind("full.sock")
listener.listen(0)
client = socket.socket(socket.AF_UNIX)
client.connect("full.sock")
print("ready", flush=True)
time.sleep(1000)' > ready &
read -r _ < ready
status sockstat --check -xO | grep -oE '^(  warning [^:]*|exit.*)'
echo '-- a name that no process has'
status sockstat --check -t process = nosuch 2>&1
status sockstat --check -q process = nosuch 2>&1
status sockstat --check -t nosuch or sport = 1 2>&1

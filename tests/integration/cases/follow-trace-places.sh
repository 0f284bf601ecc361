# SPDX-License-Identifier: MIT
# With BPF, --follow sees TCP in a network namespace that begins later, an attempt to connect that is
# refused, and the process that closes a UDP socket. Without the right to load it, --trace=bpf fails
# and nothing else changes.
#
# It sees the sockets of all network namespaces, also of other cases:
# alone
sockstat --version | grep -q bpf || skip 'this program was built without BPF'
# Any other failure is one.
! sockstat -tq --exact 2>&1 | grep -q 'not permitted' || skip 'BPF is not allowed here'
need_jsonschema
own_netns_names
grep -q ' - cgroup2 ' /proc/self/mountinfo || skip 'no tree of cgroups (version 2) is mounted'
ip link set lo up

. "$CASE_DIR/../events.sh"

show() {
    jq -c 'select(.event == "open" or .event == "close") | [.event, .local_port, .peer_port,
        [.processes[].comm], .owner_basis, .reason, .duration_us != null]' events | sed 's/[3-6][0-9]\{4\}/PORT/g'
}

echo 'a namespace that begins later:'
follow --json -t -N all --columns=local_port,peer_port,processes \
    'local_port = 1713 or peer_port = 1713'
netns late
# shellcheck disable=SC2016
nsenter --net=/run/netns/late sh -c 'ip link set lo up
    "$0" "$1" 1 2 1713' "$PYTHON" "$CASE_DIR/../helpers/short_connections.py" > /dev/null
until_true has_closes 3
finish
show | sort

echo 'refused:'
follow --json -t
"$PYTHON" - 2> /dev/null << 'END' || true
import socket
with open("/proc/self/comm", "w") as comm:
    comm.write("t-refused")
socket.create_connection(("127.0.0.1", 8091))
END
until_true has_closes 1
finish
show

echo 'reset, seen by no scan:'
"$SOCKSTAT" --schema=event > schema.json
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
    "$SOCKSTAT" --services="$SERVICES" -t --follow=10m --json --trace=bpf dst :5001 -- \
    'tcp 5001' 'send client 5' 'send server 3' 'reset client' 'close server' \
    'wait event=open local_port=6001 owner_basis=opener owner=known seen=event' \
    'wait event=close local_port=6001 reason=rst bytes_acked=5 bytes_received=3 owner=known' \
    'absent event=close tuple_known=false' 'absent local_port=5001' 'stop SIGHUP' |
    sed 's/trace_received=[0-9]*/trace_received=N/'

echo 'listeners:'
"$PYTHON" "$CASE_DIR/../helpers/follow.py" --check schema.json \
    "$SOCKSTAT" --services="$SERVICES" -t --follow=0.5 --json --trace=bpf --events=listen -- \
    'listen 5006' 'wait event=open state=listen local_port=5006' 'replace 5006' 'short 3 5008' \
    'close listener' 'wait event=close local_port=5006 state=listen' \
    'absent state=established' 'absent event=close peer_port=5008' 'stop SIGTERM' |
    sed 's/trace_received=[0-9]*/trace_received=N/'

echo 'UDP:'
follow --json -u
"$PYTHON" - << 'END'
import socket
with open("/proc/self/comm", "w") as comm:
    comm.write("t-resolver")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    udp.connect(("127.0.0.1", 53))
END
until_true has_closes 1
finish
show

echo 'without the right:'
need_nobody
status sockstat_as_nobody -tE --trace=bpf 2>&1
sockstat_as_nobody -tE --json --duration=0 2>&1 | jq -c 'select(.event == "begin") | .sources'
sockstat -tE --trace=none --json --duration=0 2>&1 | jq -c 'select(.event == "begin") | .sources'

# SPDX-License-Identifier: MIT
# --details: every fact of real sockets as in JSON, the line of the table, no names that forge lines.
need jq
ip link set lo up
mkfifo ready
PYTHONPATH=$CASE_DIR/../helpers "$PYTHON" - > ready << 'END' &
import socket
from held import held, hold, make

inet, stream, dgram = socket.AF_INET, socket.SOCK_STREAM, socket.SOCK_DGRAM
listener = make(inet, stream, ("127.0.0.1", 7001), 5)
client = make(inet, stream, ("127.0.0.1", 7005), connect=("127.0.0.1", 7001))
server, _ = listener.accept()
held.append(server)
client.sendall(b"x" * 30000)
server.sendall(b"y" * 2000)
client.recv(2000)
make(socket.AF_INET6, stream, ("::1", 7002), 5)
make(inet, dgram, ("127.0.0.1", 7003), connect=("127.0.0.1", 7004))
make(socket.AF_UNIX, stream, "\0" + "n" * 60 + "\n  inode  0\nEndpoints:", 40)
for _ in range(30):
    make(socket.AF_UNIX, stream, connect=held[-1 - _].getsockname())
make(socket.AF_UNIX, dgram, b"latin\xe9 and blank")
hold()
END
holder=$!
read -r _ < ready
keys=$(sockstat --list-columns | cut -d ' ' -f 1 | grep -v '_host$\|^contexts$' | paste -sd,)
compare() {
    echo "-- $*"
    sockstat "$@" --json --columns="$keys" > json
    sockstat "$@" -pH > table
    sockstat "$@" --details > details
    "$PYTHON" "$CASE_DIR/../helpers/details.py" details json table
}
compare -tua
compare -xa
compare -4uxt 'state = established'
compare -ta --sort=-local_port --limit=3 2> /dev/null
echo 'these keys only:'
masked() {
    sed -E 's/\[[0-9,]+\]/[PID]/; s/(pid +)[0-9]+/\1PID/'
}
sockstat -tna --details --columns=local_port,recv_q,pid,v6only | masked
sockstat -un --details --columns=state --sort=none
echo 'numbers:'
numeric='user|local_service|peer_service'
sockstat -tuna --details | grep -cE "^  ($numeric) " || true
sockstat -tua --details | grep -E "^  ($numeric) " | tr -s ' ' | sort -u
echo 'folded:'
sockstat -x --details --columns=local_path,local_abstract 'state = listen'
sockstat -x --details -O --columns=local_path 'state = listen'
sockstat -x --details --columns=local_path 'type = dgram'
echo 'refused:'
status sockstat --details --by state 2>&1
status sockstat -s --details 2>&1
status sockstat --details --columns=rtt_u 2>&1
status sockstat -t --details 'sport = 9' 2>&1
kill "$holder"

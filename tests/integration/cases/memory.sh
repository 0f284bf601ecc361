# SPDX-License-Identifier: MIT
# Memory of buffers and dropped packets: as the kernel reports them to others.
need jq
need_jsonschema
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
receiver.bind(("127.0.0.1", 7777))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind(("127.0.0.1", 7779))
for _ in range(100):
    sender.sendto(b"x" * 100, ("127.0.0.1", 7777))
listener = socket.socket()
listener.bind(("127.0.0.1", 7778))
listener.listen()
named = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
named.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 40000)
named.bind("\0memory")
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
port='sport = 7777'
# The numbers of this receiver depend on the kernel's packets.
same() {
    [ "$2" = "$3" ] && echo "$1: as $4" || echo "$1: $2, $4: $3"
}
column() {
    sockstat -uH --columns "$1" "$port"
}
drops=$(awk '$2 == "0100007F:1E61" { print $NF }' /proc/self/net/udp)
[ "$drops" -gt 50 ] && echo 'packets were dropped'
same drops "$(column drops)" "$drops" /proc
# Prints a number of skmem:(r4160,rb4608,...).
theirs() {
    ss -uanmH sport = 7777 | grep -oE "[(,]$1[0-9]+" | tr -dc 0-9
}
same rmem_bytes "$(column rmem_bytes)" "$(theirs r)" ss
same rcvbuf_bytes "$(column rcvbuf_bytes)" "$(theirs rb)" ss
same drops "$(column drops)" "$(theirs d)" ss
status sockstat -tumnH --columns=+rcvbuf_bytes 'sport = 7779 or sport = 7778' |
    sed 's/131072/RCVBUF/g; s/16384/SNDBUF/; s/212992/DEFAULT/g'
status sockstat -H 'drops > 50' --columns=proto,local
status sockstat -uH 'drops = 0' --columns=local
status sockstat -uH --by proto --columns=count 'drops > 50'
status sockstat -uH --sort=-drops --columns=local
status sockstat -xmH --columns=local,sndbuf_bytes,drops path = @memory
status sockstat -wnH --columns=local,drops 2> /dev/null
status sockstat -unmH --source=proc --columns=local,drops 2>&1
status sockstat -uq --source=proc --strict 'drops > 50' 2>&1
status sockstat -unmH --exact --columns=local,drops "$port" 2>&1
sockstat -tumj > json
sockstat --schema > schema
"$PYTHON" "$CASE_DIR/../helpers/validate.py" schema json
jq -c '.sockets[] | select(.local_port == 7778) | [.rmem_bytes, .wmem_bytes, .wmem_queued_bytes,
    .optmem_bytes, .backlog_bytes, .drops]' json
jq -c '.sockets[0] | has("drops")' json
sockstat -tuj | jq -c '.sockets[0] | has("drops"), has("rmem_bytes")'
kill "$holder"

# SPDX-License-Identifier: MIT
# Type of service, class, options, closed directions and congestion control: as they were set, and
# as ss prints them.
need ss jq
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

IP, V6, TCP, SOL = socket.IPPROTO_IP, socket.IPPROTO_IPV6, socket.IPPROTO_TCP, socket.SOL_SOCKET
FREEBIND, RECVERR, MULTICAST_ALL = 15, 11, 49  # linux/in.h
BIND_ADDRESS_NO_PORT = 24

def make(family, kind, port, *options):
    sock = socket.socket(family, kind)
    for option in options:
        sock.setsockopt(*option)
    sock.bind(("127.0.0.1" if family == socket.AF_INET else "::1", port))
    return sock

def connect(port, client_port, *options):
    listener = make(socket.AF_INET, socket.SOCK_STREAM, port)
    listener.listen()
    client = make(socket.AF_INET, socket.SOCK_STREAM, client_port, *options)
    client.connect(("127.0.0.1", port))
    return client, listener.accept()[0], listener

kept = [
    make(socket.AF_INET, socket.SOCK_DGRAM, 7000),
    make(socket.AF_INET, socket.SOCK_DGRAM, 7001, (IP, socket.IP_TOS, 0x28),
         (SOL, socket.SO_PRIORITY, 6)),
    make(socket.AF_INET6, socket.SOCK_DGRAM, 7002, (V6, socket.IPV6_TCLASS, 0x48),
         (IP, socket.IP_TOS, 0xfc)),
    make(socket.AF_INET, socket.SOCK_DGRAM, 7003, (IP, FREEBIND, 1), (IP, RECVERR, 1),
         (IP, socket.IP_MULTICAST_LOOP, 0), (IP, MULTICAST_ALL, 0)),
    make(socket.AF_INET6, socket.SOCK_STREAM, 7004, (V6, socket.IPV6_TCLASS, 0x20)),
    make(socket.AF_INET, socket.SOCK_DGRAM, 7005, (IP, socket.IP_TRANSPARENT, 1)),
]
kept[4].listen()
# Closed by one end: the other end has received all.
kept.append(connect(7100, 7101, (IP, socket.IP_TOS, 0x10)))
kept[-1][0].shutdown(socket.SHUT_WR)
kept[-1][1].recv(1)
kept.append(connect(7200, 7201, (TCP, socket.TCP_CONGESTION, b"reno"),
                    (IP, BIND_ADDRESS_NO_PORT, 1)))
kept[-1][1].shutdown(socket.SHUT_RD)
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready

keys=tos,tclass,class_id
status sockstat -tuaH --columns=proto,local,peer,$keys --sort=proto,local
# The options that are set, by name.
sockstat -tuajn --sockopt > json
options='[to_entries[] | select(.key | startswith("sockopt_")) | select(.value) | .key[8:]]'
jq -r ".sockets | sort_by(.proto, .local_port, .peer_port)[] |
    [.proto, .local_port, ($options | join(\" \"))] | join(\" \")" json
closed() {
    sockstat -tanH --columns=state,local,peer,shutdown --sort=local,peer \
        'port 7100 or port 7200' "$@" 2> /dev/null
}
status closed
closed > dump.txt
# --exact reads the same; without BPF there is nothing to compare.
! closed --exact > exact.txt || diff dump.txt exact.txt
status sockstat -tanH --columns=congestion 'local 127.0.0.1:7201'

echo '-- as ss'
# Prints what ss tells of each socket: ends, closed directions, numbers and options.
theirs() {
    ss -tuanOeH --tos --inet-sockopt | "$PYTHON" -c '
import re, sys
arrows = {"<->": "none", "-->": "receive", "<--": "send", "---": "both"}
for line in sys.stdin:
    words = line.split()
    number = lambda key: (re.search(r" %s:(\w+)" % key, line) or [0, "null"])[1]
    numbers = [n if n == "null" else str(int(n, 0)) for n in map(number, ["tos", "tclass", "class_id"])]
    closed = [arrows[word] for word in words if word in arrows]
    options = re.search(r"inet-sockopt: \(([^)]*)\)", line)[1]
    options = options.replace("bind_addr_no_port", "bind_address_no_port").split()
    print(words[0], words[4], words[5], *closed, *numbers, *options)
' | sed 's/0\.0\.0\.0:\*/*/; s/\[::\]:\*/*/' | sort
}
# Likewise of sockstat; the state is no part of it.
ours() {
    sockstat -tuajne --tos --sockopt | jq -r ".sockets[] | [
        .proto, (.family == \"ipv6\" | if . then \"[\" else \"\" end) + .local_address +
        (.family == \"ipv6\" | if . then \"]\" else \"\" end) + \":\" + (.local_port | tostring),
        (if .peer_port then .peer_address + \":\" + (.peer_port | tostring) else \"*\" end),
        .shutdown, (.tos, .tclass, .class_id | tostring), ${options}[]] | join(\" \")" |
        sort
}
theirs > ss.txt
ours > ours.txt
diff ss.txt ours.txt && echo "the same of $(wc -l < ours.txt) sockets"

echo '-- filters and other sources'
status sockstat -unH --columns=local --sort=-class_id
status sockstat -unH --columns=local 'tos >= 40'
status sockstat -unH --columns=local 'tclass = 72 or sockopt_freebind = yes'
status sockstat -tnH --columns=local,peer 'shutdown = send'
status sockstat -unH --tos --source=proc 'local 127.0.0.1:7001' 2>&1
sockstat -uaj --sockopt | jq -c '.sockets[0] | has("tos"), has("shutdown")'
kill "$holder"

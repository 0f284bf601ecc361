# SPDX-License-Identifier: MIT
# Raw, ICMP and UDP-Lite sockets: what they have in place of ports, filters, groups and processes.
# Where the kernel has raw_diag, raw sockets come from sock_diag; ICMP sockets always from /proc.
need jq
ip link set lo up
echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

held = []
for family, protocol in ((2, 1), (10, 58), (2, 253)):
    held.append(socket.socket(family, socket.SOCK_RAW, protocol))
held[2].connect(("127.0.0.2", 6))  # not a port
held[0].bind(("127.0.0.1", 0))
for family, kind, protocol, address in (
    (2, socket.SOCK_DGRAM, 1, ("127.0.0.1", 77)),
    (10, socket.SOCK_DGRAM, 58, ("::1", 78)),
    (2, socket.SOCK_DGRAM, 136, ("127.0.0.1", 53)),
    (2, socket.SOCK_DGRAM, 17, ("127.0.0.1", 77)),
    (2, socket.SOCK_DGRAM, 17, ("127.0.0.1", 1)),
    (10, socket.SOCK_DGRAM, 136, ("::", 80)),
):
    held.append(socket.socket(family, kind, protocol))
    held[-1].bind(address)
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
rows() {
    echo "$ sockstat $*"
    status sockstat "$@" 2> words
    grep -E 'match(es)? with' words || true
}
rows -w
rows -wnH
rows --icmp -H
rows --udplite -nH
rows -wpH --columns=local,owner ip_protocol = 1
rows -wnH 'not port = 1'
rows -wnH port = 1
rows -wnH src = :1
rows -wnH src = 127.0.0.1
rows --icmp -nH icmp_id = 78
rows --udplite -nH sport = 53
rows -wnH --by ip_protocol --sort=ip_protocol
rows -uwnH --icmp --by local --columns=local,count 127.0.0.1
rows --icmp -q --strict 'v6only = no'
rows --icmp -q --strict autobound
rows -nH raw
rows -tnH port = 77
rows -tnH --source=netlink port = 77
rows -tnH --exact port = 77
rows -wn --csv --columns=proto,family,state,local_address,local_port,ip_protocol,icmp_id --icmp
rows -w --exact
sockstat -tw --icmp --udplite --json 2> /dev/null |
    jq -c '[.sources | keys[]], .sources.icmp, (.sources.raw == "netlink" or .sources.raw == "proc"), .complete'
sockstat --icmp 2> words > /dev/null
cat words
kill "$holder"

# SPDX-License-Identifier: MIT
# What BBR tells of a connection: as ss prints it.
need ss jq
grep -qw bbr /proc/sys/net/ipv4/tcp_available_congestion_control || skip 'no BBR'
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

listener = socket.socket()
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"bbr")
listener.bind(("127.0.0.1", 7000))
listener.listen()
client = socket.socket()
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"bbr")
client.bind(("127.0.0.1", 7001))
client.connect(("127.0.0.1", 7000))
server = listener.accept()[0]
for _ in range(50):
    client.sendall(b"x" * 10000)
    left = 10000
    while left > 0:
        left -= len(server.recv(left))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready

port='local 127.0.0.1:7001'
# "bbr:(bw:55808000000bps,mrtt:0.008,pacing_gain:2.88672,cwnd_gain:2.88672)", in our units
theirs() {
    ss -tinOH sport = 7001 | "$PYTHON" -c '
import re, sys
found = re.search(r"bbr:\(bw:(\d+)bps,mrtt:([\d.]+),pacing_gain:([\d.]+),cwnd_gain:([\d.]+)\)",
                  sys.stdin.read())
print(int(found[1]) // 8, round(float(found[2]) * 1000), round(float(found[3]) * 100),
      round(float(found[4]) * 100))'
}
ours() {
    sockstat -tji "$port" | jq -r '.sockets[] | [.bbr_bandwidth_bytes_per_s, .bbr_min_rtt_us,
        .bbr_pacing_gain_percent, .bbr_cwnd_gain_percent] | join(" ")'
}
theirs=$(theirs)
[ "$(ours)" = "$theirs" ] && echo 'as ss' || echo "ours $(ours), ss $theirs"
[ "${theirs%% *}" -gt 0 ] && echo 'there is a bandwidth'
# The listener and the other end, which sent nothing, have none.
status sockstat -tnH --columns=local,peer 'has bbr_bandwidth_bytes_per_s'
status sockstat -tanH --columns=local,congestion --sort=local 'not has bbr_bandwidth_bytes_per_s'
sockstat -tnHi "$port" | grep -o 'bbr_[a-z_]*:' | tr '\n' ' '
echo
kill "$holder"

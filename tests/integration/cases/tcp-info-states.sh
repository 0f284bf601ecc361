# SPDX-License-Identifier: MIT
# What TCP tells of sockets in each state: no number that the kernel has not measured.
need jq
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import fcntl, signal, socket, time

SIOCOUTQ = 0x5411
FIN_WAIT2 = 5

def new(port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    return sock

def listening(port, backlog):
    sock = new(port)
    sock.listen(backlog)
    return sock

def connected(port, to=7000):
    sock = new(port)
    sock.connect(("127.0.0.1", to))
    return sock

def wait_until(condition):
    while not condition():
        time.sleep(0.01)

listener = listening(7000, 9)
half, ended, sender, full = [(connected(port), listener.accept()[0])
                             for port in (7001, 7002, 7003, 7004)]
half[0].shutdown(socket.SHUT_WR)  # fin-wait-2, close-wait
ended[0].shutdown(socket.SHUT_WR)
ended[1].recv(1)
ended[1].close()
ended[0].close()  # time-wait
sender[0].send(b"s" * 700)
sender[1].recv(700, socket.MSG_PEEK | socket.MSG_WAITALL)
full[0].setblocking(False)
try:
    while True:
        full[0].send(b"f" * 65536)
except BlockingIOError:
    full[0].shutdown(socket.SHUT_WR)  # fin-wait-1: there is no room for the data before
bound = new(7005)
deferred = listening(7006, 9)
deferred.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 600)
waiting = connected(7007, 7006)  # syn-recv
busy = listening(7008, 0)
first = connected(7009, 7008)
second = new(7010)
second.setblocking(False)
second.connect_ex(("127.0.0.1", 7008))  # syn-sent: the accept queue is full
wait_until(lambda: half[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == FIN_WAIT2)
wait_until(lambda: fcntl.ioctl(sender[0], SIOCOUTQ, bytes(4)) == bytes(4))
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
sockstat -tan -i --tcp-options --json > json
# Prints what STATE has of these keys, of the socket with this local or peer port.
told() {
    jq -r --arg state "$1" --argjson port "$2" --arg side "$3" '
        [.sockets[] | select(.state == $state and .[$side] == $port)] | .[0] as $sock |
        "\($state):" + if $sock == null then " no such socket" else
        ([("rtt_us", "rttvar_us", "min_rtt_us", "rto_us", "cwnd", "ca_state", "unacked",
           "last_data_sent_ms", "last_data_received_ms", "last_ack_received_ms", "snd_wnd_bytes",
           "tcp_sack", "snd_wscale") | select(. as $key | $sock | .[$key] != null) | " " + .] | add)
        end' json
}
told listen 7000 local_port
told established 7003 local_port
told established 7003 peer_port
told syn-sent 7010 local_port
told syn-recv 7007 peer_port
told fin-wait-1 7004 local_port
told fin-wait-2 7001 local_port
told close-wait 7001 peer_port
told time-wait 7002 local_port
# Linux 6.8 lists such sockets.
jq '[.sockets[] | select(.state == "bound-inactive") | .cwnd, .rto_us] | all(. == null)' json
jq -r '.sockets[] | select(.local_port == 7003 or .peer_port == 7003) |
    "sent \(.bytes_sent) acked \(.bytes_acked) received \(.bytes_received) in \(.data_segs_in)"' \
    json | sort
# A SYN of our own, and a FIN, are acknowledged like a byte; a FIN is received like one.
jq -r '.sockets[] | select(.local_port == 7001 or .peer_port == 7001) |
    "\(.state): sent \(.bytes_sent) acked \(.bytes_acked) received \(.bytes_received)"' \
    json | sort
sockstat -tanH 'has unacked' --columns=state | sort -u
sockstat -tanH 'state = listen and has congestion' --columns=local_port | sort -u
kill "$holder"

# SPDX-License-Identifier: MIT
# Internals of TCP: columns and the cell of the rest, filters on them, and sources that lack them.
need jq
ip link set lo up
mkfifo ready
"$PYTHON" - > ready << 'END' &
import signal, socket

listener = socket.create_server(("127.0.0.1", 7801))
client = socket.socket()
client.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
client.connect(("127.0.0.1", 7801))
server, _ = listener.accept()
client.sendall(b"x" * 5000)
server.recv(5000, socket.MSG_WAITALL)
print("ready", flush=True)
signal.pause()
END
holder=$!
read -r _ < ready
sockstat -tanj --columns=state,bytes_sent,bytes_received,bytes_acked,retransmits_total,rto_total |
    jq -c '.sockets[] | [.[]]'
# Nothing was received by the one, nothing sent by the other: no time since then.
sockstat -tanj --columns=congestion,last_data_sent_ms,last_data_received_ms 'dport = 7801' |
    jq -c '.sockets[] | [.congestion, (.last_data_sent_ms | type), .last_data_received_ms]'
sockstat -tanj --columns=last_data_sent_ms,last_data_received_ms,tcp_sack 'sport = 7801 connected' |
    jq -c '.sockets[] | [.last_data_sent_ms, (.last_data_received_ms | type), .tcp_sack]'
sockstat -tani | head -n 1 | tr -s ' '
sockstat -tanH --columns=state,local_port 'rtt_us > 0 and rtt < 10s and congestion = reno' |
    sed 's/ [0-9]*$/ PORT/'
sockstat -tanH --columns=state,local 'bytes_received >= 4.5k'
sockstat -tanH --columns=state 'rtt = 3s' || echo "status $?"
# A cell has what is not 0, and no key of a column.
sockstat -tiH 'dport = 7801' | tr ' ' '\n' | sed -n 's/^\(mss_bytes\|rto_us\):.*/\1/p; /^rtt_us/p'
sockstat -tiH --tcp-options 'dport = 7801' | tr ' ' '\n' | grep '^tcp_'
# On a terminal, it is folded at blanks: no line is longer, and no key is divided.
export TERM=dumb
"$PYTHON" "$CASE_DIR/../helpers/terminal.py" 70 "$SOCKSTAT" -tiH 'dport = 7801' > folded
awk 'length($0) > 70' folded
tr -d '\r' < folded | tr ' ' '\n' | grep -c '^\(mss\|pmtu\|snd_wnd\)_bytes:[0-9]*$'
"$PYTHON" "$CASE_DIR/../helpers/terminal.py" 70 "$SOCKSTAT" -tiHO 'dport = 7801' | wc -l
sockstat -ti --columns=+mss 'dport = 7801' | grep -c 'MSS *DETAIL\| mss_bytes'
exec 2>&1
for options in --source=proc --exact; do
    sockstat -tanHi $options | grep mss_bytes || echo 'no internals'
    sockstat -tanH $options 'rtt_us > 0' || echo "status $?"
done
kill $holder

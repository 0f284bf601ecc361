# SPDX-License-Identifier: MIT
# TCP sockets that are bound but not connected: the queues of a reset connection are shown; queue
# values of a socket without a peer are not.
"$PYTHON" - << 'END' &
import ctypes, os, signal, socket, struct, sys
os.system("ip link set lo up")
def bound(port):
    made = socket.socket()
    made.bind(("127.0.0.1", port))
    return made
def connected(port):
    client = bound(port)
    client.connect(("127.0.0.1", 9000))
    return client, listener.accept()[0]
listener = bound(9000)
listener.listen(5)
stopped = bound(7001)
stopped.listen(5)
stopped.shutdown(socket.SHUT_RDWR)
refused = bound(7002)
try:
    refused.connect(("127.0.0.1", 9))
except ConnectionRefusedError:
    pass
disconnected, other = connected(7003)
unspecified = struct.pack("HH12x", socket.AF_UNSPEC, 0)
if ctypes.CDLL(None).connect(disconnected.fileno(), unspecified, len(unspecified)) != 0:
    sys.exit("cannot disconnect")
reset, server = connected(7004)
server.send(b"hello")
server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
server.close()
open("ready", "w").close()
signal.pause()
END
holder=$!
until [ -e ready ]; do
    kill -0 "$holder"
    sleep 0.05
done
sockstat -tanH 'sport = 7000-7999'
echo 'with bytes to send:'
status sockstat -tanH 'sport = 7000-7999 and send_q >= 0'
echo 'with a peer at 9000:'
sockstat -tanH --columns=local,peer 'sport = 7000-7999 and dport = 9000'
kill "$holder"

# SPDX-License-Identifier: MIT
"""victims.py KIND...: makes sockets, says "ready", and then says for each line of stdin what its
process now sees of the socket that the line names."""
import ctypes
import errno
import os
import signal
import socket
import sys

LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
MPTCP = 262

sockets = {}


def listener(name, port, family=socket.AF_INET, proto=0, backlog=8):
    sock = socket.socket(family, socket.SOCK_STREAM, proto)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((LOOPBACK[family], port))
    sock.listen(backlog)
    sockets[name] = sock
    return sock


def pair(name, port, family=socket.AF_INET, proto=0):
    """NAME-a accepted what NAME-c, which has port PORT + 1000, connected."""
    server = listener(name, port, family, proto)
    client = socket.socket(family, socket.SOCK_STREAM, proto)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind((LOOPBACK[family], port + 1000))
    client.connect((LOOPBACK[family], port))
    sockets[name + "-c"] = client
    sockets[name + "-a"] = server.accept()[0]


def udp(name, port, peer=None):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(("127.0.0.1", port))
    if peer:
        sock.connect(("127.0.0.1", peer))
    sockets[name] = sock


def close_wait(name, port):
    pair(name, port)
    sockets.pop(name + "-c").close()
    sockets[name + "-a"].recv(1)


def syn_sent(name, port):
    """Its listener has a full queue, and drops its SYN."""
    listener(name, port, backlog=0)
    for i in range(3):
        sock = socket.socket()
        sock.setblocking(False)
        sock.bind(("127.0.0.1", port + 1000 + i))
        sock.connect_ex(("127.0.0.1", port))
        sockets[f"{name}-{i}"] = sock


def syn_recv(name, port):
    """Its listener waits for data before it counts the connection."""
    server = listener(name, port)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 3600)
    client = socket.socket()
    client.bind(("127.0.0.1", port + 1000))
    client.connect(("127.0.0.1", port))
    sockets[name + "-c"] = client


def bound(name, port):
    sock = socket.socket()
    sock.bind(("127.0.0.1", port))
    sockets[name] = sock


def time_wait(name, port):
    pair(name, port)
    sockets.pop(name + "-c").close()
    sockets.pop(name + "-a").close()


def become_nobody():
    """As another user, whose other processes may read this one."""
    os.setgid(65534)
    os.setuid(65534)
    libc = ctypes.CDLL(None)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE
    libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


KINDS = {
    "nobody": become_nobody,
    "tcp": lambda: pair("tcp", 5000),
    "tcp6": lambda: pair("tcp6", 5001, socket.AF_INET6),
    "listeners": lambda: [listener(f"twin-{i}", 5002) for i in range(4)],
    "udp": lambda: udp("udp", 5003),
    "udp-peer": lambda: udp("udp-peer", 5004, 9),
    "udp-twins": lambda: [udp(f"udp-twin-{i}", 5005) for i in range(2)],
    "close-wait": lambda: close_wait("close-wait", 5006),
    "syn-sent": lambda: syn_sent("syn-sent", 5007),
    "syn-recv": lambda: syn_recv("syn-recv", 5013),
    "bound": lambda: bound("bound", 5010),
    "time-wait": lambda: time_wait("time-wait", 5011),
    "mptcp": lambda: pair("mptcp", 5012, proto=MPTCP),
}


def attempt(what, call):
    try:
        result = call()
    except BlockingIOError:
        return f"{what} would block"
    except OSError as error:
        return f"{what} {errno.errorcode[error.errno]}"
    return f"{what} {'end of file' if result == b'' else 'works'}"


def look(name):
    sock = sockets[name]
    sock.setblocking(False)
    if name.startswith("twin") or name in ("tcp", "mptcp"):
        return attempt("accept", sock.accept)
    if name == "udp-peer":
        return ", ".join([attempt("recv", lambda: sock.recv(1)),
                          attempt("send", lambda: sock.send(b"x"))])
    return ", ".join(attempt("recv", lambda: sock.recv(1)) for _ in range(2))


for kind in sys.argv[1:]:
    KINDS[kind]()
os.write(1, b"ready\n")
for line in sys.stdin:
    print(f"{line.strip()}: {look(line.strip())}", flush=True)

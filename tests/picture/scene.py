#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scene.py: the connections of a small host, in a network namespace of their own.

A web server with two clients, which uses a database and a service of three outside hosts. Says
"ready" and holds the sockets until it is ended. The connections to other hosts are made in repair
mode (TCP_REPAIR, linux/tcp.h), which sends no packets: nobody has to answer.
"""

import ctypes
import os
import signal
import socket
import subprocess

TCP_REPAIR = 19
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_NAME, PR_SET_PDEATHSIG = 15, 1


def connect(port, times):
    return [socket.create_connection(("127.0.0.1", port)) for _ in range(times)]


def far(host):
    """A connection of which this host alone knows."""
    sock = socket.socket()
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    sock.connect((host, 443))
    return sock


def start(name, listener, connections, accepts):
    """Starts a process of that name, which makes CONNECTIONS, accepts as many as told, and stays.

    Returns a pipe that has a byte when all is done.
    """
    done, tell = os.pipe()
    if os.fork() == 0:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        LIBC.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
        held = connections()
        held += [listener.accept()[0] for _ in range(accepts)]
        os.write(tell, b".")
        signal.pause()
    os.close(tell)
    if listener:
        listener.close()
    return done


def main():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "add", "203.0.113.0/24", "dev", "lo"], check=True)
    outside = ["203.0.113.10", "203.0.113.11", "203.0.113.27"]
    started = [
        start("postgres", socket.create_server(("0.0.0.0", 5432)), list, 2),
        start("nginx", socket.create_server(("0.0.0.0", 80)),
              lambda: connect(5432, 2) + [far(host) for host in outside], 4),
        start("curl", None, lambda: connect(80, 1), 0),
        start("firefox", None, lambda: connect(80, 3), 0),
    ]
    for done in started:
        if not os.read(done, 1):
            raise SystemExit("a process ended")
    print("ready", flush=True)
    signal.pause()


main()

# SPDX-License-Identifier: MIT
"""
short_connections.py COUNT HOLD_MS PORT: COUNT connections, one after the other, between two
processes. "t-master" listens; "t-worker" accepts and closes; "t-client" connects, sends 5 bytes,
waits, and closes. HOLD_MS may be 0. Prints the PIDs of client and worker.
"""

import os
import socket
import sys
import time

count, hold, port = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def rename(name):
    with open("/proc/self/comm", "w") as comm:
        comm.write(name)


def work(listener):
    rename("t-worker")
    for _ in range(count):
        connection, _ = listener.accept()
        while connection.recv(100):
            pass
        connection.close()


def connect():
    rename("t-client")
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"hello")
        if hold:
            time.sleep(hold / 1000)
        connection.close()


def child(function, *arguments):
    pid = os.fork()
    if pid == 0:
        function(*arguments)
        os._exit(0)
    return pid


rename("t-master")
listener = socket.create_server(("127.0.0.1", port), backlog=512)
worker = child(work, listener)
client = child(connect)
for pid in (client, worker):
    if os.waitpid(pid, 0)[1]:
        sys.exit("a process failed")
listener.close()
print(client, worker)

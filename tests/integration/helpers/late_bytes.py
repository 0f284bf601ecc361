# SPDX-License-Identifier: MIT
"""late_bytes.py PORT: connections, one after the other, until it is ended. Each is idle, then sends
5000 bytes and is closed, so that no look at it sees them."""

import socket
import sys
import threading
import time


def accept(listener):
    while True:
        connection, _ = listener.accept()
        while connection.recv(5000):
            pass
        connection.close()


def main():
    port = int(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", port))
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    while True:
        connection = socket.create_connection(("127.0.0.1", port))
        time.sleep(0.3)
        connection.sendall(b"x" * 5000)
        connection.close()


main()

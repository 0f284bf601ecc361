#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keep.py PORT: makes a network namespace, listens on 127.0.0.1:PORT in it, and leaves it: nothing
but the socket keeps it. Says "ready", and waits until stdin ends."""

import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "unshare or setns")


home = os.open("/proc/self/ns/net", os.O_RDONLY)
check(libc.unshare(CLONE_NEWNET))
listener = socket.socket()
listener.bind(("0.0.0.0", int(sys.argv[1])))
listener.listen(5)
check(libc.setns(home, CLONE_NEWNET))
print("ready", flush=True)
sys.stdin.read()

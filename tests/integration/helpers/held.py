# SPDX-License-Identifier: MIT
"""Sockets that a case holds while it looks at them."""
import os
import signal
import socket

# Sockets that are otherwise equal are listed by inode. Each processor of the kernel hands out
# inodes from a range of its own (fs/inode.c, get_next_ino): on one processor, they ascend.
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

held = []


def make(family, kind=socket.SOCK_STREAM, name=None, listen=None, connect=None):
    """Returns a new socket, which stays open; the other arguments are those of its calls."""
    held.append(socket.socket(family, kind))
    if name is not None:
        held[-1].bind(name)
    if listen is not None:
        held[-1].listen(listen)
    if connect is not None:
        held[-1].connect(connect)
    return held[-1]


def hold():
    """Says that the sockets are there, and waits to be ended."""
    print("ready", flush=True)
    signal.pause()

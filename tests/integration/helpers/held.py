# SPDX-License-Identifier: MIT
"""Sockets that a case holds while it looks at them."""
import signal
import socket

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

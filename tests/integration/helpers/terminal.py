#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""terminal.py COLUMNS COMMAND...: runs the command with a terminal of that width as its stdout."""

import fcntl
import os
import pty
import struct
import sys
import termios

master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
pid = os.fork()
if pid == 0:
    os.dup2(slave, 1)
    os.execv(sys.argv[2], sys.argv[2:])
os.close(slave)
rest = b""  # half of a line end
while True:
    try:
        data = os.read(master, 65536)
    except OSError:  # EIO: the other side is closed
        break
    if not data:
        break
    data = (rest + data).replace(b"\r\n", b"\n")
    rest = data[-1:] if data.endswith(b"\r") else b""
    os.write(1, data[:len(data) - len(rest)])
os.write(1, rest)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""reuse.py SOCKSTAT...: in a PID namespace of its own, a process ends after one of its sockets was
found and before its name is read, and another process gets its number meanwhile."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LIBC = ctypes.CDLL(None)
NUMBER = 3000


def process(name, port):
    """A process with that number and name that listens on a port."""
    Path("/proc/sys/kernel/ns_last_pid").write_text(str(NUMBER - 1))
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        LIBC.prctl(15, name, 0, 0, 0)
        with socket.create_server(("127.0.0.1", port)):
            os.close(done)
            signal.pause()
    os.close(done)
    os.read(ready, 1)
    if pid != NUMBER:
        raise OSError(f"the number is {pid}")
    return pid


def end(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main():
    victim = process(b"victim", 8080)
    # the name is opened late, by whatever path: by then the process has ended
    paths = ["../comm", f"{NUMBER}/comm", f"/proc/{NUMBER}/comm", f"{NUMBER}/stat"]
    command = ["strace", "-f", "-o", "trace", "-e", "trace=openat",
               *[word for path in paths for word in ("-P", path)], "-e", "inject=openat:delay_enter=2000000", *sys.argv[1:], "-tlnpj", "--owners=proc"]
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as looking:
        time.sleep(1)
        end(victim)
        impostor = process(b"impostor", 8081)
        document = json.loads(looking.stdout.read())
    for row in document["sockets"]:
        print(row["local_port"], row["owner"], row["processes"])
    print("complete:", document["complete"], document["warnings"], "exit", looking.returncode)
    print("the name was asked for late:", "comm" in Path("trace").read_text())
    end(impostor)


main()

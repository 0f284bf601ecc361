#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""churn.py WAY SOCKSTAT...: looks for owners while processes fork and die, which the caller made.

These are called churn or child, and hold the listener on port 8090. Other listeners stay all the
time, each with one holder. Prints how many listings by --owners=WAY missed a stable holder, took
something else for one, or failed. Looks until there were enough listings and enough processes.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

SCANS = int(os.environ.get("SCANS", "60"))
CHURNED = 20 * SCANS  # processes; the listings alone make one each
LIBC = ctypes.CDLL(None)


def set_name(name):
    LIBC.prctl(15, name, 0, 0, 0)


def forks():
    """How many processes were made since the host was started."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith("processes "):
            return int(line.split()[1])
    return 0


def stable(port):
    """A process with a listener on the port."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        set_name(b"stable%d" % port)
        with socket.create_server(("127.0.0.1", port)):
            os.close(done)
            signal.pause()
    os.close(done)
    os.read(ready, 1)
    os.close(ready)
    return pid


def look(program, wanted):
    """What is wrong with one listing."""
    result = subprocess.run([*program, "-tlnpj"], capture_output=True, check=False)
    if result.returncode != 0 or result.stderr:
        return [f"exit {result.returncode} {result.stderr!r}"]
    wrong = []
    found = {}
    for row in json.loads(result.stdout)["sockets"]:
        names = {(process["comm"], process["pid"]) for process in row["processes"]}
        port = row["local_port"]
        if port in wanted:
            found[port] = names
        elif not {name for name, _ in names} <= {"churn", "child"}:
            wrong.append(f"port {port}: {names}")
    return wrong + [f"port {port}: {found.get(port)}" for port in wanted if found.get(port) != wanted[port]]


def main():
    way, *program = sys.argv[1:]
    children = []
    wanted = {}
    for port in range(8080, 8088):
        pid = stable(port)
        children.append(pid)
        wanted[port] = {(f"stable{port}", pid)}
    listings, wrong, before = 0, [], forks()
    while listings < SCANS or forks() - before < CHURNED:
        wrong += look([*program, f"--owners={way}"], wanted)
        listings += 1
    print(f"{len(wrong)} wrong")
    for what in wrong[:10]:
        print("  " + what)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""churn.py SOCKSTAT...: looks for owners while processes fork and die, which the caller has done.

Those are called churn or child, and have the listener on port 8090. Other listeners stay all the
time, each with one holder. For each way to look: how often a stable holder was missed, something
else was taken for one, or the program failed. With RATE set, tells on stderr how many processes
were made a second.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SCANS = int(os.environ.get("SCANS", "60"))
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
    pid = os.fork()
    if pid == 0:
        set_name(b"stable%d" % port)
        listener = socket.create_server(("127.0.0.1", port))
        signal.pause()
        listener.close()
    while not listens(port):
        time.sleep(0.01)
    return pid


def listens(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


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
    program = sys.argv[1:]
    children = []
    wanted = {}
    for port in range(8080, 8088):
        pid = stable(port)
        children.append(pid)
        wanted[port] = {(f"stable{port}", pid)}
    for way in "proc", "bpf":
        probe = subprocess.run([*program, "-tlp", f"--owners={way}"], capture_output=True, check=False)
        if way == "bpf" and b"owners are not known" in probe.stderr:
            continue
        before, start = forks(), time.monotonic()
        wrong = [what for _ in range(SCANS) for what in look([*program, f"--owners={way}"], wanted)]
        rate = (forks() - before) / (time.monotonic() - start)
        if os.environ.get("RATE"):
            print(f"{way}: {rate:.0f} processes a second", file=sys.stderr)
        if way == "proc" or wrong:
            print(f"{SCANS} listings, {'fast enough' if rate > 200 else rate}, {len(wrong)} wrong")
        for what in wrong[:10]:
            print("  " + what)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


main()

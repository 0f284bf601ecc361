#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""reuse.py STANDIN SOCKSTAT...: in its own PID namespace, a process ends after one of its sockets
was found and before its name is read, and another process gets its number meanwhile."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
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
    # the program stops where it opens the name, by whatever path, until that is another's
    stopped, reached = os.pipe()
    wait, go_on = os.pipe()
    standin, *program = sys.argv[1:]
    environment = dict(os.environ, LD_PRELOAD=standin, STANDIN_PAUSE="comm", REACHED=str(reached),
                       GO_ON=str(wait))
    with subprocess.Popen([*program, "-tlnpj", "--owners=proc"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env=environment,
                          pass_fds=[reached, wait]) as looking:
        os.close(reached)
        asked = os.read(stopped, 1) != b""
        end(victim)
        impostor = process(b"impostor", 8081)
        os.write(go_on, b"\n")
        document = json.loads(looking.stdout.read())
    for row in document["sockets"]:
        print(row["local_port"], row["owner"], row["processes"])
    print("complete:", document["complete"], document["warnings"], "exit", looking.returncode)
    print("the name was asked for late:", asked)
    end(impostor)


main()

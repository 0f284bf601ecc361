#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile_metrics.py SOCKSTAT: hostile names of Unix sockets as labels of metrics, read back.

Makes a listener at each name of hostile_names.py that the kernel takes as an abstract name. The
caller gives a network namespace.
"""
import re
import socket
import subprocess
import sys

from hostile_names import NAMES
from hostile_read import check_text
from metrics_read import Reader

LONGEST = 107
held = []


def make():
    """The names of the sockets."""
    names = [name for name in dict.fromkeys(NAMES) if name and len(name) <= LONGEST]
    for name in names:
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(b"\0" + name)
        sock.listen(1)
        held.append(sock)
    return names


def exact(label):
    """The bytes of a label. A backslash of the name itself stays as it is."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match.group(1), 16)]),
                  label.encode())


def check(command, names, openmetrics):
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            check=True).stdout
    check_text(output, also="\n")
    reader = Reader(openmetrics)
    reader.read(output.decode())
    listeners = [(labels["address"], int(value)) for name, labels, value in reader.series.values()
                 if name == "sockstat_listener_sockets"]
    found = {exact(label) for label, _ in listeners}
    wanted = {b"@" + name for name in names}
    ambiguous = {name for name in wanted if b"\\x" in name}
    lost = wanted - found - ambiguous
    forged = found - wanted - {exact(name.decode("latin-1")) for name in ambiguous}
    print(f"lost: {sorted(lost)}, forged: {sorted(forged)}")
    print("all sockets are counted:", sum(count for _, count in listeners) == len(names))


def main():
    names = make()
    if len(names) < 200:
        print("too few names:", len(names))
    for option, openmetrics in (("--metrics", False), ("--metrics=openmetrics", True)):
        check([sys.argv[1], option, "-x", "-l", "--limit=100000"], names, openmetrics)


main()

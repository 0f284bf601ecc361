#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile_characters.py SOCKSTAT: every character of Unicode, and every pair of bytes that is not
ASCII, as names of ports: read back from every format."""

import socket
import sys
from pathlib import Path

import hostile_read as read

FIRST_PORT = 2000
SERVICES = 400  # a file
NOT_IN_A_NAME = set(b"\0\t\n\r #:")  # a name with a colon is not shown


def characters():
    codes = [*range(1, 0xD800), *range(0xE000, 0x110000)]
    return [chr(code).encode() for code in codes if code not in NOT_IN_A_NAME]


def pairs():
    every = (bytes([one, other]) for one in range(0x80, 0x100) for other in range(1, 0x100))
    return [pair + b"." for pair in every if not set(pair) & NOT_IN_A_NAME]


def split(parts, count):
    size = -(-len(parts) // count)
    return [b"".join(parts[start : start + size]) for start in range(0, len(parts), size)]


READERS = [("--csv", read.read_csv), ("--null", read.read_null), ("--json", read.read_json),
           ("--jsonl", read.read_jsonl), ("--color=never", read.read_table)]


def check(program, names):
    """How many names do not come back as they were."""
    lines = [name + b" %d/udp\n" % (FIRST_PORT + i) for i, name in enumerate(names)]
    Path("services").write_bytes(b"".join(lines))
    failures = 0
    for option, reader in READERS:
        for columns in [None, 32767] if reader is read.read_table else [None]:
            result = read.run([program, "-un", "--services=services", option,
                               "--columns=local_port,local_service"], columns)
            try:
                if result.returncode != 0 or result.stderr:
                    raise read.Wrong(f"exit {result.returncode}: {result.stderr[:200]!r}")
                rows = reader(result.stdout)
                if isinstance(rows[0], dict):
                    found = [read.json_name(row, "local_service", name)
                             for row, name in zip(rows, names)]
                else:
                    found = [read.unescape(row[1]) for row in rows[: len(names)]]
                wrong = sum(one != other for one, other in read.paired(found, names))
            except (read.Wrong, ValueError) as error:
                print(option, columns, str(error)[:300])
                wrong = 1
            failures += wrong
    return failures


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(SERVICES)]
    for i, sock in enumerate(sockets):
        sock.bind(("127.0.0.1", FIRST_PORT + i))
    every = characters()
    half = len(every) // 2
    print(f"{len(every)} characters")
    # a file of services is limited to 4 MiB
    print("failures:", check(sys.argv[1], split(every[:half], SERVICES)))
    print("failures:", check(sys.argv[1], split(every[half:], SERVICES)))
    print(f"{len(pairs())} pairs")
    print("failures:", check(sys.argv[1], split(pairs(), SERVICES)))


main()

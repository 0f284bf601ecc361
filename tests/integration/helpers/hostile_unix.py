#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile_unix.py SOCKSTAT [OPTION...]: hostile names of Unix sockets in every format, read back.

Makes a listener at each name of hostile_names.py, as a path and as an abstract name as far as the
kernel takes it, and a client of it, so that each name is also one of a peer. The caller gives a
network namespace and an empty directory.
"""

import os
import resource
import socket
import sys

import hostile_read as read
from hostile_names import NAMES

LONGEST = 107  # bytes that Python takes of a path; abstract names have their NUL before
MORE_ABSTRACT = [b"", b"\0", b"a\0b", b"a\0", b"\0\0\n\0", b"x" * LONGEST, b"@", b"\xff" * LONGEST]
COLUMNS = ["local_path", "peer_path", "local", "peer"]
FORMATS = [
    ("table", read.read_table, ["--color=never"]),
    ("csv", read.read_csv, ["--csv"]),
    ("null", read.read_null, ["--null"]),
    ("details", read.read_details, ["--details"]),
    ("json", read.read_json, ["--json"]),
    ("jsonl", read.read_jsonl, ["--jsonl"]),
]

held = []


def places():
    """(what bind(2) takes, what the manual promises as the name)"""
    for name in NAMES:
        is_path = name and not set(name) & set(b"/\0") and name not in (b".", b"..")
        if is_path and len(name) <= LONGEST:
            yield name, name
    for name in dict.fromkeys([*NAMES, *MORE_ABSTRACT]):
        if name and len(name) <= LONGEST:
            yield b"\0" + name, b"@" + name


def inode_of(sock):
    return os.fstat(sock.fileno()).st_ino


def make():
    """{inode: (own name, peer's name, abstract)}; None: there is none."""
    rows = {}
    for place, shown in places():
        listener, client = (socket.socket(socket.AF_UNIX) for _ in range(2))
        try:
            listener.bind(place)
        except OSError:
            continue  # longer than a file name may be
        listener.listen(1)
        client.connect(place)
        server, _ = listener.accept()
        held.extend((listener, client, server))
        abstract = place[0] == 0
        rows[inode_of(listener)] = (shown, None, abstract)
        rows[inode_of(server)] = (shown, None, abstract)
        rows[inode_of(client)] = (None, shown, None)
    return rows


class Check:
    def __init__(self, program, rows):
        self.program = program
        self.rows = rows
        self.checked = 0
        self.failures = 0

    def same(self, where, found, wanted):
        self.checked += 1
        if found != wanted:
            self.failures += 1
            if self.failures <= 20:
                print(f"{where}: {found!r} instead of {wanted!r}")

    def text_cell(self, where, cell, wanted):
        if wanted is None:
            self.same(where, cell, "-" if where.startswith("table") else "")
            return
        found = read.unescape(cell)
        if where.startswith("table"):
            # Escaped, so that blanks are no padding and the sign of absence is no name.
            self.same(where + ", as one word", cell in ("-", "*") or " " in cell, False)
        self.same(where, found, wanted)

    def row(self, where, row, columns):
        """ROW: {column: cell} of a text format, or an object."""
        own, peer, abstract = self.rows[int(row["inode"])]
        for column in columns:
            wanted = own if column.startswith("local") else peer
            if "json" not in where:
                self.text_cell(f"{where}: {column}", row[column], wanted)
            elif column in ("local", "peer"):
                found = row[column]
                self.same(f"{where}: {column}", found and read.unescape(found), wanted)
            else:
                found = read.json_name(row, column, wanted or b"")
                self.same(f"{where}: {column}", found, wanted)
        if "json" in where:
            self.same(f"{where}: abstract", row["local_abstract"], abstract)

    def format(self, where, reader, options, columns, terminal=None):
        names = ["inode", *columns, "local_abstract"]
        command = [*self.program, "-xan", *options, "--columns=" + ",".join(names)]
        result = read.run(command, terminal)
        try:
            if result.returncode != 0:
                raise read.Wrong(f"exit {result.returncode}, {result.stderr!r}")
            rows = reader(result.stdout)
            if where.startswith("details"):  # which leaves out what is absent
                rows = [[row.get(name, "") for name in names] for row in rows]
            if "json" not in where:
                rows = [dict(read.paired(names, row)) for row in rows]
            self.same(f"{where}: rows", sorted(int(row["inode"]) for row in rows), sorted(self.rows))
            for row in rows:
                self.row(where, row, columns)
        except (read.Wrong, ValueError, KeyError, IndexError) as error:
            self.same(where, f"{type(error).__name__}: {error}", "no error")


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rows = make()
    check = Check(sys.argv[1:], rows)
    for name, reader, options in FORMATS:
        check.format(name, reader, options, COLUMNS)
        check.format(f"{name} on a terminal", reader, options, COLUMNS, 32767)
        check.format(f"{name} as read", reader, [*options, "--sort=none"], COLUMNS)
    print("at least 500 names:", len(rows) >= 1500)
    print(f"each in every format: {check.checked > 80000}, {check.failures} failures")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""store.py FILE: puts the sockets of a JSON document into a database, and prints a query of it."""
import json
import sqlite3
import sys

# A column: its type in the database, and whether it can be absent.
COLUMNS = {
    "proto": ("text", False), "family": ("text", False), "state": ("text", False),
    "local_address": ("text", False), "local_port": ("integer", False),
    "peer_address": ("text", True), "peer_port": ("integer", True),
    "recv_q": ("integer", True), "send_q": ("integer", True),
    "uid": ("integer", True), "inode": ("integer", True), "cookie": ("text", False),
    "device": ("text", True), "mark": ("integer", True), "user": ("text", True),
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    database = sqlite3.connect(":memory:")
    checks = ", ".join(f"{name} check (typeof({name}) {'in (' if null else '= '}'{kind}'"
                       f"{', ' + repr('null') + ')' if null else ''})"
                       for name, (kind, null) in COLUMNS.items())
    database.execute(f"create table socket ({checks}, pid integer)")
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    for socket in document["sockets"]:
        # KeyError if a key is gone: absent values are null.
        values = [socket[name] for name in COLUMNS]
        for process in socket["processes"] or [{"pid": None}]:
            database.execute(f"insert into socket values ({marks})", [*values, process["pid"]])
    query = """select proto, state, local_address, local_port, count(distinct cookie),
        count(distinct pid) from socket group by 1, 2, 3, 4 order by 1, 2, 3, 4"""
    for row in database.execute(query):
        print(*row, sep="|")


main()

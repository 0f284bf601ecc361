#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""nonsense.py SCHEMA DOCUMENT LINES GROUPS: changes one thing in valid output and prints whether
the schema, as it is, still accepts it.

DOCUMENT is the output of --json, LINES that of --jsonl, both with every key of a socket; GROUPS
that of --jsonl -s with every key of a group. The first row of each is the one that is changed.
"""

import copy
import json
import sys

import jsonschema

GONE = object()

NONSENSE = {
    "document": [
        ("no schema", "schema", GONE),
        ("another schema", "schema", "sockstat/2"),
        ("another tool", "tool", "ss 7.1.0"),
        ("no host", "host", GONE),
        ("no boot", "boot_id", GONE),
        ("half a boot", "boot_id", "dfb60bc7-64ab"),
        ("a time in seconds", "time", 1795000000),
        ("a time of another form", "time", "27 Nov 2026 04:21"),
        ("a time in month 13", "time", "2026-13-01T00:00:00.000000Z"),
        ("no sockets", "sockets", GONE),
        ("a number for sockets", "sockets", 1),
        ("an object for sockets", "sockets", {}),
        ("sockets that are strings", "sockets", ["tcp"]),
        ("a socket without keys", "sockets", [{}]),
        ("sockets and groups", "groups", []),
        ("no total", "total", GONE),
        ("a total of -1", "total", -1),
        ("half a socket more", "total", 1.5),
        ("no sources", "sources", GONE),
        ("a list of sources", "sources", ["netlink"]),
        ("an unknown source", "sources.tcp", "guess"),
        ("an unknown source of a new protocol", "sources.sctp", "guess"),
        ("a source that is null", "sources.udp", None),
        ("true for duplicates", "duplicates", True),
        ("no warnings", "warnings", GONE),
        ("one warning without a list", "warnings", "incomplete"),
        ("an empty warning", "warnings", [""]),
        ("a word for owners_complete", "owners_complete", "hidden"),
        ("no complete", "complete", GONE),
        ("a word for complete", "complete", "yes"),
        ("a key with capitals", "Sockets", []),
    ],
    "socket": [
        ("an unknown protocol", "proto", "tpc"),
        ("a protocol in capitals", "proto", "TCP"),
        ("a protocol that is null", "proto", None),
        ("an unknown family", "family", "ipv5"),
        ("an unknown state", "state", "listening"),
        ("a state as tables show it", "state", "LISTEN"),
        ("an unknown timer", "timer", "off"),
        ("an unknown owner", "owner", "unknown"),
        ("an owner that is null", "owner", None),
        ("port 0", "local_port", 0),
        ("port 65536", "local_port", 65536),
        ("a port in quotes", "local_port", "80"),
        ("a peer's port of -1", "peer_port", -1),
        ("a peer's port of 65536", "peer_port", 65536),
        ("an address without digits", "local_address", "..."),
        ("an address with a byte of 256", "local_address", "10.0.0.256"),
        ("an address with a port", "peer_address", "10.0.0.1:80"),
        ("a clock as an address", "peer_address", "12:34:56"),
        ("a queue of -1", "recv_q", -1),
        ("a queue of 4 GiB", "send_q", 4294967296),
        ("inode 0", "inode", 0),
        ("interface 0", "device_index", 0),
        ("a cookie that is a number", "cookie", 30843),
        ("a cookie of 17 digits", "cookie", "1" * 17),
        ("a word for v6only", "v6only", "yes"),
        ("no text for local", "local", ""),
        ("null for processes", "processes", None),
        ("a process without a name", "processes", [{"pid": 1, "fds": [3]}]),
        ("a process without a list", "processes", [{"pid": 1, "comm": "a", "fds": None}]),
        ("a descriptor of -1", "processes", [{"pid": 1, "comm": "a", "fds": [-1]}]),
        ("process 0", "pid", [0]),
        ("one pid without a list", "pid", 1),
        ("one name without a list", "comm", "init"),
        ("base64 that is none", "user_base64", "a"),
    ],
    "line": [
        ("a line without a host", "host", GONE),
        ("a line without a time", "time", GONE),
        ("a line with sockets", "sockets", []),
        ("a line with groups", "groups", []),
        ("a line of which one key is a list", "local_port", [80]),
        ("a line with an unknown state", "state", "open"),
    ],
    "group": [
        ("a count of -1", "count", -1),
        ("a count in words", "count", "two"),
        ("a group of an unknown protocol", "proto", "tpc"),
        ("a sum of -1", "recv_q", -1),
        ("states as a list", "states", ["listen"]),
        ("states without numbers", "states", "listen, established"),
        ("a state with half a socket", "listen", 0.5),
    ],
    "end": [
        ("an end without rows", "rows", GONE),
        ("an end with -1 rows", "rows", -1),
        ("an end without a tool", "tool", GONE),
        ("an end without owners_complete", "owners_complete", GONE),
        ("an end without complete", "complete", GONE),
        ("an end with sockets", "sockets", []),
        ("an end of another schema", "schema", "sockstat/0"),
    ],
}

WHOLE = [{}, [], 1, None, "x", True, [{}], {"host": "a", "time": None}, {"rows": 1},
         {"host": "a", "time": None, "later": 1}, {"sockets": []}, {"complete": True},
         {"proto": "tcp"}, {"schema": "sockstat/1"}, {"host": "a", "time": None, "Proto": "tcp"}]

LATER = [
    ("document", "later_key", {"any": "thing"}),
    ("document", "sources.sctp", "netlink"),
    ("socket", "later_key", [1, "two"]),
    ("process", "later_key", None),
    ("line", "later_key", "text"),
    ("group", "later_key", 1),
    ("end", "later_key", 1.5),
]


def load(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Samples:
    """Valid output, of each kind the whole value and, within it, the part that is changed."""

    def __init__(self, document, lines, groups):
        lines, groups = lines.splitlines(), groups.splitlines()
        self.text = document
        self.values = {
            "document": json.loads(document), "socket": json.loads(document),
            "process": json.loads(document), "line": json.loads(lines[0]),
            "end": json.loads(lines[-1]), "group": json.loads(groups[0]),
        }

    def changed(self, kind, path, new):
        value = copy.deepcopy(self.values[kind])
        part = value["sockets"][0] if kind in ("socket", "process") else value
        part = part["processes"][0] if kind == "process" else part
        *parents, key = path.split(".")
        for parent in parents:
            part = part[parent]
        if new is GONE:
            del part[key]
        else:
            part[key] = new
        return value

    def keys(self, kind):
        value = self.values[kind]
        return value["sockets"][0] if kind == "socket" else value


def main():
    validator = jsonschema.Draft7Validator(json.loads(load(sys.argv[1])))
    samples = Samples(*map(load, sys.argv[2:]))

    def verdict(value):
        return "accepted" if validator.is_valid(value) else "rejected"

    print("as it came:")
    for kind, value in samples.values.items():
        print(f"{verdict(value)}: {kind}")
    print("with something that a later version may add:")
    for kind, path, new in LATER:
        print(f"{verdict(samples.changed(kind, path, new))}: {path} in {kind}")
    print("nonsense:")
    for value in WHOLE:
        print(f"{verdict(value)}: {json.dumps(value)}")
    for kind, changes in NONSENSE.items():
        for name, path, new in changes:
            print(f"{verdict(samples.changed(kind, path, new))}: {name}")
    print("a list of an object in place of the value of each key:")
    for kind in NONSENSE:
        wrong = [key for key in samples.keys(kind)
                 if verdict(samples.changed(kind, key, [{}])) == "accepted"]
        print(f"{kind}: accepted for {', '.join(wrong) or 'none'}")
    print("cut off behind a line:")
    lines = samples.text.splitlines(keepends=True)
    for count in range(len(lines)):
        try:
            json.loads("".join(lines[:count]))
            print(f"parses after {count} lines")
        except ValueError:
            pass


main()

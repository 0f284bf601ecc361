#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""details.py DETAILS JSON TABLE: holds the output of --details to --json and to the table without a
heading of the same sockets, read before it: the keys that are known, their values, units and order,
the first lines, and the width."""

import base64
import json
import re
import sys

TOPICS = ["Endpoints", "Process", "Queues", "Timer", "TCP internals", "Memory", "Options", "Place"]
UNITS = [("bytes_per_s", "bytes/s"), ("_us", "us"), ("_ms", "ms"), ("_bytes", "bytes")]
MOVING = re.compile("last_.*_ms|timer_expires_ms")


def fail(*what):
    sys.exit("details.py: " + " ".join(map(str, what)))


def unescaped(text):
    """The bytes of an escaped text."""
    plain = re.sub(rb"\\(x..|\\)", lambda m: bytes([int(m[1][1:], 16)]) if m[1] != b"\\" else b"\\",
                   text.encode())
    return plain


def read_block(block):
    """The first line without blanks, [key, value] of each fact, and the headings of a block."""
    first, facts, headings = "", [], []
    for line in block.split("\n"):
        if len(line) > 80:
            fail("longer than 80:", line)
        if re.fullmatch("[A-Z][A-Za-z -]*:|vsock:", line):
            headings.append(line[:-1])
        elif not headings:
            first += line.replace(" ", "")
        elif match := re.fullmatch("  ([a-z0-9_]+)  +(.*)", line):
            facts.append([match[1], match[2]])
            column = match.start(2)
        elif line[:column] == " " * column:
            facts[-1][1] += line[column:]
        else:
            fail("no fact:", line)
        if facts and re.match("  [a-z]", line) and match.start(2) != column:
            fail("not aligned:", line)
    return first, facts, headings


def processes_text(processes):
    """web[1,2] sh[3]: the list of JSON as people read it."""
    names = {}
    for process in processes:
        names.setdefault(process["comm"], []).append(str(process["pid"]))
    return " ".join(f"{name}[{','.join(pids)}]" for name, pids in names.items())


# Blocks have these of TCP and UDP sockets only if --columns names them.
NAMED = ("role", "listener", "connections", "handshakes", "peer_match", "peer_cookie",
         "peer_processes", "backends", "time_wait_ports", "time_wait_percent",
         "reuseport_sockets", "reuseport_least_queue", "recv_rate_bytes_per_s",
         "send_rate_bytes_per_s", "total_rate_bytes_per_s", "retransmits_per_s", "community_id")


def check_value(row, key, text):
    value = row[key]
    if isinstance(value, bool):
        same = text == ("yes" if value else "no")
    elif isinstance(value, int):
        parts = text.split("  ")
        same = int(parts[0]) == value or MOVING.fullmatch(key)
        unit = next((unit for end, unit in UNITS if key.endswith(end)), None)
        if unit and parts[1:2] != [unit]:
            fail("unit of", key, text)
    elif key in ("processes", "peer_processes"):
        same = text == processes_text(value)
    elif isinstance(value, list):
        same = text == ",".join(map(str, value))
    elif key + "_base64" in row:
        same = unescaped(text) == base64.b64decode(row[key + "_base64"])
    else:
        same = text == value or unescaped(text) == value.encode()
    if not same:
        fail(key, "is", value, "but", text)


def check_block(block, row, cells):
    first, facts, headings = read_block(block)
    if first != cells.replace(" ", ""):
        fail("first line", first, "but", cells)
    if row["proto"] in ("tcp", "udp"):
        row = {key: value for key, value in row.items() if key not in NAMED}
    known = [key for key, value in row.items()
             if value not in (None, []) and not key.endswith("_base64") and
             not key.startswith("netns") and key not in ("severity", "findings") and
             (key, value) != ("peer", "*")]  # with -N only
    if sorted(known) != sorted(fact[0] for fact in facts):
        fail("keys", set(known) ^ {fact[0] for fact in facts})
    if len(set(headings)) != len(headings) or \
            [name for name in TOPICS if name in headings] != [name for name in headings
                                                              if name in TOPICS]:
        fail("headings", headings)
    for key, text in facts:
        check_value(row, key, text)
    return len(facts)


with open(sys.argv[1], encoding="utf-8") as file:
    blocks = file.read()
with open(sys.argv[2], encoding="utf-8") as file:
    rows = json.load(file)["sockets"]
with open(sys.argv[3], encoding="utf-8") as file:
    lines = file.read().splitlines()
if not blocks.endswith("\n") or "\n\n\n" in blocks:
    fail("empty lines")
blocks = blocks[:-1].split("\n\n")
if not len(blocks) == len(rows) == len(lines):
    fail(len(blocks), "blocks,", len(rows), "rows,", len(lines), "lines")
count = sum(check_block(*one) for one in zip(blocks, rows, lines))
if count < 20 * len(rows):
    fail("only", count, "facts")
print(len(rows), "sockets: the same")

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sources.py SOCKSTAT: the same sockets from netlink, from /proc and from ss, and in each format.

Everything that two of them have must be the same. Timers may differ by the time between two looks
and TOLERANCE, and a difference counts when each of LOOKS has it.
"""

import csv
import io
import ipaddress
import json
import os
import re
import subprocess
import sys
import time

from hostile_read import paired, unescape

TOLERANCE = 1.5  # seconds
LOOKS = 20
STATES = {"ESTAB": "established", "UNCONN": "unconnected"}
SECONDS = {"ms": 0.001, "sec": 1, "min": 60, "hour": 3600, "day": 86400}
SHARED = ["proto", "family", "state", "local_address", "local_port", "peer_address", "peer_port", "recv_q",
          "send_q", "accept_queue", "uid", "inode", "timer", "retransmits", "seconds", "processes"]
OF_SS = [*SHARED, "accept_limit", "cookie", "mark", "v6only", "device"]


def output(command):
    result = subprocess.run(command, capture_output=True, check=True, text=True)
    return result.stdout


# --- ss

def ss_seconds(text):
    """Those in 1min30sec or 200ms; 1.500ms is what ss calls a second and a half."""
    text = re.sub(r"([0-9]+\.[0-9]+)ms", r"\1sec", text)
    parts = re.findall(r"([0-9.]+)(ms|sec|min|hour|day)", text)
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


def ss_step(text):
    """What ss leaves out of a time: it has no seconds from ten minutes on."""
    return 60 if "min" in text and "sec" not in text else 1


def ss_end(text):
    """(address, port, scope or device) of one end."""
    host, port = text.rsplit(":", 1)
    host, _, scope = host.partition("%")
    address = ipaddress.ip_address("::" if host == "*" else host.strip("[]"))
    return address, 0 if port == "*" else int(port), scope or None


def ss_row(line):
    proto, state, first, second, local, peer, *rest = line.split(None, 6)
    extra = rest[0] if rest else ""
    address, port, device = ss_end(local)
    peer_address, peer_port, _ = ss_end("0.0.0.0:*" if peer == "*:*" else peer)
    listens = state == "LISTEN"
    # ss shows the peer that a listener called in vain before
    has_peer = not listens and not (peer_address.is_unspecified and peer_port == 0)
    timer = re.search(r"timer:\(([a-z]+),([^,]*),(\d+)\)", extra)

    def option(pattern, convert=str):
        found = re.search(rf"(?:^| ){pattern}(?: |$)", extra)
        return convert(found[1]) if found else None

    return {
        "proto": proto,
        "family": "ipv6" if address.version == 6 else "ipv4",
        "state": STATES.get(state, state.lower()),
        "local_address": address, "local_port": port,
        "peer_address": peer_address if has_peer else None,
        "peer_port": peer_port if has_peer else None,
        "recv_q": None if listens else int(first), "send_q": None if listens else int(second),
        "accept_queue": int(first) if listens else None,
        "accept_limit": int(second) if listens else None,
        "uid": option(r"uid:(\d+)", int) or (0 if option(r"ino:(\d+)", int) else None),
        "inode": option(r"ino:(\d+)", int) or None,
        "cookie": option(r"sk:([0-9a-f]+)"),
        "mark": option(r"fwmark:(0x[0-9a-f]+)", lambda text: int(text, 16)) or 0,
        "v6only": option(r"v6only:([01])", lambda text: text == "1"),
        "device": device,
        "timer": timer[1] if timer else None,
        "seconds": ss_seconds(timer[2]) if timer else None,
        "step": ss_step(timer[2]) if timer else 0,
        "retransmits": int(timer[3]) if timer else None,
        "processes": sorted((name, int(pid), int(fd)) for name, pid, fd in
                            re.findall(r'\("([^"]*)",pid=(\d+),fd=(\d+)\)', extra)),
    }


def from_ss():
    rows = [ss_row(line) for line in output(["ss", "-tuanpeoH"]).splitlines()]
    # bound-inactive sockets, which only newer versions list
    return [row for row in rows if (row["proto"], row["state"]) != ("tcp", "unconnected")]


# --- ours

def our_row(row):
    row = dict(row)
    for key in "local_address", "peer_address":
        row[key] = ipaddress.ip_address(row[key]) if row[key] is not None else None
    if row["device_index"] is not None and row["device"] is None:
        row["device"] = f"if{row['device_index']}"  # an interface that is gone, as ss writes it
    expires = row["timer_expires_ms"]
    row["seconds"] = expires / 1000 if expires is not None else None
    row["processes"] = sorted((process["comm"], process["pid"], fd) for process in row["processes"] or []
                              for fd in process["fds"])
    return row


def ours(program, *options):
    document = json.loads(output([*program, "-tuanp", "--json", *options]))
    rows = [our_row(row) for row in document["sockets"]]
    return [row for row in rows if row["state"] != "bound-inactive"], document


def identity(row):
    keys = "proto", "local_address", "local_port", "peer_address", "peer_port", "inode"
    return tuple(str(row[key]) for key in keys)


def same(key, one, other, elapsed):
    if key == "seconds" and one[key] is not None and other[key] is not None:
        return abs(one[key] - other[key]) < TOLERANCE + elapsed + other.get("step", 0)
    return one[key] == other[key]


def absent_from(row, key):
    """Fields that ss tells of some sockets only: their absence there says nothing."""
    name, state = key
    if name == "v6only":
        return row[name] is None
    if name in ("mark", "uid", "cookie", "device"):
        return state in ("time-wait", "syn-recv") and not row[name]
    return False


def differences(look, other_look, keys):
    """What is different -> in words."""
    found = {}
    start = time.monotonic()
    ours_rows, theirs = look(), other_look()
    elapsed = time.monotonic() - start
    by_identity = {identity(row): row for row in theirs}
    mine = {identity(row): row for row in ours_rows}
    if len(mine) != len(ours_rows) or len(by_identity) != len(theirs):
        found["twice"] = "a socket twice"
    for place in set(mine) ^ set(by_identity):
        found[place] = f"only one has {place}"
    for place in set(mine) & set(by_identity):
        one, other = mine[place], by_identity[place]
        # of these the kernel counts timeouts in /proc, and what it sent again in sock_diag
        skip = {"retransmits"} if one["state"] == "syn-recv" else set()
        for key in set(keys) - skip:
            if not same(key, one, other, elapsed) and not absent_from(other, (key, one["state"])):
                found[place, key] = f"{place} {one['state']} {key}: {one[key]!r}, {other[key]!r}"
    return found


# --- formats

def plain(value, key):
    """What CSV must have for a value of JSON, by the manual."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key == "pid":
        return ",".join(str(one) for one in value)
    if key in ("processes", "peer_processes", "comm", "contexts"):
        return None  # of a form of their own
    return str(value)


def comms(cell):
    return [unescape(name).decode() for name in cell.split(",")] if cell else []


def format_differences(program):
    """Between the formats, over all columns but those that change with time."""
    lines = output([*program, "--list-columns"]).splitlines()
    columns = [line.split()[0] for line in lines if line.split()[2] != "TCP:"]
    for key in "timer_expires_ms", "retransmits", "findings":
        columns.remove(key)
    options = [*program, "-tuanp", "--columns=" + ",".join(columns)]
    rows = json.loads(output([*options, "--json"]))["sockets"]
    found = []
    *lines, _ = output([*options, "--jsonl"]).splitlines()
    lines = [json.loads(line) for line in lines]
    if [{key: line[key] for key in columns} for line in lines] != rows:
        found.append("JSON Lines and JSON differ")
    heading, *records = csv.reader(io.StringIO(output([*options, "--csv"])), strict=True)
    split = [row.split("\t") for row in output([*options, "--null"]).split("\0")[:-1]]
    if heading != columns or split != [heading, *records]:
        found.append("--null and CSV differ")
    found += ["comm differs" for row, record in paired(rows, records)
              if comms(record[columns.index("comm")]) != row["comm"]]
    for row, record in paired(rows, records):
        wanted = [plain(row[key], key) for key in columns]
        found += [f"CSV {key}: {one!r}, JSON {other!r}" for key, one, other in
                  zip(columns, record, wanted) if other is not None and one != other]
    found += table_differences(program, columns)
    return dict(zip(found, found))


# In tables these have another form: for people.
OTHER_IN_TABLES = {"proto", "state", "recv_q", "mark", "user", "device", "processes", "comm",
                   "peer_processes"}


def unmapped(cell):
    """A cell as tables have it, which write a mapped address as IPv4."""
    return re.sub(r"\[?::ffff:([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(?:%[^\]]*)?)\]?", r"\1", cell)


def table_differences(program, columns):
    """No value of these columns has blanks, so that words are cells."""
    chosen = [key for key in columns if key not in OTHER_IN_TABLES]
    options = [*program, "-tuanpH", "--columns=" + ",".join(chosen)]
    table = [line.split() for line in output(options).splitlines()]
    records = list(csv.reader(io.StringIO(output([*options, "--csv"])), strict=True))
    return ["table and CSV differ" for one, other in paired(table, records)
            if one != [unmapped(cell) or "-" for cell in other]]


def is_udp6(row):
    return row["proto"] == "udp" and row["family"] == "ipv6"


KINDS = {
    "connection mapped into IPv6": lambda row: (
        row["peer_address"] is not None and row["peer_address"].version == 6
        and row["peer_address"].ipv4_mapped is not None and row["state"] == "established"),
    "IPv6 UDP, bound": lambda row: is_udp6(row) and row["peer_address"] is None,
    "IPv6 UDP, connected": lambda row: is_udp6(row) and row["peer_address"] is not None,
    "scope": lambda row: row["local_address"].is_link_local and row["device"] is not None,
    "device": lambda row: not row["local_address"].is_link_local and row["device"] is not None,
    "mark": lambda row: row["mark"],
    "bytes to read, UDP": lambda row: row["proto"] == "udp" and row["recv_q"],
    "bytes to read, TCP": lambda row: row["proto"] == "tcp" and row["recv_q"],
    "bytes to send": lambda row: row["send_q"],
    "to be accepted": lambda row: row["accept_queue"],
    "two holders": lambda row: len({pid for _, pid, _ in row["processes"]}) > 1,
}


def settle(look):
    """The differences that every look has."""
    found = look()
    for _ in range(LOOKS - 1):
        if found:
            again = look()
            found = {key: words for key, words in found.items() if key in again}
    return list(found.values())


def main():
    program = sys.argv[1:]
    rows, document = ours(program)
    print("complete:", document["complete"], document["sources"], document["warnings"])
    print("enough sockets:", len(rows) >= int(os.environ["ENOUGH"]))
    for proto in "tcp", "udp":
        print(f"{proto}:", *sorted({row["state"] for row in rows if row["proto"] == proto}))
    for name, has in KINDS.items():
        print(f"{name}:", any(has(row) for row in rows))
    timers = {row["timer"] for row in rows} - {None}
    print("timers:", *sorted(timers))

    def from_netlink():
        return ours(program)[0]

    def from_proc():
        return ours(program, "--source=proc")[0]

    comparisons = {
        "netlink and /proc": lambda: differences(from_netlink, from_proc, SHARED),
        "netlink and ss": lambda: differences(from_netlink, from_ss, OF_SS),
        "/proc and ss": lambda: differences(from_proc, from_ss, SHARED),
        "the formats": lambda: format_differences(program),
    }
    for name, look in comparisons.items():
        found = settle(look)
        print(f"{name}: {len(found)} differences")
        for line in sorted(found)[:20]:
            print("  " + line)


main()

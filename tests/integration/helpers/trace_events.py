# SPDX-License-Identifier: MIT
"""
trace_events.py EVENTS PORT CLIENT WORKER: what the output of --follow --json in the file EVENTS
says of the connections of short_connections.py, whose processes have the PIDs CLIENT and WORKER.
Prints how many events there are of each kind, and those that are wrong.
"""

import collections
import json
import sys

path, port, client, worker = sys.argv[1], *map(int, sys.argv[2:5])
lines = [json.loads(line) for line in open(path)]
PIDS = {"t-client": client, "t-worker": worker}
# What an event tells by itself. A scan that comes while a connection lives can tell it first.
ROLES = {
    ("client", "open"): ("t-client", "opener"),
    ("client", "close"): ("t-client", "opener"),
    ("server", "open"): ("t-master", "listener"),
    ("server", "close"): ("t-worker", "closer"),
    ("listener", "open"): ("t-master", "opener"),
    ("listener", "close"): ("t-master", "opener"),
}
HELD = {"client": {"t-client"}, "server": {"t-worker"}, "listener": {"t-master", "t-worker"}}


def side_of(line):
    if line["peer_port"] is None:
        return "listener"
    return "client" if line["peer_port"] == port else "server"


def is_right(line, side):
    """Whether the processes are what the event, or a scan, can tell."""
    processes = [(process["comm"], process["pid"]) for process in line["processes"]]
    if any(PIDS.setdefault(comm, pid) != pid for comm, pid in processes):
        return False
    comms = {comm for comm, _ in processes}
    if line["owner_basis"] == "scan":
        return bool(comms) and comms <= HELD[side]
    if line["owner_basis"] is None:  # not accepted yet
        return line["event"] == "open" and line["seen"] == "scan" and not comms
    comm, basis = ROLES[side, line["event"]]
    return comms == {comm} and line["owner_basis"] == basis


counts = collections.Counter()
cookies = collections.defaultdict(list)
for line in lines:
    if line["event"] not in ("open", "close", "change", "replaced"):
        continue
    if port not in (line["local_port"], line["peer_port"]):
        continue
    cookies[line["cookie"]].append(line)
    if line["event"] == "change":  # by a scan
        continue
    side = side_of(line)
    if not is_right(line, side):
        print("wrong:", line)
    counts[f"{side} {line['event']}" +
           (f" ({line['reason']})" if line["event"] == "close" else "")] += 1
for what, count in sorted(counts.items()):
    print(count, what)

for events in cookies.values():
    events = [line for line in events if line["event"] != "change"]
    if [line["event"] for line in events] != ["open", "close"]:
        print("not one open and one close:", [line["event"] for line in events])
        continue
    end = events[1]
    duration = end["duration_us"]
    if end["peer_port"] is not None and (duration is None or not 0 < duration < 600_000_000):
        print("duration", duration)
    data = (end["bytes_acked"], end["bytes_received"])
    expected = (5, 0) if end["peer_port"] == port else \
        (None, None) if end["peer_port"] is None else (0, 5)
    if data != expected:
        print("bytes", data)
print("complete", lines[-1]["event"] == "end" and lines[-1]["complete"])

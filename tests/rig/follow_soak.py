#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""follow_soak.py BUILD SECONDS RATE [OPTION...]: what --follow reports while RATE connections a
second come and go for SECONDS, in a network namespace. Each connection is two sockets. Counts the
sockets that were opened and closed, and each that was reported twice; what is lost must be said in
a gap. Without a trace, only what a scan finds is opened. Memory must stay flat. Ends with status 1
if one of that fails. OPTIONs go to sockstat.
"""
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

COOKIE = re.compile(rb'"event":"(open|close)".*?"cookie":"([0-9a-f]+)"')
GROWTH = 1.1  # of memory, in the last half of the time
MOST_UNKNOWN = 1000  # events that a gap without a number stands for
SETTLED = 200  # seconds after which memory must be flat: what is in TIME-WAIT stays 60 seconds


class Counted:
    """How often each socket was opened and closed, by cookie."""

    def __init__(self):
        self.seen = {b"open": bytearray(), b"close": bytearray()}
        self.twice = {b"open": 0, b"close": 0}
        self.total = {b"open": 0, b"close": 0}
        self.gaps, self.lost, self.unknown = 0, 0, 0
        self.end = None

    def add(self, event, cookie):
        """Counts one event."""
        seen = self.seen[event]
        if cookie >= len(seen):
            seen.extend(bytes(cookie + 1_000_000 - len(seen)))
        self.twice[event] += seen[cookie]
        seen[cookie] = 1
        self.total[event] += 1

    def read(self, lines):
        """Counts the events in LINES, which are JSON."""
        for line in lines:
            found = COOKIE.search(line)
            if found:
                if b'"state":"listen"' not in line:
                    self.add(found[1], int(found[2], 16))
                continue
            event = json.loads(line)
            if event["event"] == "gap":
                self.gaps += 1
                self.lost += event["lost"] or 0
                self.unknown += event["lost"] is None
            if event["event"] == "end":
                self.end = event


def memory(pid):
    """The resident memory of a process in KiB."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])


def processor_seconds(pid):
    """The processor time that a process has used."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch_memory(pid, seconds):
    """Samples the memory of a process for so long; the samples."""
    samples = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(max(0.2, seconds / 100))
        samples.append(memory(pid))
    return samples


def judge(load, counted, samples, status, sources):
    """Prints what is wrong; true if nothing is."""
    made, took = load
    wrong = []
    for event, twice in counted.twice.items():
        if twice:
            wrong.append(f"{twice} {event.decode()} events came twice")
        missing = 2 * made - counted.total[event]
        polled = event == b"open" and "trace" not in sources
        if missing > counted.lost + MOST_UNKNOWN * counted.unknown and not polled:
            wrong.append(f"{missing} {event.decode()} events are missing, "
                         f"gaps say {counted.lost}")
    if not counted.end:
        wrong.append("the end event is missing")
    if status != (3 if counted.gaps else 0):
        wrong.append(f"status {status}")
    start = max(samples[len(samples) // 5:len(samples) // 2] or samples)
    if took > SETTLED and samples[-1] > start * GROWTH + 512:
        wrong.append(f"memory grew from {start} to {samples[-1]} KiB")
    for line in wrong:
        print(f"follow: {line}")
    return not wrong


def run(build, seconds, rate, options):
    """Follows the load; true if all is well."""
    load = subprocess.Popen([f"{build}/rig/follow_load", str(rate)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    assert load.stdout.readline() == b"ready\n"
    follow = subprocess.Popen([f"{build}/sockstat", "--follow", "-t", "--jsonl", *options],
                              stdout=subprocess.PIPE)
    counted = Counted()
    sources = json.loads(follow.stdout.readline())["sources"]["tcp"]
    print("sources:", sources)
    reader = threading.Thread(target=counted.read, args=(follow.stdout,))
    reader.start()
    time.sleep(1)
    load.stdin.write(b"\n")
    load.stdin.flush()
    samples = watch_memory(follow.pid, seconds)
    load.stdin.close()
    made, took = map(int, load.stdout.readline().split())
    time.sleep(3)
    used = processor_seconds(follow.pid)
    follow.send_signal(signal.SIGTERM)
    reader.join()
    status = follow.wait()
    print(f"{made} connections in {took / 1000:.0f} s ({made * 1000 // took} a second), "
          f"{2 * made} sockets")
    print(f"opened {counted.total[b'open']}, closed {counted.total[b'close']}, gaps "
          f"{counted.gaps}, lost {counted.lost}, gaps without a number {counted.unknown}")
    print(f"memory {samples[0]} to {samples[-1]} KiB, most {max(samples)}; processor time "
          f"{used:.1f} s, {100 * used * 1000 / took:.1f} % of a processor")
    return judge((made, took / 1000), counted, samples, status, sources)


def main():
    """Enters the namespace, or, within it, runs."""
    if sys.argv[1] != "inside":
        os.execvp("unshare", ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"',
                              sys.executable, sys.argv[0], "inside", *sys.argv[1:]])
    build, seconds, rate, *options = sys.argv[2:]
    sys.exit(0 if run(build, float(seconds), int(rate), options) else 1)


if __name__ == "__main__":
    main()

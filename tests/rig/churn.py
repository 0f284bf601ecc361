#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""churn.py BUILD DUMPS: what dumps lose, and tell twice, of sockets that stay while others come
and go. In a network namespace whose tables have 16 buckets for TCP connections and 256 for UDP;
with 2,000 TCP and 1,000 UDP sockets that stay, and 8,000 of each a second that do not. Ends with
status 1 when sockstat tells a socket twice, or with --exact loses one.
"""
import os
import re
import subprocess
import sys

CONNECTIONS = 1000
RATE = 8000
PORT = "7000"
BUCKETS = ["net.ipv4.tcp_child_ehash_entries=16", "net.ipv4.udp_child_hash_entries=256"]


def commands(sockstat):
    """By name: a command that lists sockets, and what finds port, port and cookie in a line."""
    ours = ["-tuanH", "--csv", "--columns=local_port,peer_port,cookie"]
    row = re.compile(r"(\d+),(\d*),(\S*)")
    yield "sockstat", [sockstat, *ours], row
    yield "sockstat --source=proc", [sockstat, "--source=proc", "-tuanH", "--csv",
                                     "--columns=local_port,peer_port,inode"], row
    yield "ss", ["ss", "-tuanHe"], re.compile(r".*?:(\d+) +\S+:(\d+) .*sk:(\w+)")
    yield "sockstat --exact", [sockstat, "--exact", *ours], row


def stable(command, pattern):
    """The sockets that stay, as often as they are told: the listener aside."""
    text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=True).stdout.decode()
    rows = (pattern.match(line) for line in text.splitlines())
    return [row[3] for row in rows if row and PORT in row.groups()[:2] and row[2] not in ("", "0")]


def count(name, command, pattern, dumps, known):
    """Runs COMMAND so often; a line of the table, lost and twice."""
    lossy = doubled = lost = twice = 0
    for _ in range(dumps):
        told = stable(command, pattern)
        missing = len(known - set(told))
        again = len(told) - len(set(told))
        lossy += missing > 0
        doubled += again > 0
        lost += missing
        twice += again
    print(f"{name:24} {dumps:6} {lossy:12} {lost:9} {doubled:15} {twice:9}", flush=True)
    return lost, twice


def refusal(command):
    """Why BPF cannot be had; None: it can, or it fails in a way that is to be seen."""
    words = subprocess.run([*command, "-q"], stderr=subprocess.PIPE, check=False, text=True).stderr
    found = re.search(r"not permitted|not built into this program", words)
    return found and found[0]


def run(build, dumps):
    """All commands beside the churn; true when sockstat keeps its word."""
    sockstat = f"{build}/sockstat"
    churn = subprocess.Popen([f"{build}/rig/churn", str(CONNECTIONS), str(RATE)],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert churn.stdout.readline() == "ready\n"
    good = True
    print(f"{'':24} {'dumps':>6} {'with losses':>12} {'lost':>9} {'with doubles':>15} {'twice':>9}")
    for name, command, pattern in commands(sockstat):
        if name.endswith("exact") and (why := refusal(command)):
            print(f"sockstat --exact: left out: {why}")
            continue
        # what is told in any of a few dumps is all that there is
        known = set().union(*(stable(command, pattern) for _ in range(5)))
        if len(known) != 3 * CONNECTIONS:
            sys.exit(f"{name} tells of {len(known)} sockets that stay, not {3 * CONNECTIONS}")
        lost, twice = count(name, command, pattern, dumps, known)
        good = good and (name == "ss" or twice == 0) and not (name.endswith("exact") and lost)
    churn.stdin.close()
    connections, milliseconds = map(int, churn.stdout.readline().split())
    print(f"{connections * 1000 // milliseconds} connections, and as many UDP sockets, came and "
          "went a second")
    return good


def main():
    """Enters the two namespaces, or, within them, runs."""
    stage, words = sys.argv[1], sys.argv[2:]
    if stage == "inside":
        os.execvp("unshare", ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$0" "$@"',
                              sys.executable, sys.argv[0], "run", *words])
    if stage == "run":
        sys.exit(0 if run(words[0], int(words[1])) else 1)
    can = subprocess.run(["unshare", "--net", "sysctl", "-qw", *BUCKETS], check=False,
                         stderr=subprocess.DEVNULL)
    if can.returncode:
        print("churn: skipped: no namespace with 16 buckets can be made here (Linux 6.1, root)")
        return
    os.execvp("unshare", ["unshare", "--net", "sh", "-c",
                          f'sysctl -qw {" ".join(BUCKETS)} && exec "$0" "$@"', sys.executable,
                          sys.argv[0], "inside", *sys.argv[1:]])


if __name__ == "__main__":
    main()

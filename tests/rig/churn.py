#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""churn.py BUILD DUMPS: what dumps lose, and tell twice, of sockets that stay while others come
and go. In a network namespace whose tables have 16 buckets for TCP connections and 256 for UDP;
with 2,000 TCP and 1,000 UDP sockets that stay, and 8,000 of each a second that do not. Ends with
status 1 when sockstat tells a socket twice, or with --exact loses one; and if --follow, --watch,
--rates, --wait, --save or --diff say of a socket that stays that it changed.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import loops

CONNECTIONS = 1000
RATE = 8000
PORT = "7000"
ROUND = 200 # dumps for each round of what looks more than once
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


STAYS = f"sport = {PORT} or dport = {PORT}"


def follow(sockstat, *words):
    """--follow reports each socket that stays once, as open, and ends as it should."""
    command = [sockstat, "-tuan", "--follow=0.2", "--duration=2", "--jsonl", *words, STAYS]
    result = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    events = [row for row in rows if row["event"] not in ("begin", "end", "gap", "alive")]
    gaps = sum(row["event"] == "gap" for row in rows)
    others = [row for row in events if row["event"] != "open"]
    twice = len(events) - len({row["cookie"] for row in events})
    ended = rows[-1]["event"] == "end" and rows[-1]["complete"] == (gaps == 0) and \
        result.returncode == (3 if gaps else 0)
    good = ended and not others and not twice and len(events) == 3 * CONNECTIONS + 1
    return good, f"{len(events)} events, {len(others)} no open, {twice} twice, {gaps} gaps" + \
        ("" if ended else f", end: {rows[-1]}, exit {result.returncode}")


def rates(sockstat):
    """--rates has no socket twice, and none that carries data."""
    command = [sockstat, "-tanH", "--rates=0.2", "--csv", "--columns=cookie,total_rate", STAYS]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            check=False)
    rows = list(csv.reader(io.StringIO(result.stdout.decode())))
    twice = len(rows) - len({cookie for cookie, _ in rows})
    wrong = sum(rate not in ("", "0") for _, rate in rows)
    return result.returncode == 0 and twice == wrong == 0 and rows != [], \
        f"{len(rows)} rows, {twice} twice, {wrong} rates that are not 0"


def compare(sockstat):
    """--diff finds no difference to what --save has just written."""
    with tempfile.TemporaryDirectory() as directory:
        name = f"{directory}/baseline"
        saved = subprocess.run([sockstat, "--save", name, STAYS], check=False)
        result = subprocess.run([sockstat, "--diff", name], stdout=subprocess.PIPE, check=False)
    return (saved.returncode, result.returncode, result.stdout) == (0, 0, b""), \
        f"exit {saved.returncode} and {result.returncode}"


def wait(sockstat):
    """--wait finds the listener."""
    result = subprocess.run([sockstat, "-tlq", "--wait=60", f"sport = {PORT}"], check=False)
    return result.returncode == 0, f"exit {result.returncode}"


def watch(sockstat):
    """--watch draws, ends by its key and restores the terminal."""
    status, terminal = loops.run_on_terminal([sockstat, "-tuan", "--watch=0.2", STAYS],
                                             env={**os.environ, "TERM": "xterm"})
    wrong = terminal.close()
    frames = terminal.written.count(loops.FRAME)
    return status == 0 and not wrong and not terminal.signalled and frames > 0, \
        f"exit {status}, {frames} frames, terminal: {wrong or 'restored'}"


def run_loops(sockstat, rounds):
    """All that look more than once; true if none reports what is not."""
    checks = [("--follow --trace=none", lambda: follow(sockstat, "--trace=none")),
              ("--rates", lambda: rates(sockstat)), ("--save, --diff", lambda: compare(sockstat)),
              ("--wait", lambda: wait(sockstat)), ("--watch", lambda: watch(sockstat))]
    if not refusal([sockstat, "--exact"]):
        checks.insert(1, ("--follow --trace=bpf", lambda: follow(sockstat, "--trace=bpf")))
    all_good = True
    for name, check in checks:
        for _ in range(rounds):
            good, what = check()
            if not good:
                break
        print(f"{name:24} {'' if good else 'WRONG: '}{what}", flush=True)
        all_good = all_good and good
    return all_good


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
    good = run_loops(sockstat, max(1, dumps // ROUND)) and good
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

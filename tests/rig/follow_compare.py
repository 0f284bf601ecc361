#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""follow_compare.py BUILD: what --follow and other tools tell of the same connections, in a network
namespace: 500 that live for 2 ms, between processes whose IDs are known, and as many as are made in
one second, 10,000 if the machine is fast enough; of these, one third is reset. Prints a table: the
ends of sockets that were reported, of those there were (conntrack: connections that began), how
many of them with their port and with the right process, and the processor time of the tool. A tool
that is not installed, or does not run here, has what it said instead. As root; nothing is judged.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PORT = 7001
SECONDS_TO_START = 20
SECONDS_TO_END = 3  # after the last connection
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all",
          "--bounding-set=-all"]


class Tool:
    """A program, and how its output is counted: one connection has `ends` lines that match."""

    def __init__(self, name, command, line, ends=2, ready=None, pid=None):
        self.name, self.command, self.line, self.ends = name, command, re.compile(line), ends
        self.ready, self.pid = ready, pid and re.compile(pid)


def tools(build):
    """The tools, ours first."""
    ours = [f"{build}/sockstat", "--follow", "-t", "--jsonl"]
    port = str(PORT).encode()
    close = rb'"event":"close"(?!.*"local_port":' + port + rb',.*"peer_port":null)'
    return [
        Tool("sockstat, trace", ours + ["--trace=bpf"], close, 2, b'"begin"',
             rb'"processes":\[\{"pid":(\d+)'),
        Tool("sockstat, no trace", ours + ["--trace=none"], close, 2, b'"begin"',
             rb'"processes":\[\{"pid":(\d+)'),
        Tool("sockstat, nobody", NOBODY + ours, close, 2, b'"begin"',
             rb'"processes":\[\{"pid":(\d+)'),
        Tool("ss -tnE", ["stdbuf", "-oL", "ss", "-tnE"], rb"^UNCONN(?!.*:" + port + rb"\s+\S*:\*)"),
        Tool("conntrack -E", ["stdbuf", "-oL", "conntrack", "-E", "-e", "NEW", "-p", "tcp"],
             rb"dport=" + port + rb"\b", 1),
        Tool("tcplife (bcc)", ["stdbuf", "-oL", "/usr/sbin/tcplife-bpfcc"],
             rb"^(\d+) .*\b" + port + rb"\b", 2, b"PID", rb"^(\d+)"),
        Tool("tcplife (bpftrace)", ["bpftrace", "/usr/sbin/tcplife.bt"],
             rb"^(\d+) .*\b" + port + rb"\b", 2, b"PID", rb"^(\d+)"),
    ]


def processor_seconds(pid):
    """The processor time of a process and of its children."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_ready(program, tool, output):
    """True once the tool reports; False if it ended or needs too long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and program.poll() is None:
        time.sleep(0.2)
        with open(output, "rb") as file:
            if tool.ready and tool.ready in file.read():
                return True
        if not tool.ready and time.monotonic() > deadline - SECONDS_TO_START + 1:
            return True
    return False


def short_connections(build):
    """500 connections of 2 ms: their number, and the processes of both ends."""
    del build
    helper = os.path.join(os.path.dirname(__file__), "../integration/helpers/short_connections.py")
    text = subprocess.run([sys.executable, helper, "500", "2", str(PORT)], check=True,
                          capture_output=True).stdout
    return 500, {int(pid) for pid in text.split()}


def many_connections(build):
    """As many as one second has, at most 10,000: their number and their process."""
    load = subprocess.Popen([f"{build}/rig/follow_load", "10000"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    load.stdout.readline()
    load.stdin.write(b"\n")
    load.stdin.flush()
    time.sleep(1)
    load.stdin.close()
    return int(load.stdout.readline().split()[0]), {load.pid}


def count(tool, output, pids):
    """How many lines tell of an end, and how many of these have the port and a right process."""
    with open(output, "rb") as file:
        lines = [line for line in file if tool.line.search(line)]
    found = (tool.pid.search(line) for line in lines) if tool.pid else ()
    ported = sum(re.search(rb"\b%d\b" % PORT, line) is not None for line in lines)
    return len(lines), ported, sum(match is not None and int(match[1]) in pids for match in found)


def run(tool, load, build, directory):
    """One tool and one load: a cell of the table."""
    output, words = os.path.join(directory, "output"), os.path.join(directory, "words")
    if not shutil.which(tool.command[2 if tool.command[0] == "stdbuf" else 0]):
        return "not installed"
    with open(output, "wb") as out, open(words, "wb") as err:
        program = subprocess.Popen(tool.command, stdout=out, stderr=err)
    if not wait_until_ready(program, tool, output):
        program.kill()
        program.wait()
        with open(words, "rb") as file:
            said = file.read().decode(errors="replace").strip().splitlines() or ["nothing"]
        return f"does not run: {said[-1][:80]}"
    before = processor_seconds(program.pid)
    made, pids = load(build)
    time.sleep(SECONDS_TO_END)
    used = processor_seconds(program.pid) - before
    program.send_signal(signal.SIGINT)
    program.wait()
    seen, ported, right = count(tool, output, pids)
    return f"{seen} of {tool.ends * made}, {ported} with port, {right} with process, " \
           f"{1000 * used:.0f} ms"


def main():
    """Enters a namespace where connections are tracked, or, within it, runs."""
    if sys.argv[1] != "inside":
        table = "add table inet t; add chain inet t c { type filter hook input priority 0; }; " \
                "add rule inet t c ct state new accept"
        os.execvp("unshare", ["unshare", "--net", "sh", "-c", f"ip link set lo up; nft '{table}'; "
                              'exec "$0" "$@"', sys.executable, sys.argv[0], "inside",
                              *sys.argv[1:]])
    build = sys.argv[2]
    with tempfile.TemporaryDirectory() as directory:
        for load in (short_connections, many_connections):
            print(load.__doc__.split(":")[0] + ":")
            for tool in tools(build):
                print(f"  {tool.name:20}{run(tool, load, build, directory)}", flush=True)


if __name__ == "__main__":
    main()

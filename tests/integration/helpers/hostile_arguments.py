#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile_arguments.py SOCKSTAT: hostile bytes in every place of the command line.

Whatever is said of them, on stdout or stderr, is safe to look at and as many lines as it should
be; the exit status is one that the manual has; with status 2 nothing is on stdout. Each name
comes to every place in turn when HOSTILE_EVERY=1, else to every 8th.
"""

import os
import subprocess
import sys
from pathlib import Path

import hostile_read as read
from hostile_names import NAMES

# What stands before the name and behind it, and options before that.
VALUES = [b"columns", b"by", b"sort", b"source", b"owners", b"color", b"limit", b"wait", b"wait-gone",
          b"services", b"filter-file"]
PLACES = [
    ([b"-uq"], b"%s"), ([b"-uq"], b"--%s"), ([b"-uq"], b"-%s"), ([b"-uq"], b"-u%s"), ([b"-uq"], b"--tcp=%s"),
    *[([b"-uH"], b"--" + option + b"=%s") for option in VALUES],
    ([b"-uqH"], b"state = %s"), ([b"-uqH"], b"(%s"), ([b"-uqH"], b"user = '%s"), ([b"-uqH"], b"dst %s"),
    ([b"-uqH"], b"dport = :%s"), ([b"-uqH"], b"cgroup = %s"), ([b"-uqH"], b"dev = \"%s\""),
    ([b"--explain-filter"], b"process = \"%s\""), ([b"--explain-filter"], b"comm ~ '%s'"),
    ([b"--explain-filter"], b"comm ~ %s"), ([b"--explain-filter"], b"user = \"%s\" or dev = '%s'"),
    ([b"--list-words", b"--"], b"%s"), ([b"--list-words", b"--", b"%s"], b""),
    ([b"--list-words", b"--"], b"process = (%s,"), ([b"--list-words", b"--"], b"(%s=state=l"),
    ([b"-uj"], b"--services=%s"), ([b"-uq", b"--filter-file=filter"], b""),
]


def check_messages(data):
    for line in read.check_text(data, "\n").split("\n")[:-1]:
        if not line.startswith(("sockstat: ", "  ")):
            raise read.Wrong(f"a forged line: {line!r}")
    if data and not data.endswith(b"\n"):
        raise read.Wrong("the last line has no end")
    if data.count(b"\n") > 3:  # the message, the place, the mark
        raise read.Wrong(f"too many lines: {data!r}")


def check_list(data):
    for line in read.check_text(data, "\n\t").split("\n")[:-1]:
        if line.count("\t") != 1:
            raise read.Wrong(f"not a word and its meaning: {line!r}")


def check(program, options, place, name):
    argument = place.replace(b"%s", name)
    options = [option.replace(b"%s", name) for option in options]
    if b"\0" in argument:
        return
    command = [program, *options, *([argument] if place else [])]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                            timeout=600)
    if result.returncode not in range(4):
        raise read.Wrong(f"exit {result.returncode}")
    if result.returncode == 2 and (result.stdout or not result.stderr):
        raise read.Wrong(f"exit 2 and {result.stdout!r}, {result.stderr!r}")
    check_messages(result.stderr)
    if options[0] == b"--list-words":
        check_list(result.stdout)
    elif options == [b"-uj"] and result.returncode == 0:
        read.read_json(result.stdout)
    else:
        read.check_text(result.stdout, "\n")


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    failures = 0
    every = int(os.environ.get("HOSTILE_EVERY", "8"))
    for index, name in enumerate(NAMES):
        Path("filter").write_bytes(b"process = " + name + b"\nand user = \"" + name + b"\"\n")
        for options, place in PLACES[index % every :: every]:
            try:
                check(os.fsencode(sys.argv[1]), options, place, name)
            except (read.Wrong, ValueError, subprocess.TimeoutExpired) as error:
                failures += 1
                if failures <= 20:
                    print(f"{options} {place} {name!r}: {error}")
    print("at least 200 names:", len(NAMES) >= 200)
    print(f"{len(PLACES)} places, {failures} failures")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile_host.py SOCKSTAT [OPTION...]: hostile names of this host, in a UTS namespace of the caller's."""

import ctypes
import json
import os
import subprocess
import sys

import hostile_read as read
from hostile_names import NAMES

LIBC = ctypes.CDLL(None, use_errno=True)


def check(command, name, everything):
    for option in "--json", "--jsonl":
        data = subprocess.check_output([*command, "-uHn", option])
        text = read.check_text(data, "\n")
        lines = [text] if option == "--json" else text[:-1].split("\n")
        documents = [json.loads(line, object_pairs_hook=read.unique) for line in lines]
        if option == "--jsonl" and len(documents) != 2:
            raise read.Wrong(f"{len(documents)} lines")
        everything += lines
        if read.json_name(documents[0], "host", name) != name:
            raise read.Wrong(f"{documents[0]['host']!r}")


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    failures = 0
    everything = []
    for name in NAMES[:: int(os.environ.get("HOSTILE_EVERY", "1"))]:
        if LIBC.sethostname(name, len(name)) != 0:
            raise OSError(ctypes.get_errno(), "sethostname")
        if os.uname().nodename.encode("utf-8", "surrogateescape") != name:
            print("not set:", name)
        try:
            check(sys.argv[1:], name, everything)
        except (read.Wrong, ValueError, KeyError) as error:
            failures += 1
            print(f"{name!r}: {error}")
    read.parse_json("[" + ",".join(everything) + "]")
    print("at least 200 names:", len(NAMES) >= 200)
    print(f"{failures} failures")


main()

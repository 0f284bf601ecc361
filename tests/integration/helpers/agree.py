#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""agree.py DOCUMENT COMMAND... < FILTERS: compares the program with a naive evaluation of filters.

The COMMAND, with a filter after it, prints the cookies of the sockets that match, one a line; the
naive evaluation chooses them in the --json DOCUMENT. The first ten differences are shown.

A timer that fires is off for a moment. So the program runs again for a filter where it differs. At
most three differences may vanish in this way.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from naive import evaluate

JOBS = 2
MAY_VANISH = 3


def run(command, text):
    """The cookies that the program prints; what it says when it fails."""
    result = subprocess.run([*command, "--", text], capture_output=True, text=True, check=False)
    return sorted(result.stdout.split()) if result.returncode in (0, 1) else [result.stderr]


def main():
    document, *command = sys.argv[1:]
    sockets = json.loads(Path(document).read_text(encoding="utf-8"))["sockets"]
    filters = sys.stdin.read().splitlines()
    some = differences = vanished = 0
    with ThreadPoolExecutor(JOBS) as pool:
        answers = pool.map(lambda text: run(command, text), filters)
        for text, answer in zip(filters, answers):
            naive = sorted(sockets[index]["cookie"] for index in evaluate(text, sockets))
            some += 0 < len(naive) < len(sockets)
            if answer == naive:
                continue
            if vanished < MAY_VANISH and run(command, text) == naive:
                vanished += 1
                continue
            differences += 1
            if differences <= 10:
                print(f"{text}\nnaive: {' '.join(naive)}\nsockstat: {' '.join(answer)}")
    print(f"{len(filters)} filters, {differences} differences")
    enough = some * 3 > len(filters)
    print("more than a third" if enough else f"only {some}", "choose some rows and not all")


if __name__ == "__main__":
    main()

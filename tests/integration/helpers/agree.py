#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""agree.py DOCUMENT COMMAND ANSWERS...: compares several answers to the same filters.

Each file of answers has lines of FILTER, a tab and the cookies of the sockets that it chooses
out of those in the --json DOCUMENT. The first ten differences are shown.

A timer that fires is off for a moment. So the last answer is asked for again where it differs: the
COMMAND reads the filter and prints such a line. At most three differences may vanish in this way.
"""

import json
import subprocess
import sys
from pathlib import Path


def read_answers(path):
    """[(filter, cookies)], and no filter that has a tab."""
    answers = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        text, cookies = line.split("\t")
        answers.append((text, sorted(cookies.split(",")) if cookies else []))
    return answers


MAY_VANISH = 3


def ask_again(command, text):
    """What the command answers now."""
    result = subprocess.run(
        command.split(), input=text + "\n", capture_output=True, text=True, check=True
    )
    cookies = result.stdout.rstrip("\n").split("\t")[1]
    return text, sorted(cookies.split(",")) if cookies else []


def main():
    document, command, *paths = sys.argv[1:]
    table = sorted(row["cookie"] for row in json.loads(Path(document).read_text())["sockets"])
    answers = [read_answers(path) for path in paths]
    differences = 0
    vanished = 0
    if len({len(one) for one in answers}) != 1:
        sys.exit("not the same filters")
    for alike in zip(*answers):
        if all(answer == alike[0] for answer in alike):
            continue
        again = ask_again(command, alike[0][0])
        if vanished < MAY_VANISH and all(answer == again for answer in alike[:-1]):
            vanished += 1
            continue
        differences += 1
        if differences <= 10:
            for path, (text, cookies) in zip(paths, alike):
                print(f"{path}: {text} -> {' '.join(cookies)}")
    some = sum(cookies not in ([], table) for _, cookies in answers[0])
    print(f"{len(answers[0])} filters, {differences} differences")
    enough = some * 3 > len(answers[0])
    print("more than a third" if enough else f"only {some}", "choose some rows and not all")


if __name__ == "__main__":
    main()

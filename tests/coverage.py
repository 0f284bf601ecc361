#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py BUILD HELD: what the tests that ran in BUILD covered, by gcov.

Prints lines and branches of every file, then of what the file HELD holds to figures, with each
line and branch that is missing. Fails when a figure is not reached.
"""
import fnmatch
import json
import os
import pathlib
import subprocess
import sys

LEAST_LINES = 100.0
LEAST_BRANCHES = 95.0


def gcov(notes):
    """The lines of one object: (file, line) by what gcov says of it."""
    command = [os.environ.get("GCOV", "gcov"), "--json-format", "--branch-probabilities",
               "--stdout", notes]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        for file in json.loads(line)["files"]:
            if file["file"].endswith(".c"):
                yield file["file"], file["lines"]


def read_all(build):
    """File: its lines."""
    files = {}
    for notes in sorted(pathlib.Path(build).rglob("*.gcno")):
        if "tests" in notes.relative_to(build).parts or "bench" in notes.parts:
            continue
        for file, lines in gcov(str(notes)):
            files.setdefault(file, []).extend(lines)
    return files


def read_held(path):
    """(file, patterns of functions)"""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words:
            yield words[0], words[1:] or ["*"]


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def measure(lines):
    """Percentage of lines and of branches."""
    branches = [branch for line in lines for branch in line["branches"]]
    return (percent(sum(line["count"] > 0 for line in lines), len(lines)),
            percent(sum(branch["count"] > 0 for branch in branches), len(branches)))


def print_row(figures, name):
    print("%6.2f %% lines %6.2f %% branches  %s" % (*figures, name))


def print_missing(file, lines):
    for line in lines:
        missing = sum(branch["count"] == 0 for branch in line["branches"])
        if line["count"] == 0:
            print("    %s:%d: never run" % (file, line["line_number"]))
        elif missing:
            print("    %s:%d: %d of %d branches never taken" %
                  (file, line["line_number"], missing, len(line["branches"])))


def hold(files, file, patterns):
    """Prints what is held of a file; true when it is as it should be."""
    lines = [line for line in files.get(file, [])
             if any(fnmatch.fnmatchcase(line.get("function_name", ""), p) for p in patterns)]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(line.get("function_name", ""), pattern) for line in lines):
            print("%s: nothing was built that is called %s" % (file, pattern))
            return False
    figures = measure(lines)
    print_row(figures, file)
    print_missing(file, lines)
    return figures[0] >= LEAST_LINES and figures[1] >= LEAST_BRANCHES


def main():
    files = read_all(sys.argv[1])
    for file, lines in sorted(files.items()):
        print_row(measure(lines), file)
    print("held to %g %% of lines and %g %% of branches:" % (LEAST_LINES, LEAST_BRANCHES))
    held = list(read_held(sys.argv[2]))
    low = [file for file, patterns in held if not hold(files, file, patterns)]
    print("coverage: %d held, %d below the figures%s" %
          (len(held), len(low), ": " + " ".join(low) if low else ""))
    return 1 if low or not held else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""widths.py SOCKSTAT...: the table on terminals of every width.

Where there is room for 8 columns of the last one, no line is wider than the terminal, and a line
that was cut is the beginning of the whole one and an ellipsis; else the lines are whole.
"""

import sys

import hostile_read as read

WIDTHS = [*range(301), 400, 511, 512, 1000, 4096, 32767, 65535]
LEAST = 8


def main():
    command = [*sys.argv[1:], "-tlnp"]
    whole = read.check_text(read.run(command).stdout, "\n").split("\n")
    before = whole[0].index("PROCESS")
    failures = cut = 0
    for columns in WIDTHS:
        result = read.run(command, columns)
        try:
            lines = read.check_text(result.stdout, "\n").split("\n")
            if result.returncode != 0 or result.stderr or len(lines) != len(whole):
                raise read.Wrong(f"exit {result.returncode}, {len(lines)} lines")
            for line, full in zip(lines, whole):
                fits = columns < before + LEAST or read.width(full) <= columns
                if fits and line != full:
                    raise read.Wrong(f"cut for nothing: {line!r}")
                if fits:
                    continue
                cut += 1
                if not line.endswith("\u2026") or not full.startswith(line[:-1]):
                    raise read.Wrong(f"not the beginning: {line!r}")
                # a character of two columns may leave one column free
                if not columns - 1 <= read.width(line) <= columns:
                    raise read.Wrong(f"{read.width(line)} columns: {line!r}")
        except read.Wrong as error:
            failures += 1
            print(f"{columns}: {error}")
    print(f"{len(WIDTHS)} widths, {'many' if cut > 100 else cut} lines cut, {failures} failures")


main()

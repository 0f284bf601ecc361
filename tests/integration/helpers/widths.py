#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""widths.py SOCKSTAT...: the table on terminals of every width.

Where a row fits, it takes one line, if need be with gaps of one blank; else it goes on in lines that
begin with an indent. No line is wider than the terminal unless it holds one cell. A list in the last
column is whole, or its beginning and an ellipsis.
"""

import re
import sys

import hostile_read as read

WIDTHS = [*range(301), 400, 511, 512, 1000, 4096, 32767, 65535]
LEAST = 8
INDENT = 4


def rows_of(lines):
    """The lines of each row."""
    rows = []
    for line in lines:
        if line.startswith(" " * INDENT) and rows:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def check_row(row, full, columns, least):
    """LEAST is the width from which a row takes one line."""
    if (len(row) == 1) != (columns >= least):
        raise read.Wrong(f"folded into {len(row)}: {row!r}")
    text = " ".join(" ".join(line.split()) for line in row)
    wanted = " ".join(full.split())
    is_cut = text.endswith("\u2026")
    if not (wanted.startswith(text[:-1]) if is_cut else text == wanted):
        raise read.Wrong(f"not the beginning: {text!r}")
    for line in row:
        alone = len(re.split(" +", line.strip())) == 1 or line is row[-1] and columns < INDENT + LEAST
        if read.width(line) > columns and not alone:
            raise read.Wrong(f"{read.width(line)} columns: {line!r}")
    # a character of two columns may leave one column free
    if is_cut and read.width(row[-1]) < columns - 1:
        raise read.Wrong(f"cut too early: {row[-1]!r}")
    return is_cut


def main():
    command = [*sys.argv[1:], "-tlnp"]
    whole = read.check_text(read.run(command).stdout, "\n").split("\n")[:-1]
    before = whole[0].index("PROCESS")
    least = before + LEAST - (len(whole[0].split()) - 1)  # with gaps of one blank
    failures = cut = 0
    for columns in WIDTHS:
        result = read.run(command, columns)
        try:
            lines = read.check_text(result.stdout, "\n").split("\n")[:-1]
            if columns == 0 and lines != whole:
                raise read.Wrong("not as in a pipe")
            rows = rows_of(lines)
            if result.returncode != 0 or result.stderr or len(rows) != len(whole):
                raise read.Wrong(f"exit {result.returncode}, {len(rows)} rows")
            for row, full in zip(rows, whole):
                if columns > 0:
                    cut += check_row(row, full, columns, least)
        except read.Wrong as error:
            failures += 1
            print(f"{columns}: {error}")
    print(f"{len(WIDTHS)} widths, {'many' if cut > 100 else cut} rows cut, {failures} failures")


main()

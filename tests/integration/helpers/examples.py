#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples.py PAGE [--closed COMMAND]: runs the examples of PAGE, a manual page or a Markdown
file, and compares what they print with what PAGE shows.

PATH has the sockstat to run. Commands after # run as they are, those after $ as nobody. COMMAND
runs before an example that shows a TIME-WAIT, and leaves one.

What differs between two runs on the same sockets is not compared: PIDs, inodes, cookies, cgroups,
ephemeral ports, the host, times, the version, widths of columns, and where a long line is folded.
A table in PAGE may have some of the columns only, where the text before it says "columns".
"""

import json
import re
import subprocess
import sys

AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
ROFF = {r"\e": "\\", r"\&": "", r"\-": "-", r"\(dq": '"', r"\(aq": "'"}
EPHEMERAL = 32768


def manual_blocks(text):
    """The literal blocks of EXAMPLES, each with the paragraph before it."""
    text = re.search(r"^\.Sh EXAMPLES$(.*?)^\.Sh ", text, re.M | re.S).group(1)
    for before, block in re.findall(r"(.*?)^\.Bd -literal$\n(.*?)^\.Ed$", text, re.M | re.S):
        for escape, plain in ROFF.items():
            block = block.replace(escape, plain)
        yield before, block


def markdown_blocks(text):
    for block in re.findall(r"^```console$\n(.*?)^```$", text, re.M | re.S):
        for example in block.split("\n\n"):
            yield "", example


def parse(block):
    """The prompt, the command, and the lines that it prints."""
    lines = block.splitlines()
    prompt, command = lines[0][0], lines[0][2:]
    if lines[0][:2] not in ("# ", "$ "):
        sys.exit(f"no command: {lines[0]}")
    count = 1
    while command.count("'") % 2:
        command += "\n" + lines[count]
        count += 1
    return prompt, command, lines[count:]


def run(prompt, command):
    done = subprocess.run([*(AS_NOBODY if prompt == "$" else []), "bash", "-c", command],
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        print(f"exit {done.returncode}: {command}")
    return (done.stdout + done.stderr).decode().splitlines()


def unfold(lines):
    """Joins messages and JSON that PAGE folds: a message goes on to the next one, JSON over lines
    that begin with a blank."""
    joined = []
    for line in lines:
        in_message = joined and joined[-1].startswith("sockstat: ")
        if joined and ((in_message and not line.startswith("sockstat: ")) or line[:1] == " "):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line.rstrip())
    return joined


def word_shape(word):
    word = re.sub(r"\[[0-9,]+\]$", lambda pids: re.sub("[0-9]+", "PID", pids.group()), word)
    return re.sub(r"(?<=:)[0-9]+$",
                  lambda port: "PORT" if int(port.group()) >= EPHEMERAL else port.group(), word)


def cell_shape(heading, cell):
    if heading in ("INODE", "COOKIE", "CGROUP-ID"):
        return re.sub("^[0-9a-f]+$", "N", cell)
    return " ".join(map(word_shape, cell.split()))


def json_shape(pairs):
    free = {"host": "HOST", "time": "TIME", "tool": "TOOL"}
    return [(key, free.get(key, value)) for key, value in pairs]


def line_shape(line):
    if line.startswith("sockstat: "):
        return re.sub("[0-9]+", "N", line)
    if line.startswith("{"):
        return json.loads(line, object_pairs_hook=json_shape)
    line = re.sub("(?<=cookie = )[0-9a-f]+", "N", line)
    return [word_shape(word) for word in line.split()]


def table(lines):
    """The headings, the rows and the other lines; no headings when LINES are no table."""
    headings = lines[0].split() if lines else []
    if len(headings) < 2 or not all(re.fullmatch("[A-Z0-9%-]+", word) for word in headings):
        return [], [], lines
    rows = [line for line in lines[1:] if not line.startswith("sockstat: ")]
    cells = [line.split(maxsplit=len(headings) - 1) for line in rows]
    return headings, cells, lines[1 + len(rows):]


def table_shape(headings, rows, chosen):
    """The cells below the CHOSEN headings."""
    places = [headings.index(heading) for heading in chosen]
    return [[cell_shape(headings[place], row[place]) for place in places if place < len(row)]
            for row in rows]


def shapes(shown, printed, some_columns):
    """What is compared: that of PAGE, that of the program."""
    headings, rows, others = table(unfold(shown))
    real_headings, real_rows, real_others = table(unfold(printed))
    chosen = [word for word in real_headings if word in headings or not some_columns]
    return ([headings, table_shape(headings, rows, headings), list(map(line_shape, others))],
            [chosen, table_shape(real_headings, real_rows, chosen),
             list(map(line_shape, real_others))])


def flat(shape):
    headings, rows, others = shape
    return [headings, *rows, *others]


def compare(command, shown, printed, some_columns):
    expected, real = map(flat, shapes(shown, printed, some_columns))
    if expected == real:
        return True
    print(f"differs: {command}")
    for sign, shape, other in (("-", expected, real), ("+", real, expected)):
        for line in shape:
            if line not in other:
                print(f"{sign} {line}")
    if sorted(map(str, expected)) == sorted(map(str, real)):
        print("in the order of lines")
    return False


def main():
    page, *closed = [word for word in sys.argv[1:] if word != "--closed"]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    blocks = list(markdown_blocks(text) if page.endswith(".md") else manual_blocks(text))
    alike = 0
    for before, block in blocks:
        prompt, command, shown = parse(block)
        if closed and any("TIME-WAIT" in line for line in shown):
            subprocess.run(closed, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           check=True)
        alike += compare(command, shown, run(prompt, command), "columns" in before)
    print("all alike" if alike == len(blocks) and alike > 0 else f"{alike} of {len(blocks)} alike")


main()

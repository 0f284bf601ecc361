# SPDX-License-Identifier: MIT
"""Readers of what the program prints, one a format, that know only what its manual promises."""

import base64
import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata

# Nothing of these may come out, in no format: controls, direction, no width, lines and
# paragraphs, halves of characters, characters that do not exist.
FORBIDDEN = {"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp"}
# Signs of Arabic, Syriac and Kaithi numbers are format characters, but are seen. U+1171E has a
# width since Unicode 16, which libc may know and Python not.
VISIBLE = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, 0x1171E}


class Wrong(Exception):
    """What the program printed breaks a promise."""


def paired(one, other):
    """As zip with strict=True, which is new in Python 3.10."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} items")
    return zip(one, other)


def run_on_terminal(command, columns, **options):
    """As subprocess.run, with a terminal of that width as stdout, which changes no byte."""
    master, slave = pty.openpty()
    mode = termios.tcgetattr(slave)
    mode[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, mode)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    output = bytearray()
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.PIPE, **options) as process:
        os.close(slave)
        try:
            while data := os.read(master, 65536):
                output += data
        except OSError:  # EIO: the other side is closed
            pass
        stderr = process.stderr.read()
    os.close(master)
    return subprocess.CompletedProcess(command, process.returncode, bytes(output), stderr)


def run(command, columns=None, **options):
    """Runs a command with a pipe as stdout, or a terminal of so many COLUMNS."""
    if columns is not None:
        return run_on_terminal(command, columns, **options)
    return subprocess.run(command, capture_output=True, check=False, **options)


def check_text(data, also=""):
    """The text in bytes that must be safe; ALSO: controls that the format has."""
    try:
        text = data.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise Wrong(f"not UTF-8: {error}") from error
    for character in set(text) - set(also):
        if unicodedata.category(character) in FORBIDDEN and ord(character) not in VISIBLE:
            raise Wrong(f"U+{ord(character):04X} came out: {data[:200]!r}")
    return text


def unescape(text):
    """The bytes that an escaped text stands for; nothing but \\\\ and \\xNN may be an escape."""
    escaped = text.encode()
    if not re.fullmatch(rb"(?:[^\\]+|\\\\|\\x[0-9a-f]{2})*", escaped):
        raise Wrong(f"no escape: {text[:200]!r}")
    return re.sub(
        rb"((?:\\x..)+)|\\\\",
        lambda run: bytes.fromhex(run[1].replace(rb"\x", b"").decode()) if run[1] else b"\\",
        escaped,
    )


def width(text):
    """Columns on a terminal, by the Unicode database."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def cut_columns(line, starts):
    """The cells of a table line, by the display columns that they start at."""
    cells = []
    first = column = 0
    for place, character in enumerate(line):
        if len(cells) + 1 == len(starts):
            break
        if column >= starts[len(cells) + 1]:
            if column > starts[len(cells) + 1]:
                raise Wrong(f"columns do not line up: {line!r}")
            cells.append(line[first:place])
            first = place
        column += width(character)
    cells.append(line[first:])
    if len(cells) != len(starts):
        raise Wrong(f"{len(cells)} columns instead of {len(starts)}: {line!r}")
    for cell in cells[:-1]:
        if not cell.endswith("  "):
            raise Wrong(f"no gap behind a column: {line!r}")
    return [cell[:-2] for cell in cells[:-1]] + [cells[-1]]


def read_table(data):
    """Rows of cells; the first column must not be a name. Blanks at their ends are padding."""
    text = check_text(data, "\n")
    if not text.endswith("\n"):
        raise Wrong("the last line has no end")
    heading, *lines = text[:-1].split("\n")
    starts = [match.start() for match in re.finditer(r"\S+", heading)]
    return [[cell.rstrip(" ") for cell in cut_columns(line, starts)] for line in lines]


def read_block(lines):
    """{key: value} of a block of --details."""
    facts = {}
    column = key = None
    for line in lines[1:]:
        if width(line) > 80:
            raise Wrong(f"longer than 80: {line!r}")
        if match := re.fullmatch("  ([a-z0-9_]+  +)(.+)", line):
            key = match[1].rstrip(" ")
            if key in facts or column not in (None, match.start(2)):
                raise Wrong(f"a key twice, or not aligned: {line!r}")
            column = match.start(2)
            facts[key] = match[2]
        elif key and line.startswith(" " * column):
            facts[key] += line[column:]
        elif not re.fullmatch("[A-Z][A-Za-z -]*:", line) and (key or not line.startswith("    ")):
            raise Wrong(f"no line of a block: {line!r}")
    return facts


def read_details(data):
    text = check_text(data, "\n")
    if not text.endswith("\n"):
        raise Wrong("the last line has no end")
    return [read_block(block.split("\n")) for block in text[:-1].split("\n\n")]


def read_csv(data):
    text = check_text(data, "\n")
    if not text.endswith("\n"):
        raise Wrong("the last line has no end")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True, lineterminator="\n"))
    if len(rows) != text.count("\n") or len({len(row) for row in rows}) != 1:
        raise Wrong("rows of CSV differ in their length")
    return rows[1:]


def read_null(data):
    text = check_text(data, "\t\0")
    if not text.endswith("\0"):
        raise Wrong("the last row has no end")
    rows = [row.split("\t") for row in text[:-1].split("\0")]
    if len({len(row) for row in rows}) != 1:
        raise Wrong("rows differ in their length")
    return rows[1:]


def unique(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise Wrong(f"a key twice: {pairs}")
    return dict(pairs)


def parse_json(text):
    """A document, which Python and jq must read alike."""
    document = json.loads(text, object_pairs_hook=unique)
    jq = subprocess.run(["jq", "-c", "."], input=text.encode(), capture_output=True, check=True)
    # jq keeps numbers as doubles; there are none beyond that
    if json.loads(jq.stdout) != document:
        raise Wrong("jq and Python disagree")
    return document


def read_json(data):
    document = parse_json(check_text(data, "\n"))
    rows = document["groups"] if "groups" in document else document["sockets"]
    if document["total"] != len(rows):
        raise Wrong(f"total {document['total']}, rows {len(rows)}")
    return rows


def read_jsonl(data):
    text = check_text(data, "\n")
    if not text.endswith("\n"):
        raise Wrong("the last line has no end")
    *rows, end = [json.loads(line, object_pairs_hook=unique) for line in text[:-1].split("\n")]
    jq = subprocess.run(["jq", "-cs", "."], input=data, capture_output=True, check=True)
    if json.loads(jq.stdout) != [*rows, end]:
        raise Wrong("jq and Python disagree")
    if end["rows"] != len(rows):
        raise Wrong(f"rows {end['rows']}, lines {len(rows)}")
    return rows


def exact(value, in_base64, name):
    """The bytes of one string, which has a twin if and only if it is not UTF-8."""
    try:
        name.decode("utf-8", errors="strict")
        valid = True
    except UnicodeDecodeError:
        valid = False
    if valid != (in_base64 is None):
        raise Wrong(f"twin in base64 of {name!r}: {in_base64!r}")
    if in_base64 is None:
        return value.encode()
    if "\ufffd" not in value:
        raise Wrong(f"a broken name without U+FFFD: {value!r}")
    return base64.b64decode(in_base64, validate=True)


def json_name(row, key, name):
    return exact(row[key], row.get(key + "_base64"), name) if row[key] is not None else None

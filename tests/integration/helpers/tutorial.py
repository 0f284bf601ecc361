#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tutorial.py PAGE [--update]: runs the lesson of PAGE, in order, and compares what each command
prints with what PAGE shows, byte by byte. --update writes it into PAGE instead.

Needs a network namespace of its own with lo up, and a PID namespace of its own. There, nothing has
to be masked: before each line of Python, the ephemeral range is a single port, 50000 plus the
number of the line, and the processes of terminal 1 get the numbers 742, 761 and so on.

"1$" is a command of terminal 1, ">>>" and "..." are lines for the Python that runs there. "2$" is a
command of terminal 2, which has 80 columns; after a backslash, its next line begins with ">". It
only looks at sockets, so it is repeated until it prints what is expected: the kernel may delay an
acknowledgement.
"""

import difflib
import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
import time

ROFF = {r"\e": "\\", r"\&": "", r"\-": "-"}
BLOCK = re.compile(r"(?<=^\.Bd -literal\n)(.*?)(?=^\.Ed$)", re.M | re.S)
PROMPT = re.compile(r"(1\$|2\$|>>>|\.\.\.) (.*)")
LONGEST_WAIT_S = 30  # for what never comes: the page is wrong
ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "PYTHON_BASIC_REPL": "1", "TERM": "dumb", "LC_ALL": "C",
               "PATH": os.environ["PATH"]}


def plain(text):
    for escape, character in ROFF.items():
        text = text.replace(escape, character)
    return text


def roff(line):
    line = line.replace("\\", r"\e")
    return r"\&" + line if line[:1] in (".", "'") else line


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


class Steps(list):
    """The commands of a block: [prompt, command, lines that it prints]."""

    def __init__(self, block):
        super().__init__()
        for line in plain(block).splitlines():
            match = PROMPT.match(line)
            if match:
                self.append([match.group(1), match.group(2), []])
            elif self and self[-1][1].endswith("\\"):
                self[-1][1] += "\n" + line
            elif self:
                self[-1][2].append(line)
            else:
                sys.exit(f"no command: {line}")

    def text(self):
        lines = [line for prompt, command, output in self
                 for line in (f"{prompt} {command}", *output)]
        return "".join(roff(line) + "\n" for line in lines)


class First:
    """Terminal 1: one process at a time, whose stdin is a terminal."""

    def __init__(self):
        self.process = None
        self.next_pid = 742
        self.next_port = 50000

    def start(self, command):
        master, slave = pty.openpty()
        mode = termios.tcgetattr(slave)
        mode[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        write("/proc/sys/kernel/ns_last_pid", str(self.next_pid - 1))
        self.process = subprocess.Popen(
            shlex.split(command), stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            bufsize=0, env=ENVIRONMENT)
        if self.process.pid != self.next_pid:
            sys.exit("the numbers of processes cannot be chosen")
        self.next_pid += 19
        os.close(slave)
        self.keyboard = master
        return self.read(b"\n")

    def type(self, line):
        write("/proc/sys/net/ipv4/ip_local_port_range", f"{self.next_port} {self.next_port}")
        self.next_port += 1
        os.write(self.keyboard, line.encode() + b"\n")
        return self.read(None)

    def read(self, end):
        """What it prints, until it asks for a line or prints END; without the prompt."""
        output = b""
        while not (end and output.endswith(end)):
            data = os.read(self.process.stdout.fileno(), 65536)
            output += data
            if not data:
                self.process.wait()
            if not data or output.endswith((b">>> ", b"... ")):
                break
        return re.sub(r"(>>> |\.\.\. )+$", "", output.decode()).splitlines()

    def end(self):
        if self.process:
            self.process.kill()
            self.process.wait()


def second(command):
    """Runs a command in terminal 2 and returns the lines that it prints."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = command.replace("\\\n> ", "")
    process = subprocess.Popen(["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=slave,
                               stderr=slave, env=ENVIRONMENT)
    os.close(slave)
    output = b""
    try:
        while data := os.read(master, 65536):
            output += data
    except OSError:  # EIO: the other side is closed
        pass
    os.close(master)
    process.wait()
    return output.decode().replace("\r\n", "\n").splitlines()


def look(command, expected):
    """Runs a command of terminal 2 until it prints EXPECTED; None: the same for a second."""
    start = time.monotonic()
    lines = second(command)
    while lines != expected and time.monotonic() - start < LONGEST_WAIT_S:
        time.sleep(0.05 if expected is not None else 1)
        before, lines = lines, second(command)
        if expected is None and lines == before:
            break
    return lines


def run(step, first, update):
    """Returns what the command prints."""
    prompt, command, expected = step
    if prompt == "1$":
        return first.start(command)
    if prompt == "2$":
        return look(command, None if update else expected)
    return first.type(command)


def run_all(steps, first, update):
    """Returns False at the first step that prints something else: those after it depend on it."""
    for step in steps:
        printed = run(step, first, update)
        if update:
            step[2] = printed
        elif printed != step[2]:
            print(f"differs: {step[0]} {step[1]}")
            print("\n".join(list(difflib.unified_diff(step[2], printed, "page", "real",
                                                      lineterm=""))))
            return False
    return True


def main():
    page, update = sys.argv[1], sys.argv[2:] == ["--update"]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    before, lesson, after = re.fullmatch(r"(.*^\.Sh LESSON$)(.*?)(^\.Sh .*)", text,
                                         re.M | re.S).groups()
    blocks = [Steps(block) for block in BLOCK.findall(lesson)]
    first = First()
    try:
        alike = len(blocks) > 0 and all(run_all(steps, first, update) for steps in blocks)
    finally:
        first.end()
    if update:
        texts = iter([steps.text() for steps in blocks])
        with open(page, "w", encoding="utf-8") as file:
            file.write(before + BLOCK.sub(lambda _: next(texts), lesson) + after)
    print("all alike" if alike else "not alike")


main()

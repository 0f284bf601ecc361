#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""screen.py ROWSxCOLUMNS COMMAND...: runs the command on a terminal, and does what stdin says, a
step on each line. The terminal accepts the control sequences that the program is known to use, and
nothing else: any other byte that is no character of text ends the test.

    until REGEX     waits until a line of the screen matches
    gone REGEX      waits until no line of the screen matches
    show            prints the screen; what depends on the time in the first line is replaced
    colours         prints the colour at the start of each line but the first, and 20 characters
    type TEXT       types it; escapes as in Python
    quiet SECONDS   fails if the program writes anything within that time
    resize ROWSxCOLUMNS
    wipe            erases the screen, as another program can
    listen PORT     opens a listener on 127.0.0.1; "close PORT" closes it
    memory BYTES    limits the memory of the program
    signal NAME     sends SIGNAME to the program
    stopped         waits until the program is stopped, and prints the modes of the terminal
    continue        does what the command fg of a shell does
    ended           waits until the program has ended; prints how, the modes of the terminal, and
                    what was written before and after the use of the alternate screen
"""

import ast
import fcntl
import os
import re
import resource
import select
import signal
import socket
import struct
import sys
import termios
import time
import unicodedata

LIMIT = 900  # seconds for a step: only a program that hangs needs them
SEQUENCE = re.compile(rb"\x1b\[(\??)([0-9;]*)([A-Za-z])")
CUT = re.compile(rb"\x1b(\[\??[0-9;]*)?(?=\x1b)")
MARK = b"\x05"  # the program never writes it
COLOURS = {"": "plain", "0": "plain", "1": "bold", "7": "reverse", "31": "red", "32": "green",
           "33": "yellow", "36": "cyan"}


def fail(message):
    sys.exit(f"screen.py: {message}")


class Screen:
    """What the terminal shows."""

    def __init__(self, rows, columns):
        self.resize(rows, columns)
        self.modes = {"25": True, "7": True, "1049": False, "2026": False}
        self.rest = b""
        self.marks = 0  # MARKs that were read
        self.dropped = False  # the terminal may have dropped what was being written
        self.outside = ""  # what is written while the alternate screen is not shown

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.clear()
        self.row = self.column = 0
        self.colour = "plain"

    def clear(self):
        self.cells = [[(" ", "plain")] * self.columns for _ in range(self.rows)]

    def control(self, match):
        private, numbers, final = (part.decode() for part in match.groups())
        if private and final in "hl" and numbers in self.modes:
            self.modes[numbers] = final == "h"
            if numbers == "1049":
                self.clear()
        elif private:
            fail(f"unexpected sequence {match[0]!r}")
        elif final == "H":
            self.row, self.column = (int(number) - 1 for number in numbers.split(";"))
            if self.row >= self.rows or self.column >= self.columns:
                fail(f"a position outside of the screen: {match[0]!r}")
        elif final == "K" and numbers == "":
            self.cells[self.row][self.column:] = \
                [(" ", "plain")] * (self.columns - self.column)
        elif final == "J" and numbers == "2":
            self.clear()
        elif final == "m" and numbers in COLOURS:
            self.colour = COLOURS[numbers]
        else:
            fail(f"unexpected sequence {match[0]!r}")

    def put(self, character):
        if not self.modes["1049"]:
            self.outside += character
            return
        if unicodedata.category(character)[0] == "C":
            fail(f"unexpected character {character!r}")
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            fail(f"a line that is too long: {self.line(self.row)!r}")
        cells = [(character, self.colour)] + [("", self.colour)] * (width - 1)
        self.cells[self.row][self.column:self.column + width] = cells
        self.column += width

    def feed(self, data):
        data = self.rest + data
        at = 0
        while at < len(data):
            match = SEQUENCE.match(data, at)
            if match:
                self.control(match)
                at = match.end()
                continue
            cut = self.dropped and CUT.match(data, at)
            if cut:
                at = cut.end()
                continue
            if data[at:at + 1] == MARK:
                self.marks += 1
                at += 1
                continue
            size = 1 if data[at] < 0xc0 else 2 if data[at] < 0xe0 else 3 if data[at] < 0xf0 else 4
            if data[at] == 0x1b and len(data) - at < 16 or len(data) - at < size:
                break  # the rest comes with the next bytes
            self.put(data[at:at + size].decode())
            at += size
        self.rest = data[at:]

    def line(self, row):
        return "".join(cell[0] for cell in self.cells[row]).rstrip()

    def lines(self):
        return [self.line(row) for row in range(self.rows)]


def shell(control, reports, words):
    """The parent of the program, in its session: as a shell with job control."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execvp(words[0], words)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.write(reports, f"pid {pid}\n".encode())
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpid())
        if not os.WIFSTOPPED(status):
            break
        os.write(reports, b"stopped\n")
        os.read(control, 1)
        os.tcsetpgrp(0, pid)
        os.killpg(pid, signal.SIGCONT)
    if os.WIFSIGNALED(status):
        os.write(reports, f"{signal.Signals(os.WTERMSIG(status)).name}\n".encode())
    else:
        os.write(reports, f"exit {os.WEXITSTATUS(status)}\n".encode())
    os.read(control, 1)  # the terminal must not hang up yet


class Session:
    def __init__(self, size, words):
        self.master, slave = os.openpty()
        self.set_size(size)
        self.modes_before = termios.tcgetattr(slave)
        self.slave = slave
        control_end, self.control = os.pipe()
        self.reports, reports_end = os.pipe()
        self.report = b""
        self.listeners = {}
        if os.fork() == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(slave, fd)
            os.close(self.master)
            os.close(self.control)
            shell(control_end, reports_end, words)
            os._exit(0)
        os.close(control_end)
        os.close(reports_end)
        self.pid = int(self.next_report().split()[1])

    def set_size(self, size):
        rows, columns = (int(number) for number in size.split("x"))
        self.screen = getattr(self, "screen", None) or Screen(rows, columns)
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """Reads what the program writes; returns false if it writes nothing so long."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            self.screen.feed(os.read(self.master, 65536))
        return bool(ready)

    def read_written(self):
        """Reads all that has been written until now: it may come later than a report."""
        marks = self.screen.marks
        os.write(self.slave, MARK)
        self.wait(lambda: self.screen.marks > marks, "what was written")

    def wait(self, condition, what):
        end = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > end:
                fail(f"in vain: {what}\n" + "\n".join(self.screen.lines()))
            self.read(1)

    def next_report(self):
        end = time.monotonic() + LIMIT
        while b"\n" not in self.report:
            if time.monotonic() > end:
                fail("the program does not end\n" + "\n".join(self.screen.lines()))
            ready, _, _ = select.select([self.reports, self.master], [], [], 1)
            if self.reports in ready:
                self.report += os.read(self.reports, 4096)
            if self.master in ready:
                self.read(0)
        line, self.report = self.report.split(b"\n", 1)
        return line.decode()

    def matches(self, expression):
        return any(re.search(expression, line) for line in self.screen.lines())

    def until(self, expression):
        self.wait(lambda: self.matches(expression), f"until {expression}")

    def gone(self, expression):
        self.wait(lambda: not self.matches(expression), f"gone {expression}")

    def show(self, _):
        lines = self.screen.lines()
        lines[0] = re.sub(r"^\d\d:\d\d:\d\d", "HH:MM:SS", lines[0])
        lines[0] = re.sub(r"every [\d.]+ s( \(10 times a look\))?", "every N s", lines[0])
        while lines and not lines[-1]:
            lines.pop()
        print("\n".join("|" + line for line in lines))

    def colours(self, _):
        for cells, line in list(zip(self.screen.cells, self.screen.lines()))[1:]:
            if line:
                print(f"{cells[0][1]:8}{line[:20].rstrip()}")

    def type(self, text):
        keys = ast.literal_eval(f"b'{text}'")
        # At a key that sends a signal, the terminal drops what was written and not read.
        self.screen.dropped = b"\x03" in keys or b"\x1a" in keys
        os.write(self.master, keys)

    def quiet(self, seconds):
        if self.read(float(seconds)):
            fail("the program writes\n" + "\n".join(self.screen.lines()))

    def resize(self, size):
        self.read_written()  # for the old size
        self.set_size(size)

    def wipe(self, _):
        self.read_written()
        self.screen.clear()

    def listen(self, port):
        self.listeners[port] = socket.create_server(("127.0.0.1", int(port)), backlog=9)

    def close(self, port):
        self.listeners.pop(port).close()

    def memory(self, size):
        resource.prlimit(self.pid, resource.RLIMIT_AS, (int(size), int(size)))

    def signal(self, name):
        os.kill(self.pid, getattr(signal, "SIG" + name))

    def print_modes(self):
        self.read_written()
        now = termios.tcgetattr(self.slave)
        modes = {"cursor": self.screen.modes["25"], "wrap": self.screen.modes["7"],
                 "alternate screen": self.screen.modes["1049"],
                 "update": self.screen.modes["2026"],
                 "mode of before": now == self.modes_before}
        print(", ".join(f"{name}: {'yes' if on else 'no'}" for name, on in modes.items()))

    def stopped(self, _):
        print(self.next_report())
        self.print_modes()

    def go_on(self, _):
        os.write(self.control, b"c")

    def ended(self, _):
        print(self.next_report())
        self.print_modes()
        print(self.screen.outside.replace("\r", ""), end="")


def main():
    session = Session(sys.argv[1], sys.argv[2:])
    for line in sys.stdin:
        step, _, argument = line.rstrip("\n").partition(" ")
        if step:
            getattr(session, "go_on" if step == "continue" else step)(argument)


main()

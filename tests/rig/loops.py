# SPDX-License-Identifier: MIT
"""Programs that look more than once, write a file, or write no rows: --follow, --watch, --save,
--diff, --metrics. How they are run, and whether what they did under a fault is right, honest or
wrong."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import judge

ENTER, LEAVE, FRAME = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?2026l"
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"
FRAMES = 3 # that are watched before the key q
PATIENCE = 20 # seconds for the key q, then for a signal, then for the kernel

# What differs from one run to the next.
MOMENTS = ("time", "start", "observed_us")

# What is said of a slow machine, and no fault.
SLOW = re.compile(r"sockstat: a scan takes .*\n")


class Terminal:
    """A terminal on which a program is watched: --watch is ended by its key."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 250, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.written = b""
        self.signalled = False

    def read(self, seconds):
        """Reads what was written within this time."""
        if select.select([self.master], [], [], seconds)[0]:
            self.written += os.read(self.master, 1 << 16)

    def watch(self, process):
        """Types q after some frames, also again; ends the program if it does not end by it."""
        began = time.monotonic()
        for sent in (None, signal.SIGTERM, signal.SIGKILL):
            if sent and process.poll() is None:
                self.signalled = True
                os.killpg(process.pid, sent)
            end = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < end:
                self.read(0.05)
                if self.written.count(FRAME) >= FRAMES or time.monotonic() - began > 2:
                    os.write(self.master, b"q")
        while select.select([self.master], [], [], 0)[0]:
            self.read(0)

    def close(self):
        """Returns what is wrong with the terminal, or None."""
        after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        os.close(self.master)
        if after != self.before:
            return "its modes are others"
        for begin, end in ((ENTER, LEAVE), (HIDE, SHOW)):
            if self.written.rfind(begin) > self.written.rfind(end):
                return f"{begin.decode('ascii')[1:]} was not undone"
        return None


def run_on_terminal(command, **options):
    """Runs a program on a terminal; returns its status, what it wrote, and the terminal."""
    terminal = Terminal()
    process = subprocess.Popen(command, stdin=terminal.slave, stdout=terminal.slave,
                               start_new_session=True, **options)
    terminal.watch(process)
    return process.wait(), terminal


class Truth:
    """What an undisturbed run did, which three runs agree on."""

    def __init__(self, scene, run):
        self.scene = scene
        self.run = run
        self.facts = FACTS[scene.kind](run)


def lines_of(out):
    """The objects of JSON Lines, and whether all of the text are such lines."""
    text = out.decode("utf-8", "replace")
    objects = []
    for line in text.splitlines():
        try:
            objects.append(json.loads(line))
        except ValueError:
            return objects, False
    return objects, text == "" or text.endswith("\n")


def plain(row):
    """A row as text, without what differs from one run to the next."""
    return json.dumps({key: row[key] for key in row if key not in MOMENTS}, sort_keys=True)


def followed(run):
    """The events of a run that are about sockets, and whether it came to its end."""
    objects, whole = lines_of(run.out)
    whole = whole and len(objects) >= 2 and objects[0].get("event") == "begin" and \
        objects[-1].get("event") == "end"
    rows = [row for row in objects if row.get("event") not in ("begin", "end", "alive", "gap")]
    return rows, objects, whole


def saved(run):
    """The rows of the file, and whether it is whole."""
    objects, whole = lines_of(run.file or b"")
    whole = whole and len(objects) >= 2 and objects[0].get("type") == "begin" and \
        objects[-1].get("type") == "end"
    return [row for row in objects if row.get("type") not in ("begin", "end")], objects, whole


def counts(run):
    """The numbers of sockets that the frames have."""
    return set(re.findall(rb" (?:of )?(\d+) sockets?  ", run.out))


SERIES = re.compile(r'(sockstat_\w+)(\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})? (-?[\d.e+]+)\Z')

# Of the run, not of the sockets.
OF_THE_RUN = ("sockstat_scan_duration_seconds", "sockstat_scan_warnings")


def measured(text):
    """The value of each series, by name and labels, and what is wrong with the text, or None."""
    values = {}
    if text and not text.endswith(b"\n"):
        return values, "its last line is cut"
    for line in text.decode("utf-8", "replace").splitlines():
        if line.startswith("# "):
            continue
        series = SERIES.fullmatch(line)
        if not series:
            return values, f"no series: {line}"
        key = series.group(1, 2)
        if key in values:
            return values, f"a series twice: {line}"
        values[key] = float(series[3])
    return values, None


def of_sockets(values):
    return {key: value for key, value in values.items() if key[0] not in OF_THE_RUN}


def told_in(values, truth):
    """True if the metrics tell that something is missing that truth has."""
    refused = any(value > truth.facts.get(key, 0) for key, value in values.items()
                  if key[0] == "sockstat_scan_refused")
    return refused or values.get(("sockstat_scan_complete", None)) == 0


FACTS = {
    "metrics": lambda run: of_sockets(measured(run.out)[0]),
    "metrics-file": lambda run: of_sockets(measured(run.file)[0]),
    "follow": lambda run: sorted(plain(row) for row in followed(run)[0]),
    "save": lambda run: sorted(plain(row) for row in saved(run)[0]),
    "watch": counts,
    "diff": lambda run: run.out,
}


def told(run, fault):
    return bool(fault.get("stderr") or SLOW.sub("", run.err))


def key_of(row):
    return tuple(row.get(key) for key in ("protocol", *judge.IDENTITY))


def false_row(rows, truth):
    """Why the rows say more than is true; None: they do not. They may say less."""
    known = {key_of(row): row for row in map(json.loads, truth.facts)}
    seen = set()
    for row in rows:
        key = key_of(row)
        if key not in known:
            return f"no such row: {row}"
        if key in seen:
            return f"a row twice: {row}"
        seen.add(key)
    return None


def missing(rows, truth, words):
    """How many rows are missing, but for those that the words call unknown."""
    there = {key_of(row) for row in rows}
    lost = [row for row in map(json.loads, truth.facts) if key_of(row) not in there]
    if "bound-inactive sockets are unknown" in words:
        lost = [row for row in lost if row.get("state") != "bound-inactive"]
    return len(lost)


def judge_rows(truth, run, fault, rows, whole):
    """The verdict on rows, each of which must be true."""
    same = sorted(map(plain, rows)) == truth.facts
    if run.status == judge.EXIT_DONE and not whole:
        return judge.WRONG, "cut: the output does not come to its end, exit 0"
    if run.status == judge.EXIT_DONE and same and not told(run, fault):
        return judge.CORRECT, ""
    if not told(run, fault) and is_denied(fault) and not false_row(rows, truth):
        return judge.UNSEEN, ""
    if not told(run, fault):
        return judge.WRONG, f"silent: exit {run.status} and not a word"
    why = false_row(rows, truth)
    if why:
        return judge.WRONG, "false: " + why
    lost = missing(rows, truth, run.err)
    if run.status == judge.EXIT_DONE and lost:
        return judge.WRONG, f"short: {lost} rows are missing, exit 0"
    return judge.HONEST, ""


def judge_follow(truth, run, fault):
    rows, objects, whole = followed(run)
    others = [row for row in rows if row.get("event") != "open"]
    if others: # every socket stays as it is
        return judge.WRONG, f"false: {others[0]}"
    if whole and objects[-1]["complete"] != (run.status == judge.EXIT_DONE):
        return judge.WRONG, f"end: complete is {objects[-1]['complete']}, exit {run.status}"
    if objects and not whole and "cannot write the output" not in run.err and \
            "memory" not in run.err and not fault.get("stderr"):
        return judge.WRONG, f"cut: no end line, exit {run.status}: {run.err}"
    return judge_rows(truth, run, fault, rows, whole)


def judge_replaced(run, fault):
    """The verdict if the file was not replaced, or another one was left; None: it was replaced."""
    if run.left:
        return judge.WRONG, f"left: {run.left}"
    if run.file != BEFORE:
        return None
    if run.status == judge.EXIT_FAILED and told(run, fault):
        return judge.HONEST, ""
    return judge.WRONG, f"kept: exit {run.status}: {run.err}"


def judge_save(truth, run, fault):
    rows, objects, whole = saved(run)
    verdict = judge_replaced(run, fault)
    if verdict:
        return verdict
    if run.status == judge.EXIT_DONE and not objects[-1]["complete"]:
        return judge.WRONG, "end: not complete, exit 0"
    if not whole:
        return judge.WRONG, f"cut: the file does not come to its end, exit {run.status}"
    return judge_rows(truth, run, fault, rows, whole)


def is_denied(fault):
    """True if the errno explains that a process is gone, or that it may not be read."""
    return fault.get("error") in judge.GONE + judge.DENIED and fault.get("call") in judge.READS


def judge_diff(truth, run, fault):
    if run.status == judge.EXIT_DONE and run.out == truth.facts and not told(run, fault):
        return judge.CORRECT, ""
    if not told(run, fault):
        return judge.WRONG, f"silent: exit {run.status} and not a word"
    if run.status == judge.EXIT_DONE and run.out != truth.facts:
        return judge.WRONG, "false: a difference, exit 0"
    return judge.HONEST, ""


def judge_watch(truth, run, fault):
    if run.terminal and fault.get("call") != "write":
        return judge.WRONG, f"terminal: {run.terminal}"
    if run.signalled:
        return judge.WRONG, "hang: the key q did not end it"
    # A count that is not right needs a word on the screen.
    warned = b"warning" in run.out or told(run, fault)
    if run.status == judge.EXIT_DONE and counts(run) - truth.facts and not warned:
        return judge.WRONG, f"silent: {counts(run)} sockets"
    if run.status == judge.EXIT_DONE:
        return (judge.HONEST if warned else judge.CORRECT), ""
    return (judge.HONEST, "") if told(run, fault) else (judge.WRONG, "silent: exit 3")


def total(values, name):
    return sum(value for (other, _), value in values.items() if other == name)


def judge_measured(truth, run, fault, text):
    """The verdict on metrics, which may tell less than is true if they, or words, say so."""
    values, why = measured(text)
    sockets = ("sockstat_sockets", "sockstat_listener_sockets")
    if why:
        return judge.WRONG, "form: " + why
    if of_sockets(values) == truth.facts and run.status == judge.EXIT_DONE:
        return (judge.HONEST if told(run, fault) else judge.CORRECT), ""
    more = [name for name in sockets if total(values, name) > total(truth.facts, name)]
    if more:
        return judge.WRONG, f"false: more than there are: {more}"
    complete = values.get(("sockstat_scan_complete", None))
    if complete != 1 and run.status == judge.EXIT_DONE:
        return judge.WRONG, f"end: complete is {complete}, exit 0"
    fewer = total(values, sockets[0]) < total(truth.facts, sockets[0])
    if complete == 1 and fewer and "bound-inactive sockets are unknown" not in run.err:
        return judge.WRONG, "short: sockets are missing, complete is 1"
    if told(run, fault) or told_in(values, truth):
        return judge.HONEST, ""
    if is_denied(fault):
        return judge.UNSEEN, ""
    return judge.WRONG, f"silent: exit {run.status} and not a word"


def judge_metrics(truth, run, fault):
    if run.status == judge.EXIT_FAILED and not run.out.endswith(b"\n") and told(run, fault):
        return judge.HONEST, ""  # as far as it was written
    return judge_measured(truth, run, fault, run.out)


def judge_metrics_file(truth, run, fault):
    verdict = judge_replaced(run, fault)
    if verdict:
        return verdict
    return judge_measured(truth, run, fault, run.file)


JUDGES = {"follow": judge_follow, "save": judge_save, "diff": judge_diff, "watch": judge_watch,
          "metrics": judge_metrics, "metrics-file": judge_metrics_file}
WRITERS = ("save", "metrics-file") # of a file, which is there before
FILES = (*WRITERS, "diff") # names of scenes that have one
DIFFERS = 1
BEFORE = b"what was there before\n"


def judge_loop(scene, truth, run, limit, fault):
    """(verdict, why), as judge.judge_sockstat."""
    verdict = judge.ending(run, limit, fault)
    if verdict:
        return verdict
    if scene.kind == "diff" and run.status == DIFFERS and fault.get("error") in judge.GONE and \
            fault.get("call") in judge.READS:
        return judge.UNSEEN, ""  # as if a process had ended
    if run.status not in (judge.EXIT_DONE, judge.EXIT_FAILED):
        return judge.WRONG, f"exit {run.status}"
    return JUDGES[scene.kind](truth, run, fault)

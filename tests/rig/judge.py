# SPDX-License-Identifier: MIT
"""Whether an answer under a fault is right, honest or wrong. README.md says what that means."""
import csv
import io
import json
import re

# As README.md explains them. UNSEEN and LIBC are counted apart, and are not wrong.
CORRECT, HONEST, UNSEEN, LOADER, LIBC, WRONG = (
    "correct", "honest", "unseen", "loader", "libc", "wrong")

EXIT_DONE, EXIT_USAGE, EXIT_FAILED, EXIT_LOADER = 0, 2, 3, 127

# Words that stand where a value is not known.
ABSENT = (None, "", "-", "hidden", "not-scanned", [],
          "refused", "failed", "not-permitted", "not-supported") # of --kill

# Columns of processes.
HOLDERS = ("PROCESS", "processes", "pid", "comm")

# What a process or descriptor answers that is gone, and what one answers that may not be read.
GONE, DENIED = ("ENOENT",), ("EPERM", "EACCES")

NUMBERED, NAMED = re.compile(r"%if\d+"), re.compile(r"%\w+")

# Of glibc 2.36, regcomp frees memory twice when it runs out of it. sockstat first sees that there
# is enough, which a single refused allocation does not show.
PATTERNS = ("regcomp",)

READS = ("openat", "read", "getdents64", "readlink", "readlinkat")

# Functions of libc that look names up through modules. Those of glibc 2.36 crash when they run out
# of memory (nss_database_check_reload_and_get, nss_database_reload): nobody can call them safely.
NAME_SERVICE = ("getpwuid_r", "getpwnam_r", "getaddrinfo", "getnameinfo", "getpwuid", "getpwnam",
                "getpwent", "getservbyport", "getservbyname", "getservbyport_r")

# Columns that say which socket a row speaks of. A text with the port's name is none.
IDENTITY = ("proto", "PROTO", "family", "local_address", "local_port", "peer_address", "peer_port",
            "LOCAL", "PEER", "word")


class Run:
    """How a program ended: status (negative: a signal; None: still running), output, words."""

    def __init__(self, status, out, err, seconds=0.0):
        self.status = status
        self.out = re.sub(rb'"time":"[^"]*"', b'"time":"T"', out)
        self.err = err
        self.seconds = seconds
        self.inside = "" # the function of libc that it crashed in


def rows_of(form, out):
    """Rows as dictionaries, and whether the output came to its proper end."""
    text = out.decode("utf-8", "replace")
    whole = text.endswith("\n")
    lines = text.split("\n")[:-1]
    if form == "words": # of --list-words
        return [{"word": line.partition("\t")[0]} for line in lines], whole
    if form == "table":
        cells = [re.split(" {2,}", line.strip()) for line in lines]
        return [dict(zip(cells[0], row)) for row in cells[1:]], whole and lines != []
    if form == "csv":
        return list(csv.DictReader(io.StringIO("".join(line + "\n" for line in lines)))), whole
    objects = []
    for line in lines:
        if form == "json" and line.startswith("]"):
            break # after the rows, others follow
        if line.startswith("{") and '"schema"' not in line:
            try:
                objects.append(json.loads(line.rstrip(",")))
            except ValueError:
                whole = False
    return objects, whole and ends_properly(form, text, lines, len(objects))


def ends_properly(form, text, lines, count):
    try:
        if form == "json":
            document = json.loads(text)
            return len(document.get("sockets", document.get("groups"))) == count
        return json.loads(lines[-1])["rows"] == count
    except (ValueError, KeyError, IndexError):
        return False


def identity(row):
    cells = [str(row[key]) for key in IDENTITY if key in row]
    cells = [re.sub(r"%\w+", "", cell) for cell in cells]
    # Not every source knows that a socket is dual-stack.
    cells = [re.sub(r"^(tcp|udp)46$", r"\g<1>6", cell) for cell in cells]
    return tuple(re.sub(r"^\*:", "[::]:", cell) for cell in cells)


def holders(cell):
    """{"sshd", "sshd[1]", "sshd[2]"} of sshd[1,2]; None when it is no text about processes."""
    found = set()
    if not isinstance(cell, str) or not re.fullmatch(r"(?:[^\[\]]+\[[\d,]+\])+", cell):
        return None
    for comm, pids in re.findall(r" ?([^\[\]]+)\[([\d,]+)\]", cell):
        found.update(f"{comm}[{pid}]" for pid in pids.split(","))
    return found


def cell_agrees(cell, truths, listed=False):
    """True when the cell says nothing that none of the truths says; it may say less. LISTED: its
    text is a list."""
    if cell in ABSENT or cell in truths:
        return True
    for truth in truths:
        # the number of an interface for its name
        if isinstance(cell, str) and isinstance(truth, str) and NUMBERED.search(cell) and \
                NUMBERED.sub("", cell) == NAMED.sub("", truth):
            return True
        if isinstance(cell, list) and isinstance(truth, list):
            if all(item in truth for item in cell):
                return True
        if isinstance(cell, str) and isinstance(truth, str):
            parts, whole = cell.split("/"), truth.split("/")
            if len(parts) == len(whole) == 2 and all(
                    part in ("-", right) for part, right in zip(parts, whole)):
                return True
            if holders(cell) and holders(truth) and holders(cell) <= holders(truth):
                return True
            if listed and set(re.split("[ ,;]", cell)) <= set(re.split("[ ,;]", truth)):
                return True
    return False


class Truth:
    """What is right: the undisturbed run, and what its relatives say, which know less. GROUPINGS:
    groups made from the sockets of each source, the undisturbed one first."""

    def __init__(self, scene, run, relatives, groupings=()):
        form = self.form = scene.form
        self.groupings = groupings
        self.run = run
        self.sorted = scene.sorted
        self.rows = {}
        for number, relative in enumerate([run] + relatives):
            for row in rows_of(form, relative.out)[0]:
                if number == 0 or identity(row) in self.rows:
                    self.rows.setdefault(identity(row), []).append(row)

    def disagreement(self, rows):
        """Why the rows are no subset of the truth; None when they are."""
        seen = set()
        for row in rows:
            key = identity(row)
            if key not in self.rows:
                return f"no such row: {row}"
            if key in seen:
                return f"a row twice: {row}"
            seen.add(key)
            for column, cell in row.items():
                truths = [truth.get(column) for truth in self.rows[key]]
                if not cell_agrees(cell, truths, column in HOLDERS):
                    return f"{column} is {cell!r} in {row}"
        return None

    def disagreement_of_groups(self, rows):
        """Why the groups say more than is true by any source; None when they do not."""
        keys = [self.groupings[0].key(row) for row in rows]
        if len(set(keys)) != len(keys):
            return f"a group twice: {keys}"
        for row in rows:
            reasons = [grouping.excess(row) for grouping in self.groupings]
            if all(reasons):
                return reasons[0]
        return None

    def is_answered_by(self, out):
        """True when that is the right answer, the order of sorted rows included."""
        if self.sorted:
            return out == self.run.out
        return sorted(out.splitlines()) == sorted(self.run.out.splitlines())

    def missing(self, rows, words=""):
        """The rows that are missing, but for those that the words call unknown."""
        there = {identity(row) for row in rows}
        lost = [truths[0] for key, truths in self.rows.items() if key not in there]
        if "bound-inactive sockets are unknown" in words:
            lost = [row for row in lost
                    if row.get("state", row.get("STATE")).lower() != "bound-inactive"]
        return lost


def ending(run, limit, fault):
    """A verdict and why, where the way it ended decides; else None."""
    if run.status is None or run.seconds > limit:
        return WRONG, f"hang: {run.seconds:.1f} s"
    if run.status < 0 and fault.get("loader"):
        return LOADER, f"signal {-run.status}"
    if run.status < 0 and run.inside in NAME_SERVICE + PATTERNS:
        return LIBC, f"signal {-run.status} in {run.inside}"
    if run.status < 0:
        return WRONG, f"signal {-run.status} {run.inside}"
    if run.status == EXIT_LOADER and run.err:
        return LOADER, ""
    return None


def lacks_what_is_gone(scene, truth, rows, fault):
    """True for the right answer without what went away or is not there, by the errno."""
    if fault.get("error") not in GONE or fault.get("call") not in READS:
        return False
    if scene.grouped:
        return not truth.disagreement_of_groups(rows) and not truth.groupings[0].lost(rows)
    if truth.disagreement(rows):
        return False
    # A kernel without IPv6 has no files of it.
    if any(not row.get("local_address", row.get("LOCAL", "")).startswith(("[", "*"))
           for row in truth.missing(rows)):
        return False
    return all(cell_agrees(cell, [truth.rows[identity(row)][0].get(column)])
               or column in HOLDERS + ("owner",)
               for row in rows for column, cell in row.items())


def lacks_what_is_denied(truth, rows, fault):
    """True for the right answer but for some of the holders of a socket, by the errno."""
    if fault.get("error") not in DENIED or fault.get("call") not in READS:
        return False
    if truth.groupings: # and as many sockets without a process as there are
        whole = rows_of(truth.form, truth.run.out)[0]
        return not truth.disagreement_of_groups(rows) and not truth.groupings[0].lost(rows) and \
            all(row in whole for row in rows if row.get("PROCESS") == "-")
    if truth.disagreement(rows) or truth.missing(rows):
        return False
    return all(cell == truth.rows[identity(row)][0].get(column) or
               (column in HOLDERS and cell not in ABSENT)
               for row in rows for column, cell in row.items())


def lacks_what_is_null(truth, out):
    """True for the right answer but for some nulls, which say themselves that nobody knows."""
    told = re.compile(rb'"(?:boot_id|pid)":("[^"]*"|\d+|null)')
    return told.sub(b"", out) == told.sub(b"", truth.run.out) and all(
        value in (b"null", right)
        for value, right in zip(told.findall(out), told.findall(truth.run.out)))


def judge_groups(truth, run, rows):
    """The verdict on groups that are said to be not all."""
    why = truth.disagreement_of_groups(rows)
    if why:
        return WRONG, "false: " + why
    unknown = ("bound-inactive",) if "bound-inactive sockets are unknown" in run.err else ()
    lost = truth.groupings[0].lost(rows, unknown)
    if run.status == EXIT_DONE and lost:
        return WRONG, f"short: {lost} sockets are missing, exit 0"
    return HONEST, ""


def judge_sockstat(scene, truth, run, limit, fault):
    """(verdict, why). FAULT: its call and error; loader: it hit the loader; stderr: writing there
    failed, so no words are expected."""
    verdict = ending(run, limit, fault)
    if verdict:
        return verdict
    if run.status == EXIT_DONE and truth.is_answered_by(run.out):
        return CORRECT, ""
    if run.status == EXIT_DONE and lacks_what_is_null(truth, run.out):
        return HONEST, ""
    told = fault.get("stderr") or (run.err != "" and run.err != truth.run.err)
    if run.status == EXIT_USAGE and fault.get("error") in GONE and "there is no" in run.err:
        return UNSEEN, ""
    if run.status not in (EXIT_DONE, EXIT_FAILED):
        return WRONG, f"exit {run.status}"
    rows, whole = rows_of(truth.form, run.out)
    if run.status == EXIT_DONE and not whole:
        return WRONG, "cut: the output does not come to its end, exit 0"
    if not told and run.status == EXIT_DONE and (
            lacks_what_is_gone(scene, truth, rows, fault) or
            lacks_what_is_denied(truth, rows, fault)):
        return UNSEEN, ""
    if not told:
        return WRONG, f"silent: exit {run.status} and not a word"
    if scene.grouped:
        return judge_groups(truth, run, rows)
    why = truth.disagreement(rows)
    if why:
        return WRONG, "false: " + why
    missing = truth.missing(rows, run.err)
    if "are not visible" in run.err and "process" in scene.words:
        missing = [] # a filter cannot be true of what is not known
    if run.status == EXIT_DONE and missing:
        return WRONG, f"short: {len(missing)} rows are missing, exit 0"
    return HONEST, ""


def judge_other(truth, run, limit, fault):
    """The same for a program of which nothing is known: a status or any words excuse it."""
    verdict = ending(run, limit, fault)
    if verdict:
        return verdict
    if run.status == truth.run.status and run.out == truth.run.out:
        return CORRECT, ""
    if run.status != truth.run.status or run.err != truth.run.err:
        return HONEST, ""
    if fault.get("error") in GONE + DENIED and fault.get("call") in READS:
        return UNSEEN, "" # to its favour: what it lacks is not looked at
    return WRONG, f"silent: exit {run.status}, another answer and not a word"

# SPDX-License-Identifier: MIT
"""Groups of sockets made a second time, from rows of JSON, and what may be said of them."""
import collections
import fractions
import re

BY = re.compile(r"--by[= ](\S+)")

# What is counted for each row, besides the keys.
COLUMNS = "proto,state,recv_q,send_q,accept_queue,accept_limit,local_port,processes"

# Sums and their headings: always, with -m, with -i; and what percentiles are about.
SUMS = {"": {"recv_q": "RECV-Q", "send_q": "SEND-Q"},
        "m": {"rmem_bytes": "RMEM", "wmem_bytes": "WMEM", "drops": "DROPS"},
        "i": {"retransmits_total": "RETRANS-TOTAL", "bytes_sent": "BYTES-SENT",
              "bytes_received": "BYTES-RECEIVED"}}
TIME = "rtt_us"

ABSENT = "-"


def keys_of(words):
    return BY.search(words)[1].split(",")


def sums_of(words):
    """The sums that groups have: their headings by key."""
    letters = ["", *re.findall(r"[mi]", "".join(re.findall(r"(?:^| )-([a-z]+)", words)))]
    return {key: title for letter in letters for key, title in SUMS[letter].items()}


def question(words):
    """The words that ask for the sockets of which WORDS asks for groups."""
    details = [key for key in sums_of(words) if key not in SUMS[""]]
    if "bytes_sent" in details: # -i
        details.append(TIME)
    keys = [*details, *(key for key in keys_of(words) if key != "process")]
    return f"{BY.sub('', words)} --jsonl --columns={','.join([COLUMNS, *keys])}"


def heading(key):
    return key.upper().replace("_", "-")


def text(value):
    return ABSENT if value is None else str(value)


def groups_of(row, keys):
    """The keys of each group that the socket is counted in."""
    names = {process["comm"] for process in row["processes"]} or {ABSENT}
    return {tuple(name if key == "process" else text(row[key]) for key in keys) for name in names}


def scaled(time):
    """A time in microseconds as tables show it."""
    for unit, scale in ("s", 10 ** 6), ("ms", 1000):
        if time >= scale:
            return f"{time // scale}.{time % scale * 10 // scale}{unit}"
    return f"{time}us"


def percentile(times, percent):
    """The lowest of TIMES that so many percent of them do not exceed."""
    for time in sorted(times):
        if sum(other <= time for other in times) * 100 >= percent * len(times):
            return scaled(time)
    return ABSENT


def fullness(listener):
    """Orders listeners by the part of the accept queue that is in use, then by the lower limit."""
    queue, limit = listener
    capacity = 2 ** 32 if limit is None else limit + 1
    return fractions.Fraction(queue, capacity), -capacity


class Group:
    """What its rows add up to."""

    def __init__(self, titles):
        self.count = 0
        self.titles = titles
        self.sums = dict.fromkeys(titles)
        self.times = []
        self.listeners = []
        self.ports = set()

    def add(self, row, chosen):
        self.count += 1
        for key, total in self.sums.items():
            if row[key] is not None:
                self.sums[key] = (total or 0) + row[key]
        if row.get(TIME) is not None:
            self.times.append(row[TIME])
        if row["accept_queue"] is not None:
            self.listeners.append((row["accept_queue"], row["accept_limit"]))
        if row["local_port"] in chosen:
            self.ports.add(row["local_port"])

    def cells(self):
        """The row of the table, but for its keys."""
        queue, limit = max(self.listeners, key=fullness, default=(None, None))
        cells = {"COUNT": str(self.count),
                 "ACCEPT-Q": ABSENT if queue is None else f"{queue}/{text(limit)}"}
        cells.update((title, text(self.sums[key])) for key, title in self.titles.items())
        if "bytes_sent" in self.sums: # -i
            cells["RTT-MEDIAN"] = percentile(self.times, 50)
            cells["RTT-P95"] = percentile(self.times, 95)
        return cells


class Grouping:
    """Groups by KEYS of SOCKETS, rows of JSON. CHOSEN: the ports that the kernel chooses from."""

    def __init__(self, words, sockets, chosen=()):
        self.keys = keys_of(words)
        self.sockets = sockets
        self.titles = sums_of(words)
        self.groups = collections.defaultdict(lambda: Group(self.titles))
        for row in sockets:
            for key in groups_of(row, self.keys):
                self.groups[key].add(row, chosen)

    def key(self, row):
        return tuple(row.get(heading(key)) for key in self.keys)

    def difference(self, rows):
        """Why these rows of a table are not the groups; None when they are."""
        found = {self.key(row): row for row in rows}
        if len(found) != len(rows) or set(found) != set(self.groups):
            return f"the groups are {sorted(found)}, not {sorted(self.groups)}"
        for key, group in self.groups.items():
            expected = group.cells()
            if "PORTS" in found[key] and key[-1] != ABSENT:
                expected["PORTS"] = str(len(group.ports))
            for column, cell in expected.items():
                if found[key].get(column) != cell:
                    return f"{column} of {key} is {found[key].get(column)}, not {cell}"
        return None

    def excess(self, row):
        """What a row says that is more than is there; None when it may just say less."""
        key = self.key(row)
        # A socket whose processes are not known is counted without one.
        nobody = "process" in self.keys and key[self.keys.index("process")] == ABSENT
        groups = list(self.groups.values()) if nobody else [self.groups.get(key)]
        if groups == [None]:
            return f"no such group: {key}"
        if int(row["COUNT"]) > (len(self.sockets) if nobody else groups[0].count):
            return f"{row['COUNT']} sockets of {key}"
        for name, column in self.titles.items():
            most = sum(group.sums[name] or 0 for group in groups)
            if row[column] != ABSENT and int(row[column]) > most:
                return f"{column} {row[column]} of {key}"
        listeners = [f"{queue}/{text(limit)}" for group in groups
                     for queue, limit in group.listeners]
        if row["ACCEPT-Q"] not in (ABSENT, *listeners):
            return f"ACCEPT-Q {row['ACCEPT-Q']} of {key}"
        return None

    def lost(self, rows, without=()):
        """How many sockets are in no row at least; WITHOUT: states that are not counted."""
        expected = sum(socket["state"] not in without for socket in self.sockets)
        return max(0, expected - sum(int(row["COUNT"]) for row in rows))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile.py SOCKSTAT [OPTION...]: hostile names in every place, in every format, read back.

Makes one UDP socket for each name of hostile_names.py: held by a process of that name, bound to
an interface of that name, made by a user of that name, on a port and an address of that name, as
far as the kernel and libc take it. /etc/passwd, /etc/hosts and ./services are written here: the
caller gives a mount and a network namespace. What they make of the names is asked of libc and the
kernel by other ways than the program's.
"""

import ctypes
import fcntl
import os
import pwd
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path

import hostile_read as read
from hostile_names import NAMES

FIRST_PORT = 2000
FIRST_UID = 20000
SHARED_PORT = 1999  # of one socket more, which all these processes hold
SIOCBRADDBR = 0x89A0
NI_NAMEREQD = 8
LIBC = ctypes.CDLL(None, use_errno=True)
READS_AS_PORT = re.compile(rb":|^(\*|[0-9.-]+|0[xX][0-9a-fA-F]+)\Z")
COLUMNS = ["comm", "processes", "device", "user", "local_service", "local_host", "local"]
OWNED = {"comm", "processes"}


def address_of(index):
    return f"127.1.{index // 250}.{index % 250 + 1}"


def write_files():
    def lines(form, unfit):
        numbered = ((index, name) for index, name in enumerate(NAMES))
        fit = [form(index, name) for index, name in numbered if name and not set(name) & unfit]
        return b"\n".join(fit) + b"\n"

    root = b"root:x:0:0::/:/bin/sh\n"
    Path("passwd").write_bytes(root + lines(
        lambda index, name: name + b":x:%d:0::/:/bin/sh" % (FIRST_UID + index), set(b":\n")))
    Path("hosts").write_bytes(lines(
        lambda index, name: address_of(index).encode() + b" " + name, set(b" \t\n#")))
    Path("services").write_bytes(lines(
        lambda index, name: name + b" %d/udp" % (FIRST_PORT + index), set(b" \t\r\n#")))
    Path("nsswitch.conf").write_text("passwd: files\nhosts: files\n")
    for name in "passwd", "hosts", "nsswitch.conf":
        subprocess.run(["mount", "--bind", name, f"/etc/{name}"], check=True)


def make_interface(name):
    """True when the kernel takes an interface of this name."""
    if not name or b"%" in name or len(name) > 15:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        try:
            fcntl.ioctl(control, SIOCBRADDBR, name + bytes(16 - len(name)))
        except OSError:
            return False
    return True


def make_socket(index, name):
    sock = None
    os.seteuid(FIRST_UID + index)
    try:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    finally:
        os.seteuid(0)
    if make_interface(name):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name)
    sock.bind((address_of(index), FIRST_PORT + index))
    return sock


def hold(sock, name, until):
    """A process of that name that holds the socket until the pipe ends."""
    ready, set_name = os.pipe()
    if os.fork() == 0:
        os.close(until[1])
        LIBC.prctl(15, ctypes.c_char_p(name), 0, 0, 0)  # PR_SET_NAME
        os.close(set_name)
        os.read(until[0], 1)
        os._exit(0)
    os.close(set_name)
    os.read(ready, 1)
    os.close(ready)
    sock.close()


def is_address(name):
    for parse in socket.inet_aton, lambda text: socket.inet_pton(socket.AF_INET6, text):
        try:
            parse(name)
            return True
        except (OSError, UnicodeError):
            continue
    return False


def resolved(address):
    """What libc has as the host name, in bytes; None when nothing, or a number in disguise."""
    name = ctypes.create_string_buffer(1025)
    place = struct.pack("=HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
    if LIBC.getnameinfo(place, len(place), name, len(name), None, 0, NI_NAMEREQD) != 0:
        return None
    return None if is_address(os.fsdecode(name.value)) else name.value or None


def user_name(uid):
    try:
        return os.fsencode(pwd.getpwuid(uid).pw_name) or None
    except KeyError:
        return None


def expected():
    """For each port, the names that its columns must have."""
    services = {}
    for line in Path("services").read_bytes().split(b"\n")[:-1]:
        name, port = line.rsplit(b" ", 1)
        if not READS_AS_PORT.search(name):  # else it is not shown
            services[int(port.removesuffix(b"/udp"))] = name
    interfaces = {os.fsencode(name) for _, name in socket.if_nameindex()}
    rows = {}
    for index, name in enumerate(NAMES):
        rows[FIRST_PORT + index] = {
            "comm": name[:15],
            "device": name if name in interfaces else None,
            "user": user_name(FIRST_UID + index),
            "local_service": services.get(FIRST_PORT + index),
            "local_host": resolved(address_of(index)),
        }
    return rows


def read_processes(cell):
    """[(escaped name, pids)] of NAME[PID,PID] NAME[PID]; a name has none of these three signs."""
    entry = r"([^\[\],]*)\[(\d+(?:,\d+)*)\]"
    if not re.fullmatch(f"{entry}(?: {entry})*", cell):
        raise read.Wrong(f"no list of processes: {cell[:200]!r}")
    return [(name, pids.split(",")) for name, pids in re.findall(f"(?:^|(?<=\\]) ){entry}", cell)]


class Check:
    def __init__(self, program, rows):
        self.program = program
        self.rows = rows
        self.checked = 0
        self.failures = 0

    def output(self, options, terminal=None, which=f"sport != {SHARED_PORT}"):
        command = [*self.program, "-uar", *options, which]
        result = read.run(command, terminal)
        if result.returncode != 0 or result.stderr:
            raise read.Wrong(f"exit {result.returncode}, {result.stderr!r}")
        return result.stdout

    def fail(self, where, what):
        self.failures += 1
        if self.failures <= 20:
            print(f"{where}: {what}")

    def same(self, where, found, wanted):
        self.checked += 1
        if found != wanted:
            self.fail(where, f"{found!r} instead of {wanted!r}")

    def local(self, port):
        """The endpoint as one text, in bytes."""
        row = self.rows[port]
        text = row["local_host"] or address_of(port - FIRST_PORT).encode()
        if row["device"] is not None:
            text += b"%" + row["device"]
        return text + b":" + (row["local_service"] or str(port).encode())

    def text_cell(self, where, cell, column, port):
        """One cell of a table, CSV or --null, read back."""
        row = self.rows[port]
        table = where.startswith("table")
        absent = "-" if table else ""
        if column == "local":
            wanted = self.local(port)
        elif column == "processes":
            [(name, pids)] = read_processes(cell)
            self.same(where, len(pids), 1)
            cell, wanted = name, row["comm"]
        elif column == "user" and table:  # people get the number where there is no name
            wanted = row["user"] or str(FIRST_UID + port - FIRST_PORT).encode()
        else:
            wanted = row[column]
        if column != "processes" and not wanted:
            self.same(where, cell, absent)
            return
        found = read.unescape(cell)
        if table:  # padding and blanks are alike there
            found, wanted = found.rstrip(b" "), wanted.rstrip(b" ")
        self.same(where, found, wanted)

    def ports(self, where, found):
        """As read, rows are in the order of the kernel's hash, which differs between namespaces."""
        found = sorted(found) if "as read" in where else found
        self.same(f"{where}: rows", found, sorted(self.rows))

    def text_rows(self, where, rows, columns):
        self.ports(where, [int(row[0]) for row in rows])
        for row in rows:
            for column, cell in read.paired(columns, row[1:]):
                self.text_cell(f"{where}: {column}", cell, column, int(row[0]))

    def json_rows(self, where, rows, columns):
        self.ports(where, [row["local_port"] for row in rows])
        for row in rows:
            wanted = self.rows[row["local_port"]]
            for column in set(columns) - {"local"}:
                place = f"{where}: {column}"
                if column == "comm":
                    twins = row.get("comm_base64", [None])
                    found = read.exact(row["comm"][0], twins[0], wanted["comm"])
                elif column == "processes":
                    found = read.json_name(row["processes"][0], "comm", wanted["comm"])
                    column = "comm"
                else:
                    found = read.json_name(row, column, wanted[column] or b"")
                self.same(place, found, wanted[column])
            if "local" in columns:
                self.same(where, read.unescape(row["local"]), self.local(row["local_port"]))

    def rows_in(self, where, reader, options, columns, terminal=None):
        chosen = "--columns=" + ",".join(["local_port", *columns])
        try:
            rows = reader(self.output([*options, chosen], terminal))
            json = rows and isinstance(rows[0], dict)
            (self.json_rows if json else self.text_rows)(where, rows, columns)
        except (read.Wrong, ValueError, KeyError, IndexError) as error:
            self.fail(where, f"{type(error).__name__}: {error}")

    def holders(self):
        """Of the shared socket: every name once, in a list that can be read."""
        wanted = sorted(row["comm"] for row in self.rows.values())
        which = f"sport = {SHARED_PORT}"
        for form, reader in ("--color=never", read.read_table), ("--csv", read.read_csv):
            rows = reader(self.output([form, "--columns=local_port,processes,comm"], None, which))
            [[_, processes, comms]] = rows
            entries = read_processes(processes)
            self.same(f"{form}: holders", sum(len(pids) for _, pids in entries), len(wanted))
            self.same(f"{form}: names", sorted({read.unescape(name) for name, _ in entries}),
                      sorted(set(wanted)))
            self.same(f"{form}: comm", sorted(map(read.unescape, comms.split(","))), wanted)

    def groups(self, reader, format_options, key):
        """As many groups as there are different names or users, and no socket counted twice."""
        where = f"--by {key} {format_options}"
        column = "comm" if key == "process" else key
        try:
            groups = reader(self.output([f"--by={key}", f"--columns=count,{column}", *format_options]))
            if groups and isinstance(groups[0], dict):
                groups = [[group["count"], group[column]] for group in groups]
            names = {row[column] for row in self.rows.values()}
            # users are told apart by number, and each socket has its own
            self.same(where, len(groups), len(self.rows) if key == "user" else len(names))
            self.same(where, sum(int(group[0]) for group in groups), len(self.rows))
        except (read.Wrong, ValueError, KeyError, IndexError) as error:
            self.fail(where, f"{type(error).__name__}: {error}")


FORMATS = [
    ("table", read.read_table, []),
    ("csv", read.read_csv, ["--csv"]),
    ("null", read.read_null, ["--null"]),
    ("json", read.read_json, ["--json"]),
    ("jsonl", read.read_jsonl, ["--jsonl"]),
]


def check_formats(check):
    for name, reader, options in FORMATS:
        check.rows_in(name, reader, options, COLUMNS)
        check.rows_in(f"{name} on a terminal", reader, options, COLUMNS, 32767)
        check.rows_in(f"{name} as read", reader, [*options, "--sort=none"],
                      [column for column in COLUMNS if column not in OWNED])
        for key in "process", "user", "device", "local_service", "local_host":
            check.groups(reader, options, key)
        try:
            reader(check.output(["-s", *options]))
        except (read.Wrong, ValueError) as error:
            check.fail(f"-s {options}", error)
    check.holders()
    for column in COLUMNS:  # each at the edge, where blanks at its end are seen
        check.rows_in("table", read.read_table, [], [column])


def check_ways(program, rows):
    """The other ways to look for processes find the same names."""
    total = 0
    for way in "bpf", "proc":
        check = Check([*program, f"--owners={way}"], rows)
        probe = subprocess.run([*program, "-q", "--strict", "-up", f"--owners={way}"],
                               capture_output=True, check=False)
        if way == "bpf" and (probe.returncode == 3 and b"--owners=bpf" in probe.stderr):
            continue
        for name, reader, options in FORMATS:
            check.rows_in(f"{name}, {way}", reader, options, ["comm", "processes"])
        total += check.failures
    print(f"owners by each way: {total} failures")


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    program = sys.argv[1:]
    write_files()
    program.append("--services=services")
    until = os.pipe()
    shared = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    shared.bind(("127.0.0.1", SHARED_PORT))
    for index, name in enumerate(NAMES):
        hold(make_socket(index, name), name[:15], until)
    shared.close()
    rows = expected()
    check = Check(program, rows)
    check_formats(check)
    print("at least 200 names:", len(NAMES) >= 200)
    for column, least in ("comm", 300), ("device", 200), ("user", 200), ("local_service", 200), (
            "local_host", 200):
        count = sum(row[column] is not None for row in rows.values())
        print(f"{column}: {'enough' if count >= least else count}")
    print(f"{'more than 15000' if check.checked > 15000 else check.checked} values checked,",
          f"{check.failures} failures")
    check_ways(program, rows)
    os.close(until[1])


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""random_sockets.py SEED COUNT PORT: steps for the factory, one a line: about COUNT sockets of
random kinds in states that hold still, listeners from PORT on, callers above them."""

import random
import sys

ADDRESSES = ["127.0.0.%d", "10.1.2.%d", "2001:db8::%d", "::ffff:127.0.0.%d"]


class Table:
    def __init__(self, seed, port):
        self.random = random.Random(seed)
        self.port = port
        self.steps = []
        self.sockets = 0
        self.accepted = 0

    def new(self, letter):
        self.sockets += 1
        return f"{letter}{self.sockets}"

    def next_port(self):
        self.port += 1
        return self.port

    def options(self):
        chosen = ""
        if self.random.random() < 0.3:
            chosen += f" mark={self.random.randrange(1, 2 ** 31)}"
        if self.random.random() < 0.2:
            chosen += " device=lo"
        return chosen

    def listener(self):
        """A name, and where it can be called."""
        name, port = self.new("l"), self.next_port()
        kind = self.random.randrange(6)
        address = ADDRESSES[kind % 4] % self.random.randrange(1, 3)
        bound, only = address, ""
        if kind == 4:  # dual-stack
            address, bound, only = self.random.choice(["127.0.0.1", "2001:db8::1"]), "::", " v6only=0"
        if kind == 5:
            address, bound, only = "2001:db8::1", "::", " v6only=1"
        backlog = self.random.randrange(16, 4096)
        self.steps.append(f"listen {name} {bound} {port} backlog={backlog}{only}{self.options()}")
        return name, address, port

    def connection(self, listener, accepted):
        name, address, port = listener
        caller, server = self.new("c"), f"s{self.sockets}"
        source = ""
        if self.random.random() < 0.5 and not address.startswith("::ffff"):
            source = f" from={address},{self.next_port()}"
        self.steps.append(f"connect {caller} {address} {port}{source}{self.options()}")
        if not accepted:
            return
        self.sockets += 1
        self.steps.append(f"accept {server} {name}")
        self.steps += self.fate(caller, server)

    def fate(self, one, other):
        """What becomes of an open connection; the numbers of states are those of the kernel."""
        if self.random.random() < 0.5:
            one, other = other, one
        size = self.random.randrange(1, 20000)
        fates = {
            "established": [],
            "unread": [f"send {one} {size}"],
            "keepalive": [f"keepalive {one} {self.random.randrange(100, 4000)}"],
            "fin-wait-2": [f"shutdown {one}", f"wait-state {other} 8", f"wait-state {one} 5"],
            "time-wait": [f"time-wait {one} {other}"],
            "persist": [f"fill {one}"],
            "fin-wait-1": [f"fill {one}", f"shutdown {one}", f"wait-state {one} 4"],
            "last-ack": [f"fill {one}", f"shutdown {other}", f"wait-state {one} 8", f"shutdown {one}",
                         f"wait-state {one} 9"],
            "closing": [f"fill {one}", f"shutdown {one}", f"wait-state {one} 4", f"shutdown {other}",
                        f"wait-state {one} 11"],
        }
        common = ["established", "unread", "keepalive", "fin-wait-2", "time-wait"]
        rare = sorted(set(fates) - set(common))
        # full buffers are large, and the kernel has little memory for all of them together
        self.accepted += 1
        if self.accepted % 16 == 0:
            return fates[rare[self.accepted // 16 % len(rare)]]
        return fates[self.random.choice(common)]

    def datagrams(self):
        name, port = self.new("u"), self.next_port()
        address = self.random.choice([*ADDRESSES, "0.0.0.0", "::"])
        address = address % self.random.randrange(1, 3) if "%" in address else address
        only = f" v6only={self.random.randrange(2)}" if address == "::" else ""
        self.steps.append(f"udp {name} {address} {port}{only}{self.options()}")
        if self.random.random() < 0.6:
            peer = address if address not in ("0.0.0.0", "::") else "127.0.0.1"
            bound = self.random.choice([f"{peer} {self.next_port()}", "- 0"])
            sender = self.new("v")
            self.steps.append(f"udp {sender} {bound} to={peer},{port}")
            if self.random.random() < 0.7 and "device" not in self.steps[-2]:
                self.steps.append(f"send {sender} {self.random.randrange(1, 3000)}")

    def fill(self, count):
        while self.sockets < count:
            choice = self.random.random()
            if choice < 0.25:
                self.datagrams()
            elif choice < 0.3:
                address = self.random.choice(ADDRESSES[:3]) % 1
                self.steps.append(f"bind {self.new('b')} {address} {self.next_port()}")
            else:
                listener = self.listener()
                calls = self.random.randrange(6)
                waiting = self.random.choice([0, 0, 1, 2])
                for call in range(calls):  # the last ones wait to be accepted
                    self.connection(listener, call < calls - waiting)


def main():
    seed, count, port = map(int, sys.argv[1:])
    table = Table(seed, port)
    table.fill(count)
    print("\n".join(table.steps))


main()

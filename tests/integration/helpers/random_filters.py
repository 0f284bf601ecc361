#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""random_filters.py SEED COUNT < DOCUMENT: so many different filters, one a line.

They are made of the whole language, with values out of the table in the --json -p DOCUMENT and
next to those, so that they choose some of its rows. One seed and one table give the same filters.
Left out are the names of hosts, which take a resolver, and values that rows pass by with time.
"""

import json
import random
import sys

from random_values import EQUAL, MAKERS, ORDERS, Values

ALIASES = {
    "local_port": ["sport"],
    "peer_port": ["dport"],
    "local": ["src"],
    "peer": ["dst"],
    "device": ["dev"],
    "mark": ["fwmark"],
    "processes": ["process"],
    "rtt_us": ["rtt"],
    "delivery_rate_bytes_per_s": ["delivery_rate"],
}
DEEPEST = 4


class Filters:
    def __init__(self, seed, sockets):
        self.random = random.Random(seed)
        self.values = Values(self.random, sockets)

    def chance(self, probability):
        return self.random.random() < probability

    def blank(self):
        """A place where a blank may be and need not."""
        return self.random.choice(["", " "])

    def sign(self, sign):
        """An operator of signs, or the word for it, which has blanks around it."""
        written = self.random.choice([sign, sign, *EQUAL.get(sign, ()), *ORDERS.get(sign, ())])
        if written.isalpha():
            return f" {written} "
        return self.blank() + written + self.blank()

    def listed(self, make):
        """VALUE, or more of them with commas between."""
        count = self.random.choice([1, 1, 1, 2, 3])
        return (self.blank() + "," + self.blank()).join(make() for _ in range(count))

    # Tests

    def test(self):
        kind = self.random.randrange(28)
        if kind == 0:
            return "has " + self.word_of(self.random.choice(sorted(MAKERS)))
        if kind == 1:
            return self.random.choice(["v6only", "ephemeral", "autobound", "wildcard", "tcp_sack"])
        if kind == 2:
            return "exclude " + self.listed(lambda: self.values.make("state"))
        if kind <= 6:
            return self.listed(self.values.shortcut)
        if kind <= 8:
            return self.side_by_side(self.random.choice(["state", "state", "proto", "family"]))
        return self.comparison(self.random.choice(sorted(MAKERS)))

    def side_by_side(self, key):
        """What is either for states and and for others."""
        count = self.random.choice([2, 2, 3])
        return " ".join(f"{key} {self.values.make(key)}" for _ in range(count))

    def word_of(self, key):
        return self.random.choice([key, *ALIASES.get(key, ())])

    def comparison(self, key):
        word = self.word_of(key)
        if MAKERS[key].pattern and self.chance(0.3):
            # a pattern without quotes goes on up to a blank
            sign = self.blank() + self.random.choice(["~", "!~"])
            return f"{word}{sign} {self.values.pattern(key)} "
        if MAKERS[key].ordered and self.chance(0.4):
            return word + self.sign(self.random.choice(sorted(ORDERS))) + self.values.limit(key)
        sign = self.random.choice([" ", " ", self.sign("="), self.sign("!=")])
        return word + sign + self.listed(lambda: self.values.make(key))

    # What joins them

    def either(self, depth):
        ways = self.random.choice([1, 1, 2, 3]) if depth else 1
        return self.joined([self.every(depth) for _ in range(ways)], ["or", "|", "||"])

    def every(self, depth):
        ways = self.random.choice([1, 1, 1, 2, 3]) if depth else 1
        return self.joined([self.negation(depth) for _ in range(ways)], ["and", "&", "&&", ""])

    def joined(self, parts, signs):
        text = parts[0]
        for part in parts[1:]:
            sign = self.random.choice(signs)
            between = f" {sign} " if sign.isalpha() else self.blank() + sign + self.blank()
            text += (between or " ") + part
        return text

    def negation(self, depth):
        if self.chance(0.2):
            sign = self.random.choice(["!", "! ", "not ", "not not "])
            return sign + self.negation(depth)
        if depth and self.chance(0.6):
            return f"({self.blank()}{self.either(depth - 1)}{self.blank()})"
        return self.test()

    def filter(self):
        text = self.either(self.random.randrange(DEEPEST)).strip()
        if self.chance(0.02):
            text += " # " + self.random.choice(["(", "or", "'"])
        return text


def main():
    seed, count = sys.argv[1:]
    made = Filters(int(seed), json.load(sys.stdin)["sockets"])
    filters = {}
    while len(filters) < int(count):
        filters[made.filter()] = True
    print("\n".join(filters))


if __name__ == "__main__":
    main()

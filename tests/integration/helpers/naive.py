# SPDX-License-Identifier: MIT
"""A second implementation of filters, which agree.py compares with the program.

It evaluates the grammar as it is written, socket by socket, on the rows of --json -p. It shares no
code with the program.
"""

import os
import re
from collections import namedtuple
from functools import lru_cache

from naive_values import GROUPS, KEYS, WORDS, FilterError, Value, compare, present, search

SERVICES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "services")
BOOLS = ("yes", "no", "true", "false", "1", "0")
OPERATORS = {"eq": "=", "ne": "!=", "neq": "!=", "gt": ">", "lt": "<", "ge": ">=", "geq": ">="}
OPERATORS.update({"le": "<=", "leq": "<=", "==": "="})
WORD = re.compile(r"""[^ \t\n(),=!<>~&|'"]+""")
BLANKS = re.compile(r"(?:[ \t\n]|#[^\n]*)*")

# is_state: a state without operator, which side by side with another means either
Term = namedtuple("Term", "test is_state")


@lru_cache
def read_services(path):
    """{name: ports} of a file like /etc/services."""
    services = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.partition("#")[0].split()
            if len(words) > 1:
                port = int(words[1].partition("/")[0])
                for name in words[:1] + words[2:]:
                    services.setdefault(name, set()).add(port)
    return services


def bare_key(value):
    """The key that a word alone is a value of, if it is one of states, protocols and families."""
    word = value.text.lower().replace("_", "-")
    if value.quoted:
        return None
    if word in GROUPS:
        return "state"
    if re.fullmatch("(tcp|udp)(6|46)?", word):
        return "proto"
    return next((key for key in ("state", "family") if word in WORDS[key]), None)


class Parser:
    def __init__(self, text, services):
        self.text, self.services, self.at = text, services, 0

    # Tokens

    def rest(self):
        """What is left, from the next token on."""
        self.at = BLANKS.match(self.text, self.at).end()
        return self.text[self.at :]

    def take(self, pattern):
        found = re.match(pattern, self.rest())
        if found:
            self.at += found.end()
        return found and found[0]

    def peek_word(self):
        found = WORD.match(self.rest())
        return found[0] if found else None

    def logic(self, symbol, word):
        return self.take(symbol) or (self.peek_word() == word and self.take(WORD))

    def error(self, what):
        return FilterError(f"{what} at {self.at}: {self.text}")

    def value(self):
        quote = self.take("""['"]""")
        if not quote:
            word = self.take(WORD)
            if not word:
                raise self.error("no value")
            return Value(word, False)
        body = r"(?:[^\"\\]|\\.)*" if quote == '"' else "[^']*"
        found = re.compile(body, re.DOTALL).match(self.text, self.at)
        self.at = found.end() + 1
        if self.text[found.end() : self.at] != quote:
            raise self.error("no end of the quoted text")
        text = found[0]
        return Value(re.sub(r"\\(.)", r"\1", text, flags=re.S) if quote == '"' else text, True)

    def values(self):
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        return values

    def pattern(self):
        if self.rest()[:1] in ("'", '"'):
            return self.value().text
        start, depth = self.at, 0
        while self.at < len(self.text) and self.text[self.at] not in " \t\n":
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            if depth < 0:
                break
            self.at += 1
        if self.at == start:
            raise self.error("no pattern")
        return self.text[start : self.at]

    # Grammar

    def filter(self):
        test = self.either()
        if self.rest():
            raise self.error("not understood")
        return test

    def either(self):
        tests = [self.every()]
        while self.logic(r"\|\|?", "or"):
            tests.append(self.every())
        return lambda row: any(test(row) for test in tests)

    def every(self):
        groups = [[self.negation()]]
        while True:
            linked = self.logic("&&?", "and")
            if not linked and (self.rest()[:1] in ("", ")", "|") or self.peek_word() == "or"):
                break
            term = self.negation()
            if term.is_state and groups[-1][-1].is_state and not linked:
                groups[-1].append(term)
            else:
                groups.append([term])
        return lambda row: all(any(term.test(row) for term in group) for group in groups)

    def negation(self):
        if self.logic("!", "not"):
            test = self.negation().test
            return Term(lambda row: not test(row), False)
        if self.take(r"\("):
            test = self.either()
            if not self.take(r"\)"):
                raise self.error("no )")
            return Term(test, False)
        return self.term()

    def term(self):
        key = self.peek_word()
        if key in ("and", "or"):
            raise self.error("no operand")
        if key in KEYS:
            self.take(WORD)
            return self.comparison(key)
        if key == "exclude":
            self.take(WORD)
            return Term(compare("state", "!=", self.values(), self.services), False)
        if key == "has":
            self.take(WORD)
            key = self.take(WORD)
            if key not in KEYS:
                raise self.error("no key")
            return Term(lambda row: present(key, row), False)
        values = self.values()
        if self.take("!?[=~]|[<>]"):
            raise self.error("no key")
        tests = [test for value in values for test in self.shortcut(value)]
        is_state = all(bare_key(value) == "state" for value in values)
        return Term(lambda row: any(test(row) for test in tests), is_state)

    def comparison(self, key):
        sign = self.take("==|!=|!~|>=|<=|[=><~]")
        if not sign and self.peek_word() in OPERATORS:
            sign = self.take(WORD)
        sign = OPERATORS.get(sign, sign)
        if sign in ("~", "!~"):
            return Term(search(key, sign, self.pattern()), False)
        if KEYS[key][0] == "bool" and not sign and self.peek_word() not in BOOLS:
            values = [Value("yes", False)]
        else:
            values = self.values()
        test = compare(key, sign or "=", values, self.services)
        return Term(test, key == "state" and not sign)

    def shortcut(self, value):
        """The tests of which one must be true."""
        text = value.text
        named = bare_key(value)
        if named:
            word = Value(text.lower().replace("_", "-"), False)
            return [compare(named, "=", [word], self.services)]
        if not value.quoted and text.startswith("/"):
            raise self.error("no UNIX sockets here")
        if value.quoted:
            key = "comm"
        elif re.fullmatch(r":[^:]+|[0-9]+(-[0-9]+)?", text):
            key = "port"
        elif re.search(r"[:/]", text) or re.fullmatch(r"[0-9]+(\.[0-9]+){3}(%.+)?", text):
            key = "addr"
        else:
            key = "comm"
        keys = [key]
        if key == "comm" and not value.quoted and text in self.services:
            keys.append("port")
        return [compare(key, "=", [value], self.services) for key in keys]


def evaluate(text, sockets, services=SERVICES):
    """Indices of the sockets, as --json prints them, that the filter TEXT matches."""
    test = Parser(text, read_services(services)).filter()
    return [index for index, row in enumerate(sockets) if test(row)]

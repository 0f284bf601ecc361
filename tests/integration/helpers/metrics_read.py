#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""metrics_read.py [--openmetrics] [PREFIX...] < METRICS: a strict reader of both text formats.

Fails with a message if the text breaks a rule of its format, or if a series or a family comes
twice, which promtool does not find. Prints the series whose names begin with a PREFIX (none: how
many series and families there are), with unescaped labels, as Python writes them.
"""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
COMMENT = re.compile(rf"# (HELP|TYPE|UNIT) ({NAME}) (.*)")
SERIES = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)')
NUMBER = re.compile(r"[0-9]+(\.[0-9]*[1-9])?")
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def fail(line, why):
    sys.exit(f"metrics_read: {why}: {line!r}")


def unescape(text):
    return re.sub(r'\\[\\"n]', lambda match: ESCAPES[match.group()], text)


def read_labels(text, line):
    """{name: value}, in order."""
    labels = {}
    while text:
        match = LABEL.match(text)
        if not match or (match.group(3) == "," and match.end() == len(text)):
            fail(line, "not a label")
        if match.group(1) in labels:
            fail(line, "a label twice")
        labels[match.group(1)] = unescape(match.group(2))
        text = text[match.end():]
    return labels


class Reader:
    def __init__(self, openmetrics):
        self.openmetrics = openmetrics
        self.families = {}  # by name: {word: rest}
        self.family = None
        self.series = {}  # by name and labels: value

    def comment(self, line):
        match = COMMENT.fullmatch(line)
        if not match:
            fail(line, "not a comment of the format")
        word, name, rest = match.groups()
        if name != self.family:
            if name in self.families:
                fail(line, "a family twice")
            self.family = name
            self.families[name] = {"count": 0}
        family = self.families[name]
        if word in family or family["count"] or (word == "UNIT" and not self.openmetrics):
            fail(line, "out of order")
        if word == "TYPE" and rest not in (["gauge"], ["gauge", "info"])[self.openmetrics]:
            fail(line, "a type that the format does not have")
        if word == "UNIT" and not name.endswith("_" + rest):
            fail(line, "a unit that the name does not end with")
        family[word] = rest

    def sample(self, line):
        match = SERIES.fullmatch(line)
        if not match:
            fail(line, "not a series")
        name, text, value = match.groups()
        family = self.families.get(self.family, {})
        suffix = "_info" if family.get("TYPE") == "info" else ""
        if name != f"{self.family}{suffix}" or not {"HELP", "TYPE"} <= family.keys():
            fail(line, "a series of another family")
        if not NUMBER.fullmatch(value) or (suffix and value != "1"):
            fail(line, "not a number as it must be")
        labels = read_labels(text or "", line)
        key = (name, tuple(sorted(labels.items())))
        if key in self.series:
            fail(line, "a series twice")
        self.series[key] = (name, labels, value)
        family["count"] += 1

    def read(self, text):
        lines = text.split("\n")
        if lines.pop() or (self.openmetrics and lines.pop() != "# EOF"):
            fail(text[-40:], "the end is missing")
        for line in lines:
            if line.startswith("#"):
                self.comment(line)
            else:
                self.sample(line)
        for name, family in self.families.items():
            if not family["count"]:
                fail(name, "a family without series")


def main():
    words = sys.argv[1:]
    openmetrics = words[:1] == ["--openmetrics"]
    prefixes = tuple(words[openmetrics:])
    reader = Reader(openmetrics)
    reader.read(sys.stdin.buffer.read().decode("utf-8"))
    if not prefixes:
        print(f"{len(reader.series)} series of {len(reader.families)} families")
    for name, labels, value in reader.series.values():
        if prefixes and name.startswith(prefixes):
            words = [f"{key}={label!r}" for key, label in labels.items() if label]
            print(" ".join([name, *words, value]))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Graphs that sockstat writes, read by the grammar of the DOT language.

dot.py GRAPH DOCUMENT [PICTURE]: compares a graph with the output of --json of the same sockets with
the columns peer_match, cookie, peer_cookie, inode and peer_inode, and with the SVG that Graphviz
made of it.
dot.py --malformed: prints what of a list of malformed graphs is accepted; nothing should be.
"""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree

TOKEN = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<name>[A-Za-z_][A-Za-z0-9_]*)'
                   r"|(?P<mark>->|[][{}=,;]))", re.S)
ATTRIBUTES = {
    "graph": {"charset", "rankdir", "fontname", "label"},
    "node": {"shape", "fontname"},
    "edge": {"fontname"},
    "of a node": {"label", "shape", "style"},
    "of an edge": {"label", "dir"},
}
SVG = "{http://www.w3.org/2000/svg}"


class Wrong(Exception):
    """The text is not a graph as sockstat writes it."""


def unquote(string):
    """What a label shows: a backslash or an ampersand that means something else is wrong."""
    shown = ""
    for part in re.findall(r"\\.|&[^&;]*;?|[^\\&]", string[1:-1], re.S):
        if part[0] not in "\\&":
            shown += part
        elif part in ('\\"', "\\\\"):
            shown += part[1]
        elif part == "&amp;":
            shown += "&"
        else:
            raise Wrong(f"{part} in a label")
    if re.search(r"[\x00-\x1f\x7f-\x9f]", shown):
        raise Wrong("a control character in a label")
    return shown


class Reader:
    def __init__(self, text):
        self.tokens = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if not match:
                raise Wrong(f"no token: {text[place:place + 20]!r}")
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            place = match.end()

    def take(self, *wanted):
        """Takes the next token: a kind, or a mark or word itself."""
        kind, text = self.tokens.pop(0) if self.tokens else ("end", "")
        if kind not in wanted and (text not in wanted or kind == "string"):
            raise Wrong(f"{kind} {text!r} (expected {' or '.join(wanted)})")
        return text

    def next_is(self, text):
        return bool(self.tokens) and self.tokens[0][1] == text

    def attributes(self, of):
        found = {}
        self.take("[")
        while True:
            key = self.take("name")
            if key not in ATTRIBUTES[of] or key in found:
                raise Wrong(f"attribute {key}, or twice")
            self.take("=")
            value = self.take("name", "string")
            if key == "label" and value[0] != '"':
                raise Wrong(f"label {value} without quotes")
            found[key] = unquote(value) if value[0] == '"' else value
            if self.take(",", "]") == "]":
                break
        self.take(";")
        return found


class Graph:
    """nodes: attributes by ID; edges: tail, head and attributes."""

    def __init__(self, data):
        reader = Reader(data.decode())
        reader.take("digraph")
        reader.take("sockstat")
        reader.take("{")
        reader.take("graph")
        self.attributes = reader.attributes("graph")
        for kind in "node", "edge":
            reader.take(kind)
            reader.attributes(kind)
        self.nodes = {}
        self.edges = []
        while not reader.next_is("}"):
            self.statement(reader)
        reader.take("}")
        if reader.tokens:
            raise Wrong("more after the graph")
        self.check()

    def statement(self, reader):
        name = reader.take("name")
        if not reader.next_is("->"):
            if self.edges or name != f"n{len(self.nodes)}":
                raise Wrong(f"node {name}")
            self.nodes[name] = reader.attributes("of a node")
            return
        reader.take("->")
        head = reader.take("name")
        if name not in self.nodes or head not in self.nodes:
            raise Wrong(f"an edge between {name} and {head}, which are not both nodes")
        self.edges.append((name, head, reader.attributes("of an edge")))

    def check(self):
        labels = [node["label"].encode() for node in self.nodes.values()]
        if labels != sorted(labels):
            raise Wrong("nodes are not sorted")
        keys = [(int(tail[1:]), int(head[1:]), "dir" in attributes)
                for tail, head, attributes in self.edges]
        if keys != sorted(set(keys)):
            raise Wrong("edges are not sorted, or one is there twice")
        if {name for tail, head, _ in self.edges for name in (tail, head)} != set(self.nodes):
            raise Wrong("a node without an edge")

    def labels(self):
        return [node["label"] for node in self.nodes.values()]

    def connections(self):
        return sum(int(re.match(r"[0-9]+", edge["label"])[0]) for _, _, edge in self.edges)

    def lines(self):
        """One line for each edge, with the labels of its nodes."""
        for tail, head, edge in self.edges:
            arrow = "--" if edge.get("dir") == "none" else "->"
            yield (f"{self.nodes[tail]['label']} {arrow} {self.nodes[head]['label']}"
                   f"  {edge['label']}")


def connections_of(sockets):
    """The number of connections: two rows each of which has the other as its other end are one."""
    ends = [row for row in sockets if row["peer_match"] is not None]
    pairs = 0
    for number, one in enumerate(ends):
        for other in ends[number + 1:]:
            by_cookie = one["peer_cookie"] and (one["peer_cookie"], one["cookie"]) == (
                other["cookie"], other["peer_cookie"])
            by_inode = one["peer_inode"] and (one["peer_inode"], one["inode"]) == (
                other["inode"], other["peer_inode"])
            pairs += bool(by_cookie or by_inode)
    return len(ends) - pairs


def shown(group):
    """The text of a group of an SVG, in which a no-break space is a blank."""
    return "".join(text.text or "" for text in group.iter(f"{SVG}text")).replace("\u00a0", " ")


def compare_picture(graph, root):
    """Prints what differs between the graph and its picture."""
    groups = {}
    for group in root.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title").text
        groups.setdefault(group.get("class"), []).append((title, shown(group)))
    nodes = [(name, node["label"].replace("\u00a0", " ")) for name, node in graph.nodes.items()]
    edges = [(f"{tail}->{head}", edge["label"]) for tail, head, edge in graph.edges]
    for kind, wanted in ("node", nodes), ("edge", edges):
        if sorted(groups.get(kind, [])) != sorted(wanted):
            print(f"{kind}s differ: {sorted(set(groups.get(kind, [])) ^ set(wanted))}")


HEAD = 'digraph sockstat { graph [label="h"]; node [shape=box]; edge [fontname="x"]; '
NODES = 'n0 [label="a"]; n1 [label="b"]; '
MALFORMED = [
    "", "digraph sockstat {", HEAD, HEAD + NODES + "}", HEAD + NODES + 'n0 -> n1 [label="1"] }',
    HEAD + NODES + 'n0 -> n2 [label="1"]; }', HEAD + NODES + 'n0 -- n1 [label="1"]; }',
    HEAD + NODES + 'n0 -> n1 [label=<b>]; }', HEAD + NODES + 'n0 -> n1 [label=x]; }',
    HEAD + NODES + r'n0 -> n1 [label="\N"]; }', HEAD + NODES + r'n0 -> n1 [label="1\"]; }',
    HEAD + NODES + 'n0 -> n1 [label="&lt;"]; }', HEAD + NODES + 'n0 -> n1 [label="1", URL="x"]; }',
    HEAD + NODES + 'n0 -> n1 [label="1\n"]; }', HEAD + NODES + 'n0 -> n1 [label="1"]; } x',
    HEAD + NODES + 'n0 -> n1 [label="1"]; n0 -> n1 [label="1"]; }',
    HEAD + 'n0 [label="b"]; n1 [label="a"]; n0 -> n1 [label="1"]; }',
    HEAD + 'n0 [label="a"]; n2 [label="b"]; n0 -> n2 [label="1"]; }',
    HEAD + NODES + 'n0 -> n1 [label="1" dir=none]; }', HEAD + NODES + 'n0 -> n1 [label="1"];; }',
]


def main():
    if sys.argv[1:] == ["--malformed"]:
        Graph((HEAD + NODES + 'n0 -> n1 [label="1"]; }').encode())  # which is not
        for text in MALFORMED:
            try:
                Graph(text.encode())
                print("accepted:", text)
            except Wrong:
                pass
        return
    graph_path, json_path, *picture = sys.argv[1:]
    with open(graph_path, "rb") as file:
        graph = Graph(file.read())
    with open(json_path, "rb") as file:
        expected = connections_of(json.load(file)["sockets"])
    if graph.connections() != expected:
        print(f"{graph.connections()} connections, expected {expected}")
    for path in picture:
        compare_picture(graph, ElementTree.parse(path).getroot())
    for line in graph.lines():
        print(line)


if __name__ == "__main__":
    main()

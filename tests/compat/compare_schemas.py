#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_schemas.py OLD NEW: prints how the JSON Schema NEW breaks what OLD promised to readers,
and ends with status 1 if it does. Readers ignore keys that they do not know, so keys may be added,
and so may words of keys that have a fixed set of words. Broken is: a key that is gone or that can
now be absent; a value of a type that it could not have before; a word that is gone."""
import json
import sys

TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer",
         float: "number", type(None): "null"}
EVERY_TYPE = frozenset(TYPES.values())


def follow(schema, node):
    """The node itself, with what it refers to."""
    if not isinstance(node, dict):
        return {}
    if "$ref" in node:
        target = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = follow(schema, target) | {key: node[key] for key in node if key != "$ref"}
    return node


def parts_of(schema, node):
    """The node and every node that describes the same value."""
    node = follow(schema, node)
    yield node
    for how in ("allOf", "anyOf", "oneOf"):
        for part in node.get(how, []):
            yield from parts_of(schema, part)


def words_of(schema, node):
    for part in parts_of(schema, node):
        if "enum" in part or "const" in part:
            return part.get("enum", [part.get("const")])
    return None


def types_of(schema, node):
    """The types that a value can have."""
    node = follow(schema, node)
    types = set(EVERY_TYPE)
    if "type" in node:
        types &= {node["type"]} if isinstance(node["type"], str) else set(node["type"])
    if "number" in types:
        types.add("integer")
    if "enum" in node or "const" in node:
        types &= {TYPES[type(word)] for word in node.get("enum", [node.get("const")])}
    for part in node.get("allOf", []):
        types &= types_of(schema, part)
    for how in ("anyOf", "oneOf"):
        if how in node:
            types &= set().union(*(types_of(schema, part) for part in node[how]))
    return types


def keys_of(schema, node):
    keys = {}
    for part in parts_of(schema, node):
        for key, value in part.get("properties", {}).items():
            if value is not False:
                keys.setdefault(key, {"allOf": []})["allOf"].append(value)
    return keys


def items_of(schema, node):
    items = [part["items"] for part in parts_of(schema, node) if "items" in part]
    return {"allOf": items} if items else None


def required_of(schema, node):
    """Keys that are always there. One of several alternatives promises nothing alone."""
    node = follow(schema, node)
    required = set(node.get("required", []))
    for part in node.get("allOf", []):
        required |= required_of(schema, part)
    return required


class Comparison:
    def __init__(self, old, new):
        self.old = old
        self.new = new
        self.compared = 0
        self.broken = {}

    def breaks(self, place, message):
        """Reported once for each key, though several definitions have it."""
        self.broken.setdefault((place.split(".")[-1], message), f"{place}: {message}")

    def value(self, place, old, new):
        self.compared += 1
        added = types_of(self.new, new) - types_of(self.old, old)
        if added:
            self.breaks(place, f"can now be {', '.join(sorted(added))}")
        words = words_of(self.new, new)
        gone = [word for word in words_of(self.old, old) or []
                if word is not None and words is not None and word not in words]
        if gone:
            self.breaks(place, f"no longer {', '.join(map(str, gone))}")
        self.object(place, old, new)
        items = items_of(self.old, old)
        if items:
            self.value(place + "[]", items, items_of(self.new, new) or {})

    def object(self, place, old, new):
        new_keys = keys_of(self.new, new)
        for key, value in keys_of(self.old, old).items():
            if key in new_keys:
                self.value(f"{place}.{key}", value, new_keys[key])
            else:
                self.breaks(f"{place}.{key}", "gone")
        for key in sorted(required_of(self.old, old) - required_of(self.new, new)):
            if key in new_keys:
                self.breaks(f"{place}.{key}", "no longer always there")


def compare(old, new):
    """Returns the number of values compared, and what is broken."""
    comparison = Comparison(old, new)
    # The row first: what is broken is reported under the first name, and that is its own.
    names = sorted(old["definitions"], key=lambda name: name != "row")
    for name in names:
        definition = old["definitions"][name]
        comparison.object(name, definition, new["definitions"].get(name, {}))
    comparison.object("", old, new)
    return comparison.compared, list(comparison.broken.values())


def main():
    schemas = []
    for name in sys.argv[1:3]:
        with open(name, encoding="utf-8") as file:
            schemas.append(json.load(file))
    compared, broken = compare(*schemas)
    for message in broken:
        print(message)
    print(f"{compared} values compared, {len(broken)} broken", file=sys.stderr)
    sys.exit(1 if broken or not compared else 0)


if __name__ == "__main__":
    main()

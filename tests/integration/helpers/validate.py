#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""validate.py SCHEMA [--jsonl]: holds what comes on stdin to a strict variant of the schema.

Strict: no key that the schema does not name, every socket with the same keys in the same order
(but for *_base64), no key twice, and of the definitions just the one that the format promises.
"""

import json
import sys

import jsonschema


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice: {keys}")
    return dict(pairs)


def strict(schema, definition):
    definitions = schema["definitions"]
    line = {"type": "object", "properties": {}, "required": []}
    for part in (definitions["socket"], definitions["line"]["allOf"][1]):
        line["properties"].update(part["properties"])
        line["required"] += part.get("required", [])
    definitions["line"] = line
    for name in ("document", "line", "end", "socket", "process", "sources"):
        definitions[name]["additionalProperties"] = False
    del schema["anyOf"]
    schema["$ref"] = f"#/definitions/{definition}"
    return jsonschema.Draft7Validator(schema)


def check(schema_text, text, definition):
    value = json.loads(text, object_pairs_hook=unique)
    for error in strict(json.loads(schema_text), definition).iter_errors(value):
        sys.exit(f"invalid {definition}: {list(error.absolute_path)}: {error.message}")
    return value


def same_keys(sockets):
    shapes = {tuple(key for key in row if not key.endswith("_base64")) for row in sockets}
    if len(shapes) > 1:
        sys.exit(f"sockets differ in their keys: {shapes}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema_text = file.read()
    jsonschema.Draft7Validator.check_schema(json.loads(schema_text))
    text = sys.stdin.buffer.read().decode("utf-8", errors="strict")
    if "--jsonl" in sys.argv:
        lines = text.splitlines()
        sockets = [check(schema_text, line, "line") for line in lines[:-1]]
        end = check(schema_text, lines[-1], "end")
        if end["rows"] != len(sockets):
            sys.exit(f"{end['rows']} rows promised, {len(sockets)} there")
    else:
        sockets = check(schema_text, text, "document")["sockets"]
    same_keys(sockets)
    print(f"valid: {len(sockets)} sockets")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""validate.py SCHEMA [--jsonl] [--groups] FILE...: validates files, each the output of one
command, against a strict variant of the schema, and then against the schema as it is.

Strict: no key that the schema does not name, every row with the same keys in the same order
(but for *_base64), no key twice, and of the definitions just the one that the format promises.
"""

import copy
import json
import sys

import jsonschema


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice: {keys}")
    return dict(pairs)


def strict(schema, name, row):
    """The definition NAME, document, line or end, with the keys that are written today only."""
    schema = copy.deepcopy(schema)
    definitions = schema["definitions"]
    row = definitions[row]
    for part in ("row", "typed"):
        row["properties"] = definitions[part]["properties"] | row["properties"]
    del row["allOf"]
    definitions["line"]["properties"] |= row["properties"]
    del definitions["line"]["anyOf"]
    for closed in ("document", "line", "end", "socket", "group", "process"):
        definitions[closed]["additionalProperties"] = False
    definitions["sources"]["additionalProperties"] = False
    for places in ("namespaces", "namespaces_skipped"):
        definitions[places]["items"]["additionalProperties"] = False
    del schema["oneOf"]
    schema["$ref"] = f"#/definitions/{name}"
    return schema


class Checker:
    def __init__(self, schema, row):
        jsonschema.Draft7Validator.check_schema(schema)
        self.validators = {
            name: [jsonschema.Draft7Validator(variant)
                   for variant in (strict(schema, name, row), schema)]
            for name in ("document", "line", "end")
        }

    def check(self, text, definition):
        value = json.loads(text, object_pairs_hook=unique)
        for validator in self.validators[definition]:
            for error in validator.iter_errors(value):
                raise ValueError(f"{definition}: {list(error.absolute_path)}: {error.message}")
        return value

    def lines(self, text):
        lines = text.splitlines()
        if not lines:
            raise ValueError("no line at all")
        rows = [self.check(line, "line") for line in lines[:-1]]
        end = self.check(lines[-1], "end")
        if end["rows"] != len(rows):
            raise ValueError(f"{end['rows']} rows promised, {len(rows)} there")
        return rows


def same_keys(rows):
    shapes = {tuple(key for key in row if not key.endswith("_base64")) for row in rows}
    if len(shapes) > 1:
        raise ValueError(f"rows differ in their keys: {shapes}")


def main():
    schema, *files = [word for word in sys.argv[1:] if word not in ("--jsonl", "--groups")]
    row = "group" if "--groups" in sys.argv else "socket"
    with open(schema, encoding="utf-8") as file:
        checker = Checker(json.load(file), row)
    for name in files:
        with open(name, encoding="utf-8", newline="\n") as file:
            text = file.read()
        try:
            if "--jsonl" in sys.argv:
                rows = checker.lines(text)
            else:
                rows = checker.check(text, "document")[f"{row}s"]
            same_keys(rows)
            print(f"{name.removeprefix('./')}: valid, {'some' if rows else 'no'} {row}s")
        except ValueError as error:
            print(f"{name.removeprefix('./')}: invalid {error}")


main()

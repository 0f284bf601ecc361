#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""validate_difference.py SCHEMA FILE...: validates each file, a document or lines (*.jsonl) of
--diff, against a strict variant of the schema: no key that the schema does not name.
"""

import json
import sys

from jsonschema import Draft7Validator


def strict(schema):
    """Forbids other keys in every object; the parts of the document become one object."""
    definitions = schema["definitions"]
    document = definitions["document"]
    document["properties"].update(definitions["end"]["properties"])
    document["required"] += definitions["end"]["required"]
    del document["allOf"]
    for definition in definitions.values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return schema


def main():
    """Prints whether each file is valid."""
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(strict(schema))
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            texts = file.readlines() if name.endswith("l") else [file.read()]
        errors = [error for text in texts for error in validator.iter_errors(json.loads(text))]
        print(f"{name}: {'invalid' if errors else 'valid'}, {len(texts)} values")


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of compare_schemas.py: what breaks readers, and what does not."""
import copy
import unittest

from compare_schemas import compare

OLD = {"definitions": {
    "row": {
        "properties": {
            "proto": {"enum": ["tcp", "udp"]},
            "port": {"$ref": "#/definitions/port"},
            "pids": {"type": "array", "items": {"type": "integer"}},
            "process": {"$ref": "#/definitions/process"},
            "share": {"type": "number"},
        },
        "required": ["proto"],
    },
    "process": {"type": "object", "properties": {"comm": {"type": "string"}}},
    "port": {"type": ["integer", "null"]},
}}


class CompareSchemas(unittest.TestCase):
    def check(self, change, *expected):
        new = copy.deepcopy(OLD)
        change(new["definitions"], new["definitions"]["row"]["properties"])
        compared, broken = compare(OLD, new)
        self.assertEqual(list(expected), broken)
        self.assertEqual(8, compared)

    def test_same(self):
        self.check(lambda definitions, row: None)

    def test_key_added(self):
        self.check(lambda definitions, row: row.update(more={"type": "string"}))

    def test_word_added(self):
        self.check(lambda definitions, row: row["proto"]["enum"].append("sctp"))

    def test_word_gone(self):
        self.check(lambda definitions, row: row["proto"]["enum"].remove("udp"),
                   "row.proto: no longer udp")

    def test_null_added(self):
        self.check(lambda definitions, row: row["proto"]["enum"].append(None),
                   "row.proto: can now be null")

    def test_type_narrower(self):
        self.check(lambda definitions, row: definitions.update(port={"type": "integer"}))

    def test_integer_is_a_number(self):
        self.check(lambda definitions, row: row.update(share={"type": "integer"}))

    def test_number_is_no_integer(self):
        self.check(lambda definitions, row: definitions.update(port={"type": ["number", "null"]}),
                   "row.port: can now be number")

    def test_type_changed(self):
        self.check(lambda definitions, row: definitions.update(port={"type": "string"}),
                   "row.port: can now be string")

    def test_type_unsaid(self):
        self.check(lambda definitions, row: definitions.update(port={"minimum": 0}),
                   "row.port: can now be array, boolean, number, object, string")

    def test_type_of_items_changed(self):
        self.check(lambda definitions, row: row["pids"].update(items={"type": "string"}),
                   "row.pids[]: can now be string")

    def test_told_once(self):
        self.check(lambda definitions, row: definitions["process"].update(
            properties={"comm": {"type": "null"}}), "row.process.comm: can now be null")

    def test_moved_to_a_part(self):
        def change(definitions, row):
            definitions["row"]["allOf"] = [{"properties": {"port": row.pop("port")}}]
        self.check(change)

    def test_not_required(self):
        self.check(lambda definitions, row: definitions["row"].pop("required"),
                   "row.proto: no longer always there")

    def test_key_gone(self):
        new = copy.deepcopy(OLD)
        del new["definitions"]["row"]["properties"]["pids"]
        self.assertEqual(["row.pids: gone"], compare(OLD, new)[1])


if __name__ == "__main__":
    unittest.main()

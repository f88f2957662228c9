"""The client against openapi.yaml: its operations are there, and its models have their members."""
import dataclasses
import pathlib
import unittest

import yaml

from sluice_client import models
from sluice_client.operations import OPERATIONS

CONTRACT = pathlib.Path(__file__).resolve().parents[3] / "docs/reference/openapi.yaml"


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = yaml.safe_load(CONTRACT.read_text("utf-8"))

    def resolve(self, node):
        while "$ref" in node:
            found = self.root
            for part in node["$ref"].split("/")[1:]:
                found = found[part]
            node = found
        return node

    def properties(self, node):
        node = self.resolve(node)
        found = {}
        for part in node.get("allOf", []):
            found |= self.properties(part)
        return found | node.get("properties", {})

    def required(self, node):
        node = self.resolve(node)
        found = set(node.get("required", []))
        for part in node.get("allOf", []):
            found |= self.required(part)
        return found

    def test_operations(self):
        for name, (method, path, query) in OPERATIONS.items():
            with self.subTest(name):
                item = self.root["paths"][path]
                operation = item[method.lower()]
                self.assertEqual(operation["operationId"], name)
                known = {
                    parameter["name"] for parameter in map(
                        self.resolve, item.get("parameters", []) + operation.get("parameters", []))
                    if parameter["in"] == "query"}
                self.assertLessEqual(set(query), known)

    def test_models(self):
        for name, model in models.SCHEMAS.items():
            with self.subTest(name):
                schema = self.root["components"]["schemas"][name]
                fields = {field.name: field for field in dataclasses.fields(model)}
                self.assertEqual(set(fields), set(self.properties(schema)))
                always = {
                    field for field, known in fields.items()
                    if known.default is dataclasses.MISSING}
                self.assertLessEqual(always, self.required(schema))


if __name__ == "__main__":
    unittest.main()

"""Every example of openapi.yaml is what its schema allows."""
import datetime
import json
import pathlib
import unittest

import jsonschema
import yaml

CONTRACT = pathlib.Path(__file__).resolve().parents[2] / "docs/reference/openapi.yaml"


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = yaml.safe_load(CONTRACT.read_text("utf-8"))

    def check(self, schema, example, place):
        # YAML reads a date where JSON has a text.
        value = json.loads(json.dumps(
            example, default=lambda date: date.isoformat()
            if isinstance(date, (datetime.date, datetime.datetime)) else str(date)))
        whole = {"allOf": [schema], "components": self.root["components"]}
        with self.subTest(place):
            jsonschema.Draft202012Validator(whole).validate(value)

    def walk(self, node, place):
        """The number of examples below a node, each held to the schema beside it."""
        count = 0
        if isinstance(node, list):
            return sum(self.walk(item, f"{place}[{i}]") for i, item in enumerate(node))
        if not isinstance(node, dict):
            return 0
        if "schema" in node and isinstance(node["schema"], dict):
            examples = [node["example"]] if "example" in node else []
            examples += [example["value"] for example in node.get("examples", {}).values()
                         if "value" in example]
            for example in examples:
                # A text that is carried as it is has a schema of the text alone.
                self.check(node["schema"], example, place)
                count += 1
        for name, item in node.items():
            if name not in ("example", "examples"):
                count += self.walk(item, f"{place}/{name}")
        return count

    def test_all(self):
        self.assertGreater(self.walk(self.root["paths"], "paths"), 50)


if __name__ == "__main__":
    unittest.main()

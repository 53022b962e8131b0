import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.customer_policy.packs import reader, values
from odoo.addons.customer_policy.tools import policy_yaml


@tagged("post_install", "-at_install")
class TestPolicyYaml(BaseCase):
    def test_the_examples(self):
        for module in (policy_yaml, reader, values):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module)
            self.assertFalse(result.failed, module)

    def test_scalars_stay_as_they_are_written(self):
        node = policy_yaml.read(b"a: off\nb: 007\nc: 2026-01-31\nd: 'yes'\ne:\nf: 1e3\ng: 001/12")
        self.assertEqual(
            [node[key].text for key in "abcdefg"], ["off", "007", "2026-01-31", "yes", "", "1e3", "001/12"]
        )
        self.assertEqual([key for key in "abcdefg" if node[key].is_null], ["e"])
        self.assertFalse(node["d"].plain)

    def test_every_key_and_value_has_its_line(self):
        node = policy_yaml.read("a:\r\n  - b: 1\r\n\r\n    c: |\r\n      x\r\n    名: y\r\n".encode())
        self.assertEqual(node["a"][0].lines, {"b": 2, "c": 4, "名": 6})
        self.assertEqual(node["a"][0]["名"].line, 6)

    def test_what_is_written_is_read_as_the_same(self):
        data = {
            "off": "off", "empty": "", "null": "null", "zero": "007", "text": "a: b # c", "long": "word " * 100,
            "space": " x ", "dash": "- x", "star": "*x", "bang": "!x", "chinese": "客户：“一”\n第二行\n",
            "date": "2026-01-31",
        }  # fmt: skip
        node = policy_yaml.read(policy_yaml.write(data).encode())
        self.assertEqual({key: part.text for key, part in node.items()}, data)
        self.assertFalse([key for key, part in node.items() if part.is_null])
        self.assertEqual(policy_yaml.write(data), policy_yaml.write(dict(data)))

    def test_a_hostile_file_costs_little(self):
        for data in (
            b"[" * 500_000,
            b"{" * 500_000,
            b"- " * 500_000,
            b"a: " * 300_000,
            b"&a " * 300_000,
            b"? " * 300_000,
        ):
            with self.assertRaises(policy_yaml.YamlProblem):
                policy_yaml.read(data)

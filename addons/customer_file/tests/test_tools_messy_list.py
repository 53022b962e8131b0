"""The tools against a list whose truth is known by construction (tests/data_factory of the repository)."""

import importlib.util
import tempfile
import unittest
from pathlib import Path

from odoo.addons.customer_file.tools import normalise, parse
from odoo.addons.customer_file.tools.table_header import header_keys
from odoo.addons.customer_file.tools.table_reader import WHOLE_ROW, read_table

FACTORY = Path(__file__).resolve().parents[3] / "tests" / "data_factory" / "messy_customers.py"
FIELDS = {
    "客户名称": "name", "统一社会信用代码": "code", "电话": "phone", "传真": "fax",
    "地址": "address", "邮编": "postcode",
    "email": "email", "法定代表人": "person", "注册资本": "capital", "成立日期": "founded", "行业": "industry",
    "客户类别": "kind", "经营范围": "scope",
}  # fmt: skip


class TestMessyList(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        spec = importlib.util.spec_from_file_location("messy_customers", FACTORY)
        factory = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(factory)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        path = Path(folder.name) / "list.xlsx"
        cls.truth = factory.make(path, rows=2000, seed=7)
        with read_table(path, path.name, known=set(FIELDS)) as table:
            cls.table, cls.rows = table, list(table.rows())

    def test_the_header_is_found_and_understood(self):
        self.assertEqual(self.table.header_row, self.truth["header_row"])
        found = {FIELDS[key] for header in self.table.headers for key in header_keys(header) if key in FIELDS}
        self.assertEqual(found, set(FIELDS.values()))
        self.assertEqual(self.table.sheet_names, ["客户", "说明"])

    def test_every_row_comes_once_and_empty_ones_not(self):
        self.assertEqual([row.number for row in self.rows], sorted(self.truth["rows"]))

    def test_merged_regions_reach_every_customer(self):
        regions = {row.values[0] for row in self.rows if not row.skip}
        self.assertEqual(regions, {"华东区", "华南区", "华北区", "西南区"})

    def test_every_row_is_judged_as_it_was_made(self):
        judged = self._judged()
        wrong = {
            number: (judged[number], true) for number, true in self.truth["rows"].items() if judged[number] != true
        }
        self.assertEqual(wrong, {})

    def _judged(self):
        """What a plain reading of the rows says: the first reason to refuse, else the first row with the same key."""
        columns = {}
        for index, header in enumerate(self.table.headers):
            columns.update({FIELDS[key]: index for key in header_keys(header) if key in FIELDS})
        seen, judged = {}, {}
        for row in self.rows:
            cells = {field: row.values[index] for field, index in columns.items()}
            reason = row.skip or self._reason(row, columns, cells)
            if reason:
                judged[row.number] = {"outcome": "refuse", "reason": reason}
                continue
            keys = {
                "code": normalise.credit_code(cells["code"]),
                "name": normalise.name_key(cells["name"]),
                "phone": normalise.phone_key(cells["phone"]),
            }
            same = next(((by, seen[by, key]) for by, key in keys.items() if key and (by, key) in seen), None)
            if same:
                judged[row.number] = {"outcome": "duplicate_of_row", "of": same[1], "by": same[0]}
                continue
            judged[row.number] = {"outcome": "create"}
            seen.update({(by, key): row.number for by, key in keys.items() if key})
        return judged

    @staticmethod
    def _reason(row, columns, cells):
        problems = [str(row.problems[place]) for place in (WHOLE_ROW, *columns.values()) if place in row.problems]
        if problems:
            return problems[0]
        if not normalise.name_key(cells["name"]):
            return "empty_name"
        if normalise.looks_like_credit_code(cells["code"]) and not normalise.is_credit_code(cells["code"]):
            return "bad_credit_code"
        try:
            parse.parse_date(cells["founded"])
            parse.parse_amount(cells["capital"])
        except parse.ParseError as error:
            return error.code
        return ""

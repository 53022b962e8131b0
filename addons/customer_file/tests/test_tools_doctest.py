import doctest
import unittest

from odoo.addons.customer_file.tools import (
    normalise,
    parse,
    ranges,
    table_csv,
    table_header,
    table_layout,
    table_reader,
    table_types,
    table_xlsx,
    xlsx_stream,
)

MODULES = (
    normalise, parse, ranges, table_csv, table_header, table_layout, table_reader, table_types, table_xlsx, xlsx_stream,
)  # fmt: skip


class TestExamples(unittest.TestCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in MODULES:
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)

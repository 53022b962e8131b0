import doctest
import unittest

from odoo.addons.customer_archive.tools import filing_year, period, volume_order


class TestExamples(unittest.TestCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (filing_year, period, volume_order):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)

import doctest
import unittest

from odoo.addons.customer_statistics.tools import period_label


class TestExamples(unittest.TestCase):
    def test_the_examples_in_the_docstrings_hold(self):
        result = doctest.testmod(period_label)
        self.assertEqual(result.failed, 0)
        self.assertGreater(result.attempted, 0)

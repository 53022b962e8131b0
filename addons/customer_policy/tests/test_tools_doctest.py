import doctest

from odoo.tests import BaseCase

from ..packs import reader, values
from ..tools import deadline_time, number_pattern, paste_table


class TestToolsDoctest(BaseCase):
    def test_examples(self):
        for module, count in ((number_pattern, 6), (deadline_time, 8), (paste_table, 5), (reader, 2), (values, 1)):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreaterEqual(result.attempted, count)
                self.assertFalse(result.failed)

import doctest

from odoo.tests import BaseCase

from ..tools import number_pattern


class TestToolsDoctest(BaseCase):
    def test_number_pattern(self):
        result = doctest.testmod(number_pattern)
        self.assertGreater(result.attempted, 5)
        self.assertFalse(result.failed)

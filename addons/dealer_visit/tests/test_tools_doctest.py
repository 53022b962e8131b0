import doctest

from odoo.tests import BaseCase

from ..tools import visit_date


class TestToolsDoctest(BaseCase):
    def test_examples(self):
        result = doctest.testmod(visit_date)
        self.assertGreaterEqual(result.attempted, 5)
        self.assertFalse(result.failed)

import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.staff_conduct.tools import count_period


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    def test_count_period(self):
        result = doctest.testmod(count_period)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

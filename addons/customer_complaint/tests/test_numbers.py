from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestNumbers(ManufacturerCase):
    PACK = "manufacturer_complaint_14_21_001_2"

    @proves("S1.2-08")
    def test_three_hundred_cases_in_a_month(self):
        values = {"name": "Wet", "partner_id": self.partner.id, "description": "Wet", "has_loss": False}
        values |= {"line_ids": [self._line()]}
        with freeze_time("2025-05-31 15:00:00"):
            complaints = self.env["customer.complaint"].create([dict(values) for _number in range(300)])
            complaints.action_submit()
        numbers = complaints.mapped("number")
        self.assertEqual(
            (numbers[2], numbers[98], numbers[99], numbers[299]), ("250503", "250599", "2505100", "2505300")
        )
        self.assertEqual(len(set(numbers)), 300)
        self.assertEqual(
            complaints.search([("id", "in", complaints.ids)]).mapped("number"), numbers[::-1], "99 before 100"
        )
        with freeze_time("2025-05-31 16:00:00"):
            first = self.env["customer.complaint"].create(values)
            first.action_submit()
        self.assertEqual(first.number, "250601", "1 June in Shanghai")

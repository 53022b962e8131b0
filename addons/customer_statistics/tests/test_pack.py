from odoo.tests import tagged

from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

from .issued_common import IssuedCase

PACK = "customer_statistics/statistics_correction_000.yaml"


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase, IssuedCase):
    def test_the_pack_says_the_three_routes(self):
        self._apply_shipped(PACK, self.company, enforce=True)
        rules = self._records("customer.statistic.correction.rule", self.company)
        self.assertEqual(rules.mapped("channel"), ["slip", "oral", "note"])
        needed = self._records("customer.statistic.request.rule", self.company).field_ids
        self.assertEqual(set(needed.mapped("name")), {"regulation_ids", "letter_ids"})
        report = self._report("2026-03-05", figures=[(self.new, 1200)])
        correction = self._correction(report, (self._at(report), 1020), is_major=True)
        correction.action_submit()
        self.assertRegex(correction.number, r"^DZ\d{4}-001$")
        self.assertEqual(correction.state, "submitted")
        self.assertEqual(correction.sudo().deadline_ids.milestone, "resolve")

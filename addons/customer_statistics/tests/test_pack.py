from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import pack_answers

from .issued_common import IssuedCase

PACK = "customer_statistics/statistics_correction_000.yaml"


@tagged("post_install", "-at_install")
class TestPack(IssuedCase):
    def test_the_pack_says_the_three_routes(self):
        consultant = self.users["rules_administrator"]
        packs = self.as_user(consultant, self.env["customer.policy.pack"])
        data, filename = packs._read_shipped(PACK)
        answers = pack_answers(packs, self.company, data, filename)
        packs._apply(self.company, data, filename, answers=answers, enforce=True)
        rules = self.env["customer.statistic.correction.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rules.mapped("channel"), ["slip", "oral", "note"])
        needed = self.env["customer.statistic.request.rule"].search([("company_id", "=", self.company.id)]).field_ids
        self.assertEqual(set(needed.mapped("name")), {"regulation_ids", "letter_ids"})
        report = self._report("2026-03-05", figures=[(self.new, 1200)])
        correction = self._correction(report, (self._at(report), 1020), is_major=True)
        correction.action_submit()
        self.assertRegex(correction.number, r"^DZ\d{4}-001$")
        self.assertEqual(correction.state, "submitted")
        self.assertEqual(correction.sudo().deadline_ids.milestone, "resolve")

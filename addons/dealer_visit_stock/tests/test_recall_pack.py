from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase, proves


@tagged("post_install", "-at_install")
class TestRecallPack(RoleCase):
    @proves("S1.6-pdi-13")
    def test_numbers_of_the_car_dealers_policy(self):
        user = self.users["rules_administrator"]
        packs = self.env["customer.policy.pack"].with_user(user).with_context(allowed_company_ids=self.company.ids)
        data, filename = packs._read_shipped("dealer_visit_stock/recall_001_6.yaml")
        self.assertFalse(packs._plan(self.company, data, filename).pack.questions)
        packs._apply(self.company, data, filename)
        rule = self.env["dealer.recall.rule"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(rule, [{"max_days": 30, "mode": "observe"}])
        term = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual((term.milestone, term.duration, term.unit), ("dealer.recall/recall", 30, "day"))
        self.assertFalse(packs._plan(self.company, data, filename).changes)

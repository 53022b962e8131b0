from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestRecallPack(PackCase):
    @proves("S1.6-pdi-13")
    def test_numbers_of_the_car_dealers_policy(self):
        company = self._empty_company()
        self._check_round_trip("dealer_visit_stock/recall_001_6.yaml")
        self._apply_shipped("dealer_visit_stock/recall_001_6.yaml", company)
        rule = self.env["dealer.recall.rule"].search([("company_id", "=", company.id)])
        self.assertRecordValues(rule, [{"max_days": 30, "mode": "observe", "conduct_code": "recall-late-001-6"}])
        term = self.env["customer.deadline.rule"].search([("company_id", "=", company.id)])
        self.assertEqual((term.milestone, term.duration, term.unit), ("dealer.recall/recall", 30, "day"))

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACK = "customer_statistics_grading/blacklist_report_001_11.yaml"


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase):
    def test_it_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self._check_round_trip(PACK)

    @proves("S1.11-5.3.5a")
    def test_each_department_reports_its_list(self):
        company = self._empty_company()
        self._apply_shipped(PACK, company, {"period": "month"}, enforce=True)
        kind = self._records("customer.statistic.kind", company)
        self.assertEqual(kind.group_one, "department")
        self.assertIn("blacklisted", kind.line_ids.indicator_id.mapped("figure"))

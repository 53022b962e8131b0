from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACK = "customer_statistics_credit/credit_analysis_003.yaml"


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase):
    def test_it_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self._check_round_trip(PACK)

    @proves("S3-09")
    def test_limit_used_and_overdue_by_class(self):
        company = self._empty_company()
        self._apply_shipped(PACK, company, {"period": "quarter"}, enforce=True)
        kind = self._records("customer.statistic.kind", company)
        self.assertEqual((kind.group_one, kind.period), ("credit_level", "quarter"))
        figures = kind.line_ids.indicator_id.filtered("figure").mapped("figure")
        self.assertEqual(figures, ["credit_customers", "credit_limit", "credit_used", "credit_overdue"])

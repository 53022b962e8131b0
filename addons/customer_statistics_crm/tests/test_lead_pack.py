from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACK = "customer_statistics_crm/car_sales_rates_001_6.yaml"


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase):
    def test_it_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self._check_round_trip(PACK)

    @proves("S1.6-daily-28")
    def test_every_two_months_the_last_in_each_of_three_rates(self):
        company = self._empty_company()
        self._apply_shipped(PACK, company, enforce=True)
        kind = self._records("customer.statistic.kind", company)
        self.assertEqual((kind.period, kind.period_count, kind.group_one), ("month", 2, "user"))
        flagged = kind.line_ids.filtered("flags_last")
        self.assertEqual([(line.indicator_id.unit, line.flags_last) for line in flagged], [("percent", 1)] * 3)

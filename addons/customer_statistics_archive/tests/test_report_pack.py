from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACK = "customer_statistics_archive/statistics_reports_000.yaml"


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase):
    def test_it_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self._check_round_trip(PACK)

    @proves("S0-10")
    def test_three_levels_of_approval(self):
        company = self._empty_company()
        self._apply_shipped(PACK, company, {"months": "24"}, enforce=True)
        rule = self._records("customer.approval.rule", company)
        roles = [self.env.ref(f"customer_policy.group_{role}") for role in ("supervisor", "manager", "general_manager")]
        self.assertEqual(list(rule.level_ids.group_id), roles)
        self.assertEqual((rule.four_eyes, rule.several_levels), (True, False))
        self.assertEqual(self._records("customer.retention.class", company).months, 24)

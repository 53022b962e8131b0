from odoo.tests import tagged

from .pack_common import ComplaintPackCase


@tagged("post_install", "-at_install")
class TestShippedPacks(ComplaintPackCase):
    ADDON = "customer_complaint"
    PACKS = 9

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        """Steps with what they fill in, their outcomes and all translations come out as they went in."""
        self._check_round_trips()

    def test_they_stand_side_by_side(self):
        self._check_side_by_side()

    def test_a_unit_without_department_meets_nobody_and_the_health_page_says_so(self):
        company = self._empty_company("Unmanned")
        self._apply_shipped("customer_complaint/manufacturer_complaint_14_21_001_2.yaml", company, enforce=True)
        units = self._records("customer.complaint.unit", company)
        quality = units.filtered(lambda unit: unit.code == "quality-001-2")
        quality.department_id = False
        self.assertFalse(quality._get_users())
        self.assertIn(quality, units._unfulfillable())
        health = self.env["customer.policy.health"].with_company(company).with_context(allowed_company_ids=company.ids)
        checks = [check for check in health._checks() if check.code == "rules_customer.complaint.unit"]
        self.assertIn(quality, quality.search(checks[0].domain))

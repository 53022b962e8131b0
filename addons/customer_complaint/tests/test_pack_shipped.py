from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import pack_answers

from .pack_common import ShippedPackCase


@tagged("post_install", "-at_install")
class TestShippedPacks(ShippedPackCase):
    ADDON = "customer_complaint"
    PACKS = 9

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        """Steps with what they fill in, their outcomes and all translations come out as they went in."""
        self._check_round_trip()

    def test_they_stand_side_by_side(self):
        self._check_side_by_side()

    def test_a_unit_without_department_meets_nobody_and_the_health_page_says_so(self):
        company, packs = self._company("Unmanned")
        data, filename = packs._read_shipped("customer_complaint/manufacturer_complaint_14_21_001_2.yaml")
        packs._apply(company, data, filename, answers=pack_answers(packs, company, data, filename), enforce=True)
        units = self.env["customer.complaint.unit"].search([("company_id", "=", company.id)])
        quality = units.filtered(lambda unit: unit.code == "quality-001-2")
        quality.department_id = False
        self.assertFalse(quality._get_users())
        self.assertIn(quality, units._unfulfillable())
        health = self.env["customer.policy.health"].with_company(company).with_context(allowed_company_ids=company.ids)
        checks = [check for check in health._checks() if check.code == "rules_customer.complaint.unit"]
        self.assertIn(quality, quality.search(checks[0].domain))

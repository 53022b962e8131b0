from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

PACKS = (
    "customer_archive/property_consultation_loan_003.yaml",
    "customer_archive/car_dealer_loan_001_6.yaml",
    "customer_archive/courier_privacy_001_8.yaml",
    "customer_archive/pharmacy_loan_001_12.yaml",
    "customer_archive/trader_consultation_002_4.yaml",
    "customer_archive/service_consultation_loan_004.yaml",
)


@tagged("post_install", "-at_install")
class TestAccessPacks(ShippedPackCase):
    """The packs about consultation, loans and exports."""

    def test_each_is_applied_and_makes_the_round_trip(self):
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(name)

    def test_a_loan_by_the_packs_of_two_sources(self):
        """The same request lasts three days in 003, one day in 001/6, and goes to other people."""
        for name, due, levels in (
            ("property_consultation_loan_003.yaml", "2025-05-08", 2),
            ("car_dealer_loan_001_6.yaml", "2025-05-06", 3),
        ):
            company = self._empty_company(f"loan {name}")
            self._apply_shipped(f"customer_archive/{name}", company, enforce=True)
            self.env.invalidate_all()
            requests = self.env["customer.access.request"].with_company(company)
            with freeze_time("2025-05-05 12:00:00"):
                request = requests.create({"kind": "loan", "company_id": company.id, "material": "contract"})
                day = request._agreed_last_day("return", False, fields.Datetime.now())
                rule = request._approval_rules("")[1]._deciding()
            self.assertEqual((str(day), len(rule.level_ids)), (due, levels), name)

    def test_secret_files_go_to_the_general_manager_in_003(self):
        company = self._empty_company("secret 003")
        self._apply_shipped(PACKS[0], company, enforce=True)
        request = (
            self.env["customer.access.request"]
            .with_company(company)
            .create({"kind": "consult", "company_id": company.id, "material": "contract"})
        )
        self.assertEqual(request._approval_rules("")[1]._deciding().code, "access-consult-003")
        request.is_secret = True
        self.assertEqual(request._approval_rules("")[1]._deciding().code, "access-secret-003")
        self.assertEqual(
            request._approval_rules("")[1]._deciding().level_ids[-1].group_id,
            self.env.ref("customer_policy.group_general_manager"),
        )

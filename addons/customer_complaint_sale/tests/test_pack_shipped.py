from odoo.tests import tagged

from odoo.addons.customer_complaint.tests.pack_common import ShippedPackCase

COMPLAINTS = {"001_2": "manufacturer_complaint_14_21_001_2", "001_3": "manufacturer_complaint_15_20_001_3"}


@tagged("post_install", "-at_install")
class TestShippedPacks(ShippedPackCase):
    ADDON = "customer_complaint_sale"
    PACKS = 2

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        self._check_round_trip()

    def test_each_stands_beside_the_complaint_pack_of_its_policy(self):
        for source, complaints in COMPLAINTS.items():
            with self.subTest(source):
                self._check_side_by_side(
                    f"customer_complaint/{complaints}.yaml", f"{self.ADDON}/manufacturer_settlement_{source}.yaml"
                )

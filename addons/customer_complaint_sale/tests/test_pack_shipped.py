from odoo.tests import tagged

from odoo.addons.customer_complaint.tests.pack_common import ComplaintPackCase

COMPLAINTS = {"001_2": "manufacturer_complaint_14_21_001_2", "001_3": "manufacturer_complaint_15_20_001_3"}


@tagged("post_install", "-at_install")
class TestShippedPacks(ComplaintPackCase):
    ADDON = "customer_complaint_sale"
    PACKS = 2

    def _before(self, name):
        """The complaint pack of the same policy."""
        return [f"customer_complaint/{pack}.yaml" for source, pack in COMPLAINTS.items() if source in name]

    def test_each_is_applied_after_the_complaint_pack_of_its_policy_and_makes_the_round_trip(self):
        self._check_round_trips()

    def test_they_stand_side_by_side(self):
        self._check_side_by_side()

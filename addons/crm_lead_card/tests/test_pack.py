from odoo.tests import tagged

from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

from .common import PACK


@tagged("post_install", "-at_install")
class TestPack(ShippedPackCase):
    def test_applied_and_the_round_trip(self):
        self._check_round_trip(PACK)
        company = self._empty_company()
        plan = self._apply_shipped(PACK, company)
        asked = [question.path.rpartition(".")[2] for question in plan.pack.questions]
        self.assertEqual(asked, ["rotation_unit"])
        self.assertRecordValues(
            self._records("customer.lead.card.rule", company),
            [{"set_up_same_day": True, "blame_days": 0, "first_days": 3,
              "later_days": 7, "signed_call": 2, "sign_hours": 24, "void_messages": 3,
              "mode": "observe", "rotation_unit": "day"}],
        )  # fmt: skip

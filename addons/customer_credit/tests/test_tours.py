from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import TourCase

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestCreditTour(TourCase, CreditCase):
    def test_a_blocked_order_and_its_release(self):
        self._credit_rule(credit_over_limit="release")
        self._evaluated()
        order = self._order_of(31000)
        seller = self.sellers["East"]
        with mute_logger("odoo.http"):
            self._tour(f"orders/{order.id}", "customer_credit_blocked", seller)
        release = order.sudo().credit_release_ids
        self.assertRecordValues(release, [{"state": "requested", "amount": 31000, "requested_by_id": seller.id}])
        self._tour(f"credit-releases/{release.id}", "customer_credit_release", self.boss)
        self.assertRecordValues(release, [{"state": "released", "released_by_id": self.boss.id}])
        self._tour(f"orders/{order.id}", "customer_credit_confirmed", seller)
        self.assertEqual(order.state, "sale")

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestCreditTour(HttpCase, CreditCase):
    def _tour(self, path, name, user):
        user.password = user.login
        self.start_tour(f"/odoo/{path}", name, login=user.login)
        self.env.invalidate_all()

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

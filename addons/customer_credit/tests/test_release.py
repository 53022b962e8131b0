from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


class TestRelease(CreditCase):
    def _release(self, order, amount):
        release = order.env["customer.credit.release"].create(
            {"order_id": order.id, "amount": amount, "reason": "Paid soon"}
        )
        release.action_request()
        with self.assertRaisesRegex(UserError, "role"):
            release.action_release()
        self.as_user(self.boss, release).action_release()
        return release

    @proves("S4.credit-4a")
    def test_exactly_this_order_up_to_this_amount(self):
        rule = self._credit_rule(credit_over_limit="release")
        self._evaluated()
        order, other = self._order_of(31000), self._order_of(31000)
        release = self._release(order, 31000)
        rule.credit_over_limit = "stop"
        with self.assertRaisesRegex(UserError, "too much"):
            order.action_confirm()
        rule.credit_over_limit = "release"
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "too much"):
            order.order_line.price_unit = 31001
        with self.assertRaisesRegex(UserError, "too much"):
            other.action_confirm()
        self.as_user(self.boss, release).action_withdraw()
        with self.assertRaisesRegex(UserError, "closed"):
            release.sudo().amount = 90000

    def test_not_moved_to_another_order(self):
        order, other = self._order_of(31000), self._order_of(31000)
        release = self._release(order, 31000)
        for vals in ({"order_id": other.id}, {"amount": 40000}, {"state": "draft"}):
            with self.assertRaises(UserError):
                self.as_user(self.boss, release).write(vals)

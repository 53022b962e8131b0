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

    def test_whoever_sells_asks(self):
        self._credit_rule(credit_over_limit="release")
        self._evaluated()
        order = self._order_of(31000)
        seller = self._new_user("sales_team.group_sale_salesman", login="only_sells")
        order.sudo().user_id = seller
        order = self.as_user(seller, order)
        self.assertTrue(order.can_request_credit_release)
        release = self.env["customer.credit.release"].browse(order.action_request_credit_release()["res_id"])
        release = self.as_user(seller, release)
        with self.assertRaisesRegex(UserError, "Write why"):
            release.action_request()
        release.reason = "Paid soon"
        release.action_request()
        self.assertEqual((release.amount, release.partner_id), (31000, self.partner))
        self._pay_in_advance(1000)
        order.invalidate_recordset()
        self.assertFalse(order.can_request_credit_release)

    def test_not_moved_to_another_order(self):
        order, other = self._order_of(31000), self._order_of(31000)
        release = self._release(order, 31000)
        for vals in ({"order_id": other.id}, {"amount": 40000}, {"state": "draft"}):
            with self.assertRaises(UserError):
                self.as_user(self.boss, release).write(vals)

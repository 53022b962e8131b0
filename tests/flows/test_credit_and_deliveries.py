from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_credit.tests.common import CreditCase


@tagged("post_install", "-at_install")
@freeze_time("2025-06-20 04:00:00")
class TestCreditAndDeliveries(CreditCase):
    """What was ordered within the limit is delivered, until a step on overdue amounts stops business."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Paper", "type": "consu", "taxes_id": False})
        cls.keeper = cls._new_user("base.group_user,stock.group_stock_user", login=f"keeper@{cls.company.id}")

    def _picking(self, amount):
        picking = self.as_user(self.keeper, self._order_of(amount, confirm=True).sudo().picking_ids)
        picking.move_ids.write({"quantity": 1, "picked": True})
        return picking

    def test_goods_leave_until_business_is_stopped(self):
        self._credit_rule()
        standing = self._evaluated()
        first, second = self._picking(20000), self._picking(10000)
        standing.sudo()._cut(50, "Test")
        with self.assertRaisesRegex(UserError, "too much"):
            self._order_of(1, confirm=True)
        first.button_validate()
        self.assertEqual(first.state, "done")
        overdue = self.env["customer.credit.overdue"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id}
        )
        overdue._stop_business()
        with self.assertRaisesRegex(UserError, "Green Valley: no business since .*overdue"):
            second.button_validate()
        self.assertNotEqual(second.state, "done")

from odoo.exceptions import UserError

from odoo.addons.customer_grading.tests.admission_common import AdmissionCase
from odoo.addons.customer_grading.tests.common import BusinessCase
from odoo.addons.customer_policy.tests.common import proves


class DeliveryCase(BusinessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Paper", "type": "consu", "taxes_id": False})
        cls.keeper = cls._new_user("base.group_user,stock.group_stock_user", login=f"keeper@{cls.company.id}")

    def _picking(self, **values):
        order = self._order(**values)
        order.action_confirm()
        picking = self.as_user(self.keeper, order.sudo().picking_ids)
        picking.move_ids.write({"quantity": 1, "picked": True})
        return picking


class TestDelivery(DeliveryCase):
    def test_goods_do_not_leave(self):
        self._rule()
        ordered = self._picking(partner=self.other)
        moved = self._picking(partner=self.other)
        self._listed(self.other)
        with self.assertRaisesRegex(UserError, "Blue Hill is on the blacklist"):
            ordered.button_validate()
        moved.sudo().partner_id = self.contact
        with self.assertRaisesRegex(UserError, "Blue Hill is on the blacklist"):
            moved.button_validate()
        self.assertNotEqual(ordered.state, "done")

    def test_another_department_delivers(self):
        self._rule()
        picking = self._picking(team="West")
        self._listed(department=self.departments["East"])
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_what_was_let_through_is_delivered(self):
        self._rule()
        picking = self._picking()
        entry = self._listed()
        row = entry.document_ids.filtered(lambda one: one.res_model == "sale.order")
        self.assertIn(("stock.picking", picking.id), [(one.res_model, one.res_id) for one in entry.document_ids])
        row.reason = "Paid in advance"
        row.with_user(self.boss).action_go_on()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_goods_come_back(self):
        picking = self._picking()
        picking.button_validate()
        self._rule()
        self._listed()
        wizard = self.as_user(self.keeper, self.env["stock.return.picking"]).create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        self.as_user(self.keeper, back).button_validate()
        self.assertEqual(back.state, "done")


class TestDeliveryAdmitted(DeliveryCase, AdmissionCase):
    @proves("S1.11-5.1.2e")
    def test_who_ordered_is_admitted_and_holds_the_licence_for_what_leaves(self):
        direct = self._picking(partner_shipping_id=self.other.id)
        self.assertEqual(direct.sudo().partner_id, self.other)
        self._rule("not_admitted")
        self._rule("no_licence")
        kind = self._licence_kind(
            "permit", name="Permit", needed_for="products", product_ids=[(6, 0, self.product.ids)]
        )
        with self._refused("Green Valley is not admitted"):
            direct.button_validate()
        self._form()
        self._admitted()
        with self._refused("Green Valley holds no valid licence: Permit"):
            direct.button_validate()
        self._licence(kind)
        direct.button_validate()
        self.assertEqual(direct.state, "done")

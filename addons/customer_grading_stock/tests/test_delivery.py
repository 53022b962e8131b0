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

    def test_goods_do_not_leave_without_a_delivery(self):
        """A move that belongs to no delivery is no way round, nor is one that goes to somebody else than it."""
        self._rule()
        self._listed()
        customers = self.env.ref("stock.stock_location_customers")
        stock = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1).lot_stock_id
        values = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "product_uom": self.product.uom_id.id,
            "location_id": stock.id,
            "location_dest_id": customers.id,
            "company_id": self.company.id,
        }
        for partner, stopped in ((self.contact, True), (self.other, False)):
            move = self.as_user(self.keeper, self.env["stock.move"]).create({**values, "partner_id": partner.id})
            move._action_confirm()
            move.write({"quantity": 1, "picked": True})
            if stopped:
                with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"), self.env.cr.savepoint():
                    move._action_done()
            else:
                move._action_done()
                self.assertEqual(move.state, "done")
        picking = self._picking(partner=self.other)
        picking.move_ids.partner_id = self.contact
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
            picking.button_validate()

    def test_what_is_done_does_not_grow(self):
        self._rule()
        picking = self._picking()
        picking.button_validate()
        self._listed()
        line = picking.move_line_ids
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"), self.env.cr.savepoint():
            line.quantity = 2
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"), self.env.cr.savepoint():
            line.copy({"quantity": 1})
        line.quantity = 0.5

    def test_what_was_let_through_does_not_grow(self):
        self._rule()
        picking = self._picking()
        entry = self._listed()
        rows = entry.document_ids.grouped("res_model")
        for name in ("sale.order", "stock.picking"):
            row = rows[name].with_user(self.boss)
            row.reason = "Paid in advance"
            row.action_go_on()
            picking.move_ids.quantity = 2
            with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"), self.env.cr.savepoint():
                picking.button_validate()
            picking.move_ids.quantity = 1
            self.assertFalse(picking.business_notice)
            row.sudo().decision = False
        rows["sale.order"].sudo().decision = "go_on"
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

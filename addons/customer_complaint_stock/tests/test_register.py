from datetime import date, datetime

from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_complaint_sale.tests.common import SaleCase
from odoo.addons.customer_policy.tests.common import proves


class TestRegister(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.keeper = cls._new_user("customer_policy.group_user,stock.group_stock_user", login="keeper")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.traced = cls.env["product.product"].create(
            {"name": "Film", "type": "consu", "is_storable": True, "tracking": "lot", "taxes_id": False}
        )
        cls.lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.traced.id, "company_id": cls.company.id} for name in ("L1", "L2")]
        )
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.traced, cls.warehouse.lot_stock_id, 10, lot_id=lot)

    def _ship(self, order, moment, *quantities):
        """Deliver these quantities of the moves of the open delivery, and keep the rest for later."""
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        for move, quantity in zip(picking.move_ids, quantities, strict=True):
            move.quantity = quantity
            move.picked = True
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self.assertEqual(picking.state, "done")
        picking.move_ids.date = moment
        return picking

    @proves("S1.2-07.1a")
    def test_an_order_fills_in_quantity_and_day_of_its_deliveries(self):
        order = self._order((self.product, 600), name="SO0042")
        self._ship(order, datetime(2025, 5, 2, 3), 400)
        # 23:30 on the third where the company is
        self._ship(order, datetime(2025, 5, 3, 15, 30), 100)
        line = self._registered(self.seller, order).line_ids
        self.assertEqual((line.order_reference, line.part_number, line.quantity), ("SO0042", "CB-1", 500))
        self.assertEqual((line.shipped_date, line.price_unit), (date(2025, 5, 3), 9))
        self.assertEqual(line.sale_order_id, order)

    @proves("S1.2-07.1a")
    def test_a_delivery_fills_in_what_it_shipped(self):
        order = self._order((self.product, 600))
        first = self._ship(order, datetime(2025, 5, 2, 3), 400)
        # 00:30 on the fourth where the company is
        second = self._ship(order, datetime(2025, 5, 3, 16, 30), 100)
        case = self._registered(self.keeper, second)
        line = case.line_ids
        self.assertEqual((line.quantity, line.shipped_date, line.price_unit), (100, date(2025, 5, 4), 9))
        self.assertEqual((line.picking_id, line.sale_order_id), (second, order))
        self.assertEqual(case.partner_id, self.partner)
        counts = [self.as_user(self.keeper, picking).complaint_count for picking in (first, second)]
        self.assertEqual(counts, [0, 1])
        self.assertEqual(self.as_user(self.seller, order).complaint_count, 1)

    @proves("S1.2-07.1a")
    def test_lots_stand_apart(self):
        order = self._order((self.traced, 8))
        picking = order.picking_ids
        move = picking.move_ids
        move.move_line_ids.unlink()
        for lot, quantity in zip(self.lots, (5, 3), strict=True):
            self.env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": self.traced.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
        move.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        for user, record in ((self.keeper, picking), (self.seller, order)):
            lines = self._registered(user, record).line_ids
            found = lines.mapped(lambda line: (line.lot_id.name, line.lot_name, line.quantity))
            self.assertEqual(sorted(found), [("L1", "L1", 5), ("L2", "L2", 3)])
        self.assertEqual(self.as_user(self.keeper, self.lots[0]).complaint_count, 2)
        written = self._new_complaint(
            line_ids=[(0, 0, {"product_id": self.traced.id, "lot_name": "L1", "quantity": 1, "defective_quantity": 1})]
        )
        self.lots.invalidate_recordset()
        self.assertEqual(self.as_user(self.keeper, self.lots[0]).complaint_count, 3)
        self.assertIn(written, self.env["customer.complaint"].search(self.lots[0]._complaint_domain()))

    def test_what_was_not_shipped_is_not_complained_of(self):
        order = self._order((self.product, 600), (self.traced, 1))
        with self.assertRaisesRegex(UserError, "delivered nothing"):
            self._registered(self.keeper, order.picking_ids)
        self._ship(order, datetime(2025, 5, 2, 3), 400, 0)
        self.assertEqual(self._registered(self.seller, order).line_ids.product_id, self.product)

    def test_who_may_not_read_the_delivery_registers_nothing_from_it(self):
        order = self._order((self.product, 600))
        picking = self._ship(order, datetime(2025, 5, 2, 3), 600)
        with self.assertRaises(AccessError):
            self._registered(self.users["user"], picking)
        case = self._registered(self.keeper, picking)
        with self.assertRaises(AccessError):
            self.as_user(self.keeper, case.line_ids).move_id = order.picking_ids.move_ids[:1].copy()

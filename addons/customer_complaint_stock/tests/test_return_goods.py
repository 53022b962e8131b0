from odoo.fields import Command

from .return_common import ReturnCase


class TestReturnGoods(ReturnCase):
    """Lots and serial numbers, units and packs, several deliveries, kits, and steps through the warehouse."""

    def _traced(self, tracking, *lots, quantity=1):
        product = self._goods(f"Traced by {tracking}", stock=0, tracking=tracking)
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id, "company_id": self.company.id} for name in lots]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, quantity, lot_id=lot
            )
        return product, lots

    def test_exactly_that_serial_number(self):
        product, lots = self._traced("serial", "S1", "S2", "S3", "S4")
        sold = self._order((product, 3))
        delivery = self._ship(sold)
        self.assertEqual(delivery.move_ids.lot_ids, lots[:3])
        case = self._case(sold, (1, {"kind": "return", "quantity": 1}))
        self.assertEqual(case.sudo().action_ids.line_id.lot_id, lots[1])
        note = self._settle(case)
        note.handling_method = "Repair"
        note.action_issue()
        receipt = self._receipt(note)
        self.assertEqual(receipt.move_line_ids.lot_id, lots[1])
        for other, message in ((lots[0], "is not what is to come back: S2"), (lots[3], "S4")):
            with self._refused(message):
                receipt.move_line_ids.lot_id = other
                self._receive(note)
        receipt.move_line_ids.lot_id = lots[1]
        self._receive(note)
        self.assertEqual(note.action_ids.received_quantity, 1)
        quants = lots[1].quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        self.assertEqual(sum(quants.mapped("quantity")), 1)

    def test_two_lots_of_one_delivery(self):
        product, lots = self._traced("lot", "L1", "L2", quantity=10)
        sold = self._order((product, 15))
        self._ship(sold)
        case = self._case(
            sold, (0, {"kind": "return", "quantity": 4}), (1, {"kind": "return", "quantity": 2}), decide=True
        )
        note = self._settle(case)
        note.handling_method = "Repulp"
        note.action_issue()
        moves = self._receipt(note).move_ids
        found = {move.move_line_ids.lot_id: move.product_uom_qty for move in moves}
        self.assertEqual(found, {lots[0]: 4, lots[1]: 2})
        self._receive(note)
        self.assertEqual(note.action_ids.mapped("received_quantity"), [4, 2])
        with self._refused("L2 are to come back, the customer has 3"):
            again = self._settle(self._case(sold, (1, {"kind": "return", "quantity": 4})))
            again.handling_method = "Repulp"
            again.action_issue()

    def _order_in(self, uom, quantity):
        vals = {"product_id": self.goods.id, "product_uom_qty": quantity, "product_uom_id": uom.id, "price_unit": 60}
        return self._order(order_line=[Command.create(vals)])

    def test_pieces_of_what_was_delivered_in_dozens_are_not_rounded(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["ir.config_parameter"].sudo().set_param("stock.propagate_uom", "1")
        sold = self._order_in(dozen, 2)
        self._ship(sold)
        case = self._registered(self.seller, sold)
        self.assertEqual((case.line_ids.quantity, case.line_ids.uom_id), (2, dozen))
        case.line_ids.sudo().write({"quantity": 24, "uom_id": self.goods.uom_id.id})
        action = self.env["customer.complaint.action"].create(
            {"complaint_id": case.id, "line_id": case.line_ids.id, "kind": "return", "quantity": 5}
        )
        move = sold.picking_ids.move_ids
        self.assertEqual(action._plan_return({}), [(move, 5)])
        vals = action._prepare_return_line_vals(move, 5)
        self.assertEqual((vals["quantity"], vals["complaint_uom_id"]), (5, self.goods.uom_id.id))

    def test_packs_come_back_as_packs_and_are_counted_so(self):
        pack = self.env["uom.uom"].create(
            {"name": "Pack of 6", "relative_factor": 6, "relative_uom_id": self.goods.uom_id.id}
        )
        sold = self._order_in(pack, 10)
        self._ship(sold)
        note = self._note(3, self._invoice(sold))
        move = self._receipt(note).move_ids
        self.assertEqual((move.product_uom_qty, move.product_uom, move.product_qty), (3, pack, 18))
        self._receive(note)
        self.assertEqual(note.action_ids.received_quantity, 3)
        self.assertEqual(sold.order_line.qty_delivered, 7)

    def test_the_unit_of_the_order_line_changes(self):
        note = self._note(100, issue=False)
        self.line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        note.action_issue()
        move = self._receipt(note).move_ids
        self.assertEqual(move.product_qty, 100)
        self._receive(note)
        self.assertEqual(note.action_ids.received_quantity, 100)

    def test_several_deliveries_of_one_order(self):
        sold = self._order((self.goods, 30))
        first = self._ship(sold, 10)
        second = self._ship(sold)
        note = self._note(25, sold)
        receipts = note.sudo().picking_ids.with_env(self.env)
        self.assertEqual(receipts.return_id, first | second)
        self.assertEqual(sum(receipts.move_ids.mapped("product_uom_qty")), 25)
        for receipt in receipts:
            self._validate(receipt, user=self.keeper)
        self.assertEqual(note.action_ids.received_quantity, 25)
        self.assertEqual(sold.order_line.qty_delivered, 5)

    def test_registered_from_a_delivery_it_is_of_that_delivery(self):
        sold = self._order((self.goods, 30))
        first = self._ship(sold, 10)
        self._ship(sold)
        self.seller.group_ids += self.env.ref("stock.group_stock_user")
        note = self._note(10, first)
        self.assertEqual(self._receipt(note).return_id, first)
        with self._refused("has 0"):
            self._note(1, first)

    def test_a_product_archived_in_between(self):
        note = self._note(100, issue=False)
        self.goods.active = False
        note.action_issue()
        self._receive(note)
        self.assertEqual(note.action_ids.received_quantity, 100)

    def test_kits_come_back_in_parts_in_proportion(self):
        sold, parts, picking = self._kit(Board=20, Bolt=10)
        picking.action_assign()
        self._validate(picking, 16, 8, backorder=True)
        case = self._registered(self.seller, sold)
        self.assertEqual((case.line_ids.product_id.name, case.line_ids.quantity), ("Shelf", 8))
        note = self._note(3, sold)
        receipt = self._receipt(note)
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in receipt.move_ids}, {parts[0]: 6, parts[1]: 3}
        )
        self._receive(note, 6, 2)
        self.assertEqual(note.action_ids.received_quantity, 2, "a shelf without its bolt is none")
        self.assertEqual(sold.order_line._complaint_delivered_kits(), 5)
        with self._refused("more than that cannot come back"):
            self._receive(self._note(5, sold), 10, 7)

    def test_a_warehouse_in_two_steps(self):
        self.warehouse.write({"reception_steps": "two_steps", "delivery_steps": "pick_ship"})
        sold = self._order((self.goods, 20))
        while sold.picking_ids.filtered(lambda one: one.state not in ("done", "cancel")):
            self._ship(sold)
        note = self._note(8, sold)
        receipt = self._receipt(note)
        self.assertEqual(receipt.location_dest_id, self.warehouse.wh_input_stock_loc_id)
        self._receive(note, 5, backorder=True)
        self._receive(note, 3)
        self.assertEqual(note.action_ids.received_quantity, 8)
        inside = note.sudo().action_ids.move_ids.filtered(
            lambda move: move.location_id == self.warehouse.wh_input_stock_loc_id
        )
        self.assertEqual(sum(inside.mapped("product_uom_qty")), 8)
        for picking in inside.picking_id.with_env(self.env):
            self._validate(picking, user=self.keeper)
        self.assertEqual(note.action_ids.received_quantity, 8)
        self.assertEqual(sold.order_line.qty_delivered, 12)

from .return_common import ReturnCase


class TestReturnSending(ReturnCase):
    """Replacements and rework: what the order delivered stays delivered."""

    def _sent(self, note):
        return note.sudo().action_ids._sent_moves().picking_id.with_env(self.env)

    def test_replacement_is_sent_once_for_what_came_back(self):
        note = self._note(100, kind="replacement")
        self.assertFalse(self._receipt(note).move_ids.to_refund)
        self.assertFalse(note.can_replace)
        with self._refused("not in yet"):
            note.action_deliver_replacement()
        self._receive(note, 98)
        self.assertEqual(self.line.qty_delivered, 200)
        self.assertTrue(note.can_replace)
        note.action_deliver_replacement()
        self.assertFalse(note.can_replace)
        with self._refused("nothing is left"):
            note.action_deliver_replacement()
        delivery = self._sent(note)
        self.assertEqual((delivery.move_ids.product_uom_qty, delivery.partner_id), (98, self.partner))
        self.assertEqual(note.state, "issued")
        self._validate(delivery, user=self.keeper)
        self.assertEqual(note.state, "done")
        self.assertFalse(delivery.move_ids.sale_line_id)
        self.assertEqual((self.line.qty_delivered, self.line.product_uom_qty, len(self.sold.order_line)), (200, 200, 1))

    def test_replacement_stays_apart_from_what_is_open_of_the_order(self):
        sold = self._order((self.goods, 30))
        self._ship(sold, 20)
        still_open = sold.picking_ids.filtered(lambda one: one.state != "done")
        note = self._note(5, sold, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        self.assertNotIn(self._sent(note), still_open)
        self.assertEqual(still_open.move_ids.product_uom_qty, 10)
        self._validate(self._sent(note), user=self.keeper)
        self.assertEqual((sold.order_line.qty_delivered, len(sold.order_line)), (20, 1))

    def test_replacement_in_parts(self):
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        self._validate(self._sent(note), 60, backorder=True, user=self.keeper)
        self.assertEqual(note.state, "issued")
        rest = self._sent(note).filtered(lambda one: one.state != "done")
        self.assertEqual(rest.move_ids.product_uom_qty, 40)
        self._validate(rest, user=self.keeper)
        self.assertEqual(note.state, "done")

    def test_a_cancelled_replacement_can_be_asked_for_again(self):
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        self._sent(note).action_cancel()
        self.assertEqual(note.state, "issued")
        note.action_deliver_replacement()
        self._validate(self._sent(note), user=self.keeper)
        self.assertEqual(note.state, "done")

    def test_what_was_not_sent_of_a_replacement_can_be_asked_for_again(self):
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        first = self._validate(self._sent(note), 60, user=self.keeper)
        self.assertEqual((note.state, note.can_replace), ("issued", True))
        note.action_deliver_replacement()
        rest = self._sent(note) - first
        self.assertEqual(rest.move_ids.product_uom_qty, 40)
        with self._refused("nothing is left"):
            note.action_deliver_replacement()
        self._validate(rest, user=self.keeper)
        self.assertEqual(note.state, "done")

    def test_what_was_found_to_have_come_back_later_is_sent_too(self):
        for kind, send in (("replacement", "action_deliver_replacement"), ("rework", "action_send_back")):
            note = self._note(50, kind=kind)
            receipt = self._receive(note, 40)
            getattr(note, send)()
            first = self._validate(self._sent(note), user=self.keeper)
            self.assertEqual(note.state, "done")
            self.as_user(self.keeper, receipt.move_ids.move_line_ids).quantity = 50
            self.assertEqual(note.state, "issued")
            getattr(note, send)()
            rest = self._sent(note) - first
            self.assertEqual(rest.move_ids.product_uom_qty, 10)
            self._validate(rest, user=self.keeper)
            self.assertEqual(note.state, "done")

    def test_a_part_of_a_replacement_of_two_steps_that_was_given_up(self):
        self.warehouse.delivery_steps = "pick_ship"
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        pick = self._sent(note)
        pick.action_assign()
        self._validate(pick, user=self.keeper)
        ship = self._sent(note) - pick
        self._validate(ship, 70, user=self.keeper)
        note.action_deliver_replacement()
        self.assertEqual((self._sent(note) - pick - ship).move_ids.product_uom_qty, 30)

    def test_more_than_approved_is_not_replaced_without_a_decision(self):
        self._excess_rule()
        note = self._note(100, kind="replacement")
        self._receive(note, 101)
        with self._refused("More comes back than was approved"):
            note.action_deliver_replacement()
        self._grant(note)
        note.action_deliver_replacement()
        self.assertEqual(self._sent(note).move_ids.product_uom_qty, 101)

    def test_no_finance_where_no_credit_comes_of_it(self):
        note = self._note(100, kind="replacement")
        self._receive(note)
        with self._refused("No credit note comes of it"):
            note.action_hand_over()

    def test_rework_brings_the_same_goods_back(self):
        note = self._note(100, kind="rework")
        receipt = self._receive(note)
        self.assertTrue(note.can_send_back)
        self.assertFalse(note.can_replace)
        note.action_send_back()
        with self._refused("nothing is left"):
            note.action_send_back()
        delivery = self._sent(note)
        self.assertEqual(delivery.return_id, receipt)
        self.assertEqual(delivery.move_ids.origin_returned_move_id, receipt.move_ids)
        self._validate(delivery, user=self.keeper)
        self.assertEqual(note.state, "done")
        self.assertEqual(note.action_ids.received_quantity, 100)
        self.assertEqual(self.line.qty_delivered, 200)
        self._note(200)

    def test_rework_in_a_warehouse_of_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        note = self._note(100, kind="rework")
        self._receive(note)
        stored = note.sudo().action_ids.move_ids.picking_id.filtered(lambda one: one.state != "done")
        self._validate(stored.with_env(self.env), user=self.keeper)
        note.action_send_back()
        delivery = self._sent(note)
        self.assertEqual(delivery.move_ids.location_id, self.warehouse.lot_stock_id)
        self.assertEqual(delivery.state, "assigned")
        self._validate(delivery, user=self.keeper)
        self.assertEqual(note.state, "done")

    def test_replacement_from_a_warehouse_of_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        for _step in range(2):
            self.assertEqual(note.state, "issued")
            with self._refused("nothing is left"):
                note.action_deliver_replacement()
            picking = self._sent(note).filtered(lambda one: one.state != "done")
            picking.action_assign()
            self._validate(picking, user=self.keeper)
        self.assertEqual(note.state, "done")
        self.assertEqual(self.line.qty_delivered, 200)

    def test_return_and_replacement_on_one_note(self):
        self._invoice(self.sold)
        case = self._case(
            self.sold, (0, {"kind": "return", "quantity": 60}), (0, {"kind": "replacement", "quantity": 40})
        )
        note = self._settle(case)
        note.handling_method = "Repulp"
        note.action_issue()
        receipt = self._receipt(note)
        self.assertEqual(receipt.move_ids.mapped("product_uom_qty"), [60, 40])
        self._receive(note)
        self.assertEqual(self.line.qty_delivered, 140)
        credit = self._credit(note)
        self.assertEqual(credit.invoice_line_ids.quantity, 60)
        credit.action_post()
        self.assertEqual(note.state, "finance", "the replacement is not sent yet")
        note.action_deliver_replacement()
        self._validate(self._sent(note), user=self.keeper)
        self.assertEqual(note.state, "done")

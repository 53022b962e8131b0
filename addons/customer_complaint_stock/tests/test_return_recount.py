from .return_common import ReturnCase


class TestReturnRecount(ReturnCase):
    """A receipt that the warehouse changes after it is done: 100 approved, 200 delivered and invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.sold)

    def _counted(self, quantity=100):
        note = self._note(100)
        receipt = self._receive(note, quantity)
        return note, self.as_user(self.keeper, receipt.move_ids)

    def test_the_note_says_that_it_was_changed_and_when(self):
        note, move = self._counted()
        self.assertFalse(note.recounted_date)
        move.move_line_ids.quantity = 90
        self.assertEqual((note.recounted_by_id, bool(note.recounted_date)), (self.keeper, True))
        message = note.sudo().message_ids.filtered(lambda one: "after it was counted" in (one.body or ""))
        self.assertIn("90.0 Units of Film instead of 100.0", message.body)
        self.assertEqual(message.partner_ids, note.user_id.partner_id)
        self.assertEqual(self._credit(note).invoice_line_ids.quantity, 90)

    def test_more_than_accepted_is_not_credited(self):
        self._return_rule(over_ratio=5)
        self._excess_rule()
        note, move = self._counted()
        move.quantity = 106
        self.assertTrue(note.has_excess)
        with self._refused("More comes back than was approved"):
            note.action_hand_over()
        with self._refused("More comes back than was approved"):
            self.as_user(self.finance, note).action_create_credit_notes()
        self.assertEqual(note.sudo()._current_approvals("excess").state, "pending", "the decider is asked")
        move.quantity = 105
        self.assertEqual(self._credit(note).invoice_line_ids.quantity, 105)

    def test_a_decision_on_120_is_none_on_150(self):
        self._excess_rule()
        note, move = self._counted(120)
        self._grant(note)
        self.assertFalse(note.has_excess)
        move.move_line_ids.quantity = 150
        self.assertTrue(note.has_excess)
        with self._refused("More comes back than was approved"):
            self.as_user(self.finance, note).action_create_credit_notes()
        self.assertEqual(note.sudo()._current_approvals("excess").state, "pending")

    def test_more_after_the_credit_note_waits_for_its_decision_and_its_credit(self):
        self._excess_rule()
        note, move = self._counted()
        first = self._credit(note)
        first.action_post()
        self.assertEqual(note.state, "done")
        move.move_line_ids.quantity = 130
        self.assertEqual((note.state, note.has_excess, note.needs_credit), ("finance", True, False))
        self._grant(note)
        rest = self._credit(note) - first
        self.assertEqual(rest.invoice_line_ids.quantity, 30)
        rest.action_post()
        self.assertEqual((note.state, note.action_ids.credited_quantity), ("done", 130))

    def test_less_after_the_draft_is_not_posted(self):
        note, move = self._counted()
        credit = self._credit(note)
        move.move_line_ids.quantity = 99
        with self._refused("100.0 would be credited, and 99.0 came back"):
            credit.action_post()

    def _credit_of_two(self):
        """Return a note of two goods, the receipt of one of them, and the draft for both."""
        sold = self._order((self.goods, 10), (self._goods("Paper"), 10))
        self._ship(sold)
        self._invoice(sold)
        note = self._settle(self._case(sold, *((at, {"kind": "return", "quantity": 10}) for at in range(2))))
        note.write({"reason": "Wet", "handling_method": "Repulp"})
        note.action_issue()
        self._receive(note)
        credit = self._credit(note)
        return note, self.as_user(self.keeper, note.sudo().action_ids[0].move_ids), credit

    def test_a_draft_is_not_posted_once_nothing_of_one_of_its_goods_stayed(self):
        note, film, credit = self._credit_of_two()
        film.move_line_ids.quantity = 0
        with self._refused("10.0 would be credited, and 0.0 came back"):
            credit.action_post()
        credit.unlink()
        rest = self._credit(note)
        self.assertEqual((rest.invoice_line_ids.quantity, rest.invoice_line_ids.product_id.name), (10, "Paper"))

    def test_a_cancelled_draft_is_not_revived_once_nothing_of_one_of_its_goods_stayed(self):
        note, film, credit = self._credit_of_two()
        credit.button_cancel()
        film.move_line_ids.quantity = 0
        self.assertEqual(note.action_ids.mapped("no_result_reason"), ["Nothing came back.", False])
        credit.button_draft()
        with self._refused("10.0 would be credited, and 0.0 came back"):
            credit.action_post()

    def test_what_is_with_finance_stays_there_when_it_is_counted_anew(self):
        note, film, credit = self._credit_of_two()
        credit.unlink()
        film.move_line_ids.quantity = 0
        film.move_line_ids.quantity = 10
        self.assertEqual((note.state, any(note.action_ids.mapped("no_result_reason"))), ("finance", False))
        self.assertEqual(self._credit(note).invoice_line_ids.mapped("quantity"), [10, 10])

    def test_nothing_stayed_of_what_a_draft_credits(self):
        note, move = self._counted()
        credit = self._credit(note)
        self._validate(self._return_by_hand(move.picking_id, 100), 100)
        with self._refused("100.0 would be credited, and 0.0 came back"):
            credit.action_post()
        credit.unlink()
        self.assertFalse(self._credit(note))
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("done", "Nothing came back."))

    def test_what_came_back_after_all_is_credited(self):
        note, move = self._counted()
        again = self._validate(self._return_by_hand(move.picking_id, 100), 100)
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("done", "Nothing came back."))
        self._validate(self._return_by_hand(again, 30), 30)
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("issued", False))
        self.assertEqual(self.line.qty_to_invoice, 0, "the note credits it, not the order")
        self.assertEqual(self._credit(note).invoice_line_ids.quantity, 30)

    def test_counted_as_nothing_and_counted_again(self):
        note, move = self._counted()
        move.move_line_ids.quantity = 0
        move.move_line_ids.quantity = 100
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("issued", False))
        self._credit(note).action_post()
        self.assertEqual((note.state, note.action_ids.credited_quantity), ("done", 100))

    def test_what_was_credited_by_hand_stays_so_whatever_is_counted(self):
        note, move = self._counted()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        wizard = wizard.create({"journal_id": self.invoice.journal_id.id})
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        self.assertFalse(self._credit(note))
        reason = note.action_ids.no_result_reason
        self.assertIn("credited already", reason)
        move.move_line_ids.quantity = 90
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("done", reason))

    def test_not_more_than_was_delivered(self):
        note, move = self._counted()
        for write in (
            lambda: move.move_line_ids.write({"quantity": 201}),
            lambda: move.write({"quantity": 201}),
            lambda: move.move_line_ids.create({"move_id": move.id, "picking_id": move.picking_id.id, "quantity": 101}),
        ):
            with self._refused("delivered 200"):
                write()
        self.assertEqual((note.action_ids.received_quantity, bool(note.recounted_date)), (100, False))

    def test_a_delivery_is_not_less_than_what_came_back(self):
        self._counted()
        delivered = self.as_user(self.keeper, self.shipped.move_ids)
        with self._refused("delivered 99"):
            delivered.move_line_ids.quantity = 99
        delivered.move_line_ids.quantity = 100

    def test_what_was_sent_again_is_not_less_than_what_came_back_of_the_delivery(self):
        _note, move = self._counted()
        again = self._validate(self._return_by_hand(move.picking_id, 100), 100)
        self._validate(self._return_by_hand(self.shipped, 150), 150)
        with self._refused("delivered 200"):
            again.move_line_ids.quantity = 49
        again.move_line_ids.quantity = 50

    def test_by_hand_alone_more_is_not_said_to_have_come_back_beside_a_complaint(self):
        """The complaint is about what was sent again, the change about the first delivery."""
        by_hand = self._validate(self._return_by_hand(self.shipped, 100), 100)
        again = self._validate(self._return_by_hand(by_hand, 100), 100)
        self._receive(self._note(50, again), 50)
        other = self._validate(self._return_by_hand(self.shipped, 100), 100)
        with self._refused("delivered 200"):
            other.move_line_ids.quantity = 151
        other.move_line_ids.quantity = 150

    def test_another_lot_afterwards(self):
        tracked = self._goods("Roll", stock=0, tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": tracked.id} for name in ("A", "B")])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(tracked, self.warehouse.lot_stock_id, 5, lot_id=lot)
        sold = self._order((tracked, 5))
        self._ship(sold)
        shipped = sold.picking_ids.move_line_ids.lot_id
        note = self._note(5, sold)
        move = self._receive(note).move_ids
        self.assertEqual(move.lot_ids, shipped)
        with self._refused("delivered 0 Units of Roll"):
            self.as_user(self.keeper, move.move_line_ids).lot_id = lots - shipped

    def test_what_was_sent_back_by_hand_counts_too(self):
        note, move = self._counted()
        again = self._return_by_hand(move.picking_id, 10)
        self._validate(again, 10)
        self.assertEqual(note.action_ids.received_quantity, 90)
        again.move_line_ids.quantity = 40
        self.assertEqual((note.action_ids.received_quantity, bool(note.recounted_date)), (60, True))

    def test_what_came_back_by_hand_of_what_was_sent_again_counts_and_is_credited(self):
        note, move = self._counted()
        again = self._validate(self._return_by_hand(move.picking_id, 40), 40)
        self._credit(note).action_post()
        self.assertEqual((note.state, note.action_ids.credited_quantity), ("done", 60))
        back = self._validate(self._return_by_hand(again, 20), 20)
        self.assertEqual((note.state, note.action_ids.received_quantity), ("finance", 80))
        back.move_line_ids.quantity = 30
        self.assertEqual((note.action_ids.received_quantity, bool(note.recounted_date)), (90, True))

    def test_the_rest_of_the_warehouse_is_left_alone(self):
        sold = self._order((self.goods, 10))
        shipped = self._ship(sold)
        self.as_user(self.keeper, shipped.move_line_ids).quantity = 12
        back = self._validate(self._return_by_hand(shipped, 12), 12)
        self.as_user(self.keeper, back.move_line_ids).write({"quantity": 15})
        self.assertEqual(sold.order_line.qty_delivered, -3)

    def test_who_changed_it_is_not_entered_by_hand(self):
        note, _move = self._counted()
        with self._refused("set by the steps"):
            note.recounted_by_id = self.keeper

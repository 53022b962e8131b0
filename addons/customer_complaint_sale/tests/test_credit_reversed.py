from odoo.exceptions import AccessError, UserError

from .test_credit_note import CreditCase


class TestCreditReversed(CreditCase):
    """A credit note that was posted by mistake is reversed, where it cannot be reset: what it settled is open again."""

    def _reversed(self, note, post=True, **vals):
        wizard = self.env["account.move.reversal"].with_user(self.finance)
        wizard = wizard.with_context(active_model="account.move", active_ids=note.ids)
        wizard = wizard.create({"journal_id": note.journal_id.id})
        wizard.refund_moves()
        reversal = wizard.new_move_ids
        reversal.invoice_line_ids[:1].write(vals)
        if post:
            reversal.action_post()
        return reversal

    def _balance(self, *moves):
        """Return what the customer owes of these."""
        lines = self.env["account.move"].union(*(move.sudo() for move in moves)).line_ids
        return sum(lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").mapped("balance"))

    def _posted_return(self, order, quantity=4):
        settlement = self._return(order, quantity)
        note = self._credit(settlement)
        note.action_post()
        self.assertEqual((settlement.state, settlement.action_ids.credited_quantity), ("done", quantity))
        return settlement, note

    def test_what_it_credited_is_credited_anew(self):
        self.product.invoice_policy = "order"
        tax = self._tax(13)
        order = self._sold((10, 10, 0, tax))
        invoice = self._invoice(order)
        settlement, note = self._posted_return(order)
        reversal = self._reversed(note)
        self.assertEqual((settlement.state, settlement.needs_credit), ("finance", True))
        self.assertEqual((settlement.credit_note_count, settlement.credit_amount), (0, 0))
        action = settlement.action_ids
        self.assertEqual((action.credited_quantity, action.credited_amount), (0, 0))
        line = order.order_line
        self.assertEqual((line.qty_invoiced, line.qty_invoiced_posted, line.qty_to_invoice), (10, 10, 0))
        again = self._credit(settlement)
        self.assertEqual((again.reversed_entry_id, again.amount_total), (invoice, 45.2))
        again.action_post()
        self.assertEqual((settlement.state, settlement.credit_amount, action.credited_quantity), ("done", 40, 4))
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (6, 0))
        self.assertAlmostEqual(self._balance(invoice, note, reversal, again), 113 - 45.2)

    def test_money_only_counts_no_goods_either_way(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        settlement = self._settle(self._case(order, (0, {"kind": "allowance", "amount": 30})))
        note = self._credit(settlement)
        note.action_post()
        reversal = self._reversed(note)
        self.assertEqual((settlement.state, settlement.action_ids.credited_amount), ("finance", 0))
        line = order.order_line
        self.assertEqual((line.qty_invoiced, line.qty_invoiced_posted, line.qty_to_invoice), (10, 10, 0))
        again = self._credit(settlement)
        again.action_post()
        self.assertEqual((again.reversed_entry_id, settlement.action_ids.credited_amount), (invoice, 30))
        self.assertEqual(self._balance(invoice, note, reversal, again), 70)

    def test_a_draft_reverses_nothing(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order)
        self._reversed(note, post=False)
        self.assertEqual((settlement.state, settlement.action_ids.credited_quantity), ("done", 4))

    def test_all_of_the_invoice_can_be_credited_again(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order, 10)
        self._reversed(note)
        again = self._credit(settlement)
        self.assertEqual(again.amount_total, 100)
        again.action_post()
        self.assertEqual(settlement.state, "done")

    def test_in_part_it_is_not_reversed(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order)
        part = self._reversed(note, post=False, quantity=3)
        with self.assertRaisesRegex(UserError, "as a whole"):
            part.action_post()
        self.assertEqual(settlement.state, "done")

    def test_twice_it_is_not_reversed(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        _settlement, note = self._posted_return(order)
        first, second = (self._reversed(note, post=False) for _two in "12")
        with self.assertRaisesRegex(UserError, "reversed already"):
            (first | second).action_post()
        first.action_post()
        with self.assertRaisesRegex(UserError, "reversed already"):
            second.action_post()

    def test_the_reversal_is_not_credited_by_hand(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        _settlement, note = self._posted_return(order)
        by_hand = self._reversed(self._reversed(note), post=False)
        with self.assertRaisesRegex(UserError, "credited anew with"):
            by_hand.action_post()

    def test_the_reversal_given_up_the_credit_note_counts_again(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order)
        reversal = self._reversed(note)
        reversal.button_draft()
        self.assertEqual((settlement.state, settlement.action_ids.credited_quantity), ("done", 4))
        self.assertEqual(order.order_line.qty_invoiced_posted, 6)

    def test_once_credited_anew_the_reversal_stays(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order)
        reversal = self._reversed(note)
        again = self._credit(settlement)
        with self.assertRaisesRegex(UserError, "8.0 would be credited"), self.env.cr.savepoint():
            reversal.button_draft()
        again.action_post()
        with self.assertRaisesRegex(UserError, "8.0 would be credited"), self.env.cr.savepoint():
            reversal.button_draft()
        with self.assertRaisesRegex(UserError, "is reversed by"):
            note.button_draft()

    def test_a_cent_is_not_given_twice_either(self):
        order = self._sold((10, 10, 0, None), currency=self._euro(0.14))
        self._invoice(order)
        settlement = self._settle(self._case(order, (0, {"kind": "allowance", "amount": 0.07})))
        note = self._credit(settlement)
        note.action_post()
        reversal = self._reversed(note)
        cancelled = self._credit(settlement)
        cancelled.button_cancel()
        self._credit(settlement).action_post()
        with self.assertRaisesRegex(UserError, "credited twice"), self.env.cr.savepoint():
            reversal.button_draft()
        cancelled.button_draft()
        with self.assertRaisesRegex(UserError, "credited twice"):
            cancelled.action_post()
        self.assertEqual(settlement.action_ids.credited_amount, 0.07)

    def test_taken_back_and_given_up_after_the_reversal(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement, note = self._posted_return(order)
        with self.assertRaises(UserError):
            settlement.action_take_back()
        reversal = self._reversed(note)
        settlement.action_take_back()
        settlement.action_cancel()
        self.assertEqual((settlement.state, order.order_line.qty_invoiced), ("cancelled", 10))
        with self.assertRaisesRegex(UserError, "not handed over"):
            reversal.button_draft()

    def test_at_the_rate_of_the_credit_note(self):
        euro = self._euro(0.14)
        order = self._sold((10, 100, 0, None), currency=euro)
        self._invoice(order)
        _settlement, note = self._posted_return(order)
        self.env["res.currency.rate"].create(
            {"name": "2026-02-01", "rate": 0.2, "currency_id": euro.id, "company_id": self.company.id}
        )
        reversal = self._reversed(note)
        self.assertEqual(reversal.invoice_currency_rate, note.invoice_currency_rate)
        self.assertAlmostEqual(self._balance(note, reversal), 0)

    def test_that_it_is_reversed_is_not_entered_by_hand(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        _settlement, note = self._posted_return(order)
        with self.assertRaises(AccessError):
            note.complaint_taken_back = True

    def test_what_takes_back_another_keeps_it(self):
        """A credit note that was reversed is not deleted: the customer would be charged for nothing."""
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        _settlement, note = self._posted_return(order)
        reversal = self._reversed(note)
        reversal.button_draft()
        note.button_draft()
        with self.assertRaisesRegex(UserError, "takes it back"):
            note.unlink()
        with self.assertRaisesRegex(UserError, "takes it back"):
            note.invoice_line_ids.unlink()
        (note | reversal).unlink()
        self.assertFalse((note | reversal).exists())

    def test_an_invoice_that_a_complaint_gave_back_stays(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        self._posted_return(order)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "takes it back"):
            invoice.unlink()

    def test_credited_without_a_complaint_it_is_deleted_as_ever(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        credit = self._reversed(invoice)
        (invoice | credit).button_draft()
        invoice.unlink()
        self.assertFalse(credit.invoice_line_ids.complaint_credited_line_id)

    def test_reversed_and_charged_anew(self):
        """The button "Reverse and Create Invoice" of core: the new invoice takes nothing back."""
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        wizard = self.env["account.move.reversal"].with_user(self.finance)
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        note = invoice.reversal_move_ids
        self.assertEqual(invoice.invoice_line_ids, note.invoice_line_ids.complaint_credited_line_id)
        anew = order.invoice_ids - invoice - note
        self.assertEqual((anew.move_type, anew.amount_total), ("out_invoice", 100))
        self.assertFalse(anew.line_ids.complaint_credited_line_id)
        anew.action_post()
        self.assertEqual(self._balance(invoice, note, anew), 100)

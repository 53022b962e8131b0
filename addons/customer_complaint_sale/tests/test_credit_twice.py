from odoo.exceptions import UserError

from .test_credit_note import CreditCase


class TestCreditTwice(CreditCase):
    """However accounting goes about it, nothing is credited twice, and nothing of what was decided gets lost."""

    def _allowance(self, order, amount, line=0):
        return self._settle(self._case(order, (line, {"kind": "allowance", "amount": amount})))

    def _by_hand(self, invoice, **vals):
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids[:1].write(vals)
        return wizard.new_move_ids

    def test_posted_together(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        note = self._credit(self._return(order, 8))
        by_hand = self._by_hand(invoice, quantity=10)
        with self.assertRaisesRegex(UserError, "too much"):
            (note.with_env(self.env) | by_hand).action_post()

    def test_a_cancelled_allowance_is_not_revived_beside_the_new_one(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement = self._allowance(order, 30)
        first = self._credit(settlement)
        first.button_cancel()
        self._credit(settlement).action_post()
        first.button_draft()
        with self.assertRaisesRegex(UserError, "would be credited"):
            first.action_post()

    def test_one_line_of_several_credited_by_hand_in_between(self):
        order = self._sold((10, 10, 0, None), (90, 10, 0, None))
        invoice = self._invoice(order)
        note = self._credit(self._return(order, 8))
        by_hand = self._by_hand(invoice, quantity=10)
        by_hand.invoice_line_ids[1].unlink()
        by_hand.action_post()
        self.assertTrue(note.complaint_posting_obstacle)
        with self.assertRaises(UserError):
            note.action_post()

    def test_one_of_two_credit_notes_deleted(self):
        order = self._sold((10, 10, 0, None))
        order.order_line.qty_delivered = 6
        first = self._invoice(order)
        order.order_line.qty_delivered = 10
        second = self._invoice(order)
        settlement = self._return(order, 8)
        notes = self._credit(settlement)
        self.assertEqual(notes.reversed_entry_id, first | second)
        notes[1].unlink()
        notes[0].action_post()
        self.assertEqual(settlement.state, "finance")
        rest = self._credit(settlement) - notes[0]
        self.assertEqual(
            rest.invoice_line_ids.quantity,
            2 if notes[0].reversed_entry_id == first else 6,
        )
        rest.action_post()
        self.assertEqual(settlement.state, "done")
        self.assertEqual(order.order_line.qty_invoiced, 2)

    def test_another_date_leaves_the_rate(self):
        euro = self._euro()
        order = self._sold((10, 10, 0, None), currency=euro)
        invoice = self._invoice(order)
        self.env["res.currency.rate"].create(
            {
                "name": "2026-02-01",
                "rate": 0.2,
                "currency_id": euro.id,
                "company_id": self.company.id,
            }
        )
        note = self._credit(self._return(order, 4))
        note.invoice_date = "2026-02-10"
        if not note.complaint_posting_obstacle:
            self.assertEqual(note.invoice_currency_rate, invoice.invoice_currency_rate)
        else:
            self.assertIn("changed", note.complaint_posting_obstacle)

    def test_no_cent_gets_lost_on_a_line_of_which_nothing_is_left(self):
        order = self._sold((10, 10, 0, None), (10, 10, 0, None), (10, 10, 0, None))
        invoice = self._invoice(order)
        by_hand = self._by_hand(invoice)
        by_hand.invoice_line_ids[:2].unlink()
        by_hand.action_post()
        case = self._case(order, (None, {"kind": "compensation", "amount": 33.33}))
        settlement = self._settle(case)
        settlement.invoice_id = invoice
        note = self._credit(settlement)
        self.assertEqual(note.amount_untaxed, 33.33)

    def test_nothing_of_an_invoice_that_is_credited_already(self):
        order = self._sold((10, 10, 0, None), (10, 10, 0, None))
        invoice = self._invoice(order)
        self._by_hand(invoice).action_post()
        settlement = self._settle(self._case(order, (None, {"kind": "compensation", "amount": 0})))
        settlement.invoice_id = invoice
        settlement.action_issue()
        settlement.action_hand_over()
        self.as_user(self.finance, settlement).action_create_credit_notes()
        self.assertFalse(settlement.sudo().credit_note_ids)

    def test_taken_back_for_nothing_after_an_allowance(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        self._credit(self._allowance(order, 10)).action_post()
        note = self._credit(self._return(order, 10, amount=0))
        self.assertEqual(note.amount_total, 0)

    def test_a_small_price_on_the_case_makes_a_small_credit(self):
        """Who decides does so by the amount, that follows from what the case says a unit was charged with."""
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement = self._return(order, 8, amount=0.08)
        settlement.sudo().action_ids.line_id.price_unit = 0.01
        self.assertEqual(self._credit(settlement).amount_total, 0.08)

from odoo.exceptions import UserError
from odoo.fields import Command

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

    def test_it_says_which_credit_note_by_hand_took_all(self):
        order = self._sold((10, 10, 0, None))
        by_hand = self._by_hand(self._invoice(order))
        settlement = self._return(order, 4)
        with self.assertRaisesRegex(UserError, "Post or delete them first") as caught, self.env.cr.savepoint():
            self._credit(settlement)
        self.assertIn(by_hand.display_name, str(caught.exception))
        by_hand.action_post()
        self.assertFalse(self._credit(settlement))
        self.assertEqual(settlement.state, "done")
        self.assertEqual(
            settlement.action_ids.no_result_reason,
            f"All that was invoiced of it is credited already, with {by_hand.display_name}.",
        )

    def test_a_credit_note_that_is_tied_to_no_invoice_is_told_of(self):
        order = self._sold((10, 10, 0, None))
        by_hand = self._by_hand(self._invoice(order), quantity=3)
        settlement = self._return(order, 4)
        self.assertFalse(settlement.untied_credit_notice)
        by_hand.action_post()
        self.assertFalse(settlement.untied_credit_notice, "it is tied to the invoice, and taken off")
        vals = {"move_type": "out_refund", "partner_id": self.partner.id, "company_id": self.company.id}
        lines = [Command.create({"product_id": self.product.id, "quantity": 2, "price_unit": 10})]
        others = self.env["account.move"].create(
            [{**vals, "invoice_date": day, "invoice_line_ids": lines} for day in ("2026-01-14", "2026-01-15")]
        )
        self.assertFalse(settlement.untied_credit_notice, "they are drafts")
        others.action_post()
        settlement.invalidate_recordset()
        self.assertRegex(settlement.untied_credit_notice, "to no invoice: 1, of .*20.00")
        note = self._credit(settlement)
        self.assertEqual(note.complaint_untied_notice, settlement.untied_credit_notice)
        note.action_post()
        self.assertFalse(settlement.untied_credit_notice)

    def test_what_ended_so_is_taken_up_again(self):
        order = self._sold((10, 10, 0, None))
        by_hand = self._by_hand(self._invoice(order))
        by_hand.action_post()
        settlement = self._return(order, 4)
        self._credit(settlement)
        by_hand.button_draft()
        by_hand.button_cancel()
        with self.assertRaisesRegex(UserError, "needs the role"):
            self.as_user(self.finance, settlement).action_take_up()
        settlement.action_take_up()
        self.assertEqual((settlement.state, settlement.action_ids.no_result_reason), ("issued", False))
        self.assertIn(by_hand.display_name, str(settlement.sudo().message_ids[0].body))
        self._credit(settlement).action_post()
        self.assertEqual((settlement.state, settlement.action_ids.credited_quantity), ("done", 4))
        with self.assertRaisesRegex(UserError, "Nothing of it ended"):
            settlement.action_take_up()

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

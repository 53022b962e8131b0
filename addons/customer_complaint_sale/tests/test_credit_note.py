from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .settlement_common import SettlementCase


class CreditCase(SettlementCase):
    """Goods that came back as decided, whatever brought them: how they come back is told by other addons."""

    def setUp(self):
        super().setUp()
        action = type(self.env["customer.complaint.action"])
        papers, credited = action._papers, action._is_credited
        self.came_back = {}
        for name, method in {
            "_papers": lambda one: {**papers(one), "return": "allowance"},
            "_is_credited": lambda one: one.kind == "return" or credited(one),
            "_credit_quantity": lambda one: self.came_back.get(one, one.quantity),
        }.items():
            patcher = patch.object(action, name, method)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _sold(self, *lines, currency=None, **values):
        """Return an order of (quantity, price, discount, taxes), delivered."""
        if currency:
            pricelist = self.env["product.pricelist"].create(
                {"name": "Abroad", "currency_id": currency.id, "company_id": self.company.id}
            )
            values["pricelist_id"] = pricelist.id
        order = self._order(*((self.product, quantity) for quantity, *_rest in lines), **values)
        for line, (_quantity, price, discount, taxes) in zip(order.order_line, lines, strict=True):
            line.write(
                {"price_unit": price, "discount": discount, "tax_ids": [Command.set(taxes.ids if taxes else [])]}
            )
        self._deliver(order, *(quantity for quantity, *_rest in lines))
        return order

    def _return(self, order, *quantities, **vals):
        case = self._case(
            order, *((index, {"kind": "return", "quantity": q, **vals}) for index, q in enumerate(quantities))
        )
        return self._settle(case)

    def _euro(self, rate=0.14):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": rate, "currency_id": euro.id, "company_id": self.company.id}
        )
        return euro


class TestCreditNote(CreditCase):
    def test_prices_discounts_and_taxes_of_the_invoice(self):
        tax = self._tax(13)
        order = self._sold((10, 19.99, 12.5, tax), (5, 7.77, 0, tax))
        invoice = self._invoice(order)
        order.order_line[0].product_id.list_price = 99
        note = self._credit(self._return(order, 3, 2))
        first, second = note.invoice_line_ids
        self.assertEqual((first.quantity, first.price_unit, first.discount, first.tax_ids), (3, 19.99, 12.5, tax))
        self.assertEqual((second.quantity, second.price_unit), (2, 7.77))
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(order.order_line[0].qty_invoiced, 7)

    def test_price_included_taxes_and_an_allowance(self):
        tax = self._tax(13, price_include_override="tax_included")
        order = self._sold((50, 11.3, 0, tax))
        self._invoice(order)
        case = self._case(order, (0, {"kind": "allowance", "amount": 100}))
        note = self._credit(self._settle(case))
        self.assertEqual((note.amount_untaxed, note.amount_tax, note.amount_total), (100, 13, 113))

    def test_a_tax_per_piece_is_not_given_back_with_money(self):
        """Of 3.00 for each piece, included in the price or not, an allowance gives nothing back: the goods stay."""
        vat = self._tax(13)
        for included in (False, "tax_included"):
            levy = self._tax(3, name=f"Levy {included}", amount_type="fixed", price_include_override=included)
            order = self._sold((10, 103, 0, vat | levy))
            invoice = self._invoice(order)
            settlement = self._settle(self._case(order, (0, {"kind": "allowance", "amount": 100})))
            note = self._credit(settlement)
            self.assertEqual((note.amount_untaxed, note.amount_total), (100, 113))
            less = self._credit(self._return(order, 4, amount=300))
            self.assertEqual(less.amount_untaxed, 300)
            levied = invoice.amount_tax - invoice.amount_untaxed * 0.13
            self.assertAlmostEqual(less.amount_tax, 300 * 0.13 + levied * 4 / 10)

    def test_odd_allowances_are_exact_to_the_cent(self):
        tax = self._tax(13, price_include_override="tax_included")
        order = self._sold((50, 11.3, 0, tax))
        self._invoice(order)
        for cents in (1, 3, 7, 333, 1999):
            case = self._case(order, (0, {"kind": "allowance", "amount": cents / 100}))
            note = self._credit(self._settle(case))
            self.assertEqual(note.currency_id.round(note.amount_untaxed), cents / 100)

    def test_currency_of_the_invoice_at_its_rate(self):
        euro = self._euro(0.14)
        order = self._sold((10, 100, 0, None), currency=euro)
        invoice = self._invoice(order)
        self.env["res.currency.rate"].create(
            {"name": "2026-02-01", "rate": 0.2, "currency_id": euro.id, "company_id": self.company.id}
        )
        note = self._credit(self._return(order, 4))
        self.assertEqual(note.currency_id, euro)
        self.assertEqual(note.amount_total, 400)
        self.assertEqual(note.invoice_currency_rate, invoice.invoice_currency_rate)
        self.assertAlmostEqual(note.amount_total_signed, -400 / 0.14, places=2)

    def test_an_allowance_in_another_currency(self):
        euro = self._euro(0.14)
        order = self._sold((10, 100, 0, None), currency=euro)
        self._invoice(order)
        case = self._case(order, (0, {"kind": "allowance", "amount": 1000}))
        note = self._credit(self._settle(case))
        self.assertEqual(note.amount_total, 140)

    def test_several_invoices_for_one_delivery(self):
        order = self._sold((10, 10, 0, None))
        self._deliver(order, 6)
        first = self._invoice(order)
        self._deliver(order, 10)
        second = self._invoice(order)
        notes = self._credit(self._return(order, 8))
        self.assertEqual(notes.reversed_entry_id, first | second)
        self.assertEqual(
            {note.reversed_entry_id: note.invoice_line_ids.quantity for note in notes}, {first: 6, second: 2}
        )
        notes.action_post()
        self.assertEqual(notes.complaint_settlement_id.state, "done")

    def test_what_was_credited_before_is_not_credited_again(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        by_hand = self._reverse_by_hand(invoice, 7)
        by_hand.action_post()
        note = self._credit(self._return(order, 8))
        self.assertEqual(note.invoice_line_ids.quantity, 3)

    def test_credit_by_hand_without_links(self):
        """Credit notes made before the addon was there."""
        order = self._sold((10, 10, 0, None))
        by_hand = self._reverse_by_hand(self._invoice(order), 7)
        by_hand.invoice_line_ids.sudo().complaint_credited_line_id = False
        by_hand.action_post()
        note = self._credit(self._return(order, 8))
        self.assertEqual(note.invoice_line_ids.quantity, 3)

    def test_credited_by_hand_in_between(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        note = self._credit(self._return(order, 8))
        by_hand = self._reverse_by_hand(invoice, 10)
        by_hand.action_post()
        self.assertIn("too much", note.complaint_posting_obstacle)
        with self.assertRaisesRegex(UserError, "too much"):
            note.action_post()

    def test_credited_by_hand_afterwards(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        note = self._credit(self._return(order, 8))
        note.action_post()
        with self.assertRaisesRegex(UserError, "too much"):
            self._reverse_by_hand(invoice, 10).action_post()
        self._reverse_by_hand(invoice, 2).action_post()

    def test_goods_credited_by_hand_afterwards(self):
        """Of one line no more goods than it charged, however much money is left of the others."""
        order = self._sold((10, 10, 0, None), (10, 90, 0, None))
        invoice = self._invoice(order)
        self._credit(self._return(order, 8)).action_post()
        by_hand = self._reverse_by_hand(invoice, 3)
        with self.assertRaisesRegex(UserError, "More of .* would be credited"):
            by_hand.action_post()
        by_hand.invoice_line_ids[0].quantity = 2
        by_hand.action_post()
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [0, 7])

    def test_core_is_left_alone_without_complaints(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        self._reverse_by_hand(invoice, 10).action_post()
        self._reverse_by_hand(invoice, 10).action_post()
        self.assertEqual(order.order_line.qty_invoiced, -10)

    def test_parts_never_add_up_to_more_than_the_whole(self):
        tax = self._tax(13)
        order = self._sold((3, 33.335, 0, tax))
        invoice = self._invoice(order)
        notes = self.env["account.move"]
        for _part in range(3):
            note = self._credit(self._return(order, 1))
            note.action_post()
            notes |= note.sudo()
        self.assertEqual(sum(notes.mapped("amount_total")), invoice.amount_total)

    def test_cash_rounding(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.env["account.journal"]
                .search([("company_id", "=", self.company.id), ("type", "=", "sale")])
                .default_account_id.id,
                "loss_account_id": self.env["account.journal"]
                .search([("company_id", "=", self.company.id), ("type", "=", "sale")])
                .default_account_id.id,
            }
        )
        order = self._sold((3, 33.33, 0, None))
        invoice = self._invoice(order, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 100)
        first = self._credit(self._return(order, 1))
        self.assertEqual(first.amount_total, 33.33)
        last = self._credit(self._return(order, 2))
        (first | last).action_post()
        self.assertEqual(first.amount_total + last.amount_total, 100)

    def test_advance_invoice(self):
        order = self._sold((10, 100, 0, None))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
        advance = order.invoice_ids
        advance.invoice_date = "2026-01-10"
        advance.action_post()
        self.assertEqual(advance.amount_total, 300)
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = "2026-01-15"
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 700)
        notes = self._credit(self._return(order, 10))
        totals = {note.reversed_entry_id: note.amount_total for note in notes}
        self.assertEqual(totals, {invoice: 700, advance: 300})
        notes.action_post()
        self.assertEqual(notes.complaint_settlement_id.state, "done")

    def test_paid_invoice_leaves_a_credit(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        bank = self.env["account.account"].create(
            {"code": "100200", "name": "Bank", "account_type": "asset_cash", "company_ids": self.company.ids}
        )
        journal = self.env["account.journal"].create(
            {"name": "General", "code": "GEN", "type": "general", "company_id": self.company.id}
        )
        payment = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-01-20",
                "line_ids": [
                    Command.create({"account_id": bank.id, "debit": 100}),
                    Command.create(
                        {"account_id": receivable.account_id.id, "credit": 100, "partner_id": self.partner.id}
                    ),
                ],
            }
        )
        payment.action_post()
        (receivable | payment.line_ids.filtered(lambda line: line.account_id == receivable.account_id)).reconcile()
        note = self._credit(self._return(order, 4))
        note.action_post()
        self.assertEqual((note.state, note.amount_residual), ("posted", 40))

    def test_decided_less_than_charged(self):
        order = self._sold((10, 9.99, 0, None))
        self._invoice(order)
        note = self._credit(self._return(order, 3, amount=20))
        self.assertEqual(note.amount_untaxed, 20)
        self.assertEqual(order.order_line.qty_invoiced, 7)

    def test_less_came_back(self):
        order = self._sold((100, 2, 0, None))
        self._invoice(order)
        settlement = self._return(order, 100, amount=150)
        self.came_back[settlement.action_ids] = 96
        note = self._credit(settlement)
        self.assertEqual((note.invoice_line_ids[0].quantity, note.amount_untaxed), (96, 144))

    def test_another_unit_on_the_invoice(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sold((10, 12, 0, None))
        invoice = order._create_invoices()
        invoice.invoice_line_ids.write({"product_uom_id": dozen.id, "quantity": 10 / 12, "price_unit": 144})
        invoice.invoice_date = "2026-01-15"
        invoice.action_post()
        note = self._credit(self._return(order, 6))
        self.assertAlmostEqual(note.amount_untaxed, 72)

    def test_never_invoiced(self):
        order = self._sold((10, 10, 0, None))
        settlement = self._return(order, 4)
        self.assertFalse(self._credit(settlement))
        self.assertEqual(settlement.state, "done")
        self.assertIn("Nothing", settlement.action_ids.no_result_reason)

    def test_an_allowance_beyond_what_is_left(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        case = self._case(order, (0, {"kind": "allowance", "amount": 100.01}))
        settlement = self._settle(case)
        with self.assertRaisesRegex(UserError, "only .*100.00 are left"):
            self._credit(settlement)

    def test_archived_product_and_journal(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        settlement = self._return(order, 4)
        self.product.active = False
        note = self._credit(settlement)
        note.action_post()
        self.assertEqual(note.reversed_entry_id, invoice)

    def test_a_locked_period(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        self.company.sale_lock_date = "2026-11-30"
        note = self._credit(self._return(order, 4))
        note.action_post()
        self.assertGreater(note.date.isoformat(), "2026-11-30")

    def test_without_accounting_rights(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement = self._return(order, 4)
        settlement.action_issue()
        with self.assertRaisesRegex(AccessError, "accounting staff"):
            settlement.action_create_credit_notes()

    def test_links_are_not_forged(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        note = self._credit(self._return(order, 4))
        with self.assertRaises(AccessError):
            note.complaint_settlement_id = False
        with self.assertRaises(AccessError):
            note.invoice_line_ids.complaint_action_id = False
        with self.assertRaises(AccessError):
            self.as_user(self.finance, self.env["account.move"]).create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.partner.id,
                    "complaint_settlement_id": note.complaint_settlement_id.id,
                }
            )
        self.assertTrue(invoice)

    def test_a_context_is_no_plan(self):
        order = self._sold((10, 10, 0, None))
        invoice = self._invoice(order)
        wizard = self.as_user(self.finance, self.env["account.move.reversal"]).with_context(
            active_model="account.move", active_ids=invoice.ids, complaint_credit_plan={"parts": {}}
        )
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        self.assertEqual(wizard.new_move_ids.amount_total, 100)

    def test_reset_to_draft_and_deleted(self):
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        settlement = self._return(order, 4)
        note = self._credit(settlement)
        note.action_post()
        self.assertEqual(settlement.state, "done")
        note.button_draft()
        self.assertEqual(settlement.state, "finance")
        note.button_cancel()
        again = self._credit(settlement)
        self.assertNotEqual(again, note)
        again.action_post()
        self.assertEqual(order.order_line.qty_invoiced, 6)

    def test_ordered_goods_are_not_invoiced_again(self):
        self.product.invoice_policy = "order"
        order = self._sold((10, 10, 0, None))
        self._invoice(order)
        self._credit(self._return(order, 4)).action_post()
        self.assertEqual((order.order_line.qty_invoiced, order.order_line.qty_to_invoice), (6, 0))

    def _reverse_by_hand(self, invoice, quantity):
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        wizard.new_move_ids.invoice_line_ids.quantity = quantity
        return wizard.new_move_ids

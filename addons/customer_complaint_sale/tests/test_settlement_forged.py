from odoo import fields
from odoo.exceptions import AccessError, UserError

from .settlement_common import SettlementCase


class TestSettlementForged(SettlementCase):
    """What a user, or whoever has the password of one, tries over RPC to get a credit that nobody decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver(cls.order, 600, 2)
        cls.invoice = cls._invoice(cls.order)

    def _allowance(self, amount=100, **vals):
        return self._settle(self._case(self.order, (0, {"kind": "allowance", "amount": amount, **vals})))

    def test_what_is_undecided_is_not_put_on_a_note(self):
        settlement = self._allowance()
        other = self.as_user(self.sales, self._registered(self.seller, self.order))
        other.sudo().user_id = self.sales
        vals = {
            "complaint_id": other.id,
            "line_id": other.line_ids[0].id,
            "kind": "allowance",
            "amount": 500,
        }
        actions = self.as_user(self.sales, self.env["customer.complaint.action"])
        action = actions.create(vals)
        with self.assertRaises(AccessError):
            action.settlement_id = settlement.id
        with self.assertRaises(AccessError):
            actions.create({**vals, "settlement_id": settlement.id})
        self.assertFalse(actions.with_context(default_settlement_id=settlement.id).create(vals).settlement_id)
        with self.assertRaises(AccessError):
            settlement.write({"action_ids": [fields.Command.link(action.id)]})

    def test_a_decision_is_not_claimed(self):
        decided = self._allowance().sudo().action_ids.decision_id
        other = self.as_user(self.sales, self._registered(self.seller, self.order))
        other.sudo().user_id = self.sales
        vals = {
            "complaint_id": other.id,
            "line_id": other.line_ids[0].id,
            "kind": "allowance",
            "amount": 500,
        }
        actions = self.as_user(self.sales, self.env["customer.complaint.action"])
        with self.assertRaises(AccessError):
            actions.create({**vals, "decision_id": decided.id})
        self.assertFalse(actions.with_context(default_decision_id=decided.id).create(vals).decision_id)

    def test_defaults_of_the_context_tie_nothing(self):
        note = self._credit(self._allowance())
        mine = self.as_user(self.finance, self.env["account.move"]).with_context(
            default_complaint_settlement_id=note.complaint_settlement_id.id,
            default_complaint_action_id=note.sudo().invoice_line_ids.complaint_action_id.id,
            default_complaint_credited_line_id=self.invoice.invoice_line_ids[0].id,
            default_complaint_is_amount=True,
            default_complaint_content="x",
        )
        forged = mine.create(
            {
                "move_type": "out_refund",
                "partner_id": self.partner.id,
                "invoice_line_ids": [fields.Command.create({"product_id": self.product.id, "price_unit": 1})],
            }
        )
        forged = forged.sudo()
        self.assertFalse(forged.complaint_settlement_id)
        self.assertFalse(forged.complaint_content)
        self.assertFalse(forged.invoice_line_ids.complaint_action_id)
        self.assertFalse(forged.invoice_line_ids.complaint_credited_line_id)
        self.assertFalse(forged.invoice_line_ids.complaint_is_amount)

    def test_without_its_invoice_it_is_no_free_credit_note(self):
        settlement = self._allowance()
        settlement.action_issue()
        self.as_user(self.finance, settlement).action_create_credit_notes()
        note = self.as_user(self.finance, settlement.sudo().credit_note_ids)
        note.reversed_entry_id = False
        with self.assertRaisesRegex(UserError, "not handed over"):
            note.action_post()

    def test_it_is_not_posted_past_the_button(self):
        settlement = self._allowance()
        settlement.action_issue()
        self.as_user(self.finance, settlement).action_create_credit_notes()
        note = self.as_user(self.finance, settlement.sudo().credit_note_ids)
        with self.assertRaisesRegex(UserError, "not handed over"):
            note.write({"state": "posted"})

    def test_turned_into_an_invoice_it_is_not_posted(self):
        settlement = self._allowance()
        settlement.action_issue()
        self.as_user(self.finance, settlement).action_create_credit_notes()
        note = self.as_user(self.finance, settlement.sudo().credit_note_ids)
        note.action_switch_move_type()
        with self.assertRaises(UserError):
            note.action_post()

    def test_which_line_is_credited_is_not_changed(self):
        note = self._credit(self._allowance())
        with self.assertRaises(AccessError):
            note.invoice_line_ids.complaint_credited_line_id = self.invoice.invoice_line_ids[1].id

    def test_the_invoice_is_one_of_the_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        order = self._order((self.product, 5), partner_id=stranger.id)
        self._deliver(order, 5)
        theirs = self._invoice(order)
        settlement = self._settle(self._case(self.order, (None, {"kind": "compensation", "amount": 10})))
        with self.assertRaises(UserError):
            settlement.invoice_id = theirs.id
        settlement.invoice_id = self.invoice.id
        self.assertEqual(self._credit(settlement).reversed_entry_id, self.invoice)

    def test_the_invoice_is_named_before_the_note_is_issued_and_not_changed_afterwards(self):
        order = self._order((self.product, 50))
        self._deliver(order, 50)
        other = self._invoice(order)
        settlement = self._settle(self._case(self.order, (None, {"kind": "compensation", "amount": 10})))
        with self.assertRaisesRegex(UserError, "Name the invoice"):
            settlement.action_issue()
        settlement.invoice_id = self.invoice
        settlement.action_issue()
        for invoice in (other, False):
            with self.assertRaises(AccessError):
                settlement.invoice_id = invoice
        settlement.action_hand_over()
        with self.assertRaises(AccessError):
            settlement.invoice_id = other
        self.assertEqual(self._credit(settlement).reversed_entry_id, self.invoice)

    def test_what_was_decided_on_is_not_exchanged(self):
        case = self._case(self.order, (0, {"kind": "allowance", "quantity": 100, "percent": 10}))
        line = self.as_user(self.seller, case.line_ids[0])
        undecided = self.as_user(self.seller, case.line_ids[1])
        for vals in ({"product_id": self.service.id}, {"uom_id": self.env.ref("uom.product_uom_dozen").id}):
            with self.assertRaisesRegex(UserError, "it was decided"):
                line.write(vals)
            undecided.write(vals)

    def test_goods_of_the_order_of_another_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        order = self._order((self.product, 5), partner_id=stranger.id)
        case = self._registered(self.seller, self.order)
        vals = {
            "complaint_id": case.id,
            "product_id": self.product.id,
            "quantity": 5,
            "price_unit": 9,
        }
        lines = self.as_user(self.seller, self.env["customer.complaint.line"])
        with self.assertRaises(UserError):
            lines.create({**vals, "sale_line_id": order.order_line.id})
        self._deliver(order, 5)
        theirs = self._invoice(order)
        with self.assertRaises(UserError):
            lines.create({**vals, "invoice_line_id": theirs.invoice_line_ids.id})

    def test_what_is_credited_follows_from_what_was_decided_and_charged_not_from_the_case(self):
        """Who decides does so by the amount: a small price on the case makes a small credit."""
        case = self._case(self.order, (0, {"kind": "allowance", "quantity": 100, "percent": 10}))
        line = case.line_ids[0]
        self.assertEqual(case.sudo().action_ids.amount, 90)
        self.as_user(self.seller, line).price_unit = 900
        self.assertEqual(case.sudo().action_ids.amount, 90)
        self.assertEqual(line.sudo()._charged_price(), 9)

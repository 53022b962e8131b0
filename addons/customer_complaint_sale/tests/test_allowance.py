from odoo.exceptions import AccessError, UserError

from .settlement_common import SettlementCase


class TestAllowance(SettlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver(cls.order, 600, 2)
        cls.invoice = cls._invoice(cls.order)

    def test_allowance_credits_exactly_what_was_decided(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        settlement = self._settle(case)
        note = self._credit(settlement)
        self.assertEqual(note.reversed_entry_id, self.invoice)
        self.assertEqual(note.amount_untaxed, 1200)
        line = note.invoice_line_ids
        self.assertEqual(line.complaint_credited_line_id, self.invoice.invoice_line_ids[0])
        note.action_post()
        self.assertEqual(settlement.state, "done")
        self.assertEqual(case.action_ids.credited_amount, 1200)
        self.assertEqual(self.order.order_line[0].qty_invoiced, 600, "nothing is to be invoiced again")
        self.assertEqual(self.order.order_line[0].qty_to_invoice, 0)

    def test_undecided_case_does_not_act(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}), decide=False)
        with self.assertRaisesRegex(UserError, "nothing was decided"):
            case.action_settle()

    def test_whom_the_case_is_about_does_not_settle_it(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        settlement = self._settle(self._case(self.order, (0, {"kind": "allowance", "amount": 10})))
        for one in case, settlement.complaint_id:
            one.sudo().write({"user_id": False, "employee_id": self.sales.employee_id.id})
        with self.assertRaisesRegex(AccessError, "about you"):
            case.action_settle()
        with self.assertRaisesRegex(UserError, "about you"):
            settlement.action_issue()

    def test_it_is_credited_once(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        settlement = self._settle(case)
        note = self._credit(settlement)
        self.assertEqual(self._credit(settlement), note)
        with self.assertRaisesRegex(UserError, "nothing is left"):
            case.action_settle()

    def test_a_case_is_not_void_while_its_note_credits(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        settlement = self._settle(case)
        note = self._credit(settlement)
        with self.assertRaisesRegex(UserError, "was issued already"), self.env.cr.savepoint():
            case._void("Filed twice")
        note.unlink()
        settlement.action_take_back()
        settlement.action_cancel()
        case._void("Filed twice")
        self.assertEqual(case.state, "void")

    def test_a_void_case_takes_the_drafts_of_its_notes_with_it(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        settlement = self._settle(case)
        case._void("Filed twice")
        self.assertEqual((case.state, settlement.state), ("void", "cancelled"))

    def test_a_changed_credit_note_is_not_posted(self):
        case = self._case(self.order, (0, {"kind": "allowance", "amount": 1200}))
        note = self._credit(self._settle(case))
        note.invoice_line_ids.price_unit = 1201
        with self.assertRaisesRegex(UserError, "were changed"):
            note.action_post()

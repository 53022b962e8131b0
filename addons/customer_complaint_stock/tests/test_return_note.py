from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .return_common import ReturnCase


class TestReturnNote(ReturnCase):
    @proves("S1.2-12.0")
    def test_only_a_decided_case_returns_and_only_as_decided(self):
        case = self._case(self.sold, (0, {"kind": "return", "quantity": 100}), decide=False)
        with self._refused("nothing was decided"):
            case.action_settle()
        self._decide(case)
        note = self._settle(case)
        self.assertEqual(note.kind, "return")
        self.assertEqual((note.action_ids.kind, note.action_ids.return_quantity), ("return", 100))
        allowance = self._settle(self._case(self.sold, (0, {"kind": "allowance", "amount": 10})))
        self.assertEqual(allowance.kind, "allowance")
        allowance.action_issue()
        self.assertFalse(allowance.picking_ids, "less money is charged, nothing comes back")

    @proves("S1.2-12.0")
    def test_where_cases_are_closed_first_nothing_comes_back_before(self):
        self.procedure.settled_when = "closed"
        case = self._case(self.sold, (0, {"kind": "return", "quantity": 100}))
        self.assertFalse(case.can_settle)
        with self._refused("closed"):
            case.action_settle()

    @proves("S1.2-12.2a")
    def test_reason_method_and_basis_are_stated(self):
        note = self._note(100, issue=False)
        for name in ("reason", "handling_method"):
            value = note[name]
            note[name] = " "
            with self._refused("A return note says"):
                note.action_issue()
            note[name] = value
        decision = note.sudo().action_ids.decision_id
        self.assertIn(note.complaint_id.number, note.basis)
        note.sudo().action_ids.decision_id = False
        with self._refused("Not all of it was decided"):
            note.action_issue()
        note.sudo().action_ids.decision_id = decision
        note.action_issue()
        self.assertEqual(note.state, "issued")
        self.assertEqual(self._receipt(note).move_ids.product_uom_qty, 100)

    @proves("S1.2-12.2a")
    def test_not_approved_there_is_no_receipt(self):
        self._excess_rule(operation="")
        note = self._note(100, issue=False)
        with self._refused("approval"):
            note.action_issue()
        note.action_request_approval()
        with self.assertRaises(UserError):
            note.action_issue()
        self.assertFalse(note.picking_ids)
        self.assertFalse(self.shipped.return_ids)
        self._grant(note, "")
        note.action_issue()
        self.assertEqual(note.picking_ids.ids, self.shipped.return_ids.ids)
        self.assertEqual(note.receipt_state, "waiting")

    def test_return_comes_from_the_delivery_through_cores_wizard(self):
        note = self._note(100)
        move = self._receipt(note).move_ids
        self.assertEqual(move.origin_returned_move_id, self.shipped.move_ids)
        self.assertEqual(move.complaint_action_id, note.sudo().action_ids)
        self.assertTrue(move.to_refund)
        self.assertEqual(move.picking_id.return_id, self.shipped)
        self._receive(note)
        self.assertEqual(self.line.qty_delivered, 100)
        self.assertEqual((note.receipt_state, note.action_ids.received_quantity), ("received", 100))

    def test_nothing_of_the_clients_context_reaches_the_receipt(self):
        note = self._note(100, issue=False)
        hostile = {"default_to_refund": False, "default_state": "done", "default_scheduled_date": "2000-01-01"}
        note.with_context(**hostile).action_issue()
        receipt = self._receipt(note)
        self.assertEqual((receipt.state, receipt.move_ids.to_refund), ("assigned", True))

    def test_it_is_made_once(self):
        note = self._note(100)
        note._create_returns()
        self.assertEqual(len(note.picking_ids), 1)
        with self._refused("not possible"):
            note.action_issue()

    def test_no_more_than_the_customer_has(self):
        by_hand = self._return_by_hand(self.shipped, 150)
        with self._refused("has 50"):
            self._note(100)
        by_hand.action_cancel()
        self._note(100)
        with self._refused("has 100"):
            self._note(101)
        self._note(100)

    def _of_two(self, sold, returned, replaced):
        case = self._case(
            sold, (0, {"kind": "return", "quantity": returned}), (0, {"kind": "replacement", "quantity": replaced})
        )
        note = self._settle(case)
        note.write({"reason": "Wet", "handling_method": "Repulp"})
        return note

    def test_no_more_than_the_customer_has_for_all_of_the_note_together(self):
        note = self._of_two(self.sold, 150, 51)
        with self._refused("51.0 Units of Film are to come back, the customer has 50.0"):
            note.action_issue()
        note.action_ids[1].return_quantity = 50
        note.action_issue()
        self.assertEqual(self._receipt(note).move_ids.mapped("product_uom_qty"), [150, 50])

    def test_two_settlements_of_the_same_goods_come_back_from_both_deliveries(self):
        sold = self._order((self.goods, 200))
        self._ship(sold, 120)
        self._ship(sold, 80)
        note = self._of_two(sold, 100, 100)
        note.action_issue()
        for receipt in note.sudo().action_ids._open_receipts().picking_id.with_env(self.env):
            self._validate(receipt, user=self.keeper)
        self.assertEqual(note.action_ids.mapped("received_quantity"), [100, 100])

    def test_what_is_undecided_is_entered_later_and_approved(self):
        self._excess_rule()
        note = self._note(0, issue=False)
        with self._refused("Say how much"):
            note.action_issue()
        note.action_ids.return_quantity = 70
        with self._refused("More comes back than was approved"):
            note.action_issue()
        note.action_request_approval("excess")
        self._grant(note)
        note.action_ids.return_quantity = 71
        with self._refused("More comes back than was approved"):
            note.action_issue()
        note.action_request_approval("excess")
        self._grant(note)
        note.action_issue()
        self._receive(note)
        self.assertFalse(note.has_excess)
        self.assertEqual(note.action_ids.received_quantity, 71)

    def test_quantity_is_changed_on_the_draft_only(self):
        note = self._note(100, issue=False)
        with self.assertRaises(AccessError):
            self.as_user(self.keeper, note.action_ids).return_quantity = 1
        with self._refused("was decided"):
            note.action_ids.write({"return_quantity": 90, "quantity": 90})
        note.write({"action_ids": [Command.update(note.action_ids.id, {"return_quantity": 90})]})
        note.action_issue()
        with self._refused("on the draft"):
            note.action_ids.return_quantity = 80
        self.assertEqual(self._receipt(note).move_ids.product_uom_qty, 90)

    def test_a_cancelled_note_takes_its_receipt_with_it_and_frees_what_was_decided(self):
        note = self._note(100)
        receipt = self._receipt(note)
        action = note.action_ids
        note.action_cancel()
        self.assertEqual(receipt.state, "cancel")
        self.assertTrue(note.complaint_id.can_settle)
        note.complaint_id.action_settle()
        again = action.settlement_id
        self.assertNotEqual(again, note)
        again.handling_method = "Repulp"
        again.action_issue()
        self._receive(again)
        self.assertEqual(action.received_quantity, 100)
        with self._refused("Goods were moved"):
            again.action_cancel()

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.common import proves

from .return_common import ReturnCase


class TestReturnReceipt(ReturnCase):
    @proves("S1.2-12.4")
    def test_a_difference_is_taken_in_once_sales_said_what_to_do(self):
        self._return_rule(needs_instruction=True)
        note = self._note(100)
        receipt = self._receipt(note)
        with self._refused("98.0 instead of 100.0"):
            self._receive(note, 98)
        self.assertEqual(receipt.state, "assigned")
        self.as_user(self.keeper, receipt.move_ids).write({"quantity": 98, "picked": True})
        self.as_user(self.keeper, receipt).action_ask_complaint_instruction()
        asked = note.sudo().activity_ids
        self.assertEqual(asked.user_id, note.user_id)
        self.assertIn("98.0 instead of 100.0", str(asked.note))
        with self._refused("Ask for an instruction"):
            self._receive(note, 98)
        with self.assertRaises(AccessError):
            self.as_user(self.keeper, note).instruction = "Take it"
        note.instruction = "Take in the 98"
        self.assertEqual((note.instructed_by_id, bool(note.instructed_date)), (self.sales, True))
        self.assertEqual(self.as_user(self.keeper, receipt).complaint_instruction, "Take in the 98")
        self.as_user(self.keeper, receipt).complaint_actual_state = "Two rolls are missing"
        self._receive(note, 98)
        self.assertEqual((receipt.state, note.action_ids.received_quantity), ("done", 98))
        self.assertEqual((note.received_by_id, bool(note.received_date)), (self.keeper, True))
        self.assertEqual(note.actual_state, "Two rolls are missing")
        self.assertEqual(note.receipt_state, "received")

    @proves("S1.2-12.4")
    def test_what_is_as_the_note_says_needs_no_instruction(self):
        self._return_rule(needs_instruction=True)
        note = self._note(100)
        self._receive(note, 100)
        self.assertEqual((note.action_ids.received_quantity, note.received_by_id), (100, self.keeper))

    def test_more_than_the_note_needs_an_instruction_and_so_does_each_receipt(self):
        self._return_rule(needs_instruction=True, over_ratio=5)
        note = self._note(100)
        with self._refused("101.0 instead of 100.0"):
            self._receive(note, 101)
        self.as_user(self.keeper, self._receipt(note)).action_ask_complaint_instruction()
        note.instruction = "The rest follows"
        self._receive(note, 60, backorder=True)
        with self._refused("39.0 instead of 40.0"):
            self._receive(note, 39)

    def test_an_old_answer_is_no_instruction(self):
        self._return_rule(needs_instruction=True)
        note = self._note(100)
        note.instruction = "Whatever comes"
        with self._refused("Ask for an instruction"):
            self._receive(note, 98)

    def test_a_rule_that_observes_lists_it(self):
        rule = self._return_rule(needs_instruction=True, mode="observe")
        note = self._note(100)
        self._receive(note, 98)
        self.assertEqual(note.action_ids.received_quantity, 98)
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual(len(observed), 1)
        self.assertIn("98.0 instead of 100.0", observed.message)

    def test_the_stamps_are_not_written_by_hand(self):
        note = self._note(100)
        for name in ("received_by_id", "instructed_by_id"):
            with self.assertRaises(AccessError):
                note[name] = self.sales

    def test_in_parts(self):
        self._invoice(self.sold)
        note = self._note(100)
        self._receive(note, 60, backorder=True)
        self.assertEqual((note.receipt_state, note.action_ids.received_quantity), ("partly", 60))
        rest = self._receipt(note)
        self.assertEqual((rest.move_ids.product_uom_qty, rest.complaint_settlement_id.id), (40, note.id))
        with self._refused("not in yet"):
            note.action_hand_over()
        with self._refused("not in yet"):
            self.as_user(self.finance, note).action_create_credit_notes()
        self._receive(note, 30, backorder=True)
        self._receipt(note).action_cancel()
        self.assertEqual((note.receipt_state, note.action_ids.received_quantity), ("received", 90))
        self.assertEqual(self._credit(note).invoice_line_ids.quantity, 90)

    def test_cancelled_nothing_came_back(self):
        note = self._note(100)
        self._receipt(note).action_cancel()
        self.assertEqual((note.receipt_state, note.action_ids.received_quantity), ("nothing", 0))
        self.assertEqual(note.action_ids.no_result_reason, "Nothing came back.")
        self.assertEqual(note.state, "done")
        with self.assertRaises(UserError):
            self.as_user(self.finance, note).action_create_credit_notes()

    def test_taken_up_again_when_the_goods_come_after_all(self):
        self._invoice(self.sold)
        note = self._note(100)
        with self._refused("Nothing of it ended"):
            note.action_take_up()
        self._receipt(note).action_cancel()
        for user in (self.keeper, self.finance):
            with self._refused("needs the role"):
                self.as_user(user, note).action_take_up()
        note.action_take_up()
        self.assertEqual((note.state, note.action_ids.no_result_reason), ("issued", False))
        said = note.sudo().message_ids.filtered(lambda one: "Nothing came back" in (one.body or ""))
        self.assertEqual(said.author_id, self.sales.partner_id)
        self.assertEqual(self._receipt(note).move_ids.product_uom_qty, 100)
        self._receive(note, 100)
        self._credit(note).action_post()
        self.assertEqual((note.state, note.action_ids.credited_quantity), ("done", 100))

    def test_taken_up_again_nothing_comes_back_again(self):
        note = self._note(100)
        for _time in "12":
            self._receipt(note).action_cancel()
            self.assertEqual((note.state, note.action_ids.no_result_reason), ("done", "Nothing came back."))
            note.action_take_up()
        with self._refused("Nothing of it ended"):
            note.action_take_up()

    def test_not_taken_up_again_without_its_approval_or_what_it_takes(self):
        self._excess_rule(operation="")
        note = self._note(200, issue=False)
        note.action_request_approval()
        self._grant(note, "")
        note.action_issue()
        self._receipt(note).action_cancel()
        approval = note.sudo()._current_approvals()
        approval._end("void", "The rules changed")
        with self._refused("approval must be requested"):
            note.action_take_up()
        note.action_request_approval()
        self._grant(note, "")
        back = self._return_by_hand(self.shipped, 1)
        self._validate(back, 1)
        with self._refused("the customer has 199"):
            note.action_take_up()

    def test_taken_up_again_beside_goods_that_were_credited(self):
        other = self._goods("Paper")
        sold = self._order((self.goods, 10), (other, 10))
        self._ship(sold, 10, 10)
        self._invoice(sold)
        case = self._case(sold, *((at, {"kind": "return", "quantity": 10}) for at in range(2)))
        note = self._settle(case)
        note.write({"reason": "Wet", "handling_method": "Repulp"})
        note.action_issue()
        self._receive(note, 10, 0)
        film, paper = note.action_ids
        self.assertEqual((film.no_result_reason, paper.no_result_reason), (False, "Nothing came back."))
        first = self._credit(note)
        first.action_post()
        self.assertEqual(note.state, "done")
        note.action_take_up()
        self.assertEqual(note.state, "finance", "what finance has stays with finance")
        self.assertFalse(note.needs_credit, "the goods are not in yet")
        self._receive(note, 10)
        note.invalidate_recordset()
        self.assertEqual((note.state, note.needs_credit), ("finance", True))
        rest = self._credit(note) - first
        self.assertEqual((rest.invoice_line_ids.product_id, rest.invoice_line_ids.quantity), (other, 10))
        rest.action_post()
        self.assertEqual((note.state, paper.credited_quantity), ("done", 10))

    def test_the_salesperson_is_told(self):
        note = self._note(100)
        self._receive(note, 98)
        message = note.sudo().message_ids.filtered(lambda one: "98" in (one.body or ""))
        self.assertEqual(message.partner_ids, note.user_id.partner_id)
        # by the scheduler: the warehouse does not wait for the mail
        self.assertFalse(message.notified_partner_ids)
        waiting = self.env["mail.message.schedule"].search([("mail_message_id", "=", message.id)])
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=2)):
            waiting._send_notifications_cron()
        self.assertEqual(message.notified_partner_ids, note.user_id.partner_id)

    def test_delivery_returned_by_hand_in_between(self):
        note = self._note(100)
        self._validate(self._return_by_hand(self.shipped, 150), 150)
        with self._refused("more than that cannot come back"):
            self._receive(note, 51)
        self._receive(note, 50)
        self.assertEqual(self.line.qty_delivered, 0)
        self.assertEqual(note.action_ids.received_quantity, 50)

    def test_no_more_by_hand_either_once_a_complaint_took_it_back(self):
        note = self._note(200)
        self._receive(note, 200)
        by_hand = self._return_by_hand(self.shipped, 1)
        with self._refused("more than that cannot come back"):
            self._validate(by_hand, 1)

    def test_what_was_sent_again_can_come_back_again(self):
        note = self._note(200)
        receipt = self._receive(note, 200)
        self._validate(self._return_by_hand(receipt, 30), 30)
        self.assertEqual(note.action_ids.received_quantity, 170)
        with self._refused("has 30"):
            self._note(31)
        again = self._note(30)
        with self._refused("more than that cannot come back"):
            self._receive(again, 31)
        self._receive(again, 30)
        self.assertEqual(again.action_ids.received_quantity, 30)
        note.action_ids.invalidate_recordset()
        self.assertEqual(note.action_ids.received_quantity, 170, "what another note takes back counts there only")

    def test_what_was_sent_again_does_not_come_back_beside_the_delivery(self):
        receipt = self._receive(self._note(100), 100)
        again = self._validate(self._return_by_hand(receipt, 100), 100)
        self._validate(self._return_by_hand(self.shipped, 150), 150)
        with self._refused("more than that cannot come back"):
            self._validate(self._return_by_hand(again, 51), 51)
        self._validate(self._return_by_hand(again, 50), 50)
        self.assertEqual(self.line.qty_delivered, 0)

    def test_over_return_by_editing_the_transfer(self):
        sold = self._order((self.goods, 10))
        self._ship(sold)
        note = self._note(10, sold)
        with self._refused("delivered 10"):
            self._receive(note, 15)
        self._receive(note, 10)
        self.assertEqual(sold.order_line.qty_delivered, 0)

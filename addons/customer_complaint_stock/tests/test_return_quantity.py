from odoo.addons.customer_policy.tests.common import proves

from .return_common import ReturnCase


class TestReturnQuantity(ReturnCase):
    """Approved against actual quantity: 100 approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.sold)

    def _received(self, quantity):
        note = self._note(100)
        self._receive(note, quantity)
        self.assertEqual(note.action_ids.received_quantity, quantity)
        return note

    def _credited(self, note) -> float:
        credit = self._credit(note)
        credit.action_post()
        self.assertEqual(note.state, "done")
        self.assertEqual(credit.reversed_entry_id, self.invoice)
        self.assertEqual(credit.amount_untaxed, credit.invoice_line_ids.quantity * 9)
        return credit.invoice_line_ids.quantity

    def _assert_stopped(self, note):
        self.assertTrue(note.has_excess)
        with self._refused("More comes back than was approved"):
            note.action_hand_over()
        with self._refused("More comes back than was approved"):
            self.as_user(self.finance, note).action_create_credit_notes()
        self.assertFalse(note.sudo().credit_note_ids)

    @proves("S1.2-12.3a")
    def test_equal_is_credited_without_another_approval(self):
        self._excess_rule()
        note = self._received(100)
        self.assertFalse(note.has_excess)
        self.assertFalse(note.approval_ids)
        self.assertEqual(self._credited(note), 100)
        self.assertEqual((self.line.qty_delivered, self.line.qty_invoiced, self.line.qty_to_invoice), (100, 100, 0))

    @proves("S1.2-12.3a")
    def test_without_a_rule_one_more_is_too_much(self):
        self._assert_stopped(self._received(101))

    @proves("S1.2-12.3b")
    def test_less_is_credited_as_it_came(self):
        self._return_rule(over_ratio=5)
        self.assertEqual(self._credited(self._received(96)), 96)

    @proves("S1.2-12.3b")
    def test_more_within_the_ratio_is_credited_as_it_came(self):
        self._return_rule(over_ratio=5)
        self.assertEqual(self._credited(self._received(105)), 105)

    @proves("S1.2-12.3b")
    def test_more_than_the_ratio_waits_for_a_decision(self):
        self._return_rule(over_ratio=5)
        self._assert_stopped(self._received(106))

    @proves("S1.3-12.3c")
    def test_ratio_of_the_order_goes_before_that_of_the_company(self):
        self._return_rule(over_ratio=5)
        self.sold.write({"complaint_has_over_ratio": True, "complaint_over_ratio": 3})
        self._assert_stopped(self._received(104))

    @proves("S1.3-12.3c")
    def test_where_the_order_says_nothing_the_company_does(self):
        self._return_rule(over_ratio=5)
        self.assertEqual(self._credited(self._received(104)), 104)

    @proves("S1.3-12.3c")
    def test_a_noted_zero_is_not_nothing_noted_and_the_line_goes_before_the_order(self):
        self._return_rule(over_ratio=5)
        self.sold.write({"complaint_has_over_ratio": True, "complaint_over_ratio": 50})
        self.line.complaint_has_over_ratio = True
        self._assert_stopped(self._received(101))

    def test_an_observed_or_foreign_rule_grants_nothing(self):
        self._return_rule(over_ratio=5, mode="observe")
        self._return_rule(over_ratio=5, code="other", company_id=self.other_company.id)
        self._return_rule(over_ratio=5, code="condition", domain="[('reason', '=', 'Dry')]")
        self._assert_stopped(self._received(101))

    def test_the_ratio_is_that_of_the_day_of_issue(self):
        rule = self._return_rule(over_ratio=5)
        note = self._note(100)
        rule.over_ratio = 50
        with self._refused("stays as it was agreed"):
            self.as_user(self.seller, self.line).write({"complaint_has_over_ratio": True, "complaint_over_ratio": 50})
        self._receive(note, 106)
        self._assert_stopped(note)

    @proves("S1.2-12.3d")
    def test_beyond_the_ratio_the_decider_is_asked_and_what_came_is_credited(self):
        self._return_rule(over_ratio=5)
        self._excess_rule()
        note = self._received(120)
        self._assert_stopped(note)
        approval = note.sudo()._current_approvals("excess")
        self.assertEqual((approval.state, approval.requested_by_id), ("pending", note.user_id))
        self.assertEqual(approval.amount, 1080)
        approval._sync_activities()
        asked = self.env["mail.activity"].search([("res_model", "=", approval._name), ("res_id", "=", approval.id)])
        self.assertIn(self.decider, asked.user_id)
        self._grant(note)
        self.assertFalse(note.has_excess)
        self.assertEqual(self._credited(note), 120)

    @proves("S1.2-12.3d")
    def test_a_decision_is_for_exactly_what_came(self):
        self._excess_rule()
        note = self._note(100)
        note.sudo().action_ids.line_id.price_unit = 0  # what is worth nothing is counted, too
        self._receive(note, 120)
        self._grant(note)
        receipt = note.sudo().picking_ids.with_env(self.env)
        again = self._return_by_hand(receipt, 5)
        self._validate(again, 5)
        self.assertEqual(note.action_ids.received_quantity, 115)
        self._assert_stopped(note)

    def test_credit_made_before_goods_went_back_by_hand_is_not_posted(self):
        note = self._received(100)
        credit = self._credit(note)
        receipt = note.sudo().picking_ids.with_env(self.env)
        self._validate(self._return_by_hand(receipt, 40), 40)
        self.assertEqual(note.action_ids.received_quantity, 60)
        with self._refused("60.0 came back"):
            credit.action_post()

    def test_a_smaller_note_does_not_lower_what_was_decided(self):
        note = self._note(100, issue=False)
        note.action_ids.return_quantity = 90
        note.action_issue()
        self._receive(note, 100)
        self.assertFalse(note.has_excess)

    def test_a_note_within_the_ratio_is_not_exceeded_by_the_ratio_again(self):
        self._return_rule(over_ratio=5)
        note = self._note(100, issue=False)
        note.action_ids.return_quantity = 105
        note.action_issue()
        self._receive(note, 106)
        self._assert_stopped(note)

    def test_not_more_than_delivered_whatever_was_decided(self):
        note = self._note(100)
        with self._refused("delivered 200"):
            self._receive(note, 201)

    def test_what_its_note_credits_is_not_refunded_from_the_order_as_well(self):
        """What came back counts as not delivered, which core would refund with the next invoice of the order."""
        note = self._note(100)
        self._receive(note, 100)
        self.assertEqual((self.line.qty_delivered, self.line.qty_invoiced), (100, 200))
        self.assertEqual(self.line.qty_to_invoice, 0)
        credit = self._credit(note)
        self.assertEqual(credit.invoice_line_ids.quantity, 100)
        self.assertEqual((self.line.qty_invoiced, self.line.qty_to_invoice), (100, 0))

    def _assert_charged_again(self):
        note = self._received(100)
        self._credited(note)
        self.assertEqual(self.line.qty_to_invoice, 0)
        receipt = note.sudo().picking_ids.with_env(self.env)
        self._validate(self._return_by_hand(receipt, 70), 70)
        self.assertEqual((note.action_ids.received_quantity, self.line.qty_to_invoice), (30, 70))
        self._invoice(self.sold)
        self.assertEqual((self.line.qty_invoiced, self.line.qty_to_invoice), (170, 0))

    def test_what_was_credited_and_sent_again_is_charged_with_the_order(self):
        self._assert_charged_again()

    def test_what_was_credited_and_sent_again_is_charged_where_orders_are_invoiced(self):
        self.goods.invoice_policy = "order"
        self._assert_charged_again()

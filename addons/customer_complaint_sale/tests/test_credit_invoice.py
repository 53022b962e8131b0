from odoo.exceptions import UserError

from .test_credit_note import CreditCase


class TestCreditInvoice(CreditCase):
    """An invoice, or the order of it, that is changed after a complaint gave something back: 10 at 10.00."""

    def setUp(self):
        super().setUp()
        self.order = self._sold((10, 10, 0, None))
        self.line = self.order.order_line
        self.invoice = self._invoice(self.order)

    def _allowance(self, amount):
        return self._credit(self._settle(self._case(self.order, (0, {"kind": "allowance", "amount": amount}))))

    def _refund(self, delivered):
        """Return the refund that the order makes of what is delivered no more."""
        self.line.qty_delivered = delivered
        return self.order._create_invoices(final=True)

    def _refused(self, message):
        return self.assertRaisesRegex(UserError, message)

    def test_it_is_not_posted_again_with_less_than_was_given_back(self):
        self._credit(self._return(self.order, 6)).action_post()
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.quantity = 5
        with self._refused("are too much"):
            self.invoice.action_post()
        self.invoice.invoice_line_ids.write({"quantity": 5, "price_unit": 20})
        with self._refused("More of .* charged would be credited"):
            self.invoice.action_post()
        self.invoice.invoice_line_ids.write({"quantity": 6, "price_unit": 10})
        self.invoice.action_post()
        self.assertEqual(self.invoice.state, "posted")

    def test_it_is_not_cancelled(self):
        credit = self._allowance(30)
        credit.action_post()
        self.invoice.button_draft()
        with self._refused("takes it back; delete or cancel that first"):
            self.invoice.button_cancel()
        credit.button_draft()
        credit.button_cancel()
        self.invoice.button_cancel()
        self.assertEqual(self.invoice.state, "cancel")

    def test_of_a_cancelled_invoice_nothing_is_given_back(self):
        credit = self._allowance(30)
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.assertIn("is not posted", credit.complaint_posting_obstacle)
        with self._refused("is not posted"):
            credit.action_post()
        self.invoice.button_draft()
        self.invoice.action_post()
        credit.action_post()
        self.assertEqual(credit.state, "posted")

    def test_not_more_is_refunded_with_the_order_than_an_allowance_left(self):
        self._allowance(60).action_post()
        refund = self._refund(5)
        self.assertEqual((refund.move_type, refund.amount_total), ("out_refund", 50))
        self.assertFalse(refund.reversed_entry_id)
        with self._refused("More of .* charged would be credited"):
            refund.action_post()
        refund.invoice_line_ids.price_unit = 8
        refund.action_post()
        self.assertEqual(refund.state, "posted")

    def test_nor_is_more_allowed_than_a_refund_of_the_order_left(self):
        credit = self._allowance(60)
        self._refund(5).action_post()
        self.assertIn("charged would be credited", credit.complaint_posting_obstacle)
        with self._refused("More of .* charged would be credited"):
            credit.action_post()
        credit.unlink()
        self._allowance(50).action_post()

    def test_nor_is_more_taken_off_another_invoice_of_the_order(self):
        self.order.write({"order_line": [(0, 0, {"product_id": self.service.id, "product_uom_qty": 1})]})
        service = self.order.order_line - self.line
        service.write({"price_unit": 500, "qty_delivered": 1})
        self._allowance(60).action_post()
        deducted = self._refund(5)
        self.assertEqual(deducted.move_type, "out_invoice")
        with self._refused("More of .* charged would be credited"):
            deducted.action_post()

    def test_what_was_taken_back_for_less_leaves_the_rest(self):
        self._credit(self._return(self.order, 4, amount=20)).action_post()
        self._refund(4).action_post()
        rest = self._allowance(40)
        rest.action_post()
        self.assertEqual((rest.state, rest.amount_total), ("posted", 40))

    def test_without_a_complaint_core_is_left_alone(self):
        refund = self._refund(5)
        refund.invoice_line_ids.price_unit = 100
        refund.action_post()
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.assertEqual((refund.amount_total, self.invoice.state), (500, "cancel"))

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


@freeze_time("2026-06-03 04:00:00")
class TestBillPosted(CommissionCase):
    """A bill is posted as its statement was approved: to whom, how much, in which currency, and who owes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 0.5))
        cls._assign(cls.scheme)

    def _billed(self, *, taken_back=False):
        """Return the draft bill of 5,000 of May, or of the 1,000 that June takes back."""
        invoice = self._invoice(1000000)
        statement = self._made()
        self._confirm(statement)
        day = "2026-06-02"
        if taken_back:
            self._credit(invoice, day="2026-06-10", amount=200000)
            statement, day = self._made(month="2026-06"), "2026-07-01"
            self._confirm(statement, on=day)
        self._approve(statement, on=day)
        self.as_user(self.accountant, statement).action_bill()
        statement.invalidate_recordset()
        bill = statement.bill_id
        bill.invoice_date = "2026-06-03"
        return bill

    @proves("S1.6-sales-07")
    def test_in_the_currency_that_was_approved(self):
        euro = self._euro(("2026-01-01", 0.125))
        bill = self._billed()
        bill.currency_id = euro
        self.assertEqual(bill.amount_untaxed, 5000, "the bare number is the same")
        with self.assertRaisesRegex(UserError, "gets"):
            bill.action_post()
        bill.currency_id = self.company.currency_id
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def _check_switched(self, bill, kind):
        self.assertEqual(bill.move_type, kind)
        bill.action_switch_move_type()
        self.assertNotEqual(bill.move_type, kind)
        with self.assertRaisesRegex(UserError, "gets"):
            bill.action_post()
        bill.action_switch_move_type()
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    @proves("S1.6-sales-07")
    def test_a_bill_stays_a_bill(self):
        self._check_switched(self._billed(), "in_invoice")

    @proves("S1.6-sales-07")
    def test_what_is_taken_back_is_not_paid_once_more(self):
        self._check_switched(self._billed(taken_back=True), "in_refund")

    def test_the_mark_stays(self):
        """What was paid of a bill is in statements: it does not stop being a commission, nor become one."""
        bill = self._billed()
        other = self._invoice(70, move_type="in_invoice", day="2026-06-03")
        free = self._invoice(70, move_type="in_invoice", day="2026-06-03", post=False)
        for one, mark in ((bill, False), (other, True)):
            with self.subTest(mark=mark), self.assertRaisesRegex(UserError, "before it is posted"):
                self.as_user(self.accountant, one).write({"is_commission_bill": mark})
            self.as_user(self.accountant, one).write({"is_commission_bill": not mark})
        self.as_user(self.accountant, free).is_commission_bill = True
        bill.action_post()
        self._pay(bill, day="2026-06-20")
        with self.assertRaisesRegex(UserError, "before it is posted"):
            self.as_user(self.accountant, bill).write({"is_commission_bill": False})
        self.assertEqual(self._made(month="2026-06").outstanding_amount, 0)

    def test_taxes_that_are_part_of_the_price(self):
        """What was earned is without taxes, whatever tax the product on the bill has."""
        tax = self._tax()
        tax.write({"type_tax_use": "purchase", "price_include_override": "tax_included"})
        self.scheme.product_id = self.env["product.product"].create(
            {"name": "Rebate", "type": "service", "supplier_taxes_id": [Command.set(tax.ids)]}
        )
        bill = self._billed()
        self.assertEqual((bill.invoice_line_ids.tax_ids, bill.amount_untaxed, bill.amount_total), (tax, 5000, 5650))
        bill.action_post()

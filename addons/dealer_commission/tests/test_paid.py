from odoo.tests import freeze_time

from .common import CommissionCase


class TestPaid(CommissionCase):
    """Of what was paid: the share that is settled, by the day of the payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 10), basis="paid")
        cls._assign(cls.scheme)

    def _months(self, *months):
        """Return what was paid in each month, confirmed one after the other."""
        found = []
        for month in months:
            statement = self._made(month=month)
            found.append(statement.trade_amount)
            self._confirm(statement, on=f"2026-{int(month[-2:]) + 1:02}-01")
        return found

    def test_part_payments(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400, day="2026-05-31")
        self._pay(invoice, 250, day="2026-06-01")
        self._pay(invoice, 350, day="2026-07-31")
        self.assertEqual(self._months("2026-04", "2026-05", "2026-06", "2026-07"), [0, 400, 250, 350])

    def test_nothing_for_what_is_not_paid(self):
        self._invoice(1000)
        self.assertEqual(self._made().commission, 0)

    def test_thirds_come_to_the_whole(self):
        invoice = self._invoice(33.33, 33.33, 33.35)
        for day in ("2026-05-10", "2026-05-11"):
            self._pay(invoice, 33.34, day=day)
        self._pay(invoice, 33.33, day="2026-06-10")
        may, june = self._months("2026-05", "2026-06")
        self.assertEqual((may, june, round(may + june, 2)), (66.68, 33.33, 100.01))

    def test_share_of_each_line_with_taxes(self):
        tax = self._tax()
        invoice = self._invoice(self._line(1000, tax_ids=tax.ids), 500)
        self._pay(invoice, 815, day="2026-05-20")  # half of 1,630
        may = self._made()
        self.assertEqual(sorted(may.line_ids.mapped("amount")), [250, 500])

    def test_credit_note_after_payment(self):
        invoice = self._invoice(1000)
        self._pay(invoice, day="2026-05-20")
        self._credit(invoice, day="2026-06-10", amount=200)
        self.assertEqual(self._months("2026-05", "2026-06"), [1000, -200])

    def test_credit_note_of_what_was_never_paid(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400, day="2026-05-20")
        self._credit(invoice, day="2026-06-10")
        # 600 were settled with the note, which takes back 1,000
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._months("2026-05", "2026-06"), [400, -400])

    def test_write_off_is_no_payment(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400)
        self._write_off(invoice, 600)
        self.assertEqual(self._made().trade_amount, 400)

    def test_payment_less_a_fee(self):
        invoice = self._invoice(1000)
        with freeze_time("2026-05-20 04:00:00"):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {
                    "payment_date": "2026-05-20",
                    "amount": 990,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.loss.id,
                }
            )._create_payments()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._made().trade_amount, 990)

    def test_payment_taken_back(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400, day="2026-05-20")
        self._confirm(self._made())
        with freeze_time("2026-06-05 04:00:00"):
            invoice.line_ids.remove_move_reconcile()
        june = self._made(month="2026-06")
        self.assertEqual((june.trade_amount, june.commission), (-400, -40))

    def test_payment_known_late(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400, day="2026-05-20")
        self._confirm(self._made())
        self._pay(invoice, 600, day="2026-05-31", known="2026-06-03")
        self.assertEqual(self._months("2026-06", "2026-07"), [600, 0])

    def test_known_late_but_before_it_was_computed(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400, day="2026-05-20", known="2026-06-03")
        may = self._made(on="2026-06-04")
        self.assertEqual(may.trade_amount, 400)
        self._confirm(may, on="2026-06-04")
        self.assertEqual(self._made(month="2026-06").trade_amount, 0)

    def test_foreign_currency(self):
        euro = self._euro(("2026-01-01", 0.125), ("2026-05-15", 0.1))
        invoice = self._invoice(1000, currency_id=euro.id)
        self._pay(invoice, 250, day="2026-05-20")
        self.assertEqual(self._made().trade_amount, 2000, "a quarter, at the rate of the invoice")
        self._confirm(self._made())
        self._pay(invoice, day="2026-06-20")
        self.assertEqual(self._made(month="2026-06").trade_amount, 6000)

    def test_paid_before_the_first_statement(self):
        invoice = self._invoice(1000, day="2026-04-10")
        self._pay(invoice, 400, day="2026-04-20")
        self._pay(invoice, 350, day="2026-05-15", known="2026-05-20")
        self.assertEqual(self._months("2026-05"), [350])
        with freeze_time("2026-06-05 04:00:00"):
            invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._months("2026-06"), [-350])

    def test_written_off_to_income(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400)
        self._write_off(invoice, 600, account=self.income)
        self.assertEqual(self._made().trade_amount, 400)

    def test_nothing_to_pay(self):
        self._invoice(1000, -1000)
        self.assertEqual(sorted(self._made().line_ids.mapped("amount")), [-1000, 1000])

    def test_tier_of_the_month(self):
        scheme = self.scheme
        scheme.tier_ids = [(0, 0, {"threshold": 1000, "rate": 20})]
        invoice = self._invoice(2000)
        self._pay(invoice, 999.99, day="2026-05-20")
        self._pay(invoice, 1000.01, day="2026-06-20")
        may = self._made()
        self.assertEqual(may.commission, 100)
        self._confirm(may)
        self.assertEqual(self._made(month="2026-06").commission, 200)

from odoo.tests import freeze_time, tagged

from odoo.addons.customer_credit.tests.common import CreditCase
from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_statistics.tests.common import StatisticCase

FIGURES = ("credit_customers", "credit_limit", "credit_used", "credit_overdue", "credit_overdue_customers")


@tagged("post_install", "-at_install")
class TestCreditFigures(StatisticCase, CreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit = [cls._indicator(code) for code in FIGURES]

    @classmethod
    def _standing_of(cls, partner, level, limit, day):
        with freeze_time(f"{day} 04:00:00"):
            return (
                cls.env["customer.credit.standing"]
                .sudo()
                ._put_in_force(partner, cls.company, {"level_id": cls.levels[level].id, "limit": limit, "reason": "x"})
            )

    def _table(self, first="2025-05-01", last="2025-05-31", **values):
        """Return the credit table: by name of the group, what each figure comes to."""
        kind = self._report_kind(*self.credit, code=f"credit {first} {values}", **values)
        report = self._report(kind, first, last)
        by_figure = [self.figures(report, one) for one in self.credit]
        return {key[0]: [figures.get(key, 0) for figures in by_figure] for key in by_figure[0] | by_figure[2]}

    @proves("S3-09")
    def test_credit_by_level(self):
        partners = [self.partner, self.other, self._partner("Third"), self._partner("Fourth")]
        for partner, level, limit in zip(partners, ("high", "high", "low"), (100000, 80000, 20000), strict=False):
            self._standing_of(partner, level, limit, "2025-05-02")
        for partner, amount, due in zip(
            partners, (30000, 50000, 5000, 700), ("2025-05-20", "2025-06-20", "2025-05-30", "2025-05-31"), strict=True
        ):
            self._invoice(amount, due=due, partner=partner, day="2025-05-10")
        self.assertEqual(
            self._table(group_one="credit_level"),
            {
                "": [3, 200000, 85700, 35000, 2],
                "High": [2, 180000, 80000, 30000, 1],
                "Low": [1, 20000, 5000, 5000, 1],
                # who owes without a limit; due on the last day is still in time
                "None": [0, 0, 700, 0, 0],
            },
        )

    def test_as_it_was_at_the_end_of_a_past_month(self):
        self._standing_of(self.partner, "low", 20000, "2025-05-02")
        self._standing_of(self.partner, "high", 100000, "2025-05-31")
        self._standing_of(self.partner, "medium", 30000, "2025-06-01")
        paid = self._invoice(1000, due="2025-05-20", day="2025-05-10")
        part = self._invoice(400, due="2025-05-20", day="2025-05-10")
        self._invoice(70, due="2025-05-20", day="2025-06-01")
        self._pay(paid, "2025-05-31")
        self._pay(part, "2025-05-25", amount=100)
        self._pay(part, "2025-06-10")
        self.assertEqual(self._table(group_one="credit_level")["High"], [1, 100000, 300, 300, 1])
        june = self._table("2025-06-01", "2025-06-30", group_one="credit_level")
        self.assertEqual(june["Medium"], [1, 30000, 70, 70, 1])
        self.assertEqual(list(june), ["", "Medium"])

    def test_money_in_advance_and_credit_notes_count_against_what_is_open(self):
        self._standing_of(self.partner, "low", 20000, "2025-05-02")
        invoice = self._invoice(1000, due="2025-05-20", day="2025-05-10")
        with freeze_time("2025-05-12 04:00:00"):
            self._pay_in_advance(250)
            refund = invoice._reverse_moves([{"invoice_date": "2025-05-12", "date": "2025-05-12"}])
            refund.invoice_line_ids.price_unit = 150
            refund.action_post()
        self.assertEqual(self._table()[""], [1, 20000, 600, 850, 1])

    def test_other_figures_by_the_credit_level_of_the_customer(self):
        file = self._customers(1)
        self._standing_of(file.partner_id, "high", 100000, "2025-05-02")
        sales = self._indicator("ordered_amount")
        self._ordered(file, 100, moment="2025-05-10 08:00:00")
        self._ordered(self.other, 7, moment="2025-05-10 08:00:00")
        kind = self._report_kind(sales, code="sales", group_one="credit_level")
        report = self._report(kind, "2025-05-01", "2025-05-31")
        self.assertEqual(self.figures(report, sales), {("", ""): 107, ("High", ""): 100, ("None", ""): 7})

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestPeriods(CommissionCase):
    """No day is lost between statements, and no earner stops the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 2))
        cls._assign(cls.scheme)

    def setUp(self):
        super().setUp()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args: 60)

    def _job(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.env["dealer.commission.statement"]._cron_make()
        self.env.invalidate_all()

    def _valid(self, who=None, kind="agent"):
        """Return the statements that are not cancelled, oldest first."""
        partner = who.partner_id if who and who._name == "res.users" else who or self.partner
        return self.env["dealer.commission.statement"].search(
            [
                ("company_id", "=", self.company.id),
                ("kind", "=", kind),
                ("partner_id", "=", partner.id),
                ("state", "!=", "cancelled"),
            ],
            order="date_to",
        )

    def _days(self, statements):
        return [(f"{one.date_from:%m-%d}", f"{one.date_to:%m-%d}", one.commission) for one in statements]

    def _made_until(self, first, last, on):
        with freeze_time(f"{on} 04:00:00"):
            self.env["dealer.commission.statement"].sudo()._make(
                self.company, "agent", date.fromisoformat(first), date.fromisoformat(last)
            )

    def _cancelled(self, statement, day):
        with freeze_time(f"{day} 04:00:00"):
            self.as_user(self.boss, statement).action_cancel()

    def test_the_rest_of_a_month_that_was_made_in_part(self):
        for day in ("05-10", "06-10", "06-20", "07-10"):
            self._invoice(1000, day=f"2026-{day}")
        self._job("2026-06-01")
        self._made_until("2026-06-01", "2026-06-15", on="2026-06-16")
        self._job("2026-07-01")
        self.assertEqual(
            self._days(self._valid()),
            [("05-01", "05-31", 20), ("06-01", "06-15", 20), ("06-16", "06-30", 20)],
        )
        self._job("2026-07-02")
        self.assertEqual(len(self._valid()), 3)

    def test_months_in_which_no_job_ran(self):
        for day in ("05-10", "06-10", "07-10"):
            self._invoice(1000, day=f"2026-{day}")
        self._job("2026-06-01")
        self._job("2026-08-01")
        self.assertEqual(
            self._days(self._valid()), [("05-01", "05-31", 20), ("06-01", "06-30", 20), ("07-01", "07-31", 20)]
        )

    def test_a_month_that_is_made_before_its_time(self):
        """Whoever looks at June before May was made gets both."""
        for month in ("04", "05", "06"):
            self._invoice(1000, day=f"2026-{month}-10")
        self._job("2026-05-01")
        self._made_until("2026-06-01", "2026-06-30", on="2026-06-12")
        self.assertEqual(
            self._days(self._valid()), [("04-01", "04-30", 20), ("05-01", "05-31", 20), ("06-01", "06-30", 20)]
        )

    @proves("S1.5-4.1a")
    def test_what_was_cancelled_is_made_anew_by_the_job(self):
        """The report is missing, and overdue as such; nobody else waits for it."""
        self.env["customer.deadline.rule"].create(
            {
                "name": "Report",
                "code": "report",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "dealer.commission.statement/confirm",
                "duration": 5,
                "unit": "day",
            }
        )
        self._assign(self.scheme, self.other)
        for partner in (self.partner, self.other):
            self._invoice(1000, partner_id=partner.id)
        self._job("2026-06-01")
        self._cancelled(self._valid(), "2026-06-02")
        self.assertFalse(self._valid())
        self._job("2026-06-03")
        self.assertEqual(self._days(self._valid()), [("05-01", "05-31", 20)])
        with freeze_time("2026-06-05 16:00:00"):  # 6 June, 00:00
            self.env.invalidate_all()
            self.assertTrue(self._valid().has_overdue_deadline)
        self._cancelled(self._valid(), "2026-06-10")
        self._job("2026-07-01")
        for partner in (self.partner, self.other):
            self.assertEqual(
                self._days(self._valid(partner)), [("05-01", "05-31", 20), ("06-01", "06-30", 0)], partner.name
            )

    def test_cancelled_though_others_have_later_statements(self):
        """The last month of one is not that of the others; it is made anew although theirs are made."""
        self._assign(self.scheme, self.other, date_to="2026-05-31")
        for partner in (self.partner, self.other):
            self._invoice(1000, partner_id=partner.id)
        self._job("2026-06-01")
        may = self._valid(self.other)
        self._job("2026-07-01")
        # nothing was earned, nor is outstanding: as if it were never made
        self._valid(self.other).filtered(lambda one: one.date_to.month == 6).sudo().unlink()
        self._cancelled(may, "2026-07-03")
        with self.assertRaisesRegex(UserError, "later period"):
            self._made_until("2026-05-01", "2026-05-30", on="2026-07-04")
        self._job("2026-07-04")
        self.assertEqual(self._days(self._valid(self.other)), [("05-01", "05-31", 20)])
        self.assertEqual(len(self._valid()), 2)
        self._job("2026-08-01")
        self.assertEqual(len(self._valid()), 3)

    def test_committed_after_midnight(self):
        """What is posted or paid in the last minutes of a month is not there yet when its statements are made."""
        paid = self._scheme((0, 10), basis="paid")
        self._assign(paid, self.other)
        invoice = self._invoice(1000, partner_id=self.other.id, day="2026-05-20")
        late = self._invoice(500, day="2026-05-31", post=False)
        for statement in self._make():
            self._confirm(statement)
        with freeze_time("2026-05-31 15:59:00"):  # the last minute of May
            late.action_post()
            self._register_payment(invoice)
        june = {one.partner_id: one.commission for one in self._make(month="2026-06")}
        self.assertEqual(june, {self.partner: 10, self.other: 100})
        july = {one.partner_id: one.commission for one in self._make(month="2026-07")}
        self.assertEqual(july, {self.partner: 0, self.other: 0}, "once")

    def _register_payment(self, invoice):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2026-05-31"}
        )._create_payments()

    def test_taken_back_while_the_only_scheme_was_off(self):
        invoice = self._invoice(1000)
        self._confirm(self._made())
        self.scheme.mode = "off"
        with freeze_time("2026-06-05 04:00:00"):
            invoice.button_draft()
        self.scheme.mode = "enforce"
        self.assertEqual(self._made(month="2026-06").commission, -20)

    def test_health(self):
        """Statements that are not made are told to whoever looks after the rules."""
        self._made(month="2026-04")
        administrator = self.users["rules_administrator"]
        for day, made, state in (
            ("2026-06-01", False, "ok"),  # the job has the day
            ("2026-06-02", False, "problem"),
            ("2026-06-02", True, "ok"),
        ):
            if made:
                self._made(on=day)
            with self.subTest(day, made=made), freeze_time(f"{day} 04:00:00"):
                self.env.invalidate_all()
                health = self.as_user(administrator, self.env["customer.policy.health"])
                self.assertEqual(health.search([("code", "=", "commission_statements")]).state, state)

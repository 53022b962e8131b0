from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestDeadlines(CommissionCase):
    """By when statements are confirmed, by whom, and what comes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, days in (("agent", 5), ("consultant", 1)):
            cls.env["customer.deadline.rule"].create(
                {
                    "name": kind,
                    "code": kind,
                    "company_id": cls.company.id,
                    "mode": "enforce",
                    "milestone": "dealer.commission.statement/confirm",
                    "domain": f"[('kind', '=', '{kind}')]",
                    "duration": days,
                    "unit": "day",
                    "step_ids": [
                        (
                            0,
                            0,
                            {
                                "moment": "after",
                                "offset": 0,
                                "unit": "hour",
                                "action_id": cls.env.ref("customer_policy.customer_deadline_action_activity").id,
                            },
                        )
                    ],
                }
            )
        cls.rule = cls.env["dealer.commission.rule"].create(
            {
                "name": "Pay",
                "code": "pay",
                "company_id": cls.company.id,
                "mode": "enforce",
                "pay_day": 15,
                "late_conduct_code": "late_sheet",
            }
        )
        cls._assign(cls._scheme((0, 1)))
        cls._assign(cls._scheme((0, 1), kind="consultant"), cls.anna)
        cls._employ(cls.anna)

    def _sheet(self, on="2026-06-01"):
        self._invoice(1000, partner_id=self.other.id, invoice_user_id=self.anna.id)
        return self._made(self.anna, kind="consultant", on=on)

    def _tick(self, moment):
        """Let the engine run, in transactions of its own."""
        self.env.flush_all()
        with freeze_time(moment), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    @proves("S1.5-4.1a")
    def test_agents_before_the_6th(self):
        self._invoice(1000)
        may = self._made(on="2026-06-02")
        with freeze_time("2026-06-05 15:59:59"):  # the last second of the 5th
            self.env.invalidate_all()
            self.assertFalse(may.has_overdue_deadline)
        self._tick("2026-06-05 15:59:59")
        self.assertFalse(may.activity_ids)
        with freeze_time("2026-06-05 16:00:00"):  # 6 June, 00:00
            self.env.invalidate_all()
            self.assertTrue(may.has_overdue_deadline)
        self._tick("2026-06-05 16:00:00")
        self.assertEqual(may.activity_ids.user_id, self.clerk)
        self._confirm(may, on="2026-06-07")
        self.assertEqual(may.deadline_ids.state, "late")

    @proves("S1.5-4.1a")
    def test_agents_in_time(self):
        self._invoice(1000)
        may = self._made()
        self._confirm(may, on="2026-06-05")
        self.assertEqual(may.deadline_ids.state, "met")

    @proves("S1.6-cards-11b")
    def test_sheets_on_the_1st(self):
        sheet = self._sheet()
        late = [("not_in_payroll", "=", True), ("id", "=", sheet.id)]
        with freeze_time("2026-06-01 15:59:59"):
            self.env.invalidate_all()
            self.assertEqual((sheet.not_in_payroll, sheet.search_count(late)), (False, 0))
        with freeze_time("2026-06-01 16:00:00"):  # 2 June, 00:00, and no scheduled job has run
            self.env.invalidate_all()
            self.assertEqual((sheet.not_in_payroll, sheet.search_count(late)), (True, 1))
        self._confirm(sheet, on="2026-06-02")
        self.assertTrue(sheet.not_in_payroll, "it stays")
        self.assertEqual(sheet.payable_date, date(2026, 7, 15), "not with the salaries of 15 June")

    @proves("S1.6-cards-11b")
    def test_sheet_in_time(self):
        sheet = self._sheet()
        self._confirm(sheet, on="2026-06-01")
        with freeze_time("2026-06-20 04:00:00"):
            self.env.invalidate_all()
            self.assertFalse(sheet.not_in_payroll)
        self.assertEqual(sheet.payable_date, date(2026, 6, 15))

    def test_made_late_by_the_company(self):
        sheet = self._sheet(on="2026-06-04")
        for moment, late in (("2026-06-04 15:59:59", False), ("2026-06-04 16:00:00", True)):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(sheet.not_in_payroll, late)

    def test_rule_that_observes_punishes_nobody(self):
        self.env["customer.deadline.rule"].search([("code", "=", "consultant")]).mode = "observe"
        sheet = self._sheet()
        self._confirm(sheet, on="2026-06-02")
        self.assertEqual((sheet.not_in_payroll, sheet.payable_date), (False, date(2026, 6, 15)))

    def test_late_sheets_are_reported(self):
        reported = []
        conduct = self.registry["customer.policy.conduct"]
        with patch.object(conduct, "_report", lambda _self, *args: reported.append(args)):
            sheet = self._sheet()
            self._confirm(sheet, on="2026-06-02")
            self.rule.mode = "observe"
            self._invoice(10, day="2026-06-03", partner_id=self.other.id, invoice_user_id=self.anna.id)
            self._confirm(self._made(self.anna, kind="consultant", month="2026-06"), on="2026-07-02")
        self.assertEqual(reported, [("late_sheet", self.anna.employee_id, 1, sheet)])

    @proves("S1.6-sales-07")
    def test_confirmed_by_oneself_only(self):
        sheet = self._sheet()
        for user in (
            self.boss,
            self.clerk,
            self.supervisor,
            self.users["general_manager"],
            self.accountant,
            self.boris,
        ):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.as_user(user, sheet).action_confirm()
        with self.assertRaisesRegex(UserError, "Only anna"):
            sheet.sudo().action_confirm()
        self.assertEqual(sheet.state, "draft")
        self._confirm(sheet)
        self.assertRecordValues(sheet, [{"state": "confirmed", "confirmed_by_id": self.anna.id}])

    @proves("S1.6-sales-07")
    def test_before_pay_day(self):
        for confirmed, payable in (
            (date(2026, 6, 14), date(2026, 6, 15)),
            (date(2026, 6, 15), date(2026, 7, 15)),
            (date(2026, 7, 14), date(2026, 7, 15)),
            (date(2026, 7, 15), date(2026, 8, 15)),
        ):
            self.assertEqual(self.rule._payable_date(date(2026, 5, 31), confirmed, late=False), payable)
        self.rule.pay_day = 31
        self.assertEqual(self.rule._payable_date(date(2026, 1, 31), date(2026, 2, 1), late=False), date(2026, 2, 28))
        self.rule.pay_day = 0
        self.assertFalse(self.rule._payable_date(date(2026, 1, 31), date(2026, 2, 1), late=True))

    def test_agents_are_confirmed_by_customer_service(self):
        self._invoice(1000)
        may = self._made()
        for user in (self.accountant, self.anna):
            with self.assertRaises(UserError):
                self.as_user(user, may).action_confirm()
        self._confirm(may)
        self.assertEqual(may.confirmed_by_id, self.clerk)

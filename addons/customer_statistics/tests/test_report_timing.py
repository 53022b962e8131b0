from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError

from odoo.addons.customer_policy.tests.common import proves

from .report_common import MAY, ReportCase


class TestTiming(ReportCase):
    """When reports are due and how late they are."""

    def setUp(self):
        super().setUp()
        self.company.resource_calendar_id.tz = "Asia/Shanghai"

    def _late_unit(self, kind, day: date, moment: str):
        """Let East submit the report for a month at a moment, and return it."""
        report = self._report(kind, day)
        part = report.part_ids
        with freeze_time(moment):
            statistician = self.as_user(self.statisticians["East"], part)
            statistician.action_compute()
            statistician.action_submit()
        return part

    @proves("S0-01")
    def test_due_day_actual_day_and_days_late(self):
        kind = self._kind(units=("East",), unit_due_days=3)
        # 16:00 UTC is midnight in Shanghai
        in_time = self._late_unit(kind, MAY[0], "2026-06-03 15:59:00")
        self.assertEqual((in_time.due_date, in_time.reached_date), (date(2026, 6, 3), date(2026, 6, 3)))
        self.assertEqual(in_time.late_days, 0)
        late = self._late_unit(kind, date(2026, 6, 1), "2026-07-03 16:00:00")
        self.assertEqual((late.due_date, late.reached_date, late.late_days), (date(2026, 7, 3), date(2026, 7, 4), 1))

    @proves("S0-01", "S0-03")
    def test_a_missing_report_counts_its_days_until_today(self):
        report = self._report(self._kind(units=("East",), unit_due_days=3))
        part = report.part_ids
        with freeze_time("2026-06-03 15:59:00"):
            self.assertEqual((part.late_days, part.is_overdue), (0, False))
            self.assertFalse(self.Reports.search([("is_overdue", "=", True)]))
        self.env.invalidate_all()
        with freeze_time("2026-06-05 08:00:00"):
            self.assertEqual((part.late_days, part.is_overdue), (2, True))
            self.assertEqual(self.Reports.search([("is_overdue", "=", True)]), part)

    @proves("S0-01")
    def test_one_late_month_of_twelve_is_91_7_percent(self):
        kind = self._kind(units=("East",), unit_due_days=3)
        for month in range(1, 13):
            until = date(2026 + month // 12, month % 12 + 1, 4 if month == 5 else 3)
            self._late_unit(kind, date(2026, month, 1), f"{until} 08:00:00")
        self.env.flush_all()
        [(unit, share, late)] = self.env["customer.statistic.punctuality"]._read_group(
            [("department_id", "!=", False)], ["department_id"], ["punctuality:avg", "late_reports:sum"]
        )
        self.assertEqual((unit, round(share, 1), late), (self.units["East"], 91.7, 1))

    def test_sent_back_it_was_still_in_time_the_first_time(self):
        part = self._late_unit(self._kind(units=("East",), unit_due_days=3), MAY[0], "2026-06-03 08:00:00")
        self.as_user(self.supervisor, part).action_send_back()
        with freeze_time("2026-06-09 08:00:00"):
            self.as_user(self.statisticians["East"], part).action_submit()
        self.assertEqual((part.reached_date, part.late_days), (date(2026, 6, 3), 0))

    @proves("S1.2-09.10")
    def test_by_the_tenth_as_a_deadline_rule_says(self):
        kind = self._kind()
        self.env["customer.deadline.rule"].create(
            {
                "name": "By the 10th",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "customer.statistic.report/issue",
                "domain": f"[('kind_id', '=', {kind.id})]",
                "duration": 10,
                "unit": "day",
            }
        )
        report = self._report(kind)
        self.assertEqual(report.due_date, date(2026, 6, 10))
        deadline = report.deadline_ids.filtered(lambda one: one.milestone == "issue")
        self.assertEqual(deadline.last_day, date(2026, 6, 10))
        with freeze_time("2026-06-10 15:59:59"):
            self.assertFalse(report.has_overdue_deadline)
        self.env.invalidate_all()
        with freeze_time("2026-06-10 16:00:00"):
            self.assertTrue(report.has_overdue_deadline)
            report.action_compute()
            report.action_submit()
            report.action_issue()
        self.assertEqual((deadline.state, report.late_days), ("late", 1))

    def test_the_earlier_of_two_days_counts(self):
        kind = self._kind(due_days=5)
        self.env["customer.deadline.rule"].create(
            {
                "name": "By the 10th",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "customer.statistic.report/issue",
                "duration": 10,
                "unit": "day",
            }
        )
        report = self._report(kind)
        self.assertEqual(report.due_date, date(2026, 6, 5))
        self.assertEqual(report.deadline_ids.last_day, date(2026, 6, 5))

    def test_a_cancelled_report_is_due_no_more(self):
        report = self._report(self._kind(units=("East",), unit_due_days=3, due_days=5))
        report.action_cancel()
        with freeze_time("2026-07-01 08:00:00"):
            self.assertEqual(report.part_ids.state, "cancelled")
            self.assertFalse(self.Reports.search([("is_overdue", "=", True)]))
            self.assertFalse(self.env["customer.statistic.punctuality"].search([]))

    # discipline

    def _reported(self):
        """Collect what is reported to staff conduct."""
        reported = []
        self.patch(
            self.registry["customer.policy.conduct"],
            "_report",
            lambda _model, code, employee, quantity, source: reported.append((code, employee, quantity, source)),
        )
        return reported

    @proves("S0-20")
    def test_a_late_report_is_reported_once(self):
        reported = self._reported()
        kind = self._kind(units=("East",), unit_due_days=3, late_conduct_code="late_report")
        self._late_unit(kind, MAY[0], "2026-06-03 08:00:00")
        self.assertFalse(reported)
        part = self._late_unit(kind, date(2026, 6, 1), "2026-07-04 08:00:00")
        employee = self.statisticians["East"].with_company(self.company).employee_id
        self.assertEqual(reported, [("late_report", employee, 1, part)])
        self.as_user(self.supervisor, part).action_send_back()
        self.as_user(self.statisticians["East"], part).action_submit()
        self.assertEqual(len(reported), 1)

    def test_a_kind_that_observes_reports_nobody(self):
        reported = self._reported()
        kind = self._kind(units=("East",), unit_due_days=3, late_conduct_code="late_report", mode="observe")
        self._late_unit(kind, MAY[0], "2026-06-05 08:00:00")
        self.assertFalse(reported)
        observed = self.env["customer.policy.observation"].search([("res_model", "=", self.Reports._name)])
        self.assertIn("2 days late", "".join(observed.mapped("message")))

    @proves("S0-20")
    def test_supervisors_report_refused_false_and_forged_figures(self):
        reported = self._reported()
        codes = {f"{name}_conduct_code": f"statistics-{name}" for name in ("refusal", "false", "forgery")}
        report = self._report(self._kind(**codes), responsible_id=self.statisticians["East"].id)
        wizards = self.env["customer.statistic.offence"].with_context(default_report_id=report.id)
        for offence in ("refusal", "false", "forgery"):
            wizard = self.as_user(self.supervisor, wizards).with_context(default_report_id=report.id)
            wizard.create({"offence": offence, "note": "Seen"}).action_report()
        employee = self.statisticians["East"].with_company(self.company).employee_id
        self.assertEqual([one[:2] for one in reported], [(code, employee) for code in codes.values()])
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, wizards).create({"report_id": report.id, "offence": "false", "note": "x"})
        report.kind_id.sudo().false_conduct_code = False
        with self.assertSays("names no conduct rule"):
            wizard.create({"offence": "false", "note": "Seen"}).action_report()

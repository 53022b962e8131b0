from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .report_common import MAY, ReportCase


class TestReport(ReportCase):
    """What a report is of, who may take which step, and who sees it."""

    def test_a_report_is_of_a_whole_period(self):
        kind = self._kind(period="quarter", name="Quarterly")
        report = self._report(kind, date(2026, 5, 17))
        self.assertEqual((report.date_from, report.date_to), (date(2026, 4, 1), date(2026, 6, 30)))
        self.assertEqual(report.display_name, "Quarterly 2026-Q2")
        with self.assertSays("its period is from 2026-07-01 to 2026-09-30", ValidationError):
            self.Reports.create({"kind_id": kind.id, "date_from": date(2026, 7, 1), "date_to": date(2026, 7, 31)})

    def test_there_is_one_report_per_period_unless_it_was_cancelled(self):
        kind = self._kind()
        report = self._report(kind)
        again = self._report(kind, date(2026, 5, 31))
        self.assertEqual(report, again)
        values = {"kind_id": kind.id, "date_from": MAY[0], "date_to": MAY[1]}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.Reports.create(values)
        report.action_cancel()
        self.env.flush_all()
        self.assertTrue(self.Reports.create(values))

    def test_two_months_make_one_period(self):
        report = self._report(self._kind(period_count=2), date(2026, 4, 9))
        self.assertEqual((report.date_from, report.date_to), (date(2026, 3, 1), date(2026, 4, 30)))

    def test_a_kind_made_from_another_is_made_up_of_its_periods(self):
        monthly, weekly = self._kind(), self._kind(period="week", code="w")
        self._kind(period="year", base_kind_id=monthly.id, code="y")
        with self.assertSays("not made up of periods of “Monthly”", ValidationError):
            self._kind(period="month", base_kind_id=weekly.id, code="m")

    def test_figures_are_not_written_by_hand_but_those_that_are_entered(self):
        computed = self._indicator("known", kind="known")
        report = self._report(self._kind(self.new, computed))
        report.action_compute()
        with self.assertSays("It is computed", AccessError):
            self._figure(report, "known").value = 7
        with self.assertSays("nothing but its value", AccessError):
            self._figure(report).write({"value": 7, "plan": 3})
        with self.assertSays("drawn up by their report", AccessError):
            report.figure_ids.create({"report_id": report.id, "company_id": self.company.id, "indicator_id": 1})
        self._figure(report).value = 7
        entered = self._figure(report)
        self.assertEqual((entered.value, entered.numerator, entered.denominator), (7, 7, 1))
        self.assertEqual(entered.entered_by_id, self.supervisor)
        report.action_submit()
        with self.assertSays("was submitted", AccessError):
            self._figure(report).value = 8

    def test_steps_go_in_their_order(self):
        report = self._report()
        with self.assertSays("not possible"):
            report.action_submit()
        report.action_compute()
        with self.assertSays("not possible"):
            report.action_issue()
        report.action_submit()
        report.action_send_back()
        self.assertEqual(report.state, "computed")
        report.action_submit()
        report.action_issue()
        for step in ("compute", "send_back", "cancel", "issue"):
            with self.assertSays("not possible"):
                getattr(report, f"action_{step}")()

    def test_a_user_draws_up_the_own_report_and_does_not_issue_it(self):
        report = self._report(responsible_id=self.clerk.id)
        mine = self.as_user(self.clerk, report)
        mine.action_compute()
        mine.action_submit()
        for step in ("issue", "send_back", "cancel"):
            with self.assertSays("needs the role .*Supervisor"):
                getattr(mine, f"action_{step}")()

    @proves("S0-06")
    def test_statistics_are_kept_by_the_supervisor(self):
        report = self._issued()
        figure = self._figure(report)
        for role in ("user", "information_administrator"):
            with self.subTest(role=role):
                seen = self.as_role(role, report)
                self.assertFalse(seen.has_access("read"))
                self.assertFalse(seen.search([("id", "=", report.id)]))
                self.assertFalse(self.as_role(role, figure).has_access("read"))
                self.assertFalse(self.as_role(role, self.env["customer.statistic.card"]).search([]))
                self.assertFalse(self.as_role(role, self.env["customer.statistic.punctuality"]).search([]))
                with self.assertRaises(AccessError):
                    seen.read(["date_from"])
        for role in ("supervisor", "manager", "general_manager", "security_auditor"):
            with self.subTest(role=role):
                self.assertTrue(self.as_role(role, report).has_access("read"))
                self.assertTrue(self.as_role(role, figure).has_access("read"))
        self.assertFalse(self.as_role("security_auditor", report).has_access("write"))

    @proves("S0-06")
    def test_nobody_opens_the_report_of_the_company_to_read_it(self):
        """Whoever draws up a report reads it: that of the company is for whom its kind or a supervisor names."""
        kind = self._kind()
        values = {"kind_id": kind.id, "date_from": MAY[0], "date_to": MAY[1], "responsible_id": self.clerk.id}
        mine = self.as_user(self.clerk, self.Reports)
        for more in ({}, {"department_id": self.units["East"].id}):
            with self.subTest(more=more), self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.create({**values, **more})
        kind.responsible_id = self.clerk
        report = mine.create(values)
        report.action_compute()
        self.assertEqual(self._figure(report).value, 150)

    def test_the_level_of_the_kind_closes_its_reports(self):
        level = self.env["customer.secrecy.level"].create(
            {"name": "机密", "rank": 2, "company_id": self.company.id, "mode": "enforce"}
        )
        report = self.Reports.create(
            {"kind_id": self._kind(own_secrecy_level_id=level.id).id, "date_from": MAY[0], "date_to": MAY[1]}
        )
        self.assertEqual(report.secrecy_level_id, level)
        self.env["customer.statistic.figure"].create(
            {"report_id": report.id, "company_id": self.company.id, "indicator_id": self.new.id}
        )
        self.env.flush_all()
        for one in (report, self._figure(report)):
            self.assertFalse(self.as_user(self.boss, one).has_access("read"), one)
        clearance = self.env["customer.clearance"].create(
            {"user_id": self.boss.id, "level_id": level.id, "company_id": self.company.id, "reason": "Work"}
        )
        clearance.with_user(self.users["security_administrator"]).action_grant()
        self.env.flush_all()
        self.env.cr.cache.clear()
        self.env.invalidate_all()
        for one in (report, self._figure(report)):
            self.assertTrue(self.as_user(self.boss, one).has_access("read"), one)

    @freeze_time("2026-06-02 08:00:00")
    def test_the_wizard_opens_the_reports_of_the_last_month(self):
        kind = self._kind(units=("East", "West"))
        wizard = self.as_user(self.supervisor, self.env["customer.statistic.open"]).create({"kind_ids": kind.ids})
        self.assertEqual(wizard.periods, "2026-05-01 – 2026-05-31")
        wizard.action_open()
        opened = self.Reports.search([("kind_id", "=", kind.id)])
        self.assertEqual(
            opened.mapped("display_name"), ["Monthly 2026-05", "Monthly 2026-05 East", "Monthly 2026-05 West"]
        )
        kind.mode = "off"
        with self.assertSays("switched off"):
            wizard.action_open()

    @freeze_time("2026-06-01 00:30:00")
    def test_reports_open_by_themselves_once_their_period_is_over(self):
        kind = self._kind(opens_by_itself=True, responsible_id=self.clerk.id)
        kinds = self.env["customer.statistic.kind"]
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_options: 60)
        # where the company works it is still 31 May
        self.company.resource_calendar_id.tz = "America/New_York"
        kinds._cron_open_reports()
        opened = self.Reports.search([("kind_id", "=", kind.id)])
        self.assertEqual(opened.mapped("period"), ["2026-04"])
        self.assertEqual(opened.responsible_id, self.clerk)
        # the job did not run for two months
        with freeze_time("2026-08-01 12:00:00"):
            kinds._cron_open_reports()
            kinds._cron_open_reports()
        opened = self.Reports.search([("kind_id", "=", kind.id)])
        self.assertEqual(opened.mapped("period"), ["2026-07", "2026-06", "2026-05", "2026-04"])

    def test_a_kind_that_nobody_can_draw_up_is_on_the_health_page(self):
        kind = self._kind(units=("East",))
        self.assertFalse(kind._unfulfillable())
        self.env["customer.statistic.statistician"].search(
            [("user_id", "=", self.statisticians["East"].id)]
        ).active = False
        self.assertEqual(kind._unfulfillable(), kind)

    def test_a_kind_with_reports_stays_in_its_company(self):
        report = self._issued()
        with self.assertSays("has reports, and stays in its company"):
            report.kind_id.sudo().company_id = self.other_company
        self.assertEqual(report.company_id, self.company)
        unused = self._kind(code="unused")
        unused.company_id = self.other_company
        self.assertEqual(unused.company_id, self.other_company)

    def test_a_draft_can_be_deleted_and_nothing_else(self):
        report = self._report()
        report.action_compute()
        with self.assertSays("on record"):
            report.unlink()
        self.assertTrue(self._report(self._kind(code="other")).unlink())

    def test_a_report_is_not_moved_to_another_unit_or_period(self):
        report = self._report(responsible_id=self.clerk.id)
        for name, value in (("department_id", self.units["East"].id), ("date_from", "2026-06-01")):
            with (
                self.subTest(field=name),
                self.assertSays("cannot be changed|stays as it is", (AccessError, UserError)),
            ):
                report.write({name: value})

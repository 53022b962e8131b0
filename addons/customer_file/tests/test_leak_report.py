from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


class LeakCase(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reports = cls.env["customer.leak.report"]
        cls.employee = cls.users["employee"]
        cls.supervisor = cls.users["supervisor"]
        cls.company.customer_leak_supervisor_id = cls.supervisor

    def _report(self, user=None, **values):
        return self.as_user(user or self.employee, self.Reports).create({"name": "A list was found", **values})


@tagged("post_install", "-at_install")
class TestLeakReport(LeakCase):
    @proves("S4.core-26")
    def test_anybody_reports_and_the_supervisor_has_it_at_once_due_today(self):
        with freeze_time("2026-05-05 10:00:00"):
            report = self._report()
        self.assertRecordValues(
            report.sudo(),  # sudo: the reporter reads no activities of others
            [{"responsible_id": self.supervisor.id, "reporter_id": self.employee.id, "state": "open"}],
        )
        activity = report.sudo().activity_ids  # sudo: see above
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.supervisor, "2026-05-05"))

    def test_who_reports_and_who_has_it_is_no_input(self):
        forged = {
            "reporter_id": self.boss.id, "responsible_id": self.employee.id, "reported_date": "2020-01-01 10:00:00",
        }  # fmt: skip
        for report in (
            self._report(**forged),
            self.as_user(self.employee, self.Reports)
            .with_context(**{f"default_{name}": value for name, value in forged.items()})
            .create({"name": "x"}),
        ):
            self.assertEqual(report.reporter_id, self.employee)
            self.assertEqual(report.responsible_id, self.supervisor)
            self.assertGreater(report.reported_date, datetime(2026, 1, 1))
        with self.assertRaises(AccessError):
            self._report(state="closed")

    def test_without_a_setting_the_nearest_supervisor_above_has_it(self):
        self.company.customer_leak_supervisor_id = False
        self.assertEqual(self._report(self.clerk).responsible_id, self.boss)

    def test_who_sees_it(self):
        report = self._report()
        for user in (self.supervisor, self.head, self.users["security_auditor"], self.employee):
            self.assertEqual(self.as_user(user, self.Reports).search([("id", "in", report.ids)]), report)
        for user in (self.clerk, self.users["information_administrator"], self.users["rules_administrator"]):
            self.assertFalse(self.as_user(user, self.Reports).search([("id", "in", report.ids)]))
        for user in (self.employee, self.users["security_auditor"]):
            with self.assertRaises(AccessError):
                self.as_user(user, report).description = "nothing"
        report.message_post(body="There is more")

    @proves("S4.dl-18")
    def test_incident_report_and_measures_are_kept(self):
        self._rule("customer.leak.rule", needs_remedy=False, clause="004 第18条")
        with freeze_time("2026-05-05 10:30:00"):
            report = self.as_user(self.supervisor, self._report(leak_date="2026-05-05 10:00:00"))
        self.assertEqual(str(report.leak_date), "2026-05-05 10:00:00")
        self.assertEqual(str(report.reported_date), "2026-05-05 10:30:00")
        report.conclusion = "A print was left in the lift"
        with self.assertRaisesRegex(UserError, "closed without: measures(.|\n)*004 第18条"):
            report.action_close()
        report.measure_ids = [Command.create({"name": name}) for name in ("Fetch the list", "Tell the customers")]
        with self.assertRaisesRegex(UserError, "the end of: .*Tell the customers"):
            report.action_close()
        report.measure_ids.action_done()
        report.action_close()
        self.assertEqual((report.state, report.closed_by_id), ("closed", self.supervisor))
        self.assertFalse(report.activity_ids)

    @proves("S1.8-17")
    def test_remedy_and_report_to_the_authority_are_timed_and_escalate(self):
        self._rule("customer.leak.rule", needs_measures=False, needs_authority=True, authority="Postal authority")
        for milestone in ("remedy", "authority"):
            self._rule(
                "customer.deadline.rule",
                milestone=f"customer.leak.report/{milestone}",
                duration=2,
                unit="hour",
                step_ids=[
                    Command.create(
                        {
                            "offset": 0,
                            "recipient": "group",
                            "group_id": self.env.ref("customer_policy.group_general_manager").id,
                            "action_id": self.env.ref("customer_policy.customer_deadline_action_activity").id,
                        }
                    )
                ],
            )
        with freeze_time("2026-05-05 10:00:00"):
            report = self.as_user(self.supervisor, self._report(certainty="actual"))
        self.assertEqual({str(one.due_date) for one in report.deadline_ids}, {"2026-05-05 12:00:00"})
        with freeze_time("2026-05-05 11:00:00"):
            report.action_remedied()
        self._tick("2026-05-05 11:59:00")
        manager = self.users["general_manager"]
        told = self.env["mail.activity"].search([("user_id", "=", manager.id), ("res_id", "=", report.id)])
        self.assertFalse(told)
        self._tick("2026-05-05 12:00:00")
        told = self.env["mail.activity"].search([("user_id", "=", manager.id), ("res_id", "=", report.id)])
        self.assertEqual(told.customer_deadline_id.milestone, "authority")
        report.conclusion = "Remedied"
        with self.assertRaisesRegex(UserError, "closed without: the report to the authority"):
            report.action_close()
        # what may have been no leak is not reported
        possible = self.as_user(self.supervisor, self._report(certainty="possible"))
        possible.conclusion = "The list was found in the drawer"
        possible.action_remedied()
        possible.action_close()
        with self.assertRaisesRegex(UserError, "which authority"):
            report.action_reported()
        report.authority = "Postal authority"
        report.action_reported()
        with self.assertRaisesRegex(UserError, "kept already"):
            report.action_reported()
        report.action_close()
        with self.assertRaisesRegex(AccessError, "set by the steps"):
            self.as_user(self.head, self._report()).remedied_date = "2026-05-05 10:00:00"

    def test_without_the_time_of_the_remedy_it_is_not_closed(self):
        self._rule("customer.leak.rule", needs_measures=False)
        report = self.as_user(self.supervisor, self._report(certainty="actual"))
        report.conclusion = "x"
        with self.assertRaisesRegex(UserError, "the time of the remedy"):
            report.action_close()
        self._rule("customer.leak.rule", mode="observe", sequence=1)
        with self.assertRaisesRegex(UserError, "the time of the remedy"):
            report.action_close()
        report.certainty = "none"
        report.action_close()

    def test_a_closed_report_changes_for_nobody(self):
        report = self.as_user(self.supervisor, self._report())
        report.conclusion = "Nothing came out"
        report.measure_ids = [Command.create({"name": "Looked into it"})]
        report.action_close()
        for records in (report, self.as_user(self.head, report), report.sudo()):  # sudo: to show that it does not help
            with self.assertRaisesRegex(UserError, "closed"):
                records.certainty = "actual"
            with self.assertRaisesRegex(UserError, "closed"):
                records.measure_ids.name = "other"
            with self.assertRaises(UserError):
                records.unlink()

    @proves("S1.8-07")
    def test_leaks_are_counted_by_year(self):
        for moment, count in (("2025-12-31 10:00:00", 1), ("2026-01-02 10:00:00", 3)):
            with freeze_time(moment):
                for _number in range(count):
                    self._report(certainty="actual")
        rows = self.as_user(self.supervisor, self.Reports)._read_group(
            [], ["reported_date:year"], ["__count"], order="reported_date:year"
        )
        self.assertEqual([(moment.year, count) for moment, count in rows], [(2025, 1), (2026, 3)])

    def _tick(self, moment):
        self.env.flush_all()
        with freeze_time(moment), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

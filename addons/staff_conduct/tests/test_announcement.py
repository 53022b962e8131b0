import base64
import io
from datetime import date

import openpyxl

from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .test_pack import PackCase


@freeze_time("2025-05-20 12:00:00")
class TestAnnouncement(PackCase):
    """What became of a month: announcement, notice and totals."""

    def setUp(self):
        super().setUp()
        self._apply("complaint_sanctions_001_2", enforce=True)
        self.warning = self._found("warning-001-2", "staff.conduct.sanction")

    def _sanctioned(self, employee=None):
        case = self._case(employee, self._found("complaint_sanction"))
        case.sanction_id = self.warning
        return self._decide(case)

    def _fined(self, loss=5000, employee=None, **vals):
        return self._case(employee, self._found("complaint_liability"), quantity=loss, **vals)

    def _prepare(self):
        self.env["staff.conduct.announcement"]._cron_prepare()
        return self.env["staff.conduct.announcement"].search([("company_id", "=", self.company.id)])

    @proves("S1.2-11.1")
    def test_sanctions_of_may_are_announced_to_hr_by_the_tenth_of_june(self):
        self._sanctioned()
        self._sanctioned(self.li)
        for loss in range(1000, 13000, 1000):
            self._decide(self._fined(loss))
        undecided = self._case(rule=self._found("complaint_sanction"))
        self.assertEqual(self.env["staff.conduct.decision"].search_count([("company_id", "=", self.company.id)]), 14)
        with freeze_time("2025-05-31 12:00:00"):
            self.assertFalse(self._prepare(), "May is not over")
        with freeze_time("2025-06-01 08:00:00"):
            self._sanctioned(self.director)  # on the first of June: not of May
            announcement = self._prepare()
            self.assertEqual(announcement, self._prepare(), "once")
            deadline = announcement.deadline_ids
            self.assertEqual(deadline.last_day, date(2025, 6, 10))
            self.assertEqual(len(announcement.waiting_ids), 2)
        with freeze_time("2025-06-10 12:00:00"):
            self._run_steps()
            self.assertEqual(announcement.state, "draft", "there is time until midnight")
        with freeze_time("2025-06-11 00:00:30"):
            self._run_steps()
            self.assertEqual(announcement.state, "published", "none is left unpublished")
        self.assertEqual(sorted(announcement.line_ids.mapped("person")), ["Li", "Wang"])
        told = self.env["mail.message"].search([("subject", "=", announcement.display_name)])
        self.assertIn(self.hr.partner_id, told.partner_ids)
        self.assertEqual(undecided.state, "proposed")

    def _run_steps(self):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def test_published_in_time_by_hand_and_once(self):
        self._sanctioned()
        with freeze_time("2025-06-10 12:00:00"):
            announcement = self._prepare()
            self.as_user(self.hr, announcement).action_publish()
            self.assertEqual(announcement.deadline_ids.state, "met")
        self.assertRefused("closed", lambda: announcement.write({"month": date(2025, 7, 1)}))
        with freeze_time("2025-07-01 12:00:00"):
            self.assertEqual(self._prepare(), announcement, "nothing new")

    def test_who_reads_it(self):
        self._sanctioned()
        for to_all in (False, True):
            self.company.conduct_announce_to_all = to_all
            with freeze_time("2025-06-02 12:00:00"):
                announcement = self.env["staff.conduct.announcement"]._prepare_month(self.company, date(2025, 5, 1))
                readers = self.as_user(self.users["employee"], announcement)
                self.assertFalse(readers.search([("id", "=", announcement.id)]), "in preparation")
                self.as_user(self.hr, announcement).action_publish()
            self.assertEqual(bool(readers.search([("id", "=", announcement.id)])), to_all)
            lines = self.as_user(self.users["employee"], announcement.line_ids)
            self.assertEqual(bool(lines.search([("id", "in", lines.ids)])), to_all)
            self.assertRefused("cannot be changed", lambda: announcement.line_ids.write({"person": "x"}))  # noqa: B023
            if not to_all:
                self._sanctioned(self.li)
                self.env.cr.execute("UPDATE staff_conduct_announcement SET month = '2025-04-01'")
                self.env.invalidate_all()

    def test_without_the_name(self):
        self._found("complaint_sanction").names_person = False
        self._sanctioned()
        with freeze_time("2025-06-02 12:00:00"):
            announcement = self._prepare()
            self.as_user(self.hr, announcement).action_publish()
        self.assertFalse(announcement.line_ids.person)
        self.assertIn("Sales", announcement.line_ids.department)

    def test_what_an_appeal_took_back_before_is_not_announced_and_afterwards_is_a_change(self):
        self._decided_by(operation="appeal")
        rule = self._found("complaint_sanction")
        rule.appeal_days = 60
        first = self._sanctioned()
        self._take_back(first)
        second = self._sanctioned(self.li)
        with freeze_time("2025-06-02 12:00:00"):
            announcement = self._prepare()
            self.as_user(self.hr, announcement).action_publish()
            self.assertEqual(announcement.line_ids.mapped("person"), ["Li"])
            self._take_back(second)
        with freeze_time("2025-07-02 12:00:00"):
            newer = self._prepare() - announcement
            self.as_user(self.hr, newer).action_publish()
        self.assertRecordValues(newer.line_ids, [{"person": "Li", "is_change": True, "sanction": False}])

    def _take_back(self, case):
        case.with_user(case.employee_user_id)._write_statement("not me")
        boss = self.as_user(self.boss.user_id, case)
        boss.write({"appeal_answer": "right", "appeal_sanction_id": False, "appeal_amount": 0})
        boss.action_submit_answer()
        self._approve(case, operation="appeal")

    # the notice

    @proves("S1.2-11.2a")
    def test_the_general_manager_approves_the_slip(self):
        case = self._fined()
        self.assertEqual((case.amount, case.state, case.department_id), (500, "proposed", self.sales))
        self._submit(case)
        self.assertFalse(case.decision_ids)
        self.assertEqual(case._current_approvals().approver_ids, self.manager)
        with self.assertRaisesRegex(Exception, "not yours"):
            self.as_user(self.boss.user_id, case._current_approvals().sudo(False)).action_approve("x")
        self._approve(case)
        self.assertEqual((case.state, case.decision_ids.amount), ("decided", 500))
        reports = self.env["staff.conduct.report"]
        self.assertRefused(
            "names the person", lambda: reports.create({"rule_id": case.rule_id.id, "company_id": self.company.id})
        )

    @proves("S1.2-11.2b")
    def test_three_copies_and_three_who_are_told(self):
        office, finance = self._new_user("employee", "office"), self._new_user("employee", "finance")
        self.company.conduct_notice_user_ids = office | finance
        case = self._submit(self._fined())
        subject = f"Decided: {case.display_name}"
        self.assertFalse(self.env["mail.message"].search([("subject", "=", subject)]))
        self._approve(case)
        told = self.env["mail.message"].search([("subject", "=", subject)]).partner_ids
        self.assertEqual(told, (office | finance | self.head.user_id | self.wang.user_id).partner_id)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "staff_conduct.report_staff_conduct_notice", case.ids
        )
        text = html.decode()
        for number, keeper in enumerate(
            ("General manager's office", "Finance, for checking", "Punished department or person"), 1
        ):
            self.assertEqual(text.replace("&#39;", "'").count(keeper), 1)
            self.assertIn(f"{number}</span>/<span" if f"{number}</span>/<span" in text else f"{number}/3", text)
        self.assertEqual(text.count("Penalty Notice"), 3)
        self.assertEqual(case.number, "202505-001")

    # payroll

    def test_totals_of_the_month_for_payroll(self):
        self._decided_by(operation="appeal")
        self._found("complaint_liability").appeal_days = 60
        self._decide(self._fined(5000))
        changed = self._decide(self._fined(3000))
        self._decide(self._fined(2000, self.li))
        with freeze_time("2025-06-02 12:00:00"):
            self._decide(self._fined(9000))
            self._take_back(changed)
        totals = self.env["staff.conduct.total"].search([("company_id", "=", self.company.id)], order="month, penalty")
        self.assertEqual(
            [(one.month, one.employee_id, one.case_count, one.penalty) for one in totals],
            [
                (date(2025, 5, 1), self.li, 1, 200),
                (date(2025, 5, 1), self.wang, 2, 500),
                (date(2025, 6, 1), self.wang, 1, 900),
            ],
        )
        self.wang.name = "=1+1"
        wizard = self.as_user(self.hr, self.env["staff.conduct.payroll"]).create({"month": date(2025, 5, 15)})
        export = wizard.browse(int(wizard.action_export()["url"].split("/")[4]))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.data)))
        rows = {row[0].value: [cell.value for cell in row[2:]] for row in book["Totals"].iter_rows(min_row=2)}
        self.assertEqual(rows, {"Li": [1, 200, 0], "=1+1": [2, 500, 0]})
        self.assertEqual({row[0].data_type for row in book["Totals"].iter_rows(min_row=2)}, {"s"}, "no formula")
        empty = self.as_user(self.hr, self.env["staff.conduct.payroll"]).create({"month": date(2025, 1, 1)})
        self.assertRefused("Nothing was decided", empty.action_export)

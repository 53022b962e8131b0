import io
import zipfile

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .outcome_common import OutcomeCase


class TestStatement(OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env["customer.complaint.cause"].create(
            {"name": "Wet", "code": "wet", "company_id": cls.company.id, "cause_class": "quality"}
        )
        cls.rule = cls.env["customer.complaint.statement.rule"].create(
            {
                "name": "Statement",
                "code": "statement",
                "company_id": cls.company.id,
                "mode": "enforce",
                "unit_id": cls.units["office"].id,
                "unit_ids": [Command.set((cls.units["manufacturing"] | cls.units["quality"]).ids)],
            }
        )

    def _closed_on(self, day, **values):
        with freeze_time("2025-05-05 02:00"):
            complaint = self._accepted(cause_id=self.cause.id)
            self.as_role("user", complaint).write(
                {
                    "loss_ids": [Command.create({"name": "Goods", "amount": 1000})],
                    "liability_ids": [
                        Command.create({"department_id": self.departments["manufacturing"].id, "share": 60}),
                        Command.create({"department_id": self.departments["sales"].id, "share": 40}),
                    ],
                    **values,
                }
            )
        with freeze_time(day):
            return self._close(complaint)

    def _open(self, day="2025-06-01 04:00"):
        with freeze_time(day):
            self.env["customer.complaint.statement.rule"]._cron_open()
        return self.env["customer.complaint.statement"].search([("company_id", "=", self.company.id)])

    @proves("S1.2-09.10")
    def test_the_statement_of_may_holds_what_was_closed_in_may(self):
        may = self._closed_on("2025-05-31 12:00")
        self._closed_on("2025-06-02 12:00")
        statement = self._open()
        self.assertEqual(statement.month.isoformat(), "2025-05-01")
        self.assertEqual(statement.line_ids.complaint_id, may)
        self.assertEqual(statement.line_ids.mapped("share"), [60, 40])
        self.assertEqual(statement.line_ids.mapped("loss_amount"), [600, 400])
        self.assertEqual((statement.case_count, statement.loss_amount), (1, 1000))
        self.assertEqual(self._open("2025-06-02 04:00"), statement, "one a month")
        statements = self._open("2025-09-02 04:00")
        self.assertEqual([one.month.month for one in statements], [8, 7, 6, 5], "also of months the scheduler missed")
        self.assertEqual(statements.mapped("case_count"), [0, 0, 1, 1])

    @proves("S1.2-09.10")
    def test_it_is_due_on_the_10th(self):
        self._rule("customer.deadline.rule", "by_10", milestone="customer.complaint.statement/confirm", duration=10)
        statement = self._open()
        self.assertEqual(statement.deadline_ids.due_date.isoformat(), "2025-06-11T00:00:00")
        with freeze_time("2025-06-10 23:00"):
            self.assertFalse(statement.has_overdue_deadline)
        statement.invalidate_recordset()
        with freeze_time("2025-06-11 00:00"):
            self.assertTrue(statement.has_overdue_deadline)

    @proves("S1.2-09.10", "S1.3-09.10b")
    def test_departments_confirm_it_and_then_it_stays(self):
        self._closed_on("2025-05-31 12:00")
        statement = self._open()
        with self.assertRaisesRegex(UserError, "GM Office"):
            self.as_user(self.people["sales"], statement).action_present()
        maker = self.as_user(self.people["office"], statement)
        maker.conclusion = "Roofs"
        with self.assertRaisesRegex(UserError, "GM Office"):
            self.as_user(self.people["sales"], statement).conclusion = "Nothing"
        maker.action_present()
        for code in ("sales", "office"):
            with self.assertRaisesRegex(UserError, "nothing waits"):
                self.as_user(self.people[code], statement).action_confirm()
        self.as_user(self.people["manufacturing"], statement).action_confirm()
        self.assertEqual(statement.state, "presented")
        self.as_user(self.people["quality"], statement).action_confirm()
        self.assertEqual(statement.state, "confirmed")
        self.assertEqual(len(statement.confirmation_ids.confirmed_by_id), 2)
        with self.assertRaises(UserError):
            maker.action_fill()
        with self.assertRaises(UserError):
            statement.sudo().line_ids[0].share = 50
        with self.assertRaises(UserError):
            statement.sudo().conclusion = "Nothing"

    def test_sent_back_it_is_made_anew(self):
        self._closed_on("2025-05-31 12:00")
        statement = self._open()
        maker = self.as_user(self.people["office"], statement)
        maker.action_present()
        self.as_user(self.people["manufacturing"], statement).action_confirm()
        with self.assertRaisesRegex(UserError, "Those who confirm"):
            self.as_user(self.people["sales"], statement).action_send_back()
        self.as_user(self.people["quality"], statement).action_send_back()
        self.assertEqual(statement.state, "draft")
        maker.action_present()
        self.assertFalse(statement.confirmation_ids.filtered("confirmed_date"), "all confirm anew")

    def test_rows_are_not_written_by_hand(self):
        self._closed_on("2025-05-31 12:00")
        line = self.as_role("manager", self._open().line_ids[0])
        with self.assertRaises(AccessError):
            line.share = 50

    def test_the_spreadsheet(self):
        self._closed_on("2025-05-31 12:00")
        statement = self._open()
        statement.line_ids[0].name = '=HYPERLINK("http://bad")'
        viewer = self.as_user(self.people["quality"], statement)
        export = self.env["customer.complaint.statement.export"]
        action = viewer.action_xlsx()
        self.assertIn("complaints_2025-05.xlsx", action["url"])
        data = self.as_user(self.people["quality"], export)._xlsx(viewer.line_ids)
        book = load_workbook(io.BytesIO(data))
        cases, liability = book.worksheets
        self.assertEqual(cases.freeze_panes, "C2")
        self.assertEqual(cases.tables["cases"].ref, "A1:O3")
        self.assertEqual((cases["H2"].value, cases["H2"].number_format), (0.6, "0.00%"))
        self.assertEqual((cases["J2"].value, cases["J2"].number_format), (600, "#,##0.00"))
        self.assertEqual((cases["C2"].value, cases["C2"].data_type), ('=HYPERLINK("http://bad")', "s"))
        self.assertTrue(cases["L2"].is_date)
        self.assertEqual([cell.value for cell in liability["A"][1:]], ["Manufacturing", "Sales"])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.assertTrue([name for name in archive.namelist() if name.startswith("xl/charts/")])

    # the statistics

    def test_a_case_with_two_liable_departments_counts_once(self):
        self._closed_on("2025-05-15 02:00", satisfaction="5")
        self._closed_on("2025-05-25 02:00", liability_ids=[Command.clear()], satisfaction="2")
        report = self.as_user(self.people["quality"], self.env["customer.complaint.report"])
        company = [("company_id", "=", self.company.id)]
        measures = ["complaint_id:count_distinct", "cases:sum", "loss_amount:sum", "days:avg", "satisfaction:avg"]
        [(cases, share, loss, days, satisfaction)] = report._read_group(company, [], measures)
        self.assertEqual((cases, round(share, 2), loss), (2, 2, 2000))
        self.assertAlmostEqual(days, 15)
        self.assertAlmostEqual(satisfaction, 3.5)
        groups = report._read_group(company, ["department_id"], ["cases:sum", "loss_amount:sum"])
        totals = {department.name: (round(share, 2), loss) for department, share, loss in groups}
        self.assertEqual(totals, {"Manufacturing": (0.6, 600), "Sales": (0.4, 400), False: (1, 1000)})
        [(product, count)] = report._read_group(company, ["product_id"], ["complaint_id:count_distinct"])
        self.assertEqual((product, count), (self.product, 2))

    def test_statistics_are_of_the_own_company_and_of_open_files(self):
        complaint = self._closed_on("2025-05-15 02:00")
        report = self.env["customer.complaint.report"]
        self.assertTrue(self.as_user(self.people["quality"], report).search([("complaint_id", "=", complaint.id)]))
        stranger = self._new_user("manager", login="stranger", company=self.other_company)
        self.assertFalse(self.as_user(stranger, report).search([("complaint_id", "=", complaint.id)]))
        level = self.env["customer.secrecy.level"].create(
            {"name": "Secret", "code": "s", "rank": 9, "company_id": self.company.id, "mode": "enforce"}
        )
        complaint.sudo().own_secrecy_level_id = level
        self.assertFalse(self.as_user(self.people["quality"], report).search([("complaint_id", "=", complaint.id)]))
        statement = self._open()
        seen = self.as_user(self.people["quality"], statement)
        self.assertEqual((statement.case_count, seen.case_count, seen.loss_amount), (1, 0, 0))
        seen.invalidate_recordset()
        self.assertFalse(seen.line_ids)


class TestDashboard(OutcomeCase):
    def _figures(self, user):
        rows = self.as_user(user, self.env["customer.complaint.dashboard"]).search([])
        return {row.code: row for row in rows}

    def test_each_figure_counts_what_its_list_shows(self):
        procedure = self._procedure([self._step("cause", 10, "quality", fields=["investigation"])])
        self._rule("customer.deadline.rule", "close", milestone="customer.complaint/close", duration=5)
        with freeze_time("2025-06-02 08:00"):
            late, _other = self._accepted(), self._accepted()
            self._do(late, "cause", investigation="Stored outside")
        with freeze_time("2025-06-20 08:00"):
            self.as_role("user", late).satisfaction = "4"
            self._close(late)
            figures = self._figures(self.people["quality"])
            self.assertEqual(figures["overdue"].count, 1)
            self.assertEqual(figures["mine"].count, 1)
            self.assertEqual(figures[f"step_{procedure.step_ids.id}"].count, 1)
            self.assertEqual((figures["closed"].value, figures["in_time"].value), ("1", "0%"))
            self.assertEqual((figures["days"].value, figures["satisfaction"].value), ("18.0", "4.0 / 5"))
            for figure in figures.values():
                action = figure.action_open()
                found = self.as_user(self.people["quality"], self.env[action["res_model"]]).search_count(
                    action["domain"]
                )
                self.assertEqual(found, figure.count, figure.code)

    def test_record_rules_decide_what_is_counted(self):
        self._accepted()
        stranger = self._new_user("manager", login="stranger", company=self.other_company)
        self.assertFalse([row.code for row in self._figures(stranger).values() if row.count])

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .complaint_statistic_common import ComplaintStatisticCase

MAY = date(2026, 5, 1)


@tagged("post_install", "-at_install")
class TestCaseSheet(ComplaintStatisticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed = cls._indicator("closed", figure="complaints_closed")
        cls.sheet_kind = cls._report_kind(
            cls.closed, code="sheet", case_sheet="proposed", due_days=10, opens_by_itself=True
        )

    def _open(self):
        """Open the sheet for May, as the job does on 1 June."""
        with freeze_time("2026-06-01 01:00:00"):
            return self.as_user(self.supervisor, self.sheet_kind)._open_reports(self.sheet_kind._period_of(MAY).first)

    def _filled(self, report):
        for row in report.case_ids:
            row.improvement = "A roof over the yard"
            row.check_result = "Dry since"
        return report

    @proves("S1.2-09.10")
    def test_what_was_closed_last_month_by_the_tenth(self):
        for number in range(14):
            day = 1 + 2 * number
            self._case(f"2026-05-{day:02} 02:00:00", accepted="2026-04-20 02:00:00", liable={"Workshop": 100})
        late = self._case("2026-06-02 02:00:00", accepted="2026-05-20 02:00:00")
        report = self._open()
        with freeze_time("2026-06-10 12:00:00"):
            self.assertFalse(report.is_overdue, "the tenth is in time")
        report.invalidate_recordset()
        with freeze_time("2026-06-11 12:00:00"):
            self.assertTrue(report.is_overdue, "missing on the eleventh")
            self.assertEqual(report.late_days, 1)
        report.action_compute()
        self.assertEqual(len(report.case_ids), 14)
        self.assertEqual(self.total(report, self.closed), 14)
        self.assertNotIn(late, report.case_ids.complaint_id)

    @proves("S1.2-09.10")
    def test_liable_units_with_their_ratio_and_what_was_improved(self):
        case = self._case(
            "2026-05-12 02:00:00", liable={"Workshop": 60, "Packaging": 40}, prevention="Cover the pallets"
        )
        self.env["customer.complaint.measure"].create(
            [
                {
                    "complaint_id": case.id,
                    "name": "A roof over the yard",
                    "department_id": self.units["Workshop"].id,
                    "due_date": "2026-05-20",
                    "effect": effect,
                }
                for effect in ("Dry since", False)
            ]
        )
        self._loss(case, 1000)
        report = self._open()
        report.action_compute()
        row = report.case_ids
        self.assertEqual(row.liability, "Workshop 60%\nPackaging 40%")
        self.assertEqual((row.days, row.loss_amount, row.cause_name), (10, 1000, "wet"))
        self.assertEqual(row.measures, "A roof over the yard (To Do)\nA roof over the yard (To Do)")
        self.assertEqual((row.improvement, row.check_result), ("Cover the pallets", "Dry since"))

    @proves("S1.2-09.10")
    def test_each_case_has_its_improvement_or_its_check(self):
        for _number in range(2):
            self._case("2026-05-12 02:00:00")
        report = self._open()
        report.action_compute()
        numbers = ", ".join(f"#{case.id}" for case in report.case_ids.complaint_id)
        with self.assertRaisesRegex(UserError, f"no improvement is proposed yet for {numbers}"):
            report.action_submit()
        report.case_ids[0].improvement = "A roof over the yard"
        with self.assertRaisesRegex(UserError, f"yet for #{report.case_ids[1].complaint_id.id}"):
            report.action_submit()
        report.case_ids[1].improvement = "  "
        with self.assertRaises(UserError):
            report.action_submit()
        report.case_ids[1].improvement = "Another one"
        # a changed kind meets the sheets that are opened then
        self.sheet_kind.case_sheet = "checked"
        report.action_submit()
        self.assertEqual(report.state, "submitted")

    @proves("S1.2-09.10")
    def test_each_case_has_the_result_of_its_check(self):
        self.sheet_kind.case_sheet = "checked"
        self._case("2026-05-12 02:00:00", prevention="Cover the pallets")
        report = self._open()
        report.action_compute()
        with self.assertRaisesRegex(UserError, "the check of its measures is missing"):
            report.action_submit()
        report.case_ids.check_result = "Dry since"
        report.action_submit()
        self.assertEqual(report.state, "submitted")

    def test_computed_anew_the_texts_stay(self):
        first = self._case("2026-05-12 02:00:00")
        gone = self._case("2026-05-13 02:00:00")
        report = self._open()
        report.action_compute()
        self._filled(report)
        new = self._case("2026-05-14 02:00:00")
        self.env.cr.execute(
            "UPDATE customer_complaint SET closed_date = '2026-06-13 02:00:00' WHERE id = %s", [gone.id]
        )
        self.env.invalidate_all()
        report.action_compute()
        self.assertEqual(report.case_ids.complaint_id, first | new)
        self.assertEqual(report.case_ids.mapped("improvement"), ["A roof over the yard", False])

    def test_once_submitted_the_rows_stay(self):
        self._case("2026-05-12 02:00:00")
        report = self._open()
        report.action_compute()
        row = self._filled(report).case_ids
        for values in ({"liability": "Nobody"}, {"loss_amount": 1}, {"report_id": False}):
            with self.assertRaises(AccessError):
                row.write(values)
        with self.assertRaises(AccessError):
            row.unlink()
        report.action_submit()
        for known in (row, row.sudo()):
            with self.assertRaisesRegex(UserError, "its cases stay as they are"):
                known.improvement = "Something else"
            with self.assertRaises(UserError):
                known.unlink()

    def test_a_change_past_the_program_shows(self):
        self._case("2026-05-12 02:00:00", liable={"Workshop": 100})
        report = self._open()
        report.action_compute()
        self._filled(report)
        report.action_submit()
        report.action_issue()
        self.assertTrue(report._is_intact())
        texts = ("number", "name", "partner_name", "product_name", "cause_class", "cause_name")
        for name, value in (
            *((name, "'x'") for name in (*texts, "liability", "measures", "improvement", "check_result")),
            *((name, f"COALESCE({name}, 0) + 1") for name in ("days", "amount", "loss_amount")),
            *((name, f"{name} + interval '1 second'") for name in ("received_date", "closed_date")),
        ):
            with self.subTest(changed=name), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE customer_statistic_case SET {name} = {value} WHERE report_id = %s", [report.id]
                )
                self.env.invalidate_all()
                self.assertFalse(report._is_intact())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_row_of_a_secret_case_is_as_closed_as_the_case(self):
        level = self.env["customer.secrecy.level"].create(
            {"name": "机密", "rank": 2, "company_id": self.company.id, "mode": "enforce"}
        )
        open_case = self._case("2026-05-12 02:00:00")
        secret = self._case("2026-05-13 02:00:00", partner_id=self._customers(1).partner_id.id)
        report = self._open()
        report.action_compute()
        secret.file_id._classify(level, "Test")
        self.env.invalidate_all()
        rows = report.case_ids
        self.assertEqual(rows.complaint_id, open_case)
        self.assertEqual(self.total(report, self.closed), 2, "it is counted all the same")
        hidden = self.env["customer.statistic.case"].search([("complaint_id", "=", secret.id)])
        self.assertEqual(hidden.report_id.id, report.id)
        with self.assertRaises(AccessError):
            self.as_user(self.supervisor, hidden).read(["partner_name"])
        with self.assertRaises(AccessError):
            self.as_user(self.supervisor, hidden).improvement = "x"
        grants = self.env["customer.access.grant"]
        for granted in (secret, secret.file_id):
            grant = grants._give(self.supervisor, granted, "2999-01-01 00:00:00", "Test")
            self.env.invalidate_all()
            self.assertEqual(report.case_ids.complaint_id, open_case | secret, granted._name)
            grant._end("Test")
            self.env.invalidate_all()
            self.assertEqual(report.case_ids.complaint_id, open_case)

    def test_rows_follow_their_report(self):
        self._case("2026-05-12 02:00:00")
        report = self._open()
        report.action_compute()
        clerk = self.as_user(self.clerk, self.env["customer.statistic.case"])
        self.assertFalse(clerk.search([]))
        report.sudo().responsible_id = self.clerk
        self.assertEqual(clerk.search([]).report_id.id, report.id)

    def test_a_unit_lists_what_it_handled(self):
        unit = self.env["customer.complaint.unit"].create(
            {
                "name": "Workshop",
                "code": "workshop",
                "company_id": self.company.id,
                "department_id": self.units["Workshop"].id,
            }
        )
        mine = self._case("2026-05-12 02:00:00", unit_id=unit.id)
        self._case("2026-05-12 02:00:00")
        report = self._report(self.sheet_kind, compute=False, department_id=self.units["Workshop"].id)
        report.sudo()._compute_figures()
        report.sudo()._after_figures()
        self.assertEqual(report.case_ids.complaint_id, mine)
        self.assertEqual(self.total(report, self.closed), 1)

    def test_other_kinds_list_nothing(self):
        self._case("2026-05-12 02:00:00")
        report = self._report(self._report_kind(self.closed, code="plain"))
        self.assertFalse(report.case_ids)

    def test_the_cases_in_the_spreadsheet_of_the_report(self):
        self._case("2026-05-12 02:00:00", liable={"Workshop": 60, "Packaging": 40}, prevention="Foil")
        report = self._open()
        report.action_compute()
        self.assertIn(
            ("Customer 0 wet", "Liable: Workshop 60%\nPackaging 40%\nProposed Improvement: Foil"), report._sheet_texts()
        )

    def test_the_sheet_on_paper(self):
        self._case("2026-05-12 02:00:00", liable={"Workshop": 60, "Packaging": 40})
        report = self._open()
        report.action_compute()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("customer_statistics_complaint.report_customer_statistic_case_document", report.ids)[0]
            .decode()
        )
        self.assertIn("Complaint Case Statistics Sheet", html)
        self.assertIn("Workshop 60%\nPackaging 40%", html)
        self.assertIn("2026-05", html)

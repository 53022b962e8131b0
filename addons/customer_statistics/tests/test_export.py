import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .issued_common import IssuedCase


@tagged("post_install", "-at_install")
class TestExport(IssuedCase):
    """What leaves as a spreadsheet or on paper has what was issued beside what is right, never alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report("2026-03-05", figures=[(cls.new, 1200), (cls.orders, 40)])
        cls.figure = cls._at(cls.report)
        cls.statistician.group_ids += cls.env.ref("base.group_allow_export")

    def _correct(self):
        self._correction(self.report, (self.figure, 1020)).action_submit()

    def _workbook(self, report):
        data = self.as_user(self.statistician, self.env["customer.statistic.export"])._report_xlsx(report)
        return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)

    @proves("S0-12.3")
    def test_what_was_issued_is_not_exported_without_its_correction(self):
        self._correct()
        figures = self.as_user(self.statistician, self.figure)
        for paths in (["value"], ["indicator_id/name", "numerator", "value"], ["value", "current_value"]):
            (row,) = figures.export_data(paths)["datas"]
            with self.subTest(paths):
                self.assertEqual(row[paths.index("value")], "1,200 corrected to 1,020")
                self.assertNotIn("1200", str(row))
        ((shown,), *_more) = self.as_user(self.statistician, self.report).export_data(["figure_ids/value"])["datas"]
        self.assertEqual(shown, "1,200 corrected to 1,020")

    def test_figures_that_were_right_are_exported_as_numbers(self):
        self._correct()
        orders = self.as_user(self.statistician, self._at(self.report, self.orders))
        self.assertEqual(orders.export_data(["value", "current_value"])["datas"], [[40, 40]])

    def test_where_nothing_was_issued_the_correction_shows(self):
        """A quotient that was divided by zero, and is 17 in truth."""
        rate = self._indicator("rate", "Rate")
        self.daily.line_ids = [(0, 0, {"indicator_id": rate.id, "is_main": True})]
        report = self._report("2026-03-06", issue=False)
        figure = self._figure(report, rate, 0, numerator=0, denominator=0, has_value=False)
        report._write_protected({"state": "issued"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_statistic_figure SET value = NULL, current_value = NULL WHERE id = %s", [figure.id]
        )
        self.env.invalidate_all()
        self._correction(report, (figure, 17)).action_submit()
        self.env.flush_all()
        exports = self.as_user(self.statistician, self.env["customer.statistic.export"])
        marks = [row.mark for row in exports._rows(Domain("report_id", "=", report.id)) if row.mark]
        self.assertEqual([(mark.text, mark.old) for mark in marks], [("– corrected to 17", "–")])
        self.assertIn(["Rate", "17", "–"], report.main_figures)
        tiles = {tile["name"]: tile["value"] for tile in report.get_dashboard(report_id=report.id)["tiles"]}
        self.assertEqual(tiles["Rate"], 17)
        stored = report._stored(report)[report.id][rate.id]
        self.assertEqual(stored.at(("", "")).value, 17)

    @proves("S0-12.3")
    def test_the_report_prints_both(self):
        self._correct()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_statistics.report_customer_statistic_report", self.report.ids
        )
        text = " ".join(html.decode().split())
        self.assertIn(">1,200</s>", text)
        self.assertIn("corrected to 1,020", text)

    def test_the_report_prints_plan_changes_breakdown_and_texts(self):
        report = self._report("2026-03-06", issue=False)
        beside = {"plan": 200, "has_plan": True, "previous": 100, "has_previous": True}
        self._figure(report, self.new, 150, **beside)
        self._figure(report, self.new, 90, "East")
        self._figure(report, self.new, 60, "West")
        report.explanation = "More than planned"
        report._write_protected({"state": "issued"})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_statistics.report_customer_statistic_report", report.ids
        )
        for text in ("75.0 %", "+50.0 %", ">East<", ">90<", "More than planned"):
            self.assertIn(text, html.decode())

    def test_the_slip_prints_both(self):
        correction = self._correction(self.report, (self.figure, 1020), is_major=True)
        correction.action_submit()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_statistics.report_customer_statistic_correction", correction.ids
        )
        self.assertIn("<s>1,200</s>", html.decode())
        self.assertIn("<strong>1,020</strong>", html.decode())
        self.assertIn(self.report.display_name, html.decode())

    def test_the_spreadsheet_strikes_through_what_was_issued(self):
        self._correct()
        sheet = self._workbook(self.report).worksheets[0]
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
        figure, correction = rows["New Customers"][2:4]
        self.assertEqual((figure.value, figure.comment.text), (1020, "1,200 corrected to 1,020"))
        struck, rest = correction.value
        self.assertEqual((struck.text, struck.font.strike, rest.text), ("1,200", True, " corrected to 1,020"))
        self.assertEqual((rows["Orders"][2].value, rows["Orders"][3].value), (40, None))

    def test_who_downloads_is_entered_and_is_told_of_corrections(self):
        self.as_user(self.statistician, self.report).action_export()
        self.assertRecordValues(self.report.receipt_ids, [{"user_id": self.statistician.id, "way": "download"}])

    def test_who_exports_in_core_s_way_is_entered_as_well(self):
        self.as_user(self.statistician, self.figure).export_data(["current_value"])
        self.assertRecordValues(self.report.receipt_ids, [{"user_id": self.statistician.id, "way": "download"}])

    def test_who_may_not_export_does_not(self):
        self.statistician.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.as_user(self.statistician, self.report).action_export()
        self.assertFalse(self.report.receipt_ids)

    def test_taking_a_secret_report_stands_in_the_register_of_access(self):
        self._clear(self.statistician, self.secret)
        self.report._classify(self.secret, "Test")
        self.as_user(self.statistician, self.report).action_export()
        log = self.env["customer.access.log"].search([("res_model", "=", self.report._name)])
        self.assertIn(("exported", self.statistician), [(row.outcome, row.user_id) for row in log])
        sheet = self._workbook(self.report).worksheets[0]
        self.assertIn("机密", sheet.oddHeader.right.text)
        self.assertEqual(sheet["A3"].value, "机密")

    def test_a_long_list_has_each_figure_once(self):
        self._correct()
        other = self._report("2026-03-06", figures=[(self.new, 3.5, "East"), (self.new, 3.5)])
        export = self.as_user(self.statistician, self.env["customer.statistic.export"])
        data = export._figures_xlsx(Domain("report_id", "in", (self.report | other).ids), "")
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        head, *rows = sheet.iter_rows(values_only=True)
        names = ("Report", "Indicator", "Group", "Figure", "Correction")
        places = [head.index(name) for name in names]
        found = {tuple(row[place] for place in places) for row in rows}
        mine, theirs = self.report.display_name, other.display_name
        self.assertEqual(
            found,
            {
                (mine, "New Customers", None, 1020, "1,200 corrected to 1,020"),
                (mine, "Orders", None, 40, None),
                (theirs, "New Customers", None, 3.5, None),
                (theirs, "New Customers", "East", 3.5, None),
            },
        )
        self.assertEqual(len(rows), 4)

    def test_what_has_no_value_is_left_empty(self):
        """Not counted, or divided by zero: nothing is no zero; a correction of nothing says so."""
        report = self._report("2026-03-06", issue=False)
        nothing = self._figure(report, self.new, 0, has_value=False)
        self._figure(report, self.orders, 0, has_value=False)
        report._write_protected({"state": "issued"})
        self._correction(report, (nothing, 7)).action_submit()
        export = self.as_user(self.statistician, self.env["customer.statistic.export"])
        rows = {row.values[2]: row for row in export._rows(Domain("report_id", "=", report.id))}
        self.assertEqual((rows["New Customers"].values[6], rows["New Customers"].mark.text), (7, "– corrected to 7"))
        self.assertIsNone(rows["Orders"].values[6])
        sheet = self._workbook(report).worksheets[0]
        self.assertEqual([row[2].value for row in sheet.iter_rows(min_row=4)][1:], [7, None])

    def test_a_list_leaves_out_what_is_closed_to_the_reader(self):
        secret = self._report("2026-03-06", figures=[(self.new, 3)], level=self.secret)
        export = self.as_user(self.statistician, self.env["customer.statistic.export"])
        rows = list(export._rows(Domain("report_id", "in", (self.report | secret).ids)))
        self.assertEqual({row.values[0] for row in rows}, {self.report.display_name})

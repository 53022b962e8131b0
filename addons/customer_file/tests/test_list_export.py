import base64
import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)")


@tagged("post_install", "-at_install")
class TestListExport(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.clerk | cls.users["employee"]).group_ids += cls.env.ref("base.group_allow_export")

    def _sheet(self, files):
        url = files.action_export_list()["url"]
        export = self.env["customer.file.list.export"].browse(int(url.split("/")[4]))
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.data))).active

    @proves("S2.1-03b", "S1.7-3.2a")
    def test_the_list_has_fixed_columns_and_shows_a_file_the_same_day(self):
        files = self._file("A", registered_capital=500.5, phone="0571") | self._file("B")
        sheet = self._sheet(self.as_user(self.clerk, files))
        self.assertEqual(
            [cell.value for cell in sheet[1]][:8],
            ["File Number", "Name", "Kind", "Status", "State", "Legal Representative", "Region", "City"],
        )
        self.assertEqual([row[1].value for row in sheet.iter_rows(min_row=2)], ["A", "B"])
        header = {cell.value: cell.column - 1 for cell in sheet[1]}
        first = next(sheet.iter_rows(min_row=2))
        self.assertEqual(first[header["Registered Capital"]].value, 500.5)
        self.assertEqual(first[header["Registered Capital"]].number_format, "#,##0.00")
        self.assertTrue(first[header["First Contact Date"]].is_date)
        self.assertEqual(sheet.freeze_panes, "C2")

    def test_texts_that_look_like_formulas_stay_texts(self):
        files = self.Files.union(*(self._file(name) for name in FORMULAS))
        sheet = self._sheet(files)
        cells = [row[1] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual([cell.value for cell in cells], list(FORMULAS))
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_the_list_holds_what_the_user_may_read(self):
        foreign = self.Files.with_company(self.other_company).create(
            {"partner_id": self._partner("B").id, "company_id": self.other_company.id}
        )
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, foreign).action_export_list()
        with self.assertRaises(AccessError):
            self.as_role("employee", foreign).action_export_list()

    def test_what_one_downloads_is_read_by_nobody_else(self):
        url = self.as_user(self.clerk, self._file("A")).action_export_list()["url"]
        export = self.env["customer.file.list.export"].browse(int(url.split("/")[4]))
        self.assertTrue(self.as_user(self.clerk, export).data)
        for other in (self.users["user"], self.users["supervisor"]):
            self.env.invalidate_all()
            self.assertFalse(self.as_user(other, export).search([("id", "=", export.id)]))
            with self.assertRaises(AccessError):
                self.as_user(other, export).read(["data", "filename"])

    def test_the_list_needs_the_right_to_export(self):
        file = self._file()
        with self.assertRaisesRegex(AccessError, "not allowed to export"):
            self.as_user(self.colleague, file).action_export_list()

    def test_the_printed_list_and_file(self):
        file = self._file("A", year_ids=[(0, 0, {"year": 2024, "turnover": 5})])
        render = self.env["ir.actions.report"]._render_qweb_html
        html = render("customer_file.report_customer_list", file.ids)[0].decode()
        self.assertIn(file.number, html)
        html = render("customer_file.report_customer_file", file.ids)[0].decode()
        self.assertRegex(html, rf"{file.number}[\s\S]*2024")

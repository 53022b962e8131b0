import csv
import io
import json

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1+1}")


@tagged("post_install", "-at_install")
class TestHttpExport(HttpCase):
    """Core's own list export makes no formulas of texts either."""

    def _export(self, kind: str, **options) -> bytes:
        new_test_user(self.env, login="keeper", groups="customer_policy.group_user,base.group_allow_export")
        partners = self.env["res.partner"].create([{"name": name} for name in FORMULAS])
        self.authenticate("keeper", "keeper")
        data = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": partners.ids,
            "domain": [],
            "groupby": [],
            "context": {},
            "import_compat": False,
            **options,
        }
        response = self.url_open(
            f"/web/export/{kind}", data={"data": json.dumps(data), "csrf_token": self.csrf_token()}
        )
        self.assertEqual(response.status_code, 200, response.text[:500])
        return response.content

    def csrf_token(self):
        from odoo.http import Request

        return Request.csrf_token(self)

    def _cells(self, content: bytes) -> list:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]

    def test_xlsx(self):
        cells = self._cells(self._export("xlsx"))
        self.assertEqual([cell.value for cell in cells], ["'=1+1", "+1", "-1", "@SUM(A1)", "'{=1+1}"])
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_grouped_xlsx(self):
        cells = self._cells(self._export("xlsx", groupby=["name"]))
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(self._export("csv").decode())))[1:]
        self.assertEqual([row[0] for row in rows], ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "{=1+1}"])

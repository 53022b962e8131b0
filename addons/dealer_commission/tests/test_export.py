import base64
import io

from openpyxl import load_workbook

from .common import CommissionCase


class TestExport(CommissionCase):
    """Statements of several companies as a spreadsheet."""

    def _totals(self, statements):
        """Return the headers, the first row, and by header what the last row totals."""
        action = self.env["dealer.commission.export"].sudo()._export(statements)
        export = self.env["dealer.commission.export"].browse(int(action["url"].split("/")[4]))
        sheet = load_workbook(io.BytesIO(base64.b64decode(export.data))).active
        table = sheet.tables["statements"]
        totals = {column.name: column.totalsRowFunction for column in table.tableColumns}
        return [cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], totals

    def test_no_total_over_currencies(self):
        self.env.ref("base.EUR").active = True
        self.other_company.currency_id = self.env.ref("base.EUR")
        self._set_up_accounts(self.other_company)
        self._assign(self._scheme((0, 2)))
        self._assign(self._scheme((0, 2), company=self.other_company))
        self._invoice(1000)
        self._invoice(1000, company_id=self.other_company.id)
        ours, theirs = self._made(), self._made(company=self.other_company)
        headers, row, totals = self._totals(ours)
        self.assertEqual(row[headers.index("Company")], self.company.name)
        self.assertEqual(row[headers.index("Currency")], ours.currency_id.name)
        self.assertEqual((totals["Rebate or Commission"], totals["Trade"]), ("sum", "sum"))
        _headers, _row, totals = self._totals(ours | theirs)
        self.assertEqual((totals["Rebate or Commission"], totals["Trade"]), (None, None))
        self.assertEqual(totals["Performance"], "sum")

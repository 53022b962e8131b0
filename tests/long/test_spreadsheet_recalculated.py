"""LibreOffice opens a report as a spreadsheet and recalculates it: its totals are those of the report.

The results that stand in the file are taken out first, so that what comes back was computed.
"""

import csv
import io
import random
import re
import subprocess
import zipfile

import pytest

from odoo.tests import tagged

from odoo.addons.customer_statistics.tests.issued_common import IssuedCase

#: all sheets; signs between and around fields, UTF-8, from line 1; values, not as they are shown
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode"><value>0</value></prop>
  </item>
</oor:items>
"""
REGIONS = [f"Region {number}" for number in range(1, 13)]
CLASSES = ["A", "B", "C"]


def without_results(data: bytes) -> bytes:
    """Return a workbook whose formulas have nothing but 0 as their results."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", content)
            target.writestr(name, content)
    return output.getvalue()


def recalculated(data: bytes, folder) -> dict[str, list[list[str]]]:
    """Return the sheets of a workbook as LibreOffice computes them, by name."""
    (folder / "profile/user").mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(RECALCULATE)
    (folder / "report.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", FILTER]
    subprocess.run([*command, "--outdir", folder, folder / "report.xlsx"], check=True, capture_output=True, timeout=180)
    return {
        path.stem.removeprefix("report-"): list(csv.reader(path.open(encoding="utf-8")))
        for path in folder.glob("report-*.csv")
    }


@pytest.mark.long
@tagged("post_install", "-at_install")
class TestSpreadsheet(IssuedCase):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.folder = tmp_path

    def _figures(self, indicator, chance):
        cells = {(one, two): chance.randrange(1000) / 4 for one in REGIONS for two in CLASSES}
        sums = dict(cells)
        for (one, two), value in cells.items():
            for key in ((one, ""), ("", two), ("", "")):
                sums[key] = sums.get(key, 0) + value
        return sums

    def test_its_totals_agree(self):
        chance = random.Random(8)
        self.new.decimals = self.orders.decimals = 2
        kind = self._kind_of("month", "Monthly Report", group_one="region", group_two="kind")
        sums = {one: self._figures(one, chance) for one in (self.new, self.orders)}
        # customers who bought in two regions: the whole is no sum
        sums[self.orders]["", ""] -= 10
        report = self._report("2026-03-01", kind, issue=False)
        for indicator, values in sums.items():
            for (one, two), value in values.items():
                plan = {"plan": 2000, "has_plan": True, "previous": 1600, "has_previous": True} if not one + two else {}
                self._figure(report, indicator, value, one, two, **plan)
        report._write_protected({"state": "issued"})
        self._correction(report, (self._at(report, one="Region 1", two="A"), 77)).action_submit()
        data = self.as_user(self.statistician, self.env["customer.statistic.export"])._report_xlsx(report)
        self.assertEqual(data.count(b"PK\x05\x06"), 1)
        sheets = recalculated(without_results(data), self.folder)

        figures = {row[0]: row for row in sheets["Figures"]}
        for indicator, values in sums.items():
            row = figures[indicator.name]
            self.assertEqual(float(row[2]), values["", ""])
            self.assertAlmostEqual(float(row[5]), 100 * values["", ""] / 2000)
            self.assertAlmostEqual(float(row[7]), 100 * (values["", ""] - 1600) / 1600)
        tables = self._tables(sheets["Breakdown"])
        corrected = {**sums[self.new], ("Region 1", "A"): 77}
        # one cell alone was corrected: the totals that were issued stand, and are no longer sums of what is shown
        self.assertEqual(tables["New Customers (Count)"], corrected)
        self.assertEqual(tables["Orders (Count)"], sums[self.orders])

    def _tables(self, rows) -> dict[str, dict[tuple[str, str], float]]:
        """Return the breakdowns of a sheet, each with its cells and totals by group."""
        tables, rows = {}, [row for row in rows if any(row)]
        for number, row in enumerate(rows):
            if not any(row[1:]):
                head, *body = rows[number + 1 : number + 3 + len(REGIONS)]
                tables[row[0]] = {
                    (line[0].replace("Total", ""), two.replace("Total", "")): float(value)
                    for line in body
                    for two, value in zip(head[1:], line[1:], strict=True)
                }
        return tables

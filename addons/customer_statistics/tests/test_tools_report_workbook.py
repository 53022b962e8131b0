import doctest
import io

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.customer_statistics.tools import report_sheet, report_workbook
from odoo.addons.customer_statistics.tools.report_sheet import Correction, Figure, Grid, Line, Mark, Sheet
from odoo.addons.customer_statistics.tools.report_workbook import Column, Labels, Row, write_list, write_report


def grid(cells, totals, whole, **values):
    """A breakdown by two regions and two classes; ``totals`` are those of the rows and of the columns."""
    rows, columns = totals
    return Grid(
        **{
            "label": "New Customers",
            "unit": "Number",
            "number_format": "#,##0",
            "head": "Region",
            "rows": ["East", "West"],
            "columns": ["A", "B"],
            "cells": [[Figure(value) for value in row] for row in cells],
            "row_totals": [Figure(value) for value in rows],
            "column_totals": [Figure(value) for value in columns],
            "total": Figure(whole),
            "is_main": True,
            **values,
        }
    )


def sheet(**values):
    mark = Mark("1,200 corrected to 1,020", "1,200")
    lines = [
        Line("New Customers", "Number", "#,##0", Figure(1020, "1,020", mark), Figure(1500), 68.0, Figure(1000)),
        Line("=1+1", "CNY", "#,##0.00", Figure(3.5), is_main=True),
    ]
    return Sheet(
        **{
            "title": "R&D: May",
            "head": [("Company", "=Ours")],
            "remark": "",
            "lines": lines,
            "grids": [grid([[1, 2], [3, 4]], ([3, 7], [4, 6]), 10)],
            "corrections": [Correction("DZ-1", "2026-03-06", "New Customers", mark, "Slip", "=cmd")],
            "texts": [("Note", "Two lists\nwere added up")],
            **values,
        }
    )


def loaded(what, **options):
    output = io.BytesIO()
    write_report(output, what, Labels())
    return openpyxl.load_workbook(output, **options)


@tagged("standard", "post_install", "-at_install")
class TestWorkbook(BaseCase):
    def test_doctests(self):
        for module in (report_sheet, report_workbook):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_figures_are_a_table_with_filters_panes_and_print_set_up(self):
        book = loaded(sheet())
        self.assertEqual(book.sheetnames, ["Figures", "Breakdown", "Charts", "Corrections", "Explanations"])
        page = book["Figures"]
        self.assertEqual(page.tables["figures"].ref, "A4:J6")
        self.assertEqual(page.freeze_panes, "B5")
        self.assertEqual((page.page_setup.orientation, page.page_setup.paperSize), ("landscape", 9))
        self.assertEqual((page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight), (True, 0))
        self.assertEqual(page.print_title_rows, "$4:$4")
        self.assertEqual(page.oddHeader.left.text, "R&&D: May")
        self.assertIn("&P", page.oddFooter.center.text)

    def test_numbers_have_the_format_of_their_unit_and_texts_stay_texts(self):
        page = loaded(sheet())["Figures"]
        self.assertEqual((page["C5"].value, page["C5"].number_format), (1020, "#,##0"))
        self.assertEqual((page["C6"].value, page["C6"].number_format), (3.5, "#,##0.00"))
        self.assertEqual((page["A6"].value, page["A6"].data_type), ("=1+1", "s"))
        self.assertEqual(page["F5"].number_format, '0.0"%"')

    def test_completion_and_change_are_formulas_with_their_values(self):
        formulas, values = loaded(sheet())["Figures"], loaded(sheet(), data_only=True)["Figures"]
        self.assertEqual((formulas["F5"].value, values["F5"].value), ("=100*C5/E5", 68))
        self.assertEqual((formulas["H5"].value, values["H5"].value), ("=100*(C5-G5)/ABS(G5)", 2))
        self.assertIsNone(formulas["F6"].value, "no plan, no completion")

    def test_totals_of_a_breakdown_are_sums_with_their_values(self):
        formulas, values = loaded(sheet())["Breakdown"], loaded(sheet(), data_only=True)["Breakdown"]
        self.assertEqual(formulas.tables["breakdown_1"].ref, "A2:D4")
        found = {
            cell.coordinate: (cell.value, values[cell.coordinate].value)
            for row in formulas["A3:D5"]
            for cell in row
            if cell.data_type == "f"
        }
        self.assertEqual(
            found,
            {
                "D3": ("=SUM(B3:C3)", 3),
                "D4": ("=SUM(B4:C4)", 7),
                "B5": ("=SUM(B3:B4)", 4),
                "C5": ("=SUM(C3:C4)", 6),
                "D5": ("=SUM(D3:D4)", 10),
            },
        )

    def test_a_total_that_is_no_sum_of_what_is_shown_is_a_number(self):
        """One customer bought in both regions, and a cell is not for the reader."""
        book = loaded(sheet(grids=[grid([[1, None], [3, 4]], ([3, 7], [4, 6]), 9)]))["Breakdown"]
        self.assertEqual([book[place].value for place in ("D3", "C5", "D5")], [3, 6, 9])
        self.assertEqual(book["B5"].value, "=SUM(B3:B4)")

    def test_equal_and_empty_groups_have_columns_of_their_own(self):
        book = loaded(sheet(grids=[grid([[1, 2], [3, 4]], ([3, 7], [4, 6]), 10, columns=["Total", ""])]))["Breakdown"]
        self.assertEqual([cell.value for cell in book[2]], ["Region", "Total", "–", "Total (2)"])

    def test_charts_are_native(self):
        book = loaded(sheet())
        self.assertEqual(len(book["Charts"]._charts), 2)

    def test_a_report_without_figures_opens(self):
        book = loaded(sheet(lines=[], grids=[], corrections=[], texts=[]))
        self.assertEqual(book.sheetnames, ["Figures"])

    def test_corrections_are_listed_with_what_was_issued_struck_through(self):
        page = loaded(sheet(), rich_text=True)["Corrections"]
        struck, rest = page["D2"].value
        self.assertEqual((struck.text, struck.font.strike, rest.text), ("1,200", True, " corrected to 1,020"))
        self.assertEqual((page["F2"].value, page["F2"].data_type), ("=cmd", "s"))

    def test_a_long_list_is_written_row_by_row(self):
        output = io.BytesIO()
        columns = [
            Column("Name", 10),
            Column("Figure", 10, "number"),
            Column("Share", 10, "percent"),
            Column("Mark", 9),
        ]
        rows = (
            Row((f"=row {number}", number, None if number % 2 else 50, None), "0.0", Mark("1 to 2", "1"))
            for number in range(1000)
        )
        self.assertEqual(write_list(output, "List", "机密", columns, 3, rows, "Page"), 1000)
        page = openpyxl.load_workbook(output).worksheets[0]
        self.assertEqual((page.max_row, page.auto_filter.ref), (1001, "A1:D1001"))
        last = [cell.value for cell in page[1001]]
        self.assertEqual(last, ["=row 999", 999, None, "1 to 2"])
        self.assertEqual((page["B1001"].number_format, page["C1000"].value), ("0.0", 50))

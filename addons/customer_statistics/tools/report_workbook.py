"""Statistics reports as spreadsheets: real tables, totals as formulas with their values, charts, print set-up.

Whatever people wrote is text: nothing becomes a formula or a link.
"""

from collections.abc import Iterable
from typing import IO, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from .report_sheet import Figure, Grid, Line, Mark, Sheet, is_sum

A4 = 9
STYLE = "Table Style Medium 2"
#: more charts than these are not looked at
CHARTS = 6
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PERCENT = '0.0"%"'
HEAD = {"bold": True, "bg_color": "#D9E2EC", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
#: columns of the table of figures
LABEL, UNIT, FIGURE, CORRECTION, PLAN, COMPLETION, PREVIOUS, CHANGE, LAST_YEAR, YEAR_CHANGE = range(10)


class Labels(NamedTuple):
    """What the workbook calls things, in the language of the reader."""

    figures: str = "Figures"
    breakdown: str = "Breakdown"
    charts: str = "Charts"
    corrections: str = "Corrections"
    texts: str = "Explanations"
    columns: tuple[str, ...] = (
        "Indicator", "Unit", "Figure", "Correction", "Plan", "Completion", "Last Period", "Change",
        "Same Period Last Year", "Change on the Year",
    )  # fmt: skip
    correction_columns: tuple[str, ...] = ("Number", "Date", "Figure", "Correction", "Way", "Reason")
    total: str = "Total"
    completion: str = "Completion of the Plan (%)"
    page: str = "Page"


class _Workbook:
    """Writes one report."""

    def __init__(self, output: IO[bytes], sheet: Sheet, labels: Labels):
        self.sheet, self.labels = sheet, labels
        self.workbook = xlsxwriter.Workbook(output, {**TEXT_ONLY, "in_memory": True})
        self.formats: dict[tuple, object] = {}
        self.charts: list[object] = []

    def fill(self) -> None:
        self._write_figures()
        if self.sheet.grids:
            self._write_grids()
        if self.charts:
            self._write_charts()
        if self.sheet.corrections:
            self._write_corrections()
        if self.sheet.texts:
            self._write_texts()
        self.workbook.close()

    def _format(self, **properties):
        """A format is made once: a workbook holds few of them."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def _head(self):
        return self._format(**HEAD)

    def _add_sheet(self, name: str, repeated_row: int | None = None):
        sheet = self.workbook.add_worksheet(_sheet_name(name))
        _set_up_print(sheet, self.sheet.title, self.sheet.remark, self.labels.page)
        if repeated_row is not None:
            sheet.repeat_rows(repeated_row)
        return sheet

    # the table of figures

    def _write_figures(self) -> None:
        top = 2 + bool(self.sheet.remark) + 1
        sheet = self._add_sheet(self.labels.figures, top)
        sheet.write_string(0, 0, self.sheet.title, self._format(bold=True, font_size=14))
        head = " · ".join(f"{label}: {value}" for label, value in self.sheet.head)
        sheet.write_string(1, 0, head, self._format(font_color="#555555"))
        if self.sheet.remark:
            sheet.write_string(2, 0, self.sheet.remark, self._format(bold=True, font_color="#C00000"))
        for column, width in enumerate((36, 10, 16, 30, 16, 13, 16, 11, 16, 12)):
            sheet.set_column(column, column, width)
        _add_table(sheet, top, max(len(self.sheet.lines), 1), "figures", self.labels.columns, self._head())
        sheet.set_row(top, 30)
        for row, line in enumerate(self.sheet.lines, top + 1):
            self._write_line(sheet, row, line)
        sheet.freeze_panes(top + 1, 1)
        if any(line.completion is not None for line in self.sheet.lines):
            self._chart_completion(sheet, top + 1)

    def _write_line(self, sheet, row: int, line: Line) -> None:
        sheet.write_string(row, LABEL, line.label, self._format(bold=line.is_main))
        sheet.write_string(row, UNIT, line.unit)
        number = self._format(num_format=line.number_format)
        self._write_figure(sheet, row, FIGURE, line.figure, line.number_format)
        if line.figure.mark:
            self._write_mark(sheet, row, CORRECTION, line.figure.mark)
        for column, figure in ((PLAN, line.plan), (PREVIOUS, line.previous), (LAST_YEAR, line.last_year)):
            if figure.value is not None:
                sheet.write_number(row, column, figure.value, number)
        now, percent = xl_rowcol_to_cell(row, FIGURE), self._format(num_format=PERCENT)
        if line.completion is not None:
            sheet.write_formula(row, COMPLETION, f"=100*{now}/{xl_rowcol_to_cell(row, PLAN)}", percent, line.completion)
        for column, figure in ((CHANGE, line.previous), (YEAR_CHANGE, line.last_year)):
            change = line.change(figure)
            if change is not None:
                before = xl_rowcol_to_cell(row, column - 1)
                sheet.write_formula(row, column, f"=100*({now}-{before})/ABS({before})", percent, change)

    def _write_figure(self, sheet, row: int, column: int, figure: Figure, number_format: str, **properties) -> None:
        """A corrected figure is marked with a colour, and a note says what was issued."""
        if figure.mark:
            properties |= {"bg_color": "#FFE699", "font_color": "#C00000"}
            sheet.write_comment(row, column, figure.mark.text)
        if figure.value is None:
            sheet.write_blank(row, column, None, self._format(**properties))
        else:
            sheet.write_number(row, column, figure.value, self._format(num_format=number_format, **properties))

    def _write_mark(self, sheet, row: int, column: int, mark: Mark) -> None:
        write_mark(sheet, row, column, mark, self._format(font_strikeout=True, font_color="#888888"))

    def _chart_completion(self, sheet, first: int) -> None:
        last = first + len(self.sheet.lines) - 1
        chart = self.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": self.labels.completion,
                "categories": [sheet.name, first, LABEL, last, LABEL],
                "values": [sheet.name, first, COMPLETION, last, COMPLETION],
                "data_labels": {"value": True, "num_format": PERCENT},
            }
        )
        chart.set_title({"name": self.labels.completion})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        self.charts.append(chart)

    # breakdowns

    def _write_grids(self) -> None:
        sheet = self._add_sheet(self.labels.breakdown)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, max(len(grid.columns) for grid in self.sheet.grids) + 1, 16)
        sheet.freeze_panes(0, 1)
        row = 0
        for number, grid in enumerate(self.sheet.grids):
            row = self._write_grid(sheet, row, f"breakdown_{number + 1}", grid) + 2

    def _write_grid(self, sheet, row: int, name: str, grid: Grid) -> int:
        """Write a breakdown from ``row`` on; return the row of its totals."""
        title = f"{grid.label} ({grid.unit})" if grid.unit else grid.label
        sheet.write_string(row, 0, title, self._format(bold=True, font_size=12))
        top, width, height = row + 1, len(grid.columns), len(grid.rows)
        heads = _distinct([grid.head, *grid.columns, self.labels.total])
        _add_table(sheet, top, height, name, heads, self._head())
        first, last = top + 1, top + height
        for place, label in enumerate(grid.rows):
            sheet.write_string(first + place, 0, label)
            for column, figure in enumerate(grid.cells[place] if width else (), 1):
                self._write_figure(sheet, first + place, column, figure, grid.number_format)
            summed = xl_range(first + place, 1, first + place, width) if width else ""
            parts = [figure.value for figure in grid.cells[place]] if width else []
            self._write_total(sheet, first + place, width + 1, grid, grid.row_totals[place], summed, parts)
        sheet.write_string(last + 1, 0, self.labels.total, self._format(bold=True, top=1))
        for column, figure in enumerate(grid.column_totals, 1):
            parts = [cells[column - 1].value for cells in grid.cells]
            self._write_total(
                sheet, last + 1, column, grid, figure, xl_range(first, column, last, column), parts, bold=True, top=1
            )
        parts = [figure.value for figure in grid.row_totals]
        summed = xl_range(first, width + 1, last, width + 1)
        self._write_total(sheet, last + 1, width + 1, grid, grid.total, summed, parts, bold=True, top=1)
        if grid.is_main and len(self.charts) < CHARTS:
            self._chart_grid(sheet, top, grid)
        return last + 1

    def _write_total(self, sheet, row, column, grid, figure: Figure, summed: str, parts: list, **properties) -> None:
        """Write a total as the sum that it is; one that is no sum of what is shown, as a figure of its own."""
        self._write_figure(sheet, row, column, figure, grid.number_format, **properties)
        if is_sum(figure.value, parts):
            if figure.mark:
                properties |= {"bg_color": "#FFE699", "font_color": "#C00000"}
            form = self._format(num_format=grid.number_format, **properties)
            sheet.write_formula(row, column, f"=SUM({summed})", form, figure.value)

    def _chart_grid(self, sheet, top: int, grid: Grid) -> None:
        first, last, width = top + 1, top + len(grid.rows), len(grid.columns)
        chart = self.workbook.add_chart({"type": "column", "subtype": "stacked"} if width else {"type": "column"})
        for column in range(1, width + 1) if width else (1,):
            chart.add_series(
                {
                    "name": [sheet.name, top, column],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, column, last, column],
                }
            )
        chart.set_title({"name": grid.label})
        chart.set_legend({"position": "bottom"} if width else {"none": True})
        self.charts.append(chart)

    def _write_charts(self) -> None:
        sheet = self._add_sheet(self.labels.charts)
        sheet.hide_gridlines(2)
        for number, chart in enumerate(self.charts):
            chart.set_size({"width": 620, "height": 360})
            sheet.insert_chart(number // 2 * 19, number % 2 * 10, chart)

    # corrections and texts

    def _write_corrections(self) -> None:
        sheet = self._add_sheet(self.labels.corrections, 0)
        for column, width in enumerate((16, 13, 44, 34, 26, 50)):
            sheet.set_column(column, column, width)
        rows = self.sheet.corrections
        _add_table(sheet, 0, len(rows), "corrections", self.labels.correction_columns, self._head())
        sheet.freeze_panes(1, 0)
        for row, one in enumerate(rows, 1):
            for column, text in ((0, one.number), (1, one.date), (2, one.figure), (4, one.way), (5, one.reason)):
                sheet.write_string(row, column, text)
            self._write_mark(sheet, row, 3, one.mark)

    def _write_texts(self) -> None:
        sheet = self._add_sheet(self.labels.texts)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 110)
        for row, (title, text) in enumerate(self.sheet.texts):
            sheet.write_string(row, 0, title, self._format(bold=True, valign="top", text_wrap=True))
            sheet.write_string(row, 1, text, self._format(text_wrap=True, valign="top"))


def write_report(output: IO[bytes], sheet: Sheet, labels: Labels) -> None:
    """Write a report as a workbook."""
    _Workbook(output, sheet, labels).fill()


def write_mark(worksheet, row: int, column: int, mark: Mark, struck) -> None:
    """Write a correction with what was issued struck through."""
    before, old, after = mark.parts()
    fragments = [*([before] if before else []), struck, old, *([after] if after else [])]
    if before or after:
        worksheet.write_rich_string(row, column, *fragments)
    else:
        worksheet.write_string(row, column, old, struck)


class Column(NamedTuple):
    """A column of a long list."""

    label: str
    width: int
    #: "text", "number" in the format of the row, or "percent"
    kind: str = "text"


class Row(NamedTuple):
    """A row of a long list: a value per column, the number format of its figures, and its correction."""

    values: tuple
    number_format: str
    mark: Mark | None = None


def write_list(
    output: IO[bytes], title: str, remark: str, columns: list[Column], mark_column: int, rows: Iterable[Row], page: str
) -> int:
    """Write a list of any length in bounded memory, and return how many rows it has.

    Such a workbook cannot hold tables; the list has filters in its heads instead.
    """
    workbook = xlsxwriter.Workbook(output, {**TEXT_ONLY, "constant_memory": True})
    sheet = workbook.add_worksheet(_sheet_name(title))
    _set_up_print(sheet, title, remark, page)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    head = workbook.add_format(HEAD)
    percent = workbook.add_format({"num_format": PERCENT})
    struck = workbook.add_format({"font_strikeout": True, "font_color": "#888888"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.label, head)
    formats: dict[str, object] = {}
    texts = [place for place, column in enumerate(columns) if column.kind == "text" and place != mark_column]
    numbers = [place for place, column in enumerate(columns) if column.kind == "number"]
    percents = [place for place, column in enumerate(columns) if column.kind == "percent"]
    write_string, write_number = sheet.write_string, sheet.write_number
    count = 0
    for count, (values, number_format, mark) in enumerate(rows, 1):
        form = formats.get(number_format)
        if form is None:
            form = formats[number_format] = workbook.add_format({"num_format": number_format})
        for place in texts:
            value = values[place]
            if value:
                write_string(count, place, value)
        for place in numbers:
            value = values[place]
            if value is not None:
                write_number(count, place, value, form)
        for place in percents:
            value = values[place]
            if value is not None:
                write_number(count, place, value, percent)
        if mark:
            write_mark(sheet, count, mark_column, mark, struck)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    workbook.close()
    return count


def _add_table(sheet, row: int, height: int, name: str, heads: Iterable[str], head_format) -> None:
    """Add a table of ``height`` rows under its heads; these have a format, since not every program knows its style."""
    columns = [{"header": head, "header_format": head_format} for head in heads]
    sheet.add_table(
        row,
        0,
        row + height,
        len(columns) - 1,
        {"name": name, "columns": columns, "style": STYLE, "autofilter": True},
    )


def _set_up_print(sheet, title: str, remark: str, page: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    # a header holds no more than 255 signs
    sheet.set_header(f"&L{_plain(title[:100])}&R&B{_plain(remark[:50])}")
    sheet.set_footer(f"&L&D&C{_plain(page)} &P / &N")


def _plain(text: str) -> str:
    """A text without what headers and footers take for a command.

    >>> _plain("R&D")
    'R&&D'
    """
    return text.replace("&", "&&")


def _sheet_name(name: str) -> str:
    """A name that a worksheet may have.

    >>> _sheet_name("May: A/B [1]?"), _sheet_name("'Quoted'")
    ('May  A B  1', 'Quoted')
    """
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31].strip(" '") or "1"


def _distinct(heads: Iterable[str]) -> list[str]:
    """Heads of a table, each of which must be another one and none empty.

    >>> _distinct(["Region", "East", "east", ""])
    ['Region', 'East', 'east (2)', '–']
    """
    found: list[str] = []
    seen: set[str] = set()
    for head in heads:
        shown, number = head or "–", 2
        while shown.casefold() in seen:
            shown, number = f"{head or '–'} ({number})", number + 1
        seen.add(shown.casefold())
        found.append(shown)
    return found

from odoo.addons.web.controllers import export

#: What the spreadsheet library makes a formula of. Other signs stay texts in a cell that is marked as text.
XLSX_FORMULA_STARTS = ("=", "{=")

#: What a spreadsheet program takes for a formula in a text file, besides those that core guards against.
CSV_FORMULA_STARTS = ("@", "\t", "\r")


def as_text(value, starts=XLSX_FORMULA_STARTS):
    """Return ``value`` so that it is not taken for a formula.

    >>> as_text("=1+1"), as_text("+86 571"), as_text(-1)
    ("'=1+1", '+86 571', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(starts) else value


def rows_as_text(rows):
    return [[as_text(value) for value in row] for row in rows]


class ExcelExport(export.ExcelExport):
    """Core hands texts to the spreadsheet library, which makes formulas of those that begin with an equals sign."""

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, columns_headers, rows_as_text(rows))

    def from_group_data(self, fields, columns_headers, groups):
        self._group_as_text(groups)
        return super().from_group_data(fields, columns_headers, groups)

    def _group_as_text(self, group):
        group.data = rows_as_text(group.data)
        group.children = {as_text(name): child for name, child in group.children.items()}
        for child in group.children.values():
            self._group_as_text(child)


class CSVExport(export.CSVExport):
    """Core guards against three of the signs; the others are guarded here."""

    def from_data(self, fields, columns_headers, rows):
        rows = [[as_text(value, CSV_FORMULA_STARTS) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

from odoo.addons.web.controllers import export

#: What a spreadsheet program takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "{=")


def as_text(value):
    """Return ``value`` so that no spreadsheet program takes it for a formula.

    >>> as_text("=1+1"), as_text("Acme"), as_text(-1)
    ("'=1+1", 'Acme', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


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
        guarded_by_core = ("=", "+", "-")
        rows = [
            [value if isinstance(value, str) and value.startswith(guarded_by_core) else as_text(value) for value in row]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, rows)

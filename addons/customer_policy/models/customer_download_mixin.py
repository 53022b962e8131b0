import base64
from typing import NamedTuple

from odoo import api, fields, models

PAPER_A4 = 9
#: for workbooks in memory: what somebody wrote is text, nothing becomes a formula or a link
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
FORMATS = {
    "date": {"num_format": "yyyy-mm-dd"},
    "money": {"num_format": "#,##0.00"},
    "units": {"num_format": "0.##"},
    "days": {"num_format": "0.0"},
    # of a field that says 60 for 60 percent
    "percent": {"num_format": "0.00%"},
    "wrap": {"text_wrap": True, "valign": "top"},
}


class Column(NamedTuple):
    """A column of a table of records."""

    #: field
    name: str
    width: int
    #: one of ``FORMATS``, or none
    kind: str = ""


class CustomerDownloadMixin(models.AbstractModel):
    """A file that is made for somebody, who downloads it at once; and what spreadsheets of records share."""

    _name = "customer.download.mixin"
    _description = "File to download"

    data = fields.Binary(attachment=True, readonly=True)
    filename = fields.Char(readonly=True)

    @api.model
    def _download(self, data: bytes, filename: str) -> dict:
        """Return the action that downloads ``data``; file names are seen by others."""
        file = self.create({"data": base64.b64encode(data), "filename": filename})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{file.id}/data/{filename}?download=true",
            "target": "download",
        }

    @api.model
    def _set_up_list(self, sheet):
        """Keep the heads and two columns of a sheet in sight, and print it on pages as wide as it is."""
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    @api.model
    def _write_records(self, workbook, label: str, name: str, records, columns: tuple[Column, ...], totalled=()):
        """Add the sheet ``label`` with ``records`` as the table ``name``.

        :param totalled: kinds of columns with their sum as a formula in a last row
        """
        sheet = workbook.add_worksheet(label)
        self._set_up_list(sheet)
        formats = {column.kind: workbook.add_format(FORMATS[column.kind]) for column in columns if column.kind}
        heads = []
        for place, column in enumerate(columns):
            form = formats.get(column.kind)
            sheet.set_column(place, place, column.width, form)
            head = {"header": records._fields[column.name]._description_string(self.env), "format": form}
            heads.append({**head, "total_function": "sum"} if column.kind in totalled else head)
        sheet.add_table(
            0,
            0,
            # an empty table has one empty row
            max(len(records), 1) + bool(totalled),
            len(columns) - 1,
            {"name": name, "columns": heads, "total_row": bool(totalled), "style": "Table Style Medium 2"},
        )
        for row, record in enumerate(records, 1):
            for place, column in enumerate(columns):
                self._write_cell(sheet, row, place, record, column, formats.get(column.kind))

    @api.model
    def _write_cell(self, sheet, row: int, place: int, record, column: Column, form):
        field, value = record._fields[column.name], record[column.name]
        if field.type in ("float", "monetary"):
            sheet.write_number(row, place, value / 100 if column.kind == "percent" else value, form)
        elif field.type == "date" and value:
            sheet.write_datetime(row, place, fields.Datetime.to_datetime(value), form)
        elif field.type == "datetime" and value:
            # where the company works
            zone = record.company_id._policy_timezone().zone
            moment = fields.Datetime.context_timestamp(record.with_context(tz=zone), value)
            sheet.write_datetime(row, place, moment.replace(tzinfo=None), form)
        else:
            sheet.write_string(row, place, str(field.convert_to_export(value, record) or ""), form)

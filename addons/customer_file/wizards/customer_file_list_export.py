import io

import xlsxwriter

from odoo import fields, models


class CustomerFileListExport(models.TransientModel):
    """The customer list (客户一览表) as a spreadsheet (S1.7-3.2a, S2.1-03b)."""

    _name = "customer.file.list.export"
    _description = "Customer list as a spreadsheet"
    _inherit = ["customer.download.mixin"]

    def _export(self, files):
        """Return the window action that downloads the list of ``files``."""
        self.env["customer.export.rule"]._guard("list", files, files._customer_list_columns())
        filename = f"{self.env._('customer_list')}_{fields.Date.context_today(self):%Y-%m-%d}.xlsx"
        return self._download(self._xlsx(files), filename)

    def _xlsx(self, files) -> bytes:
        """Write a row per file, in bounded memory. Text is written as text: nothing becomes a formula."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"constant_memory": True}) as workbook:
            head = workbook.add_format({"bold": True, "bg_color": "#E7EDF3", "border": 1, "text_wrap": True})
            formats = {
                "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
                "monetary": workbook.add_format({"num_format": "#,##0.00"}),
                "integer": workbook.add_format({"num_format": "0"}),
            }
            sheet = workbook.add_worksheet(self.env._("Customer List"))
            names = files._customer_list_columns()
            self._set_up_list(sheet)
            for column, name in enumerate(names):
                sheet.set_column(column, column, 28 if name in ("name", "street", "business_scope") else 14)
                sheet.write_string(0, column, files._fields[name]._description_string(self.env), head)
            for row, file in enumerate(self._in_batches(files), start=1):
                for column, name in enumerate(names):
                    self._write_field(sheet, row, column, file, name, formats)
            sheet.autofilter(0, 0, max(len(files), 1), len(names) - 1)
        return output.getvalue()

    def _in_batches(self, files):
        for start in range(0, len(files), 1000):
            batch = files.browse(files.ids[start : start + 1000])
            yield from batch
            batch.invalidate_recordset(flush=False)

    def _write_field(self, sheet, row: int, column: int, file, name: str, formats: dict):
        field, value = file._fields[name], file[name]
        if field.type == "date" and value:
            sheet.write_datetime(row, column, fields.Datetime.to_datetime(value), formats["date"])
        elif field.type in ("monetary", "integer") and value:
            sheet.write_number(row, column, value, formats[field.type])
        elif value:
            sheet.write_string(row, column, str(field.convert_to_export(value, file)))

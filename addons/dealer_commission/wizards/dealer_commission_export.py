import base64
import io

import xlsxwriter

from odoo import api, fields, models

#: field of a statement, width, format
COLUMNS = (
    ("number", 14, ""),
    ("partner_id", 28, ""),
    ("date_from", 12, "date"),
    ("date_to", 12, "date"),
    ("state", 12, ""),
    ("company_id", 20, ""),
    ("currency_id", 10, ""),
    ("performance", 12, "units"),
    ("trade_amount", 16, "money"),
    ("commission", 16, "money"),
    ("opening_amount", 16, "money"),
    ("paid_amount", 16, "money"),
    ("outstanding_amount", 16, "money"),
)
FORMATS = {"money": {"num_format": "#,##0.00"}, "date": {"num_format": "yyyy-mm-dd"}, "units": {"num_format": "0.##"}}


class DealerCommissionExport(models.TransientModel):
    """Commission statements as a spreadsheet, with totals as formulas."""

    _name = "dealer.commission.export"
    _description = "Commission statements as a spreadsheet"

    data = fields.Binary(attachment=True, readonly=True)
    filename = fields.Char(readonly=True)

    @api.model
    def _export(self, statements):
        """Return the action that downloads ``statements``, as the user may read them."""
        statements.check_access("read")
        self.env["customer.export.rule"]._guard("list", statements, [name for name, _width, _kind in COLUMNS])
        # a period and no names, since file names are seen by others
        filename = f"commission_{max(statements.mapped('date_to')):%Y-%m}.xlsx"
        export = self.create({"data": base64.b64encode(self._xlsx(statements)), "filename": filename})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{export.id}/data/{filename}?download=true",
            "target": "download",
        }

    @api.model
    def _xlsx(self, statements) -> bytes:
        output = io.BytesIO()
        # text is text: nothing becomes a formula or a link
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        with xlsxwriter.Workbook(output, options) as workbook:
            formats = {kind: workbook.add_format(values) for kind, values in FORMATS.items()}
            sheet = workbook.add_worksheet(self.env._("Statements"))
            sheet.freeze_panes(1, 2)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            # an amount in one currency is not added to one in another
            one_currency = len(statements.currency_id) == 1
            columns = []
            for column, (name, width, kind) in enumerate(COLUMNS):
                sheet.set_column(column, column, width)
                header = statements._fields[name]._description_string(self.env)
                total = {"total_function": "sum"} if kind == "units" or (kind == "money" and one_currency) else {}
                columns.append({"header": header, "format": formats.get(kind), **total})
            sheet.add_table(
                0,
                0,
                len(statements) + 1,
                len(COLUMNS) - 1,
                {"name": "statements", "columns": columns, "total_row": True, "style": "Table Style Medium 2"},
            )
            for row, statement in enumerate(statements, 1):
                for column, (name, _width, kind) in enumerate(COLUMNS):
                    self._write_cell(sheet, row, column, statement, name, formats.get(kind))
        return output.getvalue()

    def _write_cell(self, sheet, row: int, column: int, statement, name: str, form):
        field, value = statement._fields[name], statement[name]
        if field.type in ("float", "monetary"):
            sheet.write_number(row, column, value, form)
        elif field.type == "date":
            sheet.write_datetime(row, column, fields.Datetime.to_datetime(value), form)
        else:
            sheet.write_string(row, column, str(field.convert_to_export(value, statement) or ""), form)

import base64
import io

import xlsxwriter

from odoo import api, fields, models

#: field of a row, width, format
COLUMNS = (
    ("number", 12, ""),
    ("customer", 28, ""),
    ("name", 30, ""),
    ("product", 24, ""),
    ("cause_class", 16, ""),
    ("cause", 20, ""),
    ("liable", 18, ""),
    ("share", 10, "percent"),
    ("amount", 14, "money"),
    ("loss_amount", 14, "money"),
    ("received_date", 12, "date"),
    ("closed_date", 12, "date"),
    ("days", 10, "days"),
    ("has_sanction", 10, ""),
    ("measures", 40, "wrap"),
)
FORMATS = {
    "percent": {"num_format": "0.00%"},
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
    "days": {"num_format": "0.0"},
    "wrap": {"text_wrap": True, "valign": "top"},
}


class CustomerComplaintStatementExport(models.TransientModel):
    """A monthly statement as a spreadsheet: a table of the cases, and the loss of each department with a chart."""

    _name = "customer.complaint.statement.export"
    _description = "Monthly statement as a spreadsheet"

    data = fields.Binary(attachment=True, readonly=True)
    filename = fields.Char(readonly=True)

    @api.model
    def _export(self, statement):
        """Return the action that downloads ``statement``, with the cases that the user may read."""
        statement.check_access("read")
        # asked anew: what is in memory may have been read with other rights
        lines = self.env["customer.complaint.statement.line"].search([("statement_id", "=", statement.id)])
        self.env["customer.export.rule"]._guard("list", lines, [name for name, _width, _kind in COLUMNS])
        filename = f"complaints_{statement.month:%Y-%m}.xlsx"
        export = self.create({"data": base64.b64encode(self._xlsx(lines)), "filename": filename})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{export.id}/data/{filename}?download=true",
            "target": "download",
        }

    @api.model
    def _xlsx(self, lines) -> bytes:
        output = io.BytesIO()
        # whatever a customer wrote is text: nothing becomes a formula or a link
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        with xlsxwriter.Workbook(output, options) as workbook:
            formats = {kind: workbook.add_format(values) for kind, values in FORMATS.items()}
            self._write_cases(workbook, lines, formats)
            self._write_departments(workbook, lines, formats)
        return output.getvalue()

    def _write_cases(self, workbook, lines, formats):
        sheet = workbook.add_worksheet(self.env._("Cases"))
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        columns = []
        for column, (name, width, kind) in enumerate(COLUMNS):
            sheet.set_column(column, column, width, formats.get(kind))
            header = lines._fields[name]._description_string(self.env)
            columns.append({"header": header, "format": formats.get(kind)})
        # an empty table has one empty row
        sheet.add_table(
            0,
            0,
            max(len(lines), 1),
            len(COLUMNS) - 1,
            {"name": "cases", "columns": columns, "style": "Table Style Medium 2"},
        )
        for row, line in enumerate(lines, 1):
            for column, (name, _width, kind) in enumerate(COLUMNS):
                self._write_cell(sheet, row, column, line, name, formats.get(kind))

    def _write_cell(self, sheet, row: int, column: int, line, name: str, form):
        field, value = line._fields[name], line[name]
        if name == "share":
            sheet.write_number(row, column, value / 100, form)
        elif field.type == "datetime":
            moment = value and fields.Datetime.context_timestamp(
                line.with_context(tz=line.company_id._policy_timezone().zone), value
            )
            if moment:
                sheet.write_datetime(row, column, moment.replace(tzinfo=None), form)
        elif field.type in ("float", "monetary"):
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, str(field.convert_to_export(value, line) or ""), form)

    def _write_departments(self, workbook, lines, formats):
        """Total the cases and the loss of each liable party, and draw the losses."""
        totals = {}
        for line in lines:
            liable = line.liable or self.env._("Nobody")
            cases, loss = totals.get(liable, (0, 0))
            totals[liable] = (cases + (line.share / 100 if line.liable else 1), loss + line.loss_amount)
        sheet = workbook.add_worksheet(self.env._("Liability"))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 2, 14)
        labels = (self.env._("Liable"), self.env._("Share of Cases"), self.env._("Loss"))
        rows = sorted(totals.items(), key=lambda item: -item[1][1])
        columns = [{"header": label} for label in labels]
        sheet.add_table(0, 0, max(len(rows), 1), 2, {"name": "liability", "columns": columns})
        for row, (liable, (cases, loss)) in enumerate(rows, 1):
            sheet.write_string(row, 0, liable)
            sheet.write_number(row, 1, cases, formats["days"])
            sheet.write_number(row, 2, loss, formats["money"])
        if rows:
            chart = workbook.add_chart({"type": "bar"})
            chart.add_series(
                {
                    "name": labels[2],
                    "categories": [sheet.name, 1, 0, len(rows), 0],
                    "values": [sheet.name, 1, 2, len(rows), 2],
                    "data_labels": {"value": True},
                }
            )
            chart.set_title({"name": self.env._("Loss by Liable Party")})
            chart.set_legend({"none": True})
            sheet.insert_chart("E2", chart)

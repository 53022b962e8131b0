import io

import xlsxwriter

from odoo import api, models

from odoo.addons.customer_policy.models.customer_download_mixin import FORMATS, TEXT_ONLY, Column

COLUMNS = (
    Column("number", 12),
    Column("customer", 28),
    Column("name", 30),
    Column("product", 24),
    Column("cause_class", 16),
    Column("cause", 20),
    Column("liable", 18),
    Column("share", 10, "percent"),
    Column("amount", 14, "money"),
    Column("loss_amount", 14, "money"),
    Column("received_date", 12, "date"),
    Column("closed_date", 12, "date"),
    Column("days", 10, "days"),
    Column("has_sanction", 10),
    Column("measures", 40, "wrap"),
)


class CustomerComplaintStatementExport(models.TransientModel):
    """A monthly statement as a spreadsheet: a table of the cases, and the loss of each department with a chart."""

    _name = "customer.complaint.statement.export"
    _description = "Monthly statement as a spreadsheet"
    _inherit = ["customer.download.mixin"]

    @api.model
    def _export(self, statement):
        """Return the action that downloads ``statement``, with the cases that the user may read."""
        statement.check_access("read")
        # asked anew: what is in memory may have been read with other rights
        lines = self.env["customer.complaint.statement.line"].search([("statement_id", "=", statement.id)])
        self.env["customer.export.rule"]._guard("list", lines, [column.name for column in COLUMNS])
        return self._download(self._xlsx(lines), f"complaints_{statement.month:%Y-%m}.xlsx")

    @api.model
    def _xlsx(self, lines) -> bytes:
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, TEXT_ONLY) as workbook:
            self._write_records(workbook, self.env._("Cases"), "cases", lines, COLUMNS)
            self._write_departments(workbook, lines)
        return output.getvalue()

    def _write_departments(self, workbook, lines):
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
        shares, losses = (workbook.add_format(FORMATS[kind]) for kind in ("days", "money"))
        sheet.add_table(0, 0, max(len(rows), 1), 2, {"name": "liability", "columns": columns})
        for row, (liable, (cases, loss)) in enumerate(rows, 1):
            sheet.write_string(row, 0, liable)
            sheet.write_number(row, 1, cases, shares)
            sheet.write_number(row, 2, loss, losses)
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

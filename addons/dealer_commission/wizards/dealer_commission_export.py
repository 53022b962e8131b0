import io

import xlsxwriter

from odoo import api, models

from odoo.addons.customer_policy.models.customer_download_mixin import TEXT_ONLY, Column

COLUMNS = (
    Column("number", 14),
    Column("partner_id", 28),
    Column("date_from", 12, "date"),
    Column("date_to", 12, "date"),
    Column("state", 12),
    Column("company_id", 20),
    Column("currency_id", 10),
    Column("performance", 12, "units"),
    Column("trade_amount", 16, "money"),
    Column("commission", 16, "money"),
    Column("opening_amount", 16, "money"),
    Column("paid_amount", 16, "money"),
    Column("outstanding_amount", 16, "money"),
)


class DealerCommissionExport(models.TransientModel):
    """Commission statements as a spreadsheet, with totals as formulas."""

    _name = "dealer.commission.export"
    _description = "Commission statements as a spreadsheet"
    _inherit = ["customer.download.mixin"]

    @api.model
    def _export(self, statements):
        """Return the action that downloads ``statements``, as the user may read them."""
        statements.check_access("read")
        self.env["customer.export.rule"]._guard("list", statements, [column.name for column in COLUMNS])
        # a period and no names
        return self._download(self._xlsx(statements), f"commission_{max(statements.mapped('date_to')):%Y-%m}.xlsx")

    @api.model
    def _xlsx(self, statements) -> bytes:
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, TEXT_ONLY) as workbook:
            label = self.env._("Statements")
            # an amount in one currency is not added to one in another
            totalled = ("units", "money") if len(statements.currency_id) == 1 else ("units",)
            self._write_records(workbook, label, "statements", statements, COLUMNS, totalled=totalled)
        return output.getvalue()

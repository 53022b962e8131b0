from datetime import date
from typing import NamedTuple

from odoo import models


class Row(NamedTuple):
    """What one scheme gave."""

    scheme: str
    count: int
    performance: float
    amount: float
    commission: float
    is_observed: bool


class Sheet(NamedTuple):
    """The statements of one company and period."""

    company: models.BaseModel
    date_from: date
    date_to: date
    statements: models.BaseModel


class DealerCommissionStatement(models.Model):
    _inherit = "dealer.commission.statement"

    def _paper_rows(self) -> list[Row]:
        """Return what each scheme gave, for the printed statement; what it gave while it only observed is by itself."""
        self.ensure_one()
        # sudo: names of the schemes of a statement that the user reads
        groups = (
            self.env["dealer.commission.statement.line"]
            .sudo()
            ._read_group(
                [("statement_id", "=", self.id)],
                ["scheme_id", "is_observed"],
                ["__count", "performance:sum", "amount:sum", "commission:sum"],
            )
        )
        return [Row(scheme.name, *figures, is_observed) for scheme, is_observed, *figures in groups]

    def _sheets(self) -> list[Sheet]:
        """Return these statements as sheets, a company and a period each (交易额、返佣金额、实际返佣、待返佣)."""
        groups = self.sorted("id").grouped(lambda one: (one.company_id, one.date_from, one.date_to))
        return [Sheet(*key, statements) for key, statements in groups.items()]

    def action_view_lines(self):
        """Show the lines of the statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_commission.dealer_commission_statement_line_action"
        )
        return {**action, "domain": [("statement_id", "=", self.id)], "context": {}}

    def action_view_bill(self):
        """Show the vendor bill."""
        self.ensure_one()
        return self.bill_id._get_records_action(name=self.env._("Vendor Bills"))

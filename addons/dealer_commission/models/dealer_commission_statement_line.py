from odoo import api, fields, models


class DealerCommissionStatementLine(models.Model):
    """What a line of an invoice adds to a statement, or takes from it. Written by the statement only.

    The invoice line has no foreign key: whatever becomes of it, what was confirmed stays as it was.
    """

    _name = "dealer.commission.statement.line"
    _description = "Line of a commission statement"
    _inherit = ["customer.export.mixin"]
    _order = "date, source_id, id"
    _rec_name = "reference"
    _log_access = False

    statement_id = fields.Many2one(
        "dealer.commission.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    secrecy_level_id = fields.Many2one(related="statement_id.secrecy_level_id")
    scheme_id = fields.Many2one("dealer.commission.scheme", required=True, readonly=True, ondelete="restrict")
    role = fields.Selection(
        [("own", "Own"), ("mentor", "Trainee's")],
        required=True,
        readonly=True,
        default="own",
        help="Units of a trainee count for the mentor's performance, without a commission.",
    )
    source_id = fields.Integer("Invoice Line No.", required=True, readonly=True, index=True, aggregator=None)
    move_line_id = fields.Many2one("account.move.line", string="Invoice Line", compute="_compute_move_line_id")
    reference = fields.Char("Invoice", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Without taxes, in the currency of the company.")
    units = fields.Float(digits="Product Unit", readonly=True, help="Units that earn a commission.")
    performance = fields.Float(digits="Product Unit", readonly=True, help="Units that count for the performance.")
    rate = fields.Float(
        digits=(16, 6),
        readonly=True,
        aggregator="avg",
        help="Percent, or amount per unit. Where it rises with the total: the average of the whole statement.",
    )
    commission = fields.Monetary(readonly=True)
    is_correction = fields.Boolean(readonly=True, help="Makes good what an earlier statement said, at its rate.")

    is_observed = fields.Boolean(
        "Observed", readonly=True, help="The scheme only observed when this was computed: it is not paid, also later."
    )

    def _compute_move_line_id(self):
        # sudo: only whether it is still there; what it says is read with the rights of the user
        there = set(self.env["account.move.line"].sudo().browse(self.mapped("source_id")).exists().ids)
        for line in self:
            line.move_line_id = line.source_id if line.source_id in there else False

    @api.model
    def _columns(self) -> tuple[str, ...]:
        """Name the columns that the statement fills, in this order."""
        return (
            "statement_id", "scheme_id", "role", "source_id", "reference", "date", "amount", "units", "performance",
            "rate", "commission", "is_correction", "is_observed",
        )  # fmt: skip

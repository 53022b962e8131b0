from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerComplaintStatementLine(models.Model):
    """A closed case in the statement of its month, for one of those liable: a copy, which stays as it was confirmed."""

    _name = "customer.complaint.statement.line"
    _description = "Case in a monthly statement"
    _inherit = ["customer.record.line.mixin", "customer.export.mixin"]
    _order = "closed_date, id"
    _rec_name = "number"
    _record_field = "statement_id"

    statement_id = fields.Many2one(
        "customer.complaint.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    complaint_id = fields.Many2one(
        "customer.complaint", string="Case", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Char(readonly=True)
    name = fields.Char("Subject", readonly=True)
    customer = fields.Char(readonly=True)
    product = fields.Char(readonly=True)
    cause = fields.Char(readonly=True)
    cause_class = fields.Selection(
        lambda self: self.env["customer.complaint.cause"]._fields["cause_class"]._description_selection(self.env),
        "Class of the Cause",
        readonly=True,
    )
    liable = fields.Char(readonly=True, help="Department or third party, as it was called then.")
    share = fields.Float("Liability (%)", digits=(5, 2), readonly=True, aggregator=None)
    amount = fields.Monetary("Settlement Amount", readonly=True)
    loss_amount = fields.Monetary("Loss", readonly=True)
    received_date = fields.Datetime("Received", readonly=True)
    closed_date = fields.Datetime("Closed on", readonly=True)
    days = fields.Float("Days to Close", digits=(12, 1), readonly=True, aggregator="avg")
    has_sanction = fields.Boolean("Administrative Sanction", readonly=True)
    measures = fields.Text("Improvement", readonly=True)

    @api.model
    def _prepare_vals(self, statement, case) -> list[dict]:
        """Return the rows of ``case``, one for each liable party; the first one carries what nobody is liable for."""
        states = dict(case.measure_ids._fields["state"]._description_selection(self.env))
        common = {
            "statement_id": statement.id,
            "complaint_id": case.id,
            "number": case.number,
            "name": case.name,
            "customer": case.partner_id.display_name,
            "product": ", ".join(case.line_ids.product_id.mapped("display_name")),
            "cause": case.cause_id.name,
            "cause_class": case.cause_class,
            "received_date": case.received_date,
            "closed_date": case.closed_date,
            "days": (case.closed_date - case.accepted_date).total_seconds() / 86400,
            "has_sanction": case.has_sanction,
            "measures": "\n".join(f"{one.name}: {states[one.state]}" for one in case.measure_ids),
        }
        if not case.liability_ids:
            return [{**common, "share": 0, "amount": case.amount, "loss_amount": case.loss_amount}]
        return [
            {
                **common,
                "liable": (row.department_id or row.partner_id).display_name,
                "share": row.share,
                "amount": case.currency_id.round(case.amount * row.share / 100),
                "loss_amount": row.amount,
            }
            for row in case.liability_ids
        ]

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("The rows of a statement are made by the statement."))
        return super().write(vals)


class CustomerComplaintStatementConfirmation(models.Model):
    """That the head of a department confirmed a statement."""

    _name = "customer.complaint.statement.confirmation"
    _description = "Confirmation of a monthly statement"
    _inherit = ["customer.record.line.mixin"]
    _order = "id"
    _rec_name = "unit_id"
    _record_field = "statement_id"

    statement_id = fields.Many2one(
        "customer.complaint.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, precompute=True, index=True)
    unit_id = fields.Many2one("customer.complaint.unit", required=True, readonly=True, index=True, ondelete="restrict")
    confirmed_by_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="restrict")
    confirmed_date = fields.Datetime("Confirmed on", readonly=True)

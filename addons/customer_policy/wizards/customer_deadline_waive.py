from odoo import fields, models


class CustomerDeadlineWaive(models.TransientModel):
    """Ask for the reason, then waive the deadlines."""

    _name = "customer.deadline.waive"
    _description = "Waive deadlines"

    deadline_ids = fields.Many2many(
        "customer.deadline", required=True, default=lambda self: self.env.context.get("active_ids", [])
    )
    reason = fields.Char(required=True)

    def action_waive(self):
        self.deadline_ids._waive(self.reason)
        return {"type": "ir.actions.act_window_close"}

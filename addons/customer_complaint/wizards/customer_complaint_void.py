from odoo import fields, models


class CustomerComplaintVoidWizard(models.TransientModel):
    """End cases without a result, with the reason; a number that was drawn stays, and is shown as void."""

    _name = "customer.complaint.void"
    _description = "Void a complaint"

    complaint_ids = fields.Many2many(
        "customer.complaint", required=True, readonly=True, default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_void(self):
        self.ensure_one()
        self.complaint_ids._void(self.reason)
        return {"type": "ir.actions.act_window_close"}

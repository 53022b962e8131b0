from odoo import fields, models


class CustomerComplaintAssignWizard(models.TransientModel):
    """Give cases or tasks to a colleague."""

    _name = "customer.complaint.assign"
    _description = "Assign complaints"

    complaint_ids = fields.Many2many(
        "customer.complaint", readonly=True, default=lambda self: self._active("customer.complaint")
    )
    task_ids = fields.Many2many(
        "customer.complaint.task", readonly=True, default=lambda self: self._active("customer.complaint.task")
    )
    user_id = fields.Many2one("res.users", string="Goes to", required=True, domain=[("share", "=", False)])

    def _active(self, model: str):
        return self.env.context.get("active_ids") if self.env.context.get("active_model") == model else False

    def action_assign(self):
        self.ensure_one()
        self.complaint_ids._assign(self.user_id)
        self.task_ids._reassign(self.user_id)
        return {"type": "ir.actions.act_window_close"}

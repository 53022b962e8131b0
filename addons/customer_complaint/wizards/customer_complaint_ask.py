from odoo import fields, models


class CustomerComplaintAsk(models.TransientModel):
    """Choose the step that is asked for: the superior, the department head, an opinion."""

    _name = "customer.complaint.ask"
    _description = "Ask for a step of a complaint"

    complaint_id = fields.Many2one("customer.complaint", required=True, readonly=True, ondelete="cascade")
    askable_step_ids = fields.Many2many(related="complaint_id.askable_step_ids")
    step_id = fields.Many2one(
        "customer.complaint.step", required=True, domain="[('id', 'in', askable_step_ids)]", ondelete="cascade"
    )

    def action_ask(self):
        self.ensure_one()
        return self.complaint_id.action_ask_for_step(self.step_id.code)

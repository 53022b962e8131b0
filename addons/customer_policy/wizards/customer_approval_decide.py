from odoo import api, fields, models


class CustomerApprovalDecide(models.TransientModel):
    """Asks for the comment to a decision."""

    _name = "customer.approval.decide"
    _description = "Decide an approval"

    approval_id = fields.Many2one("customer.approval", required=True, readonly=True, ondelete="cascade")
    decision = fields.Selection([("approve", "Approve"), ("reject", "Reject")], required=True, default="approve")
    progress = fields.Text(related="approval_id.progress", related_sudo=False)
    comment = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.approval_id.check_access("read")
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self.approval_id.check_access("read")
        return result

    def action_decide(self):
        self.ensure_one()
        decide = self.approval_id.action_approve if self.decision == "approve" else self.approval_id.action_reject
        outcome = decide(self.comment or "")
        return outcome if isinstance(outcome, dict) else {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models


class CustomerComplaint(models.Model):
    _inherit = "customer.complaint"

    commission_cancellation_ids = fields.One2many(
        "dealer.commission.cancellation", "complaint_id", string="Cancelled Performance", readonly=True
    )
    commission_cancellation_count = fields.Integer(compute="_compute_commission_cancellation_count")

    @api.depends("commission_cancellation_ids")
    def _compute_commission_cancellation_count(self):
        for case in self:
            case.commission_cancellation_count = len(case.commission_cancellation_ids)

    def action_view_commission_cancellations(self):
        """Show the requests to cancel performance, or begin one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_commission_complaint.dealer_commission_cancellation_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

from odoo import fields, models


class CustomerComplaintMerge(models.TransientModel):
    """Merge a case into another of the same customer, which is the same complaint."""

    _name = "customer.complaint.merge"
    _description = "Merge complaints"

    complaint_id = fields.Many2one(
        "customer.complaint",
        string="This Case Ends",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    commercial_partner_id = fields.Many2one(related="complaint_id.commercial_partner_id", related_sudo=False)
    company_id = fields.Many2one(related="complaint_id.company_id")
    into_id = fields.Many2one(
        "customer.complaint",
        string="Merged into",
        required=True,
        domain="[('commercial_partner_id', '=', commercial_partner_id), ('company_id', '=', company_id), "
        "('id', '!=', complaint_id), ('state', 'not in', ('closed', 'void'))]",
    )
    reason = fields.Char(required=True, default=lambda self: self.env._("The same complaint was filed twice."))

    def action_merge(self):
        self.ensure_one()
        self.complaint_id._merge_into(self.into_id, self.reason)
        return self.into_id._get_records_action()

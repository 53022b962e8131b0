from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Complaints follow their customer into the file that is kept."""
        # sudo: of every company, and whoever may merge
        complaints = self.env["customer.complaint"].sudo()
        partners = (src_partners | dst_partner).ids
        concerned = complaints.search(["|", ("partner_id", "in", partners), ("commercial_partner_id", "in", partners)])
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # core changed the customers in SQL
        concerned.invalidate_recordset(["partner_id", "commercial_partner_id"], flush=False)
        concerned._follow_customer()
        return result

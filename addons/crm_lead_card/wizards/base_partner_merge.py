from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # the customer of a card was changed in SQL, which computes nothing
        self.env["customer.lead.card"]._follow_files(dst_partner)
        return result

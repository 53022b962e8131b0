from odoo import models


class CustomerApproval(models.Model):
    _inherit = "customer.approval"

    def _barred(self):
        """Both who claim a customer are concerned, and decide on nothing."""
        barred = super()._barred()
        if self.res_model == "customer.lead.card.dispute":
            # sudo: only to leave them out
            dispute = self._known_document().sudo()
            barred |= dispute.claimant_id | dispute.other_claimant_id
        return barred

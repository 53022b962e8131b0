from odoo import models


class CustomerClearance(models.Model):
    """Clearance for a level that asks for it is put in force for those who signed (S1.8-10)."""

    _inherit = "customer.clearance"

    def _agreement_obstacle(self):
        obstacle = super()._agreement_obstacle()
        # sudo: levels are configuration without secrets
        level = self.level_id.sudo()
        if obstacle or not level.needs_agreement or level.mode != "enforce":
            return obstacle
        agreements = self.env["customer.confidentiality.agreement"]
        if any(agreements._covers(self.user_id, self.company_id, kind) for kind in ("nda", "processor")):
            return ""
        return self.env._("%s has no confidentiality agreement in force.", self.user_id.name)

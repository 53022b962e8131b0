from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            return super().write(vals)
        # sudo: who has which role is no secret
        users = self.env["res.users"].sudo().search([])
        before = users._with_role()
        result = super().write(vals)
        self.env["customer.confidentiality.agreement.rule"]._check_roles(users._with_role() - before)
        return result

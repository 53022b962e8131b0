from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            return super().write(vals)
        # sudo: who has which role is no secret
        users = self.env["res.users"].sudo().search([])
        before = users._get_role_companies()
        result = super().write(vals)
        users._check_agreements(before)
        return result

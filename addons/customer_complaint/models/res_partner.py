from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "country_id" in vals:
            # sudo: terms follow the country of the customer, whoever changes it
            cases = self.env["customer.complaint"].sudo()
            # not through the cases of the partner alone: what was recomputed is flushed by the search
            cases.search([("partner_id", "in", self.ids), ("state", "not in", ("closed", "void"))])._renew_deadlines()
        return result

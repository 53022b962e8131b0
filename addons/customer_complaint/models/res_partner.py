from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("commercial_partner_id", "=", self.commercial_partner_id.id)]

    def _prepare_complaint_vals(self):
        return {"partner_id": self.id, "contact_name": self.name, "phone": self.phone, "email": self.email}

    def write(self, vals):
        result = super().write(vals)
        if "country_id" in vals:
            # sudo: terms follow the country of the customer, whoever changes it
            cases = self.env["customer.complaint"].sudo()
            # not through the cases of the partner alone: what was recomputed is flushed by the search
            cases.search([("partner_id", "in", self.ids), ("state", "not in", ("closed", "void"))])._renew_deadlines()
        return result

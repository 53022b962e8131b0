from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("commercial_partner_id", "=", self.commercial_partner_id.id)]

    def _prepare_complaint_vals(self):
        return {"partner_id": self.id, "contact_name": self.name, "phone": self.phone, "email": self.email}

from odoo import models


class CustomerFile(models.Model):
    _name = "customer.file"
    _inherit = ["customer.file", "customer.complaint.origin.mixin"]

    def _complaint_domain(self):
        return [("file_id", "=", self.id)]

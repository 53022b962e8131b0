from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # it is the user of the employee
            self.env["customer.approval"]._ask_anew("manager")
        return result

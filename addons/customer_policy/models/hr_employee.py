from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "department_id"} & set(vals):
            self.env["customer.approval"]._ask_anew("manager")
        return result

    def unlink(self):
        result = super().unlink()
        self.env["customer.approval"]._ask_anew("manager")
        return result

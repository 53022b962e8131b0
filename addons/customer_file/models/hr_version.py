from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        if "department_id" in vals:
            # sudo: who changes post is seen by whoever may change it
            moved = self.sudo().filtered(
                lambda version: (
                    version.department_id
                    and version.department_id.id != vals["department_id"]
                    and version.employee_id.version_id == version
                )
            )
            for company, versions in moved.grouped("company_id").items():
                self.env["customer.handover"]._check_handed_over(versions.employee_id.user_id, "post", company)
        return super().write(vals)

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _create_work_contacts(self):
        return super(HrEmployee, self.with_context(no_customer_file=True))._create_work_contacts()

    def write(self, vals):
        if vals.get("active") is False:
            # sudo: who leaves is seen by whoever may archive the employee
            for company, employees in self.sudo().filtered("active").grouped("company_id").items():
                self.env["customer.handover"]._check_handed_over(employees.user_id, "leaves", company)
        return super().write(vals)

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _create_work_contacts(self):
        return super(HrEmployee, self.with_context(no_customer_file=True))._create_work_contacts()

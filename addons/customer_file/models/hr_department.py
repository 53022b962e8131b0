from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    customer_security_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for Customer Information",
        help="Answers for the security of customer information in this department (S1.8-08).",
    )
    customer_security_appraisal_ids = fields.One2many(
        "customer.security.appraisal", "department_id", string="Appraisals of Information Security"
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_statistic_department_id = fields.Many2one(
        "hr.department",
        string="Handles Requests for Statistics",
        check_company=True,
        help="The customer service department: whoever logs a request, this department alone receives and handles it. "
        "Empty: supervisors do.",
    )

from odoo import fields, models


class CustomerSecurityAppraisal(models.Model):
    """How well a department answered for customer information in a year (S1.8-08)."""

    _name = "customer.security.appraisal"
    _description = "Appraisal of information security"
    _inherit = ["customer.register.mixin"]
    _order = "year desc, department_id"
    _rec_name = "department_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    department_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Responsible", required=True, ondelete="restrict")
    year = fields.Char(required=True, size=4, default=lambda self: str(fields.Date.context_today(self).year))
    score = fields.Float(required=True, digits=(5, 1))
    note = fields.Text()

    _year_unique = models.Constraint(
        "UNIQUE(department_id, year)", "The department was appraised for this year already."
    )

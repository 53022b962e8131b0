from odoo import fields, models


class CustomerGradeService(models.Model):
    """A service in the personal plan of customers with a grade (S4.train-6)."""

    _name = "customer.grade.service"
    _description = "Service of a customer grade"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    grade_id = fields.Many2one("customer.grade", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="grade_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)

from odoo import fields, models


class CustomerGradeCriterionStep(models.Model):
    """From which value on a figure gives how many points; the highest step that is reached counts."""

    _name = "customer.grade.criterion.step"
    _description = "Points of a criterion"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "value_from, id"
    _rec_name = "value_from"

    criterion_id = fields.Many2one("customer.grade.criterion", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="criterion_id.company_id", store=True, precompute=True, index=True)
    value_from = fields.Float("From", digits=(16, 2))
    points = fields.Float()

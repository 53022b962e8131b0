from odoo import fields, models


class CustomerGradeQuestion(models.Model):
    """A question of the stage evaluation form (客户阶段评价表) of a grade scheme (S1.11-5.3.2)."""

    _name = "customer.grade.question"
    _description = "Question of a stage evaluation"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    scheme_id = fields.Many2one("customer.grade.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char("Question", required=True, translate=True)
    maximum_points = fields.Float("Points at Most", default=100.0)
    weight = fields.Float("Weight (%)", digits=(5, 2), default=100.0)
    is_problem_below = fields.Float("Problem Below", help="Fewer points are a problem, whatever the score; 0: never.")

    _code_unique = models.Constraint("UNIQUE(scheme_id, code)", "Two questions of a scheme have the same code.")

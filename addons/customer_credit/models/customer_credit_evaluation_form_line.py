from odoo import fields, models

INPUTS = [
    ("transactions", "Past Transactions"),
    ("statements", "Financial Statements"),
    ("report", "Credit Report"),
    ("industry", "Industry Background"),
    ("other", "Other"),
]


class CustomerCreditEvaluationFormLine(models.Model):
    """One input of an evaluation and its weight."""

    _name = "customer.credit.evaluation.form.line"
    _description = "Criterion of a credit evaluation"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    form_id = fields.Many2one("customer.credit.evaluation.form", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="form_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Criterion", required=True, translate=True)
    input = fields.Selection(INPUTS, required=True, default="other")
    weight = fields.Float(digits=(5, 2), help="Weights need not add up to 100. 0: looked at, not scored.")
    needs_note = fields.Boolean("Note Required", help="Without a note the evaluation is not confirmed.")

    _weight_positive = models.Constraint("CHECK(weight >= 0)", "A weight cannot be negative.")

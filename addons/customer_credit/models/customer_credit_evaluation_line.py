from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_credit_evaluation_form_line import INPUTS


class CustomerCreditEvaluationLine(models.Model):
    """The score of one input; what is asked and its weight stay as the form said when the evaluation began."""

    _name = "customer.credit.evaluation.line"
    _description = "Score of a credit evaluation"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin", "customer.export.mixin"]
    _order = "sequence, id"
    _record_field = "evaluation_id"
    _first_state_only = True
    _fixed_fields = ("evaluation_id", "form_line_id")

    evaluation_id = fields.Many2one("customer.credit.evaluation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, precompute=True, index=True)
    secrecy_level_id = fields.Many2one(related="evaluation_id.secrecy_level_id")
    form_line_id = fields.Many2one(
        "customer.credit.evaluation.form.line", index="btree_not_null", ondelete="set null", string="Line of the Form"
    )
    sequence = fields.Integer(compute="_compute_from_form", store=True, precompute=True)
    name = fields.Char("Criterion", compute="_compute_from_form", store=True, precompute=True)
    input = fields.Selection(INPUTS, compute="_compute_from_form", store=True, precompute=True)
    weight = fields.Float(digits=(5, 2), compute="_compute_from_form", store=True, precompute=True)
    needs_note = fields.Boolean("Note Required", compute="_compute_from_form", store=True, precompute=True)
    score = fields.Float(digits=(5, 2), help="From 0 to 100.")
    note = fields.Text()

    @api.depends("form_line_id")  # and not what it says: that stays as it was
    def _compute_from_form(self):
        for line in self:
            asked = line.form_line_id or line
            for name in ("sequence", "name", "input", "weight", "needs_note"):
                line[name] = asked[name]

    @api.constrains("score")
    def _check_score(self):
        for line in self:
            if not 0 <= line.score <= 100:
                raise ValidationError(self.env._("%s: a score lies between 0 and 100.", line.name))

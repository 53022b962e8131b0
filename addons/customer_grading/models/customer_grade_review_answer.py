from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CustomerGradeReviewAnswer(models.Model):
    """The points that a customer got for one question of the stage evaluation form."""

    _name = "customer.grade.review.answer"
    _description = "Answer of a stage evaluation"
    _inherit = ["customer.record.line.mixin", "customer.secret.mixin", "customer.export.mixin"]
    _order = "question_id, id"
    _rec_name = "question_id"
    _record_field = "review_id"
    _secrecy_file_field = "file_id"

    review_id = fields.Many2one("customer.grade.review", required=True, index=True, ondelete="cascade")
    file_id = fields.Many2one(related="review_id.file_id", store=True, precompute=True, index=True)
    scheme_id = fields.Many2one(related="review_id.scheme_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="review_id.company_id", store=True, precompute=True, index=True)
    question_id = fields.Many2one(
        "customer.grade.question",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
    )
    maximum_points = fields.Float(related="question_id.maximum_points")
    points = fields.Float()
    is_answered = fields.Boolean("Answered", compute="_compute_is_answered", store=True, readonly=False)
    note = fields.Char()

    _one_per_question = models.Constraint("UNIQUE(review_id, question_id)", "The question stands in the form already.")

    @api.depends("points")
    def _compute_is_answered(self):
        for answer in self:
            answer.is_answered = answer.is_answered or bool(answer.points)

    @api.constrains("points", "question_id")
    def _check_points(self):
        for answer in self:
            if not 0 <= answer.points <= answer.question_id.maximum_points:
                raise ValidationError(
                    self.env._(
                        "%(question)s: between 0 and %(maximum)s points.",
                        question=answer.question_id.name,
                        maximum=f"{answer.question_id.maximum_points:g}",
                    )
                )

    def write(self, vals):
        if not self.env.su and self.review_id.filtered(lambda review: review.state != "draft"):
            raise AccessError(self.env._("The evaluation is done: its answers stay as they are."))
        return super().write(vals)

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StaffAppraisalScheme(models.Model):
    """By what staff are appraised, with which weights, and what a score means (S4.csmain-6, S4.prop-6, S4.dl-13)."""

    _name = "staff.appraisal.scheme"
    _description = "Appraisal scheme"
    _inherit = ["customer.policy.rule.mixin"]

    indicator_ids = fields.One2many("staff.appraisal.indicator", "scheme_id", "Indicators", copy=True)
    grade_ids = fields.One2many("staff.appraisal.grade", "scheme_id", "Grades", copy=True)

    @api.constrains("indicator_ids")
    def _check_weights(self):
        for scheme in self:
            weights = sum(scheme.indicator_ids.mapped("weight"))
            if scheme.indicator_ids and round(weights, 6) != 100:
                raise ValidationError(
                    self.env._("%(scheme)s: the weights make %(sum)g, not 100.", scheme=scheme.name, sum=weights)
                )

    def _grade(self, score: float):
        """Return the highest grade that ``score`` reaches."""
        return self.grade_ids.filtered(lambda grade: grade.score_from <= score).sorted("score_from")[-1:]

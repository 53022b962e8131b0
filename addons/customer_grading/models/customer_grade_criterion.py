from odoo import fields, models
from odoo.tools import SQL

from .customer_grade_measure_mixin import BY_DOMAIN


class CustomerGradeCriterion(models.Model):
    """A criterion of a grade scheme: a measured figure or a condition on the file, its points and their weight."""

    _name = "customer.grade.criterion"
    _description = "Criterion of a grade scheme"
    _inherit = ["customer.grade.measure.mixin"]
    _order = "sequence, id"

    scheme_id = fields.Many2one("customer.grade.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        "Weight (%)", digits=(5, 2), default=100.0, help="The score is the sum of points times weight."
    )
    points = fields.Float(
        "Points of the Condition", default=100.0, help="Points of a customer whose file fulfils the condition."
    )
    step_ids = fields.One2many(
        "customer.grade.criterion.step",
        "criterion_id",
        string="Steps",
        copy=True,
        help="From which figure on how many points; without steps the figure is the points.",
    )

    def _points_sql(self, value: SQL) -> SQL:
        """Return the weighted points in SQL, ``value`` being the figure, or whether the condition is met."""
        self.ensure_one()
        if self.figure == BY_DOMAIN:
            return SQL("CASE WHEN %s THEN %s ELSE 0 END", value, self.points * self.weight / 100)
        steps = self.step_ids.sorted("value_from", reverse=True)
        if not steps:
            return SQL("COALESCE(%s, 0) * %s", value, self.weight / 100)
        cases = [
            SQL("WHEN %s >= %s THEN %s", value, step.value_from, step.points * self.weight / 100) for step in steps
        ]
        return SQL("CASE %s ELSE 0 END", SQL(" ").join(cases))

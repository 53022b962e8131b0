from odoo import fields, models
from odoo.tools import SQL

from .customer_grade_measure_mixin import BY_DOMAIN

OPERATORS = {">=": SQL(">="), "<=": SQL("<="), "=": SQL("=")}


class CustomerGradeCondition(models.Model):
    """What a grade asks of a customer, besides its score: thresholds of which one is enough, and limits."""

    _name = "customer.grade.condition"
    _description = "Condition of a customer grade"
    _inherit = ["customer.grade.measure.mixin"]
    _order = "sequence, id"

    grade_id = fields.Many2one("customer.grade", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="grade_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("any", "One of These Is Enough"),
            ("all", "Each of These Is Needed"),
            ("benefit", "Needed for the Benefit"),
        ],
        required=True,
        default="all",
    )
    operator = fields.Selection([(">=", "At Least"), ("<=", "At Most"), ("=", "Exactly")], required=True, default=">=")
    value = fields.Float(digits=(16, 2))

    def _measure_label(self, labels):
        label = super()._measure_label(labels)
        if self.figure == BY_DOMAIN:
            return label
        operators = dict(self._fields["operator"]._description_selection(self.env))
        return f"{label}: {operators[self.operator].lower()} {self.value:g}"

    def _is_met(self, figures: dict) -> bool:
        """Say whether the measured figures fulfil the condition; a figure nobody knows fulfils none."""
        self.ensure_one()
        value = figures.get(self._measure_key())
        if value is None:
            return False
        return {">=": value >= self.value, "<=": value <= self.value, "=": value == self.value}[self.operator]

    def _met_sql(self, value: SQL) -> SQL:
        """Return the same in SQL, ``value`` being the figure, or for a condition on the file whether it is met."""
        self.ensure_one()
        if self.figure == BY_DOMAIN:
            return value
        return SQL("COALESCE(%s %s %s, FALSE)", value, OPERATORS[self.operator], self.value)

from odoo import fields, models

from .customer_statistic_counting import NO_GROUP, Counted, Key


class CustomerStatisticKindLine(models.Model):
    """An indicator in a report."""

    _name = "customer.statistic.kind.line"
    _description = "Indicator of a statistics report"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    kind_id = fields.Many2one("customer.statistic.kind", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="kind_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "customer.statistic.indicator", required=True, index=True, ondelete="restrict", check_company=True
    )
    is_main = fields.Boolean("Main Indicator", help="A problem it shows must be explained.")
    completion_needed = fields.Float(
        "Completion (%)",
        help="Below this share of the plan (above, where higher is worse) it shows a problem; 0: never.",
    )
    flags_last = fields.Integer("Last Ranked", help="So many of the lowest of the first breakdown are marked.")

    _one_line = models.UniqueIndex("(kind_id, indicator_id)", "An indicator stands in a kind of report once.")
    _numbers = models.Constraint(
        "CHECK(completion_needed >= 0 AND flags_last >= 0)", "Shares and ranks cannot be negative."
    )

    def _shows_problem(self, figure) -> bool:
        """Say whether ``figure`` misses its plan by more than is let pass (S0-18)."""
        self.ensure_one()
        if not (self.is_main and self.completion_needed and figure.has_plan):
            return False
        if self.indicator_id.higher_is == "worse":
            return figure.completion > self.completion_needed
        return figure.completion < self.completion_needed

    def _ranked(self, counted: Counted) -> dict[Key, tuple[int, bool]]:
        """Return rank and whether it is among the last, for each group of the first breakdown (S1.6-daily-28).

        Who is as good as another has the same rank. Where all are alike nobody is last.
        """
        self.ensure_one()
        higher_is = self.indicator_id.higher_is
        if higher_is == "neither":
            return {}
        sign = 1 if higher_is == "better" else -1
        values = {
            key: sign * cell.value
            for key, cell in counted.cells.items()
            if key[0] not in ("", NO_GROUP) and not key[1] and cell.value is not None
        }
        best = max(values.values(), default=0)
        return {
            key: (
                1 + sum(other > value for other in values.values()),
                value < best and sum(other < value for other in values.values()) < self.flags_last,
            )
            for key, value in values.items()
        }

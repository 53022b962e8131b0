from odoo import api, fields, models
from odoo.tools import SQL


class CustomerStatisticIndicator(models.Model):
    """What is counted: a figure that addons know, a count over any records, one entered by hand, or a formula."""

    _name = "customer.statistic.indicator"
    _description = "Indicator of customer statistics"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection(
        [
            ("known", "Known Figure"),
            ("records", "Counted over Records"),
            ("entered", "Entered by Hand"),
            ("formula", "Formula"),
        ],
        required=True,
        default="known",
        help="Known: computed by the addons. Counted: over the records of a model, as set here. "
        "Entered: by the statistician of each unit. Formula: from other indicators.",
    )
    figure = fields.Selection(
        lambda self: self.env["customer.statistic.source"]._figure_selection(), help="What the addons compute."
    )
    parameter = fields.Char(
        help="What the figure is narrowed to, where it says so: the code of a cause, a grade, a kind."
    )
    unit = fields.Selection(
        [
            ("count", "Number"),
            ("amount", "Amount"),
            ("percent", "Percent"),
            ("days", "Days"),
            ("hours", "Hours"),
            ("ratio", "Ratio"),
        ],
        compute="_compute_from_figure",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Amounts are in the currency of the company.",
    )
    decimals = fields.Integer(default=0, help="Digits after the point on screen and paper.")
    rollup = fields.Selection(
        [("sum", "Sum"), ("last", "Value at the End"), ("recount", "Counted Anew")],
        compute="_compute_from_figure",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="How a longer period follows from shorter ones: their sum (averages: of numerators and of denominators), "
        "the value at the end, or counted anew, as customers who bought must not be counted twice.",
    )
    higher_is = fields.Selection(
        [("better", "Better"), ("worse", "Worse"), ("neither", "Neither")],
        required=True,
        default="better",
        help="Whether a plan is fulfilled by reaching it or by staying below.",
    )

    @api.model
    def _of_rollup(self, rollup: str) -> SQL:
        """Return the ids of the indicators of numbers and amounts that longer periods get in this way."""
        self.flush_model(["rollup", "unit"])
        return SQL(
            "(SELECT id FROM customer_statistic_indicator WHERE rollup = %s AND unit IN ('count', 'amount'))", rollup
        )

    def _adds_up(self) -> bool:
        """Say whether the values of periods and units are added up: numbers and amounts are, averages are not."""
        self.ensure_one()
        return self.rollup == "sum" and self.unit in ("count", "amount")

    @api.depends("kind", "figure", "aggregate", "res_model", "measure")
    def _compute_from_figure(self):
        """Propose what fits the figure: different customers of several months are not their sum."""
        figures = self.env["customer.statistic.source"]._figures()
        for indicator in self:
            figure = figures.get(indicator.figure) if indicator.kind == "known" else None
            unit, rollup = (figure.unit, figure.rollup) if figure else (indicator.unit or "count", "sum")
            if indicator.kind == "records":
                unit, rollup = indicator._records_unit() or unit, indicator._records_rollup()
            indicator.unit, indicator.rollup = unit, rollup

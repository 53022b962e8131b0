from odoo import api, fields, models

#: what a line looks at besides the figures of ``customer.grade.figures``
BY_DOMAIN = "domain"


class CustomerGradeMeasureMixin(models.AbstractModel):
    """A line of a grade scheme that looks at customers: at a condition on the file, or at a measured figure."""

    _name = "customer.grade.measure.mixin"
    _description = "What a grade looks at"
    _inherit = ["customer.policy.rule.line.mixin", "customer.grade.domain.mixin"]

    figure = fields.Selection(
        selection=lambda self: [
            (BY_DOMAIN, self.env._("Condition on the File")),
            *((code, one.label) for code, one in self.env["customer.grade.figures"]._figures().items()),
        ],
        string="What Counts",
        required=True,
        default=BY_DOMAIN,
    )
    parameter = fields.Char(
        "Of Which",
        help="Technical name of the property of the kind, code of the question of the stage evaluation, or kind of "
        "breach, where the figure has several.",
    )
    period_months = fields.Integer("Months", help="The figure of so many months before the run; 0: of all time.")
    domain = fields.Char("Condition", default="[]")

    _period_positive = models.Constraint("CHECK(period_months >= 0)", "A period cannot be negative.")

    def _measure_key(self) -> str:
        """Return the name of the figure in the figures of a run."""
        self.ensure_one()
        return ":".join(filter(None, (self.figure, self.parameter, self.period_months and str(self.period_months))))

    @api.depends("figure", "parameter", "period_months", "domain")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["figure"]._description_selection(self.env))
        for line in self:
            line.display_name = line._measure_label(labels)

    def _measure_label(self, labels: dict) -> str:
        return (self.domain or "") if self.figure == BY_DOMAIN else self._figure_label(labels)

    def _figure_label(self, labels: dict) -> str:
        """Return what the figure is called, with its parameter and period; ``labels`` by code of the figure."""
        label = " ".join(filter(None, (labels.get(self.figure, self.figure), self.parameter)))
        if not self.period_months:
            return label
        return self.env._("%(figure)s in %(months)s months", figure=label, months=self.period_months)

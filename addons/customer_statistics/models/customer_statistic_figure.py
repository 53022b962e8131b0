from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang


class _CorrectionPass:
    """Lets one write of a correction through the guard; a client can put anything but an instance of it."""

    def __init__(self, figures):
        self.ids = frozenset(figures._ids)

    def allows(self, figures, vals) -> bool:
        return self.ids.issuperset(figures._ids) and set(vals) <= {"corrected_value", "is_corrected"}


#: rows to a statement
PAGE = 1000


class CustomerStatisticFigure(models.Model):
    """One figure of a report: an indicator, of all or of one group or pair of groups.

    Drawn up by the report; fixed once that is issued. A correction leaves ``value`` as it was issued and stands beside.
    """

    _name = "customer.statistic.figure"
    _description = "Figure of a statistics report"
    _order = "report_id, sequence, group_one_key nulls first, group_two_key nulls first, id"
    _check_company_auto = True

    report_id = fields.Many2one("customer.statistic.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    indicator_id = fields.Many2one("customer.statistic.indicator", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer()
    group_one_key = fields.Char(help="What of the first breakdown it is of; empty: of all.")
    group_one_label = fields.Char("Group", help="Its name when the report was drawn up.")
    group_two_key = fields.Char(help="What of the second breakdown it is of; empty: of all.")
    group_two_label = fields.Char("Second Group")
    numerator = fields.Float(digits=0, help="Sum or count; of a ratio or average what is divided.")
    denominator = fields.Float(digits=0, help="What a ratio or average is divided by; 1 of sums and counts.")
    value = fields.Float(digits=0, aggregator=None, help="Numerator by denominator, as it was drawn up.")
    corrected_value = fields.Float(digits=0, readonly=True, aggregator=None)
    is_corrected = fields.Boolean(readonly=True)
    current_value = fields.Float(compute="_compute_current_value", store=True, digits=0, help="The figure that counts.")
    plan = fields.Float(digits=0, aggregator=None)
    has_plan = fields.Boolean()
    previous = fields.Float("Last Period", digits=0, aggregator=None)
    last_year = fields.Float("Same Period Last Year", digits=0, aggregator=None)
    has_previous = fields.Boolean()
    has_last_year = fields.Boolean()
    completion = fields.Float("Completion (%)", compute="_compute_completion", store=True, aggregator=None)
    customers = fields.Integer("Customers behind It", aggregator=None)
    entered_by_id = fields.Many2one("res.users", string="Entered By", readonly=True, ondelete="restrict")
    entered_date = fields.Datetime("Entered On", readonly=True)
    is_entered = fields.Boolean(compute="_compute_is_entered", help="It is entered by hand, and can be now.")
    is_problem = fields.Boolean(compute="_compute_is_problem", help="A main indicator that misses its plan.")
    unit = fields.Selection(related="indicator_id.unit", string="Measured In")
    decimals = fields.Integer(related="indicator_id.decimals")
    is_small = fields.Boolean(help="Of so few customers, or so placed, that one of them could be told from it.")

    has_value = fields.Boolean(help="Not where a figure was divided by zero, or not entered yet.")
    rank = fields.Integer(aggregator=None, help="Among the groups of the first breakdown; 1: the best.")
    is_last = fields.Boolean("Last Ranked", help="Among the last, so many as the kind of report says.")

    _cell_unique = models.UniqueIndex(
        "(report_id, indicator_id, COALESCE(group_one_key, ''), COALESCE(group_two_key, ''))",
        "The report has this figure already.",
    )

    @api.depends("value", "corrected_value", "is_corrected")
    def _compute_current_value(self):
        for figure in self:
            figure.current_value = figure.corrected_value if figure.is_corrected else figure.value

    @api.depends("current_value", "plan", "has_plan")
    def _compute_completion(self):
        for figure in self:
            figure.completion = 100 * figure.current_value / figure.plan if figure.has_plan and figure.plan else 0.0

    @api.depends("indicator_id.kind", "report_id.state", "report_id.part_count")
    @api.depends_context("uid")
    def _compute_is_entered(self):
        for figure in self:
            figure.is_entered = not figure._entering_obstacle()

    @api.depends("completion", "has_plan", "report_id.kind_id")
    def _compute_is_problem(self):
        for figure in self:
            # sudo: how a kind is set is no secret
            line = figure.sudo().report_id.kind_id.line_ids.filtered(
                lambda one, figure=figure: one.indicator_id == figure.indicator_id
            )
            figure.is_problem = bool(line) and line._shows_problem(figure)

    @api.depends("indicator_id", "group_one_label", "group_two_label")
    def _compute_display_name(self):
        for figure in self:
            # sudo: what an indicator is called is no secret
            parts = (figure.indicator_id.sudo().name, figure.group_one_label, figure.group_two_label)
            figure.display_name = " / ".join(filter(None, parts))

    def _format(self, value: float) -> str:
        """Return a value as it is written: with the digits of its indicator, and the sign of a percentage."""
        self.ensure_one()
        number = formatLang(self.env, value, digits=self.decimals)
        return f"{number} %" if self.unit == "percent" else number

    # entering by hand

    def _entering_obstacle(self) -> str:
        """Say why the user may not enter this figure by hand: the statisticians of the unit do (S0-04)."""
        # sudo: the kind of an indicator and the state of a report are no secret
        known = self.sudo()
        report = known.report_id
        if known.indicator_id.kind != "entered":
            return self.env._("It is computed.")
        if report.state not in ("draft", "computed"):
            return self.env._("The report was submitted.")
        if report.part_count and not report.department_id:
            return self.env._("It is the sum of what the units submit.")
        return report.with_env(self.env)._drawing_obstacle()

    # the guard: what was issued stays, whoever writes

    def _check_open(self):
        """Refuse to change figures of a report that was issued or cancelled.

        :raises UserError: naming the report
        """
        for report in self.report_id:
            if report.state in ("issued", "cancelled"):
                raise UserError(
                    self.env._("%s: its figures stay as they were issued. Correct them.", report.display_name)
                    if report.state == "issued"
                    else self.env._("%s was cancelled: its figures stay as they are.", report.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Figures are drawn up by their report."))
        figures = super().create(vals_list)
        figures._check_open()
        return figures

    def write(self, vals):
        correction = self.env.context.get("customer_statistic_correction_pass")
        if not (isinstance(correction, _CorrectionPass) and correction.allows(self, vals)):
            self._check_open()
            if not self.env.su:
                vals = self._prepare_entered_vals(vals)
        return super().write(vals)

    def _prepare_entered_vals(self, vals) -> dict:
        """Return what is written when the statistician enters a value.

        :raises AccessError: naming the figure and why it is not entered
        """
        if set(vals) != {"value"}:
            raise AccessError(self.env._("Of a figure nothing but its value is entered."))
        for figure in self:
            if obstacle := figure._entering_obstacle():
                raise AccessError(self.env._("%(figure)s: %(obstacle)s", figure=figure.display_name, obstacle=obstacle))
        value = vals["value"] or 0.0
        now = fields.Datetime.now()
        return {
            "value": value,
            "numerator": value,
            "denominator": 1.0,
            "entered_by_id": self.env.uid,
            "entered_date": now,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self._check_open()

    def _correct(self, value: float):
        """Put the corrected value beside the one that was issued; called by a correction, which checked who may."""
        self.ensure_one()
        if self.report_id.state != "issued":
            raise UserError(self.env._("%s: only figures that were issued are corrected.", self.display_name))
        passed = self.with_context(customer_statistic_correction_pass=_CorrectionPass(self))
        passed.write({"corrected_value": value, "is_corrected": True})

    def _insert_rows(self, rows: list[dict]) -> None:
        """Add rows with all their columns at once: thousands of them, none of which anybody has open."""
        if not rows:
            return
        now, names = fields.Datetime.now(), list(rows[0])
        stamps = (self.env.uid, self.env.uid, now, now)
        columns = ", ".join([*names, "is_corrected", "create_uid", "write_uid", "create_date", "write_date"])
        self.env.cr.execute_values(
            f"INSERT INTO customer_statistic_figure ({columns}) VALUES %s",  # pylint: disable=sql-injection
            [(*row.values(), False, *stamps) for row in rows],
            page_size=PAGE,
        )

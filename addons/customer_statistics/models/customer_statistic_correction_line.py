from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CustomerStatisticCorrectionLine(models.Model):
    """One figure that is wrong: what was issued, and what is right."""

    _name = "customer.statistic.correction.line"
    _description = "Corrected figure"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _order = "origin, id"
    _rec_name = "figure_id"
    _record_field = "correction_id"
    # a line moved to another correction would join what others submitted
    _fixed_fields = ("correction_id",)
    _check_company_auto = True

    correction_id = fields.Many2one("customer.statistic.correction", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="correction_id.company_id", store=True, precompute=True, index=True)
    report_id = fields.Many2one(related="correction_id.report_id", store=True, precompute=True, index=True)
    figure_id = fields.Many2one(
        "customer.statistic.figure", required=True, index=True, ondelete="restrict", check_company=True
    )
    indicator_id = fields.Many2one(related="figure_id.indicator_id")
    unit = fields.Selection(related="figure_id.unit", string="Measured In")
    decimals = fields.Integer(related="figure_id.decimals")
    is_small = fields.Boolean(related="figure_id.is_small", store=True, precompute=True)
    old_value = fields.Float(
        "Was", compute="_compute_old_value", store=True, digits=0, aggregator=None,
        help="As issued, or as corrected before; kept once it was submitted.",
    )  # fmt: skip
    new_value = fields.Float("Is", required=True, digits=0, aggregator=None)
    difference = fields.Float(
        "Difference (%)",
        compute="_compute_difference",
        digits=(16, 1),
        help="In percent of what was issued; 100 where that was nothing.",
    )
    shown = fields.Char("As Printed", compute="_compute_shown")
    reason = fields.Char(help="What is wrong with this figure.")
    origin = fields.Selection(
        [("entered", "Entered"), ("total", "Total of It"), ("formula", "Formula with It")],
        required=True,
        readonly=True,
        default="entered",
        help="Totals and formulas are proposed: they are corrected only as lines of their own.",
    )
    is_open = fields.Boolean(
        "To Fill In", readonly=True, help="It depends on a corrected figure, but does not follow from it."
    )

    _figure_unique = models.Constraint("UNIQUE(correction_id, figure_id)", "A correction names each figure once.")

    @api.depends("figure_id.current_value", "correction_id.state")
    def _compute_old_value(self):
        for line in self:
            # kept once it was submitted: what is applied is what was approved
            if line.correction_id.state == "reported":
                line.old_value = line._told_on_screen("figure_id").current_value

    @api.depends("old_value", "new_value")
    def _compute_difference(self):
        for line in self:
            change = abs(line.new_value - line.old_value)
            line.difference = 100 * (change / abs(line.old_value) if line.old_value else bool(change))

    @api.depends("old_value", "new_value", "figure_id")
    @api.depends_context("lang")
    def _compute_shown(self):
        for line in self:
            figure = line.figure_id
            line.shown = not line.is_open and self.env._(
                "%(old)s corrected to %(new)s",
                old=figure._shown(line.old_value),
                new=figure._shown(line.new_value),
            )

    @api.onchange("figure_id")
    def _onchange_figure_id(self):
        self.new_value = self.figure_id.current_value

    @api.constrains("figure_id", "correction_id")
    def _check_figure(self):
        for line in self:
            # sudo: of which report it is, to refuse one of another
            if line.figure_id.sudo().report_id != line.correction_id.sudo().report_id:
                raise ValidationError(self.env._("A correction is about figures of its report alone."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # set here, since default_<field> in the context is user input
            vals_list = [{**vals, "origin": "entered", "is_open": False} for vals in vals_list]
        lines = super().create(vals_list)
        lines._check_reported()
        # who calls a figure wrong may read it: the line says what it was
        lines.figure_id.check_access("read")
        return lines

    def write(self, vals):
        self._check_reported()
        if not self.env.su:
            if {"origin", "is_open"} & set(vals):
                raise AccessError(self.env._("Where a line comes from is not written by hand."))
            if "new_value" in vals:
                vals = {**vals, "origin": "entered", "is_open": False}
        result = super().write(vals)
        if "figure_id" in vals:
            self.figure_id.check_access("read")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_reported()

    def _check_reported(self):
        """Refuse to change what was submitted; sudo is used by our own methods only, after they checked the state."""
        for correction in self.correction_id if not self.env.su else ():
            if correction.state != "reported":
                raise UserError(
                    self.env._("%s was submitted: take it back to change its figures.", correction.display_name)
                )

    def _check_differ(self):
        """Refuse what corrects nothing."""
        for line in self:
            if line.new_value == line.old_value:
                raise UserError(
                    self.env._(
                        "%(correction)s: the report says so already. %(figure)s is %(value)s.",
                        correction=line.correction_id.display_name,
                        figure=line.figure_id.display_name,
                        value=line.figure_id._shown(line.new_value),
                    )
                )

    def _follow_up_value(self, figure) -> float | None:
        """Return what ``figure``, of a report made from this one, becomes; None where it does not follow.

        What units entered is added up; of a longer period the rule of the indicator says how it follows.
        """
        self.ensure_one()
        whole, part = figure.report_id, self.report_id
        is_sum = (
            figure.indicator_id.kind == "entered" if part.parent_id == whole else figure.indicator_id.rollup == "sum"
        )
        if is_sum:
            return figure._shifted([(self.figure_id, self.old_value, self.new_value)])
        is_end = figure.indicator_id.rollup == "last" and part.parent_id != whole and part.date_to == whole.date_to
        return self.new_value if is_end else None

    def _check_not_stale(self):
        """Refuse to apply when the figure was corrected after this was submitted."""
        for line in self:
            if line.figure_id.current_value != line.old_value:
                raise UserError(
                    self.env._(
                        "%(correction)s: %(figure)s was %(old)s when it was submitted and is %(now)s now. Take it back "
                        "and correct it anew.",
                        correction=line.correction_id.display_name,
                        figure=line.figure_id.display_name,
                        old=line.figure_id._shown(line.old_value),
                        now=line.figure_id._shown(line.figure_id.current_value),
                    )
                )

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerStatisticFigure(models.Model):
    """What the statisticians of a unit enter by hand (S0-04); it counts at once in what follows from it."""

    _inherit = "customer.statistic.figure"

    is_entered = fields.Boolean(compute="_compute_is_entered", help="It is entered by hand, and can be now.")

    @api.depends("indicator_id.kind", "report_id.state", "report_id.part_count")
    @api.depends_context("uid")
    def _compute_is_entered(self):
        obstacles = self._entering_obstacles()
        for figure in self:
            figure.is_entered = not obstacles[figure]

    def _entering_obstacles(self) -> dict:
        """Say of each figure why the user may not enter it by hand: the statisticians of the unit do (S0-04)."""
        found = {}
        # sudo: the kind of an indicator and the state of a report are no secret
        for report, figures in self.sudo().grouped("report_id").items():
            obstacle = report._entering_obstacle(self.env)
            from_base = () if obstacle else report._entered_in_base()
            for figure in figures:
                reason = obstacle
                if not reason and figure.indicator_id.kind != "entered":
                    reason = self.env._("It is computed.")
                elif figure.indicator_id in from_base:
                    base = report.kind_id.base_kind_id.name
                    reason = self.env._("It follows from the issued reports “%s”.", base)
                found[figure.with_env(self.env)] = reason
        return found

    def write(self, vals):
        # a value alone is an entry, whoever makes it; all else is written by the report
        if self.env.su and not (set(vals) == {"value"} and set(self.indicator_id.mapped("kind")) == {"entered"}):
            return super().write(vals)
        result = super().write(self._prepare_entered_vals(vals))
        # sudo: the report keeps its figures in step with what was allowed above
        for report in self.sudo().report_id:
            report._refresh_formulas()
        return result

    def _prepare_entered_vals(self, vals) -> dict:
        """Return what is written when the statistician enters a value.

        :raises AccessError: naming the figure and why it is not entered
        """
        if set(vals) != {"value"}:
            raise AccessError(self.env._("Of a figure nothing but its value is entered."))
        for figure, obstacle in self._entering_obstacles().items() if not self.env.su else ():
            if obstacle:
                raise AccessError(self.env._("%(figure)s: %(obstacle)s", figure=figure.display_name, obstacle=obstacle))
        value = vals["value"] or 0.0
        now = fields.Datetime.now()
        return {
            "value": value,
            "numerator": value,
            "denominator": 1.0,
            "has_value": True,
            "entered_by_id": self.env.uid,
            "entered_date": now,
        }


class CustomerStatisticReport(models.Model):
    _inherit = "customer.statistic.report"

    def _entering_obstacle(self, env) -> str:
        """Say why the user of ``env`` may enter no figure of this report by hand; called with all rights."""
        self.ensure_one()
        if self.state not in ("draft", "computed"):
            return env._("The report was submitted.")
        if self.part_count and not self.department_id:
            return env._("It is the sum of what the units submit.")
        return self.with_env(env)._drawing_obstacle()

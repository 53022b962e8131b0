from odoo import api, fields, models

from .customer_statistic_indicator_showing import Terms


class CustomerStatisticReport(models.Model):
    """What the indicators of a report were called when it was issued, in which unit they are and with how many digits.

    An indicator may be called otherwise later, or be counted in another unit: what was issued goes on saying what it
    said.
    """

    _inherit = "customer.statistic.report"

    indicator_terms = fields.Json(
        readonly=True, copy=False, help="By indicator its name, unit and digits, as they were when it was issued."
    )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "indicator_terms"}

    def _terms_of(self, indicator) -> Terms:
        """Return what an indicator is called in this report, in the language of the reader."""
        # sudo: what an indicator is called is no secret
        kept = (self.sudo().indicator_terms or {}).get(str(indicator.id))
        if not kept:
            return indicator._terms()
        names = kept["name"]
        return Terms(names.get(self.env.lang) or names["en_US"], kept["unit"], kept["decimals"])


class CustomerStatisticFigure(models.Model):
    _inherit = "customer.statistic.figure"

    indicator_name = fields.Char("Indicator in the Report", compute="_compute_terms")
    unit = fields.Selection(
        lambda self: self.env["customer.statistic.indicator"]._fields["unit"]._description_selection(self.env),
        string="Measured In",
        compute="_compute_terms",
    )
    decimals = fields.Integer(compute="_compute_terms")

    @api.depends("report_id.indicator_terms", "indicator_id.name", "indicator_id.unit", "indicator_id.decimals")
    @api.depends_context("lang")
    def _compute_terms(self):
        for figure in self:
            figure.indicator_name, figure.unit, figure.decimals = figure._terms()

    def _terms(self) -> Terms:
        return self.report_id._terms_of(self.indicator_id)

    def _shown(self, value: float) -> str:
        """Return a value of this figure as it is written, in the language of the reader."""
        return self.indicator_id._shown(value, self._terms()) if self else ""

    def _unit_label(self) -> str:
        """Return the unit as a column says it; of amounts the currency."""
        return self.indicator_id._unit_label(self._terms())

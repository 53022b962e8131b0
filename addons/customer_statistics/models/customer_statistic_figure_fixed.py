from odoo import api, models
from odoo.exceptions import AccessError, UserError


class _CorrectionPass:
    """Lets one write of a correction through the guard; a client can put anything but an instance of it."""

    def __init__(self, figures):
        self.ids = frozenset(figures._ids)

    def allows(self, figures, vals) -> bool:
        return self.ids.issuperset(figures._ids) and set(vals) <= {"corrected_value", "is_corrected"}


class CustomerStatisticFigure(models.Model):
    """What was issued stays, whoever writes; a correction stands beside it."""

    _inherit = "customer.statistic.figure"

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
        return super().write(vals)

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

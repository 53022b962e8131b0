from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StaffAppraisalLine(models.Model):
    """The value of one indicator."""

    _name = "staff.appraisal.line"
    _description = "Value of an appraisal"
    _inherit = ["customer.record.line.mixin"]
    _record_field = "appraisal_id"
    _order = "appraisal_id desc, id"

    appraisal_id = fields.Many2one("staff.appraisal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    indicator_id = fields.Many2one("staff.appraisal.indicator", required=True, index=True, ondelete="restrict")
    maximum = fields.Float(related="indicator_id.maximum")
    value = fields.Float()
    percent = fields.Float("Of the Full Value (%)", compute="_compute_percent")

    _once = models.Constraint("UNIQUE(appraisal_id, indicator_id)", "Each indicator has one value.")

    @api.depends("value", "indicator_id.maximum")
    def _compute_percent(self):
        for line in self:
            line.percent = 100 * line.value / line.maximum if line.maximum else 0.0

    @api.constrains("value", "indicator_id")
    def _check_value(self):
        for line in self:
            if not 0 <= line.value <= line.maximum:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: %(value)g is not between 0 and %(maximum)g.",
                        indicator=line.indicator_id.name, value=line.value, maximum=line.maximum,
                    )
                )  # fmt: skip
            if line.indicator_id.scheme_id != line.appraisal_id.scheme_id:
                raise ValidationError(self.env._("%s is no indicator of the scheme.", line.indicator_id.name))

    def _is_low(self) -> bool:
        return bool(self.indicator_id.least) and round(self.percent, 6) < self.indicator_id.least

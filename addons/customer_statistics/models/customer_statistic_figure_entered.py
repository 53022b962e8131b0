from odoo import models


class CustomerStatisticFigure(models.Model):
    """What is entered by hand counts at once in what follows from it."""

    _inherit = "customer.statistic.figure"

    def write(self, vals):
        result = super().write(vals)
        if "value" in vals:
            # sudo: the report keeps its figures in step with what was allowed above
            entered = self.sudo().filtered(lambda figure: figure.indicator_id.kind == "entered")
            entered.write({"numerator": vals["value"], "denominator": 1, "has_value": True})
            for report in entered.report_id:
                report._refresh_formulas()
        return result

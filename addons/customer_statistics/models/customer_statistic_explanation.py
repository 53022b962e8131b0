from odoo import api, fields, models


class CustomerStatisticExplanation(models.Model):
    """What is said about the problem an indicator shows: cause, effect and consequence, all three (S0-18)."""

    _name = "customer.statistic.explanation"
    _description = "Explanation of an indicator"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "report_id"
    _fixed_fields = ("report_id",)
    _order = "report_id, sequence, id"
    _rec_name = "indicator_id"
    _check_company_auto = True

    report_id = fields.Many2one("customer.statistic.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "customer.statistic.indicator", required=True, index=True, ondelete="restrict", check_company=True
    )
    cause = fields.Text(help="Why the indicator is where it is.")
    effect = fields.Text(help="What it acts on now.")
    consequence = fields.Text(help="What follows if nothing is done.")
    is_complete = fields.Boolean(compute="_compute_is_complete", help="Cause, effect and consequence are all stated.")

    _one_each = models.UniqueIndex("(report_id, indicator_id)", "The indicator is explained in this report already.")

    @api.depends("cause", "effect", "consequence")
    def _compute_is_complete(self):
        for explanation in self:
            parts = (explanation.cause, explanation.effect, explanation.consequence)
            explanation.is_complete = all(part and part.strip() for part in parts)

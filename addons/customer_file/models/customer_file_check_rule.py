from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileCheckRule(models.Model):
    """How often the data of a file is checked (S1.12-2, S2.1-04.3, S4.upd-4.3)."""

    _name = "customer.file.check.rule"
    _description = "Periodic data check"
    _inherit = ["customer.file.rule.mixin"]

    interval_months = fields.Integer("Interval (Months)", required=True)
    max_interval_months = fields.Integer(
        "Longest Interval (Months)", help="A longer interval is refused. 0: there is no bound."
    )

    _interval_positive = models.Constraint(
        "CHECK(interval_months > 0)", "The interval of the data check must be one month at least."
    )

    @api.constrains("interval_months", "max_interval_months")
    def _check_max_interval(self):
        for rule in self:
            if 0 < rule.max_interval_months < rule.interval_months:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the data must be checked at least every %(longest)s months, not every %(interval)s.",
                        rule=rule.name,
                        longest=rule.max_interval_months,
                        interval=rule.interval_months,
                    )
                )

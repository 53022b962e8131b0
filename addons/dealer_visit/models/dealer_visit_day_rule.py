from odoo import fields, models


class DealerVisitDayRule(models.Model):
    """What is noted of a day of visits, and what follows when it did not go as planned (S1.6-ka-01a, S1.6-ka-03)."""

    _name = "dealer.visit.day.rule"
    _description = "Days of visits"
    _inherit = ["customer.policy.rule.mixin"]

    needs_route = fields.Boolean(
        "Route Required", default=True, help="The day is recorded with the route that was driven."
    )
    duty_days = fields.Integer(
        "Duty Days Cancelled", help="So many days of duty a leader cancels who finds that it did not go as planned."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    allowance = fields.Monetary(
        "Allowance for a Day",
        help="Earned by each recorded day on which a visit was made; paid at the end of the year (S1.6-ka-02b).",
    )
    conduct_code = fields.Char(
        "Rule of Conduct", help="Code of the rule of conduct that this is reported to; empty: it is not reported."
    )

    _days_positive = models.Constraint(
        "CHECK(duty_days >= 0 AND COALESCE(allowance, 0) >= 0)", "Days and amounts cannot be negative."
    )

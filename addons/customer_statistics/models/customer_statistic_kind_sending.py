from odoo import fields, models


class CustomerStatisticKind(models.Model):
    _inherit = "customer.statistic.kind"

    distribution = fields.Selection(
        [("manual", "By Hand"), ("issued", "As Soon As Issued"), ("scheduled", "On a Day")],
        "Sent to the Recipients",
        required=True,
        default="manual",
        help="Those who are not cleared for the report get nothing, and are listed.",
    )
    distribution_days = fields.Integer("Days after the Period", help="On which day after the end of the period.")
    distribution_hour = fields.Float("Time of Day", help="Where the company is.")
    attaches = fields.Boolean(
        "With PDF and Spreadsheet", help="Without it the mail has a link. Secret reports are never attached."
    )

    _distribution_hour_of_day = models.Constraint(
        "CHECK(distribution_hour >= 0 AND distribution_hour < 24 AND distribution_days >= 0)",
        "It is sent at a time of day, on a day after the end of the period.",
    )

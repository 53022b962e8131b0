from odoo import fields, models


class CustomerFileOpeningRule(models.Model):
    """When a file is opened by itself, and by when it must be submitted (S1.12-1, S1.7-3.2a, S3-12.1)."""

    _name = "customer.file.opening.rule"
    _description = "Opening of customer files"
    _inherit = ["customer.file.rule.mixin"]

    on_new_contact = fields.Boolean(
        "On a New Contact", help="A new company or person among the contacts gets its file at once."
    )
    submission_days = fields.Integer(
        "Days to Submit",
        help="Days from the first contact until the file must be submitted for review. "
        "0: on the same day. The last day still counts as in time.",
    )

    _submission_days_positive = models.Constraint(
        "CHECK(submission_days >= 0)", "The days to submit a file cannot be negative."
    )

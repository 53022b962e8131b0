from odoo import fields, models


class CustomerComplaintCause(models.Model):
    """A cause of complaints in the company's catalogue, of one of the two classes (S1.2-05)."""

    _name = "customer.complaint.cause"
    _description = "Cause of complaints"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    cause_class = fields.Selection(
        [("quality", "Quality Abnormality"), ("non_quality", "Non-Quality Abnormality")], "Class", required=True
    )
    negligence = fields.Boolean(
        "Human Negligence", help="The improvement of what comes from negligence is not tracked unless somebody says so."
    )
    conduct_code = fields.Char(
        "Conduct Rule",
        help="Code of the rule on staff conduct that those liable for a case of this cause are reported under, when it "
        "is closed. Without the addon for staff conduct nothing comes of it.",
    )
    conduct_quantity = fields.Selection(
        [("case", "Once per Case"), ("amount", "The Liable Amount")],
        "Reported Quantity",
        required=True,
        default="case",
    )

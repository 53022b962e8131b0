from odoo import api, fields, models


class CustomerComplaintFinding(models.Model):
    """A cause that the investigation found: of why it happened, or of why nobody noticed (8D, D4)."""

    _name = "customer.complaint.finding"
    _description = "Cause found for a complaint"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "kind desc, sequence, id"
    _complaint_field = "finding_ids"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("occurrence", "Why It Happened"), ("detection", "Why It Was Not Noticed")],
        required=True,
        default="occurrence",
    )
    name = fields.Char("Cause", required=True)
    whys = fields.Text("Why, and Why Again", help="One answer a line, each the cause of the one above (5 Why).")
    field = fields.Selection(
        [
            ("people", "People"),
            ("machine", "Machine"),
            ("material", "Material"),
            ("method", "Method"),
            ("environment", "Environment"),
            ("measurement", "Measurement"),
        ],
        help="Where the cause lies.",
    )
    is_verified = fields.Boolean("Verified", help="It was shown that this is the cause.")

    @api.depends("name", "secrecy_level_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding._title(finding.name)

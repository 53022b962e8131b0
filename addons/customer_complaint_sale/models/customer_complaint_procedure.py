from odoo import fields, models


class CustomerComplaintProcedure(models.Model):
    _inherit = "customer.complaint.procedure"

    settled_when = fields.Selection(
        [("decided", "It Is Decided"), ("closed", "It Is Closed")],
        "A Case Is Settled Once",
        required=True,
        default="decided",
        help="From when on sales makes return notes and allowance certificates: once the decision stands, or once the "
        "case is closed and sales got its copy of the form (S1.2-12.0).",
    )

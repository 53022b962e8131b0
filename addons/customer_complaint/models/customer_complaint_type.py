from odoo import fields, models


class CustomerComplaintType(models.Model):
    """A type of complaint (投诉类别): who handles it, and in how many days (S1.11-4.2g, S1.2-06, S1.8-12)."""

    _name = "customer.complaint.type"
    _description = "Complaint type"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    scope = fields.Text(translate=True, help="Which complaints are of this type.")
    unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Handled By",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="A new case of this type goes to this unit.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        check_company=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="A new case of this type goes to this person.",
    )
    days = fields.Integer(help="A new case of this type is to be settled so many days after it came in. 0: no day.")
    urgency = fields.Selection([("normal", "Normal"), ("urgent", "Urgent")], required=True, default="normal")
    needs_product = fields.Boolean("About Products", help="A case of this type names at least one product (S1.2-03a).")
    on_portal = fields.Boolean("Offered to Customers", default=True, help="Customers choose it on their portal.")
    contact = fields.Char(
        "Public Contact",
        translate=True,
        help="Telephone or address that customers are told for complaints of this type.",
    )

    _days_positive = models.Constraint("CHECK(days >= 0)", "The days of a complaint type cannot be negative.")

    def _pack_excluded_fields(self) -> set[str]:
        """A pack names no person."""
        return {"user_id"}

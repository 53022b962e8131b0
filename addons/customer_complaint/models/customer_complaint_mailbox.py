from odoo import fields, models


class CustomerComplaintMailbox(models.Model):
    """An e-mail address at which customers complain (投诉邮箱): each mail to it makes a case (S4.prop-4)."""

    _name = "customer.complaint.mailbox"
    _description = "Mailbox for complaints"
    _inherit = ["customer.policy.rule.mixin", "mail.alias.mixin.optional"]

    mode = fields.Selection(default="enforce")
    type_id = fields.Many2one(
        "customer.complaint.type",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="What is sent here is of this type. Empty: somebody says of which type each case is.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="First Contact",
        required=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Who reads what comes in here, and is the first contact of these customers.",
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        # sudo: the id of a model is no secret
        values["alias_model_id"] = self.env["ir.model"].sudo()._get_id("customer.complaint")
        if self.id:
            values["alias_defaults"] = repr({"mailbox_id": self.id})
        return values

    def _pack_excluded_fields(self) -> set[str]:
        """A pack names no person, and an address belongs to one company."""
        return {"user_id", "alias_id", "alias_name", "alias_domain_id", "alias_defaults"}

from odoo import fields, models


class DealerGiftRule(models.Model):
    """What a gift needs before it is handed out, and what follows when the customer never got it (S1.6-ka-01b)."""

    _name = "dealer.gift.rule"
    _description = "Rule for gifts"
    _inherit = ["customer.policy.rule.mixin"]

    needs_registration = fields.Boolean(
        default=True, help="No gift is handed out that was not registered with marketing (S1.6-sales-05)."
    )
    register_group_id = fields.Many2one(
        "res.groups",
        string="Registered by",
        ondelete="restrict",
        help="Members of this group register gifts. Empty: whoever may change the gift.",
    )
    unregistered_conduct_code = fields.Char(
        "Picked Up Unregistered",
        help="Code of the rule of conduct that is reported who picked a gift up before it was registered; empty: "
        "nobody is. Marketing says so when it registers the gift (S1.6-sales-05).",
    )
    price_multiple = fields.Float(
        "Times the Price",
        help="So many times the price is proposed when the customer did not sign for the gift in time.",
    )
    conduct_code = fields.Char(
        "Rule of Conduct", help="Code of the rule of conduct that this is reported to; empty: it is not reported."
    )

    _multiple_positive = models.Constraint("CHECK(price_multiple >= 0)", "A price is not multiplied by less than 0.")

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerGiftRecipient(models.Model):
    """Who got souvenirs or publicity material at an event, and how many (S1.5-2b)."""

    _name = "dealer.gift.recipient"
    _description = "Recipient of gifts"
    _inherit = [
        "customer.record.line.mixin",
        "customer.fixed.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
    ]
    _order = "gift_id, id"
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    # what was handed out is evidence of stock and money
    _outlives_file = True
    _record_field = "gift_id"
    _fixed_fields = ("gift_id", "create_uid")

    gift_id = fields.Many2one("dealer.gift", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="gift_id.company_id", store=True, precompute=True, index=True)
    file_id = fields.Many2one(
        "customer.file",
        string="Customer File",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Empty: a visitor who is no customer.",
    )
    name = fields.Char("Recipient", compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    quantity = fields.Integer(required=True, default=1)
    given_date = fields.Date("Handed Out on", default=lambda self: self.env.company._policy_today())
    note = fields.Char()

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Each recipient gets at least one.")

    @api.depends("file_id")
    def _compute_name(self):
        for row in self:
            # sudo: the name of a customer is no secret
            row.name = row.sudo().file_id.partner_id.name or row.name

    @api.constrains("gift_id", "quantity")
    def _check_quantity(self):
        for gift in self.gift_id:
            if gift.kind != "event":
                raise ValidationError(self.env._("%s is for a customer, who signs for it.", gift.display_name))
            if gift.given_quantity > gift.quantity:
                raise ValidationError(self.env._("%s: more are handed out than there are.", gift.display_name))

from odoo import fields, models


class CustomerFile(models.Model):
    """What is known of a dealer (S1.7-3.1c)."""

    _inherit = "customer.file"

    dealer_territory_ids = fields.Many2many("res.country.state", string="Territory")
    dealer_brand_ids = fields.Many2many("dealer.brand", string="Brands Handled", check_company=True)
    dealer_tier = fields.Selection([("main", "Main Shop"), ("second", "Second-Tier Shop")], string="Tier")
    main_shop_id = fields.Many2one(
        "customer.file", string="Main Shop", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    second_shop_ids = fields.One2many("customer.file", "main_shop_id", string="Second-Tier Shops")
    cooperation_since = fields.Integer("Cooperation Since (Year)")
    dealer_credit_rating = fields.Char("Credit Rating")
    financial_status = fields.Text()
    staff_status = fields.Text()

from odoo import fields, models


class DealerBrand(models.Model):
    """A brand that dealers handle (S1.7-3.1c)."""

    _name = "dealer.brand"
    _description = "Brand of dealers"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )

    # all translations together would differ by any one of them
    _one_of_a_name = models.UniqueIndex("(company_id, (name->>'en_US'))", "Another brand has this name.")

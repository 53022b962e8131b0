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

    _name_unique = models.Constraint("UNIQUE(company_id, name)", "Another brand has this name.")

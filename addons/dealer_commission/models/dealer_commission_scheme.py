from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DealerCommissionScheme(models.Model):
    """How much agents or consultants get of what.

    Its tiers are one list of thresholds: each ends where the next begins, the first begins at 0 and the last has no
    end, so that no amount falls between two of them. Of a negative total the same is taken back that the positive one
    would have given.
    """

    _name = "dealer.commission.scheme"
    _description = "Commission scheme"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection(
        [("agent", "Agents"), ("consultant", "Consultants")], string="For", required=True, default="agent"
    )
    basis = fields.Selection(
        [
            ("invoiced", "Percent of what was invoiced"),
            ("paid", "Percent of what was paid"),
            ("unit", "Amount per unit paid, delivered and documented"),
        ],
        required=True,
        default="invoiced",
        help="Without taxes, after discounts, in the currency of the company. Of a partly paid invoice the paid share "
        "counts. A unit counts once it is paid in full, with its down payments, delivered and documented; only goods "
        "are units, unless the scheme names categories.",
    )
    tier_method = fields.Selection(
        [("whole", "The tier reached holds for everything"), ("marginal", "Each tier holds for its own part")],
        string="How Tiers Count",
        required=True,
        default="whole",
    )
    tier_ids = fields.One2many("dealer.commission.tier", "scheme_id", string="Tiers", copy=True)
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Only products of these and below; empty: everything."
    )
    product_id = fields.Many2one(
        "product.product",
        string="Billed As",
        check_company=True,
        ondelete="restrict",
        help="The product on the vendor bill, which names its account.",
    )
    tolerance = fields.Float(
        "Fees Allowed (%)",
        digits=(5, 2),
        help="A unit counts as paid in full although so many percent of its invoice were lost: fees of a bank, or a "
        "difference that was written off.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _tolerance_percent = models.Constraint("CHECK(tolerance >= 0 AND tolerance < 100)", "It is a percentage below 100.")

    def write(self, vals):
        if {"basis", "kind"} & set(vals):
            for scheme in self:
                if any(name in vals and vals[name] != scheme[name] for name in ("basis", "kind")):
                    scheme._check_nothing_stated()
        return super().write(vals)

    def _check_nothing_stated(self):
        """Refuse what would give another meaning to what was stated by the scheme."""
        # sudo: only whether there is anything
        lines = self.env["dealer.commission.statement.line"].sudo()
        if lines.search_count([("scheme_id", "=", self.id)], limit=1):
            raise UserError(self.env._("%s: there are statements by it. Make another scheme instead.", self.name))

    @api.constrains("tier_ids")
    def _check_tiers(self):
        for scheme in self:
            if scheme.tier_ids and min(scheme.tier_ids.mapped("threshold")) != 0:
                raise ValidationError(
                    self.env._("%s: the first tier begins at 0, with a rate of 0 if nothing is paid.", scheme.name)
                )

    @api.model
    def _pack_excluded_fields(self):
        # what a company sells is its own
        return {*super()._pack_excluded_fields(), "categ_ids", "product_id"}

    def _unfulfillable(self):
        """Without a tier nobody gets anything."""
        return super()._unfulfillable() | self.filtered(lambda scheme: not scheme.tier_ids)

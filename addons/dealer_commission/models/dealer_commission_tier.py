from odoo import api, fields, models


class DealerCommissionTier(models.Model):
    """From which total on a rate holds. It ends where the next tier of the scheme begins."""

    _name = "dealer.commission.tier"
    _description = "Tier of a commission scheme"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "scheme_id, threshold"
    _rec_name = "threshold"

    scheme_id = fields.Many2one("dealer.commission.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    threshold = fields.Float(
        "From", digits=(16, 2), help="Amount or number of units in the period; it belongs to the tier."
    )
    rate = fields.Float(digits=(12, 4), help="Percent of the amount, or amount per unit.")
    ends = fields.Char("Up To", compute="_compute_ends", help="Where the next tier begins.")

    _threshold_once = models.Constraint("UNIQUE(scheme_id, threshold)", "Another tier begins there.")
    _threshold_positive = models.Constraint("CHECK(threshold >= 0)", "A tier begins at 0 or above.")

    @api.constrains("threshold")
    def _check_threshold(self):
        self.scheme_id._check_tiers()

    def unlink(self):
        schemes = self.scheme_id
        result = super().unlink()
        schemes.exists()._check_tiers()
        return result

    @api.depends("threshold", "scheme_id.tier_ids.threshold")
    def _compute_ends(self):
        for tier in self:
            above = [one for one in tier.scheme_id.tier_ids.mapped("threshold") if one > tier.threshold]
            tier.ends = f"< {min(above):,.2f}" if above else "∞"

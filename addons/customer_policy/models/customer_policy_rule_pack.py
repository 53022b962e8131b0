from odoo import api, models


class CustomerPolicyRulePack(models.AbstractModel):
    """What a rule says about itself to policy packs."""

    _inherit = "customer.policy.rule.mixin"

    @api.model
    def _pack_excluded_fields(self) -> set[str]:
        """Name stored fields that packs do not hold, besides the company and whether the rule is archived."""
        return set()

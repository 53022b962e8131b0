from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerReward(models.Model):
    """A reward for a referral comes from its opportunity, and from nowhere else (S1.6-ka-08)."""

    _inherit = "dealer.reward"
    _fixed_fields = ("company_id", "create_uid", "rule_id", "user_id", "file_id", "lead_id")

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    _once_for_lead = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL AND state <> 'cancelled'",
        "The referral of this opportunity is rewarded already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        own = {} if self.env.su else {"lead_id": False}
        return super().create([{**vals, **own} for vals in vals_list])

    @api.model
    def _changes_nothing(self, vals):
        """A merge of two opportunities takes what was paid along."""
        return super()._changes_nothing(vals) or (self.env.su and set(vals) <= {"lead_id"})

    def _before_request(self):
        self._check_referral()
        return super()._before_request()

    def _before_pay(self):
        self._check_referral()
        return super()._before_pay()

    def _check_referral(self):
        for reward in self.filtered(lambda reward: reward.kind == "referral"):
            if not reward.lead_id or not reward.lead_id._is_referral_due(reward.company_id):
                raise UserError(
                    self.env._(
                        "%s: a referral is rewarded after the deal it led to was won and delivered.",
                        reward.display_name,
                    )
                )

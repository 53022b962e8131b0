from odoo import fields, models


class CustomerFile(models.Model):
    """What the customer was given."""

    _inherit = "customer.file"

    gift_ids = fields.One2many("dealer.gift", "file_id", string="Gifts")
    reward_ids = fields.One2many("dealer.reward", "file_id", string="Rewards")
    gift_received_ids = fields.One2many("dealer.gift.recipient", "file_id", string="Received at Events")
    gift_count = fields.Integer("Number of Gifts", compute="_compute_gift_count")

    def _compute_gift_count(self):
        groups = self.env["dealer.gift"]._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"])
        counts = {file.id: count for file, count in groups}
        for file in self:
            file.gift_count = counts.get(file._origin.id, 0)

    def _merge_into(self, kept):
        """Gifts and rewards go along; a reward for care that both files have stays with the one it was given to."""
        # sudo: all of them move with their file, also those the user may not change
        known = self.sudo()
        known.gift_ids.write({"file_id": kept.id})
        known.gift_received_ids.write({"file_id": kept.id})
        rewarded = kept.sudo().reward_ids.filtered(lambda reward: reward._counts_once()).rule_id  # sudo: see above
        doubled = known.reward_ids.filtered(lambda reward: reward._counts_once() and reward.rule_id in rewarded)
        (known.reward_ids - doubled).write({"file_id": kept.id})
        return super()._merge_into(kept)

    def action_view_gifts(self):
        """Show the gifts for the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_gift_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}

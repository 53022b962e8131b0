from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """A dispute between a dealer and one of its customers has two parties (S1.5-2c)."""

    _inherit = "customer.complaint"

    dispute_party_id = fields.Many2one(
        "res.partner",
        string="Other Party of the Dispute",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The dealer, or the customer of the dealer: told the result as well.",
    )

    @api.model
    def _step_field_names(self):
        return (*super()._step_field_names(), "dispute_party_id")

    def _customer_replies(self):
        return super()._customer_replies().filtered(lambda reply: reply.told_party != "other")

    def _closing_obstacle(self):
        return super()._closing_obstacle() or self._dispute_obstacle()

    def _dispute_obstacle(self) -> str:
        """Say which party was not told the result yet, or return an empty string."""
        if not self.dispute_party_id:
            return ""
        # sudo: only who was told
        results = self.sudo().reply_ids.filtered(lambda reply: reply.kind == "final" and reply.state == "sent")
        told = set(results.mapped("told_party"))
        untold = [
            party.name
            for party, told_by in ((self.partner_id, "customer"), (self.dispute_party_id, "other"))
            if told.isdisjoint({told_by, "both"})
        ]
        return self.env._("Tell the result to: %s.", ", ".join(untold)) if untold else ""

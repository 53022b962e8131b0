from odoo import fields, models


class CustomerLeadCardHandOn(models.TransientModel):
    """To whom waste cards go (S1.6-cards-03)."""

    _name = "customer.lead.card.hand.on"
    _description = "Hand on waste cards"

    card_ids = fields.Many2many("customer.lead.card", string="Cards", required=True, readonly=True)
    holder_id = fields.Many2one(
        "res.users", string="To", required=True, domain=[("share", "=", False)], help="The rule begins anew for them."
    )
    reason = fields.Text()

    def action_hand_on(self):
        self.card_ids.check_access("read")
        self.card_ids._hand_on(self.holder_id, self.reason or "")
        return {"type": "ir.actions.act_window_close"}

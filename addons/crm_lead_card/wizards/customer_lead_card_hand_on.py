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
        cards = self.card_ids
        cards.check_access("read")
        cards._hand_on(self.holder_id, self.reason or "")
        if cards._filtered_access("read") != cards:
            # the screen behind shows a card of another team, which is out of sight now
            action = self.env["ir.actions.act_window"]._for_xml_id("crm_lead_card.customer_lead_card_action")
            return {**action, "target": "main"}
        return {"type": "ir.actions.act_window_close"}

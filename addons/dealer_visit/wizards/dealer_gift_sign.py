from odoo import fields, models


class DealerGiftSign(models.TransientModel):
    """The customer signs for a gift on the screen of who brings it."""

    _name = "dealer.gift.sign"
    _description = "Signature for a gift"

    gift_id = fields.Many2one("dealer.gift", required=True, readonly=True, ondelete="cascade")
    signed_name = fields.Char("Name", required=True)
    signature = fields.Binary(required=True, attachment=False)

    def action_sign(self):
        """Keep the signature with the gift."""
        for wizard in self:
            wizard.gift_id._sign(wizard.signature, wizard.signed_name)
        return {"type": "ir.actions.act_window_close"}

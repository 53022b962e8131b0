from odoo import fields, models
from odoo.exceptions import UserError


class CustomerComplaintReply(models.Model):
    _inherit = "customer.complaint.reply"

    dispute_party_id = fields.Many2one(related="complaint_id.dispute_party_id")
    told_party = fields.Selection(
        [("both", "Both Parties"), ("customer", "Customer"), ("other", "Other Party")],
        string="To",
        required=True,
        default="both",
        help="In a dispute both parties are told the result, with one reply or with one for each.",
    )

    def _before_send(self):
        result = super()._before_send()
        for reply in self:
            if reply.told_party == "other" and not reply.dispute_party_id:
                raise UserError(self.env._("%s: the case has no other party.", reply.complaint_id.display_name))
        return result

    def _mail(self):
        """Send the letter to each party apart: neither sees the address of the other, nor the page of the other."""
        if self.told_party != "other":
            super()._mail()
        party = self.dispute_party_id
        if party and self.told_party != "customer":
            if not party.email:
                raise UserError(self.env._("%s has no e-mail address.", party.display_name))
            self._mail_to(party.email, "")

from odoo import api, models
from odoo.exceptions import UserError


class CustomerComplaintInsideMixin(models.AbstractModel):
    """Nothing of the internal case goes out: customers get replies, and nothing else (S1.3-09.11c).

    It is for every document about complaints that has a conversation: the case, its measures, objections, statements.
    """

    _name = "customer.complaint.inside.mixin"
    _description = "Conversation that stays inside the company"
    _inherit = ["mail.thread"]

    #: mails about these documents, and with scans of them, go to colleagues only; see ``mail.mail``
    _never_outside = True

    @api.model
    def _outsiders(self, partner_ids):
        """Return who of these is no colleague."""
        # sudo: who is a colleague is no secret
        partners = self.env["res.partner"].sudo().browse(partner_ids or ())
        return partners.filtered(
            lambda partner: not partner.with_context(active_test=False).user_ids or partner.partner_share
        )

    def _refuse_outsiders(self, partner_ids, *addresses):
        if any(addresses) or self._outsiders(partner_ids):
            raise UserError(
                self.env._(
                    "%s: the case stays inside the company. Write to the customer with a reply.",
                    ", ".join(self.mapped("display_name")) or self._description,
                )
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._refuse_outsiders(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # the author of a mail and who is named in one is no follower
        inside = [partner_id for partner_id in partner_ids or () if not self._outsiders([partner_id])]
        return super()._message_subscribe(inside, subtype_ids, customer_ids) if inside else True

    def message_post(self, **kwargs):
        # who was written to by the mail that came in is known already: nobody is told again
        if kwargs.get("message_type") == "email" and self.env.su:
            kwargs["partner_ids"] = [
                partner_id for partner_id in kwargs.get("partner_ids") or () if not self._outsiders([partner_id])
            ]
        self._refuse_outsiders(kwargs.get("partner_ids"), kwargs.get("outgoing_email_to"))
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        self._refuse_outsiders(kwargs.get("partner_ids"), kwargs.get("outgoing_email_to"))
        return super().message_notify(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        outside = set(self._outsiders([one["id"] for one in recipients if one["id"]]).ids)
        return [one for one in recipients if one["id"] and one["id"] not in outside]

    def _message_get_default_recipients(self, with_cc=False, all_tos=False):
        """Nobody: a mail about a case is not for its customer."""
        return {complaint.id: {"partner_ids": [], "email_to": False, "email_cc": False} for complaint in self}

    def _message_get_suggested_recipients(self, *args, **kwargs):
        return []

    def _notify_link(self, users, subject: str):
        """Send ``users`` a link to the document: what it says, they read where they may."""
        self.ensure_one()
        number = self.number if "number" in self._fields else False
        # sudo: a link shows nothing to whom the document is closed
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=users.sudo().partner_id.ids,  # sudo: to write to colleagues
            subject=subject,
            body=self._get_html_link(title=number or self._description),
            email_layout_xmlid="mail.mail_notification_light",
        )

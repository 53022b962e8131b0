from odoo import models
from odoo.exceptions import UserError


class CustomerStatisticInsideMixin(models.AbstractModel):
    """Nothing of statistics goes outside by the conversation about them: outsiders get answers to requests (S0-22)."""

    _name = "customer.statistic.inside.mixin"
    _description = "Statistics whose conversation stays inside the company"
    _inherit = ["mail.thread"]

    def _outsiders(self, partner_ids):
        """Return who of these is no colleague."""
        # sudo: who is a colleague is no secret
        partners = self.env["res.partner"].sudo().browse(partner_ids or ())
        return partners.filtered(lambda one: one.partner_share or not one.with_context(active_test=False).user_ids)

    def _refuse_outsiders(self, partner_ids, *addresses):
        if any(addresses) or self._outsiders(partner_ids):
            raise UserError(
                self.env._(
                    "%s: statistics go outside by the answer to a request only.",
                    ", ".join(self.mapped("display_name")) or self._description,
                )
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._refuse_outsiders(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_post(self, **kwargs):
        self._refuse_outsiders(kwargs.get("partner_ids"), kwargs.get("outgoing_email_to"))
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        self._refuse_outsiders(kwargs.get("partner_ids"), kwargs.get("outgoing_email_to"))
        return super().message_notify(**kwargs)

    def _message_get_suggested_recipients(self, *args, **kwargs):
        return []

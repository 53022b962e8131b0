from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all


class ReplyPass:
    """Lets the mail of one reply out. It travels in the context, where a client can never put an instance of this."""


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        if not isinstance(self.env.context.get("complaint_reply_pass"), ReplyPass):
            mails._check_stays_inside()
        return mails

    def write(self, vals):
        result = super().write(vals)
        if {"attachment_ids", "recipient_ids", "email_to", "email_cc"} & set(vals):
            self._check_stays_inside()
        return result

    def _check_stays_inside(self):
        """Refuse mails about cases, and with scans of cases, to anybody but colleagues (S1.3-09.11c).

        :raises UserError: naming the mail
        """
        # sudo: only whether it stays inside
        for mail in self.sudo():
            scans = {scan.res_model for scan in mail.attachment_ids}
            about = [name for name in {mail.model, *scans} if self._is_never_outside(name)]
            if about and mail._goes_outside():
                raise UserError(
                    self.env._(
                        "“%s”: complaints stay inside the company. Write to the customer with a reply.",
                        mail.subject or mail.record_name or "",
                    )
                )

    @api.model
    def _is_never_outside(self, model) -> bool:
        return bool(model) and getattr(self.env.registry.get(model), "_never_outside", False)

    def _goes_outside(self) -> bool:
        outsiders = self.env["customer.complaint"]._outsiders(self.recipient_ids.ids)
        addresses = set(email_normalize_all(",".join(filter(None, (self.email_to, self.email_cc)))))
        if outsiders or not addresses:
            return bool(outsiders)
        # sudo: which addresses belong to colleagues
        colleagues = self.env["res.users"].sudo().search([("share", "=", False)])
        return bool(addresses - set(colleagues.mapped("email_normalized")))

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext


class CustomerComplaintMail(models.Model):
    """What customers send by e-mail: the complaint itself, and what they write later."""

    _inherit = "customer.complaint"
    _primary_email = "email"

    mailbox_id = fields.Many2one(
        "customer.complaint.mailbox",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The mailbox the complaint was sent to.",
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a draft of a mail: who writes is looked up, of which type it is somebody says (S4.prop-4)."""
        values = dict(custom_values or {})
        # sudo: the mail gateway reads the mailbox of any company
        mailbox = self.env["customer.complaint.mailbox"].sudo().browse(values.get("mailbox_id") or ())
        company = mailbox.company_id or self.env.company
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
        employee = author.user_ids.filtered(lambda user: not user.share)[:1]
        values |= {
            "name": (msg_dict.get("subject") or "").strip() or self.env._("Complaint by e-mail"),
            "company_id": company.id,
            "channel": "mail",
            "type_id": mailbox.type_id.id,
            # a colleague who passes a mail on was told of the complaint first
            "first_contact_id": (employee or mailbox.user_id or self.env.user).id,
            "description": msg_dict.get("body") or False,
        }
        address = False
        if not employee:
            address = email_normalize(msg_dict.get("email_from") or "") or msg_dict.get("email_from")
            values |= {"partner_id": author.id, "contact_name": author.name, "phone": author.phone}
        # core enters the sender as the address of the case
        msg_dict = {**msg_dict, "email_from": address}
        return super(CustomerComplaintMail, self.with_company(company)).message_new(msg_dict, values)

    def message_update(self, msg_dict, update_vals=None):
        """The customer wrote again: terms that stood still go on, and who is responsible looks at it.

        A mail never opens a closed case again: it is noted, and whoever is responsible decides what follows.
        """
        for complaint in self:
            if complaint._is_from_customer(msg_dict.get("author_id"), msg_dict.get("email_from")):
                complaint._customer_wrote(html2plaintext(msg_dict.get("subject") or ""))
        return super().message_update(msg_dict, update_vals)

    def _is_from_customer(self, author_id, email_from) -> bool:
        """Say whether a mail came from the customer of the case, or from another contact of the same company."""
        self.ensure_one()
        author = self.env["res.partner"].browse(author_id or ())
        if not author.partner_share and author:
            return False
        if author and author.commercial_partner_id == self.commercial_partner_id:
            return True
        return bool(self.email) and email_normalize(email_from or "") == email_normalize(self.email)

    def _customer_wrote(self, subject: str):
        """Follow what the customer sent; called with superuser rights."""
        self.ensure_one()
        summary = self.env._("The customer wrote: %s", subject) if subject else self.env._("The customer wrote")
        if self._is_final():
            summary = self.env._("The customer wrote about a closed case")
        else:
            self._customer_answered()
        user = self.user_id or self.first_contact_id
        if user.active:
            self.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=user.id)

    def _message_post_after_hook(self, message, msg_vals):
        """What comes with the complaint, and what the customer sends later, are the photographs of the case."""
        result = super()._message_post_after_hook(message, msg_vals)
        # sudo: the mail gateway, or a customer, wrote it
        mail = message.sudo()
        if mail.message_type == "email" and not self._is_final():
            if self.state == "draft" or self._is_from_customer(mail.author_id.id, mail.email_from):
                self._keep_photographs(mail.attachment_ids)
        return result

    def _keep_photographs(self, attachments):
        """Add what a customer sent to the photographs of the case."""
        # sudo: a customer, or the mail gateway, may write nothing else of the case
        known = self.sudo()
        new = attachments - known.attachment_ids
        if new:
            known.attachment_ids = [(4, attachment.id) for attachment in new]

    def _before_submit(self):
        self._check_classified()
        return super()._before_submit()

    def _check_classified(self):
        """Refuse to handle what customers sent themselves before somebody said of which type it is (S4.prop-4)."""
        for complaint in self.filtered(lambda one: one.channel in ("mail", "portal") and not one.type_id):
            if self.env["customer.complaint.type"]._in_force(complaint.company_id):
                raise UserError(self.env._("%s: say of which type the complaint is first.", complaint.display_name))

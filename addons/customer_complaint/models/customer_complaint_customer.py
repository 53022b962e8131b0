import uuid
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import consteq, plaintext2html


class Letter(NamedTuple):
    """What one of the two sides wrote, as the customer sees it."""

    date: object
    is_own: bool
    title: str
    body: Markup
    attachments: BaseModel


class CustomerComplaintCustomer(models.Model):
    """What a customer sees of a case and does with it, on the portal or by the link in a reply.

    Customers have no rights on the case: these methods, called with superuser rights, are all there is for them. They
    never show causes, tasks, opinions, decisions, people or the conversation of colleagues.
    """

    _inherit = "customer.complaint"

    customer_answer = fields.Selection(
        [("accepted", "Result Accepted"), ("refused", "Refused")],
        "Customer's Answer",
        readonly=True,
        copy=False,
        tracking=True,
        help="What the customer says to the result.",
    )
    customer_token = fields.Char(copy=False, groups=fields.NO_ACCESS)

    # who

    @api.model
    def _customer_domain(self, partner):
        """Return the domain of the cases of the company that ``partner`` belongs to."""
        return [("commercial_partner_id", "=", partner.commercial_partner_id.id)]

    def _customer_url(self) -> str:
        """Return where the customer follows the case without an account; whoever has the link sees this case only."""
        self.ensure_one()
        if not self.customer_token:
            self._write_protected({"customer_token": uuid.uuid4().hex})
        return f"{self.get_base_url()}/my/complaints/{self.id}?token={self.customer_token}"

    def _is_customer_token(self, token) -> bool:
        return bool(token and self.customer_token) and consteq(self.customer_token, token)

    # what is shown

    def _customer_state(self) -> str:
        """Return where the case stands, as it is told to customers."""
        self.ensure_one()
        if self.merged_into_id:
            number = self.merged_into_id.number
            return self.env._("Handled together with %s", number) if number else self.env._("Handled with another")
        if self.state == "void":
            return self.env._("Ended")
        if self.state == "closed":
            return self.env._("Closed")
        if self.is_waiting:
            return self.env._("Waiting for your answer")
        if self._customer_result():
            return self.env._("Answered")
        return self.env._("Being handled") if self.state == "open" else self.env._("Received by us")

    def _customer_replies(self):
        """Hook: return what was sent to the customer; a reply that was sent to another only is none of it."""
        return self.reply_ids.filtered(lambda reply: reply.state == "sent")

    def _customer_result(self):
        """Return the last reply with the result that was sent, empty when none was."""
        sent = self._customer_replies().filtered(lambda reply: reply.kind == "final")
        return sent.sorted("sent_date")[-1:]

    def _customer_letters(self) -> list[Letter]:
        """Return what the customer wrote and what was sent to the customer, in order of time."""
        self.ensure_one()
        letters = [
            Letter(message.date, True, message.subject or "", message.body, message.attachment_ids)
            for message in self._customer_messages()
        ]
        kinds = dict(self.env["customer.complaint.reply"]._fields["kind"]._description_selection(self.env))
        letters += [
            Letter(reply.sent_date, False, reply.subject or kinds[reply.kind], reply.body, reply.attachment_ids)
            for reply in self._customer_replies()
        ]
        return sorted(letters, key=lambda letter: letter.date)

    def _customer_messages(self):
        """Return the messages that the customer wrote: by mail, which the gateway enters, or on the portal.

        Who entered a message cannot be given by anybody; its author can, so that both count.
        """
        return self.message_ids.filtered(
            lambda message: (
                message.message_type in ("email", "comment")
                and (message.create_uid.share or message.create_uid == self.env.ref("base.user_root"))
                and self._is_from_customer(message.author_id.id, message.email_from)
            )
        )

    def _customer_attachments(self):
        """Return the files the customer may open: the own ones, and the enclosures of replies."""
        return self.env["ir.attachment"].union(*(letter.attachments for letter in self._customer_letters()))

    def _may_customer_decide(self) -> bool:
        """Say whether the customer can accept or refuse the result now."""
        self.ensure_one()
        return (
            self.state in ("open", "closed")
            and bool(self._customer_result())
            and not self.customer_answer
            and not self.follower_case_ids
        )

    # what the customer does

    @api.model
    def _customer_files(self, partner, company, description: str, values: dict, files: list[tuple]):
        """Make a draft of what a customer filed on the portal; called with superuser rights."""
        kind = self.env["customer.complaint.type"]._in_force(company).browse(values.get("type_id") or ())
        complaint = self.with_company(company).create(
            {
                **values,
                "company_id": company.id,
                "channel": "portal",
                "partner_id": partner.id,
                "contact_name": partner.name,
                "email": partner.email,
                "phone": partner.phone,
                "description": plaintext2html(description),
                "first_contact_id": self._first_contact_of(partner, company, kind).id,
            }
        )
        complaint._customer_says(partner, description, files)
        return complaint

    @api.model
    def _first_contact_of(self, partner, company, kind):
        """Return the colleague who is told of what a customer files: the one of the type, else of the customer."""
        file = self.env["customer.file"].search(
            [("company_id", "=", company.id), ("partner_id", "=", partner.commercial_partner_id.id)], limit=1
        )
        unit = kind.unit_id
        candidates = kind.user_id | file.responsible_id | partner.commercial_partner_id.user_id
        candidates |= (unit._get_users() if unit else unit.env["res.users"]) | self.env.ref("base.user_root")
        return candidates.filtered(lambda user: (user.active and not user.share) or user.id == 1)[:1]

    def _customer_says(self, partner, text: str, files: list[tuple]):
        """Enter what the customer writes and sends; called with superuser rights.

        :param files: name and content of each file
        """
        self.ensure_one()
        message = self.message_post(
            body=plaintext2html(text),
            author_id=partner.id,
            email_from=partner.email_formatted or self.email,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=files,
        )
        if not self._is_final():
            self._keep_photographs(message.attachment_ids)

    def _customer_accepts(self, partner, satisfaction: str, text: str):
        """Enter that the customer accepts the result, and how satisfied with the handling."""
        self.ensure_one()
        self._check_customer_may_decide()
        if self.state != "open":
            raise UserError(self.env._("%s is closed already.", self.display_name))
        labels = dict(self._fields["satisfaction"]._description_selection(self.env))
        words = [self.env._("I accept the result."), labels.get(satisfaction, ""), text]
        self._customer_says(partner, "\n".join(filter(None, words)), [])
        self._write_protected({"customer_answer": "accepted"})
        if satisfaction in labels:
            self.satisfaction = satisfaction
        self._customer_answered()

    def _customer_refuses(self, partner, text: str, files: list[tuple]):
        """Enter that the customer refuses the result: a new case follows; return it."""
        self.ensure_one()
        self._check_customer_may_decide()
        if not text.strip():
            raise UserError(self.env._("Please say why you do not accept the result."))
        self._customer_says(partner, text, files)
        following = self._follow_up(text)
        following._customer_says(partner, text, files)
        return following

    def _check_customer_may_decide(self):
        if not self._may_customer_decide():
            raise UserError(self.env._("%s: there is no result to accept or refuse now.", self.display_name))

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .mail_mail import ReplyPass

_lt = LazyTranslate(__name__)


class CustomerComplaintReply(models.Model):
    """A reply to the customer, by letter or telephone; it never offers more than was decided (S1.2-09.11a, 11b)."""

    _name = "customer.complaint.reply"
    _description = "Reply to a complaint"
    _inherit = ["customer.workflow.mixin", "customer.complaint.row.mixin", "customer.attachment.mixin"]
    _order = "id desc"
    _rec_names_search = ["subject"]
    _complaint_field = "reply_ids"
    _attachment_fields = ("attachment_ids",)
    _workflow_steps = (Step("send", _lt("Send"), ("draft",), "sent", "", "sent_by_id", "sent_date"),)

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    state = fields.Selection([("draft", "Draft"), ("sent", "Sent")])
    kind = fields.Selection(
        [("interim", "Interim Reply"), ("final", "Result")],
        required=True,
        default="final",
        help="An interim reply says that the case is being handled, and by when; it offers and admits nothing.",
    )
    channel = fields.Selection(
        [("mail", "E-Mail"), ("letter", "Letter"), ("phone", "Telephone")], required=True, default="mail"
    )
    subject = fields.Char()
    body = fields.Html("Text", required=True, sanitize_attributes=True, help="As the customer reads or was told it.")
    percent = fields.Float("Offered Discount (%)", digits=(5, 2))
    amount = fields.Monetary("Offered Amount")
    attachment_ids = fields.Many2many("ir.attachment", string="Enclosures", copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    sent_date = fields.Datetime("Sent on", readonly=True, copy=False)

    @api.depends("complaint_id.number", "sent_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for reply in self:
            reply.display_name = f"{reply.complaint_id.number or ''} {labels.get(reply.kind, '')}".strip()

    def write(self, vals):
        if not self.env.su and any(reply.state == "sent" for reply in self):
            raise AccessError(self.env._("A reply that was sent stays as it was sent."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(reply.state == "sent" for reply in self):
            raise UserError(self.env._("A reply that was sent stays."))

    def action_send(self):
        return self._run_step("send")

    def _step_obstacle(self, step):
        # sudo: only whether there is a decision
        case = self.complaint_id.sudo()
        if self.complaint_id._is_about(self.env.user):
            return self.complaint_id._about_obstacle()
        if case.state != "open":
            return self.env._("The case is not in progress.")
        if self.kind == "final" and case._needs_decision() and not case._is_decided():
            return self.env._("Nothing was decided yet: nobody answers the customer beyond what was decided.")
        return super()._step_obstacle(step)

    def _before_send(self):
        for reply in self:
            reply._check_offer()
            reply._check_enclosures()

    def _check_enclosures(self):
        """Refuse to enclose papers of the case itself: they stay inside (S1.3-09.11c)."""
        # sudo: only to which document each belongs
        for scan in self.sudo().attachment_ids:
            if (scan.res_model, scan.res_id) not in ((self._name, self.id), (False, 0), ("", 0)):
                raise UserError(
                    self.env._(
                        "%(case)s: “%(scan)s” belongs to the internal case and does not go out. Enclose a file of the "
                        "reply's own.",
                        case=self.complaint_id.display_name,
                        scan=scan.name,
                    )
                )

    def _check_offer(self):
        """Refuse to offer more than was decided.

        :raises UserError: naming the case, the offer and the decision
        """
        self.ensure_one()
        # sudo: what was decided is told to whoever answers the customer
        decision = self.complaint_id.sudo().decision_id
        if self.kind == "interim" and (self.percent or self.amount):
            raise UserError(self.env._("%s: an interim reply offers nothing.", self.complaint_id.display_name))
        over = self.currency_id.compare_amounts(self.amount, decision.amount) > 0
        if self.complaint_id._needs_decision() and (over or self.percent > decision.percent):
            raise UserError(
                self.env._(
                    "%(case)s: the reply offers %(offer)s, which is more than was decided: %(decided)s.",
                    case=self.complaint_id.display_name,
                    offer=self._offer(self.amount, self.percent),
                    decided=self._offer(decision.amount, decision.percent),
                )
            )

    def _offer(self, amount: float, percent: float) -> str:
        return f"{self.currency_id.format(amount)}, {percent:g} %"

    def _after_send(self):
        for reply in self.filtered(lambda one: one.channel == "mail"):
            reply._mail()
        # sudo: the task that asked for the reply is done with it
        for reply in self.sudo():
            for task in reply.complaint_id.task_ids.filtered(lambda task, reply=reply: task._is_answered_by(reply)):
                task.result = task.result or reply._fields["kind"].convert_to_export(reply.kind, reply)
                task._run_step("done")

    def _mail(self):
        """Send the customer the letter: its text and enclosures, and nothing of the case."""
        self.ensure_one()
        case = self.complaint_id
        address = case.email or case.partner_id.email
        if not address:
            raise UserError(self.env._("%s: the customer has no e-mail address.", case.display_name))
        self._mail_to(address, case.sudo()._customer_url())  # sudo: see _letter

    def _mail_to(self, address: str, url: str):
        """Send the letter to ``address``, with the page on which the one who reads it follows the case, if any."""
        case = self.complaint_id
        # sudo: mails are queued by those who may answer the customer; who answers it comes back to the case
        known = case.sudo()
        user = self.env.user
        mails = known.env["mail.mail"].with_context(complaint_reply_pass=ReplyPass())
        mails.create(
            {
                "subject": self.subject or case.number,
                "body_html": self._letter(url),
                "email_to": address,
                "email_from": case.company_id.email_formatted or user.email_formatted,
                "reply_to": known._notify_get_reply_to(default=user.email_formatted)[case.id] or user.email_formatted,
                "attachment_ids": [(6, 0, self.attachment_ids.ids)],
                "auto_delete": False,
                "model": case._name,
                "res_id": case.id,
            }
        )

    def _letter(self, url: str):
        """Return the text as it is read outside: with the number, the public contact and where to answer."""
        self.ensure_one()
        # sudo: what is told to the customer; nothing else of the case is in the template
        case = self.complaint_id.sudo()
        values = {"reply": self.sudo(), "case": case, "url": url}  # sudo: see above
        lang = case.partner_id.lang or self.env.lang
        return self.env["ir.qweb"].with_context(lang=lang)._render("customer_complaint.customer_reply_letter", values)

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date


class CustomerFileInteraction(models.Model):
    """A contact with a customer: a letter, a fax, a call, a visit (S1.7-7.2, S2.1-08b).

    It stands in the chatter of the file too, and its next step is an activity.
    """

    _name = "customer.file.interaction"
    _description = "Contact with a customer"
    _inherit = ["customer.file.line.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("file_id", "user_id")
    _order = "date desc, id desc"
    _rec_name = "subject"

    partner_id = fields.Many2one(
        related="file_id.partner_id", string="Customer", store=True, precompute=True, index=True
    )
    type = fields.Selection(
        [
            ("call", "Telephone Call"),
            ("visit", "Visit"),
            ("letter", "Letter"),
            ("fax", "Fax"),
            ("email", "E-mail"),
            ("message", "Message"),
            ("meeting", "Meeting"),
            ("reception", "Reception"),
            ("service", "Service"),
            ("feedback", "Feedback"),
            ("other", "Other"),
        ],
        required=True,
        default="call",
    )
    direction = fields.Selection(
        [("in", "From the Customer"), ("out", "To the Customer")], default="out", required=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    duration = fields.Integer("Duration (Minutes)")
    contact_id = fields.Many2one("res.partner", string="Spoken With", ondelete="restrict", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict"
    )
    subject = fields.Char(required=True)
    content = fields.Text()
    result = fields.Char()
    information_class = fields.Selection(
        [("customer", "Customer"), ("employee", "Employee"), ("supplier", "Supplier"), ("market", "Market")],
        default="customer",
        required=True,
    )
    is_important = fields.Boolean("Important Matter", help="The information department is told.")
    is_secret = fields.Boolean(
        "Business Secret", help="Only those in contact with the customer and supervisors read it."
    )
    next_step = fields.Char()
    next_date = fields.Date("Next Step On")
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", copy=False)

    activity_id = fields.Many2one("mail.activity", readonly=True, copy=False, ondelete="set null")
    message_id = fields.Many2one("mail.message", readonly=True, copy=False, ondelete="set null")

    _duration_positive = models.Constraint("CHECK(duration >= 0)", "The duration cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.update(user_id=self.env.uid, activity_id=False, message_id=False)
        interactions = super().create(vals_list)
        for interaction in interactions:
            interaction._tell_in_chatter()
            interaction._schedule_next_step()
            interaction._report_important_matter()
        return interactions

    def write(self, vals):
        becoming_important = self.filtered(lambda i: not i.is_important or i.is_secret)
        result = super().write(vals)
        if {"next_step", "next_date", "is_secret"} & set(vals):
            for interaction in self:
                interaction._schedule_next_step()
        if {"subject", "type", "is_secret"} & set(vals):
            for interaction in self:
                interaction._tell_in_chatter()
        if "is_important" in vals or "is_secret" in vals:
            for interaction in becoming_important:
                interaction._report_important_matter()
        return result

    @api.model
    def _in_charge_sql(self, user_id, alias):
        # who had the contact knows what it was about
        own = SQL("%s = %s", SQL.identifier(alias, "user_id"), user_id)
        return SQL("(%s OR %s)", own, super()._in_charge_sql(user_id, alias))

    def _is_hidden(self) -> bool:
        """Say whether those who read the file need not know what this contact is about."""
        # sudo: levels alone are compared
        known = self.sudo()
        return self.is_secret or known.secrecy_level_id.rank > known.file_id.secrecy_level_id.rank

    def _after_level_change(self):
        """Take back what was told when a contact comes to be more secret than its file."""
        result = super()._after_level_change()
        for interaction in self.filtered("message_id"):
            interaction._tell_in_chatter()
            interaction._schedule_next_step()
        return result

    def _tell_in_chatter(self):
        """Keep a link in the chatter of the file, with the subject unless it is secret."""
        self.ensure_one()
        kind = dict(self._fields["type"]._description_selection(self.env))[self.type]
        subject = "" if self._is_hidden() else self.subject
        body = Markup("%s: %s") % (self._get_html_link(title=kind), subject)
        # sudo: the message of this entry, and the link to it, are the software's
        entry = self.sudo()
        if entry.message_id:
            entry.message_id.body = body
        else:
            entry.message_id = self.file_id.message_post(
                body=body, message_type="comment", subtype_xmlid="mail.mt_note"
            )

    def _schedule_next_step(self):
        """Keep one activity for the next step, as it was last agreed."""
        self.ensure_one()
        entry = self.sudo()  # sudo: see _tell_in_chatter
        if not (self.next_step and self.next_date):
            entry.activity_id.unlink()
            return
        summary = self.env._("Business secret: see the contact") if self._is_hidden() else self.next_step
        if entry.activity_id.active:
            entry.activity_id.write({"summary": summary, "date_deadline": self.next_date})
        else:
            entry.activity_id = self.file_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.next_date,
                summary=summary,
                user_id=self.user_id.id,
            )

    def _report_important_matter(self):
        """Tell the information department of an important matter, unless it is a business secret (S1.7-4, S2.1-05)."""
        self.ensure_one()
        if not self.is_important or self._is_hidden():
            return
        rules = self.env["customer.file.reminder.rule"]._in_force(self.company_id)
        for rule in rules.filtered(lambda r: r.occasion == "important_matter" and r._matches(self.file_id)):
            kind = dict(self._fields["type"]._description_selection(self.env))[self.type]
            # the reminder stays on the file when the contact becomes more secret than that: it names, and tells nothing
            summary = self.env._(
                "Important matter: see the contact of %(date)s (%(kind)s)",
                date=format_date(self.env, fields.Datetime.context_timestamp(self, self.date)),
                kind=kind,
            )
            rule._remind(self.file_id, summary, fields.Date.context_today(self))

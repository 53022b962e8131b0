from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..tools import deadline_time


class CustomerDeadlineActions(models.Model):
    """The ready-made server actions: what a step can do without writing any."""

    _inherit = "customer.deadline"

    def _remind(self, *, by_mail: bool = True):
        """Put an activity for each recipient of the running step on the document, and tell them by mail."""
        self.ensure_one()
        # sudo: a reminder reaches its recipient whoever the step runs as; it shows the document's name and the term
        deadline = self.sudo()
        carrier, users = deadline._get_document()._reminded_document(), deadline._step_recipients()
        for user in users:
            text = deadline.with_context(lang=user.lang, tz=user.tz)._reminder_text()
            carrier.activity_schedule(
                "customer_policy.mail_activity_type_deadline",
                date_deadline=deadline.last_day,
                summary=text,
                note=deadline.why,
                user_id=user.id,
                customer_deadline_id=deadline.id,
            )
        if by_mail:
            deadline._mail(users)

    def _mail(self, users=None):
        """Tell the recipients of the running step by mail, queued in the same transaction."""
        self.ensure_one()
        # sudo: see _remind
        deadline = self.sudo()
        for user in deadline._step_recipients() if users is None else users:
            text = deadline.with_context(lang=user.lang, tz=user.tz)._reminder_text()
            self.env["mail.thread"].sudo().with_context(lang=user.lang).message_notify(  # sudo: see _remind
                partner_ids=user.partner_id.ids,
                subject=text,
                body=Markup("<p>%s</p><p>%s</p><p>%s</p>")
                % (text, deadline._get_document()._get_html_link(), deadline.why),
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _write_slip(self, kind: str):
        """Write a reminder slip (催办单), or an investigation slip (查办单) after a late end."""
        self.ensure_one()
        # sudo: slips are written by steps only
        deadline = self.sudo()
        slips = self.env["customer.deadline.slip"].sudo()  # sudo: see above
        for department, users in deadline._get_document()._slip_addressees(deadline):
            if slip := slips._issue(deadline, kind, users, department):
                deadline._mail(slip.user_ids)

    def _step_recipients(self):
        """Return whom the running step is for; outside of a step, the responsible.

        :raises UserError: when there is nobody
        """
        self.ensure_one()
        step = self.env["customer.deadline.step"]._running()
        users = step._get_recipients() if step.deadline_id == self else self.user_id
        if not users:
            raise UserError(self.env._("%s: there is nobody to be told.", self.display_name))
        return users

    def _excess_text(self) -> str:
        """Say by how much a term was exceeded that ended too late, or is exceeded so far."""
        self.ensure_one()
        end = self.done_date or fields.Datetime.now()
        over = end - self.due_date
        if self.unit in deadline_time.EXACT:
            minutes = max(1, -(-over.total_seconds() // 60))
            excess = self.env._("%(hours)d h %(minutes)d min", hours=minutes // 60, minutes=minutes % 60)
        else:
            zone = self.calendar_id._term_zone(self.company_id)
            excess = self.env._("%d days", (deadline_time.local_day(end, zone) - self.last_day).days)
        return self.env._(
            "%(what)s exceeded by %(excess)s. State the reason.", what=self._reminder_text(), excess=excess
        )

    def _reminder_text(self) -> str:
        exact = self.unit in deadline_time.EXACT
        due = format_datetime(self.env, self.due_date) if exact else format_date(self.env, self.last_day)
        if self.state == "late":
            return self.env._("%(deadline)s was done too late: it was due %(due)s", deadline=self.display_name, due=due)
        if self.is_overdue:
            return self.env._("%(deadline)s is overdue since %(due)s", deadline=self.display_name, due=due)
        return self.env._("%(deadline)s is due %(due)s", deadline=self.display_name, due=due)

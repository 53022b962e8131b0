from markupsafe import Markup

from odoo import models
from odoo.tools import format_date


class CustomerCreditOverdueActions(models.Model):
    """What the steps of deadline rules do about overdue amounts: each is a ready-made server action."""

    _inherit = "customer.credit.overdue"

    def _letter(self) -> Markup:
        """Return the text of a reminder, in the language of the customer."""
        self.ensure_one()
        record = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return Markup("<p>%s</p><p>%s</p>") % (
            record.env._("Dear %s,", self.partner_id.name),
            record.env._(
                "%(amount)s are due since %(date)s and not paid yet. Please pay within the next days, or tell us what "
                "stands in the way.",
                amount=self.currency_id.format(self.amount),
                date=format_date(record.env, self.since_date),
            ),
        )

    def _draft_letter(self):
        """Put the draft of a reminder into the activities of who looks after the customer; nothing is sent."""
        for overdue in self._as_system():
            overdue._ask(self.env._("Send the reminder"), overdue._letter())

    def _ask_for_call(self):
        """Ask who looks after the customer to call."""
        for overdue in self._as_system():
            overdue._ask(self.env._("Call about overdue amounts"), "", "mail.mail_activity_data_call")

    def _cut_limit(self):
        """Cut the limit by the percentage of the customer's level; once (S4.credit-6)."""
        for overdue in self._as_system().filtered(lambda overdue: not overdue.cut_date):
            standing = self.env["customer.credit.standing"]._current(overdue.company_id, overdue.partner_id)
            if standing and standing.level_id.cut_percent:
                standing._cut(standing.level_id.cut_percent, overdue.display_name)
                overdue._write_protected({"cut_date": overdue.company_id._policy_today()})

    def _stop_business(self):
        """Let nothing be ordered or delivered until all is paid."""
        for overdue in self._as_system().filtered(lambda overdue: not overdue.stopped_date):
            overdue._write_protected({"stopped_date": overdue.company_id._policy_today()})

    def _mark_legal(self):
        """Mark that the amounts are recovered by law, and ask for it."""
        for overdue in self._as_system().filtered(lambda overdue: not overdue.legal_date):
            overdue._write_protected({"legal_date": overdue.company_id._policy_today()})
            overdue._ask(self.env._("Prepare legal recovery"), "")

    def _as_system(self):
        # sudo: steps run as whom the rule names; what they do was chosen by the rules of the company
        return self.sudo().filtered(lambda overdue: overdue.state == "open")

    def _ask(self, summary: str, note, activity_type: str = "mail.mail_activity_data_todo"):
        self.ensure_one()
        user = self._document_user() or self.env.user
        self.activity_schedule(activity_type, summary=summary, note=note, user_id=user.id)

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.customer_policy.tools import deadline_time


class CustomerAgreedTermMixin(models.AbstractModel):
    """A document whose term may be agreed shorter than the deadline rule allows."""

    _name = "customer.agreed.term.mixin"
    _description = "Document with an agreed term"
    _inherit = ["customer.deadline.mixin"]

    def _agreed_last_day(self, milestone: str, agreed, start):
        """Return the last day of a milestone's term: that of the deadline rule, or an earlier one that was agreed.

        :raises UserError: when neither says one
        """
        self.ensure_one()
        rule = self.env["customer.deadline.rule"]._rule_for(self, milestone)
        days = [agreed] if agreed else []
        if rule and (rule.mode == "enforce" or not days):
            # a term of days ends at the midnight that closes its last day
            end = rule._due(start) - timedelta(seconds=1)
            days.append(deadline_time.local_day(end, rule._get_zone()))
        if not days:
            raise UserError(self.env._("%s: say until when, since no deadline rule does.", self.display_name))
        return min(days)

    def _start_agreed_deadline(self, milestone: str, start, last_day):
        """Let the term run, where a rule gives it one, to the agreed day."""
        self.ensure_one()
        deadline = self._start_deadline(milestone, start)
        due = deadline_time.end_of_day(last_day, self.company_id._policy_timezone().zone)
        if deadline and due < deadline.due_date:
            deadline.write({"due_date": due})
            deadline.step_ids._replan()
            deadline._log("move", self.env._("Agreed until %s", last_day))

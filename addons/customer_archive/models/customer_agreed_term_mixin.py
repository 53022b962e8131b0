from odoo import models
from odoo.exceptions import UserError


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
            days.append(rule._last_day(start))
        if not days:
            raise UserError(self.env._("%s: say until when, since no deadline rule does.", self.display_name))
        return min(days)

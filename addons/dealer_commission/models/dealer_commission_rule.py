import calendar
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class DealerCommissionRule(models.Model):
    """What a company asks for around commissions: when it pays, and that nobody swaps performance (S1.6-daily-22)."""

    _name = "dealer.commission.rule"
    _description = "Commission rule"
    _inherit = ["customer.policy.rule.mixin"]

    pay_day = fields.Integer(
        help="Day of the month on which commissions of the month before are paid; beyond its end, the last day. "
        "0: there is no such day."
    )
    guards_salesperson = fields.Boolean(
        "Salesperson Stays", help="Once an order is delivered or invoiced, its salesperson changes by request only."
    )
    late_conduct_code = fields.Char(
        "Conduct Rule When Late", help="Code of the conduct rule to which statements confirmed late are reported."
    )

    _pay_day_in_month = models.Constraint("CHECK(pay_day BETWEEN 0 AND 31)", "A month has 31 days at most.")

    @api.model
    def _first_with(self, company, name: str):
        """Return the rule of ``company`` that counts of those that say something about ``name``."""
        return self._counting(company, lambda rule: bool(rule[name]))

    def _pay_date(self, date_to: date) -> date | None:
        """Return the day on which what was earned until ``date_to`` is paid; None: no rule names one."""
        if not self or not self.pay_day:
            return None
        first = date_to.replace(day=1) + relativedelta(months=1)
        return first.replace(day=min(self.pay_day, calendar.monthrange(first.year, first.month)[1]))

    def _payable_date(self, date_to: date, confirmed: date, *, late: bool) -> date | None:
        """Return the first pay day on which a statement is paid that was confirmed on this day (S1.6-sales-07).

        It must be confirmed before the pay day; one that was late misses that of its month (S1.6-cards-11b).
        """
        day = self._pay_date(date_to)
        month = date_to.replace(day=1)
        while day and (day <= confirmed or (late and month == date_to.replace(day=1))):
            month += relativedelta(months=1)
            day = self._pay_date(month)
        return day

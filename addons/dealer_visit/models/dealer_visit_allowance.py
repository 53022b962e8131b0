from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL


class DealerVisitAllowance(models.Model):
    """What a person earned in a year by days of visits; whoever leaves before its end gets nothing (S1.6-ka-02b)."""

    _name = "dealer.visit.allowance"
    _description = "Allowances for visits"
    _auto = False
    _order = "year desc, user_id"
    _rec_name = "user_id"
    _depends = {"dealer.visit.day": ["company_id", "user_id", "date", "allowance"]}

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Visitor", readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    day_count = fields.Integer("Days", readonly=True)
    earned = fields.Monetary(readonly=True)
    payable = fields.Monetary("To Be Paid", compute="_compute_payable", compute_sudo=True)
    is_forfeited = fields.Boolean("Forfeited", compute="_compute_payable", compute_sudo=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(id) AS id, company_id, user_id, extract(year FROM date)::int AS year, count(*) AS day_count,
                   sum(allowance) AS earned
              FROM dealer_visit_day
             WHERE allowance > 0
             GROUP BY company_id, user_id, extract(year FROM date)
            """
        )

    @api.depends("earned")
    def _compute_payable(self):
        today = {company: company._policy_today() for company in self.company_id}
        employees = self.env["hr.employee"].with_context(active_test=False)
        domain = [("user_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids)]
        found = employees.search(domain).grouped(lambda one: (one.user_id, one.company_id))
        for row in self:
            last_day = date(row.year, 12, 31)
            left = self._left_on(found.get((row.user_id, row.company_id), employees))
            row.is_forfeited = left is not None and left < last_day
            row.payable = row.earned if today[row.company_id] >= last_day and not row.is_forfeited else 0

    @api.model
    def _left_on(self, own) -> date | None:
        """Return the day on which the person with these employees left, None for who stays.

        Archived without a day is gone since ever.
        """
        if any(one.active and not one.departure_date for one in own):
            return None
        return max((one.departure_date or date.min for one in own), default=None)

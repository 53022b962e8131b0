import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.customer_policy.tools import deadline_time
from odoo.addons.customer_policy.tools.apart import apart

_logger = logging.getLogger(__name__)

KINDS = [
    ("meeting", "Potential Customers Met"),
    ("call", "Potential Customers Phoned"),
    ("old", "Old Customers Visited"),
    ("roadshow", "Roadshows with Photographs"),
]


class DealerQuotaRule(models.Model):
    """What a person has to reach in a day or a month: customers met, phoned and visited, roadshows (S1.6-ka-02a).

    Observe: what is missing is listed. Enforce: it is reported to staff conduct, all that is missing of one person and
    period together.
    """

    _name = "dealer.quota.rule"
    _description = "Quota"
    _inherit = ["customer.policy.rule.mixin"]

    period = fields.Selection([("day", "Working Day"), ("month", "Month")], required=True, default="day")
    line_ids = fields.One2many("dealer.quota.rule.line", "rule_id", string="To Reach", copy=True)
    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True)
    job_ids = fields.Many2many("hr.job", string="Positions", check_company=True)
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)], check_company=True)
    conduct_code = fields.Char(
        "Rule of Conduct",
        help="Code of the rule of conduct that what is missing is reported to, in units; empty: it is not reported.",
    )

    def _unfulfillable(self):
        return super()._unfulfillable() | self.filtered(lambda rule: not rule._people())

    def _people(self):
        """Return for whom the quota is: those named, and who works in the departments or positions."""
        self.ensure_one()
        # sudo: who works where is no secret
        employees = self.env["hr.employee"].sudo()
        place = fields.Domain.FALSE
        if self.department_ids:
            place |= fields.Domain("department_id", "child_of", self.department_ids.ids)
        if self.job_ids:
            place |= fields.Domain("job_id", "in", self.job_ids.ids)
        found = employees.search(place & fields.Domain("company_id", "=", self.company_id.id)).user_id
        return (found | self.user_ids.sudo()).filtered("active")  # sudo: see above

    def _period_of(self, day) -> tuple:
        """Return the first and the last day of the period in which ``day`` lies."""
        if self.period == "day":
            return day, day
        first = day.replace(day=1)
        return first, first + relativedelta(months=1) - timedelta(days=1)

    def _expect(self, day):
        """Make the rows up to the period in which ``day`` lies that are not there yet; of working days only."""
        self.ensure_one()
        # sudo: quotas are counted by the software only
        results = self.env["dealer.quota.result"].sudo()
        people = self._people()
        since = self._expected_since(day)
        if self.period == "day":
            at_work = self.env["resource.calendar"]._visiting_days(self.company_id, people, since, day)
            periods = [(user, one, one) for user in people for one in sorted(at_work[user])]
        else:
            periods = [(user, *self._period_of(day)) for user in people]
        known = results.search([("rule_id", "=", self.id), ("date_from", ">=", since)])
        there = {(row.user_id.id, row.kind, row.date_from) for row in known}
        return results.create(
            [
                {
                    "rule_id": self.id,
                    "user_id": user.id,
                    "kind": line.kind,
                    "minimum": line.minimum,
                    "date_from": first,
                    "date_to": last,
                }
                for user, first, last in periods
                for line in self.line_ids
                if (user.id, line.kind, first) not in there
            ]
        )

    def _expected_since(self, day):
        """Return from which day on rows may be missing: a day without the scheduler is no day without a quota.

        Of days before this month, and before the rule was last changed, nothing is made up.
        """
        first, _last = self._period_of(day)
        if self.period != "day":
            return first
        # sudo: quotas are counted by the software only
        results = self.env["dealer.quota.result"].sudo()
        latest = results.search([("rule_id", "=", self.id)], order="date_from desc", limit=1).date_from
        known = [
            day.replace(day=1),
            deadline_time.local_day(self.write_date, self.company_id._policy_timezone().zone),
            *filter(None, (self.effective_from, latest and latest + timedelta(days=1))),
        ]
        return min(day, max(known))

    def _still_asked(self, rows):
        """Return those of ``rows`` whose people the quota is still for, and who were at work in the period."""
        if self not in self._in_force(self.company_id):
            return rows.browse()
        people = self._people()
        asked = rows.browse()
        for (first, last), group in rows.grouped(lambda row: (row.date_from, row.date_to)).items():
            at_work = self.env["resource.calendar"]._visiting_days(self.company_id, people & group.user_id, first, last)
            asked |= group.filtered(lambda row, at_work=at_work: at_work.get(row.user_id))
        return asked

    @api.model
    def _cron_count(self):
        """Expect what is to be reached, count what was, and close the periods that are over."""
        # sudo: the scheduler works for all companies
        rules, results = self.sudo(), self.env["dealer.quota.result"].sudo()
        for company in self.env["res.company"].sudo().search([]):  # sudo: as above
            with apart(self.env.cr, _logger, f"Quotas of {company.name}"):
                for rule in rules._in_force(company):
                    rule._expect(company._policy_today())
                running = results.search([("company_id", "=", company.id), ("state", "=", "open")])
                running._count()
                running._close_before_today(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return

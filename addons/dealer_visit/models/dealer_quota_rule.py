from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

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
        """Make the rows of the period in which ``day`` lies that are not there yet; of working days only."""
        self.ensure_one()
        first, last = self._period_of(day)
        # sudo: quotas are counted by the software only
        results = self.env["dealer.quota.result"].sudo()
        people = self._people()
        if self.period == "day":
            at_work = self.env["resource.calendar"]._visiting_days(self.company_id, people, day, day)
            people = people.filtered(lambda user: at_work[user])
        known = results.search([("rule_id", "=", self.id), ("date_from", "=", first)])
        there = {(row.user_id.id, row.kind) for row in known}
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
                for user in people
                for line in self.line_ids
                if (user.id, line.kind) not in there
            ]
        )

    @api.model
    def _cron_count(self):
        """Expect what is to be reached, count what was, and close the periods that are over."""
        # sudo: the scheduler works for all companies
        rules, results = self.sudo(), self.env["dealer.quota.result"].sudo()
        for company in self.env["res.company"].sudo().search([]):  # sudo: as above
            for rule in rules._in_force(company):
                rule._expect(company._policy_today())
            results.search([("company_id", "=", company.id), ("state", "=", "open")])._count()
        results._close_before_today()

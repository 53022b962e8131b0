from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models


class CustomerLogRule(models.Model):
    """Whose logs are handed in each working day after the meeting (S1.5-6.5)."""

    _name = "customer.log.rule"
    _description = "Daily hand-in of logs"
    _inherit = ["customer.policy.rule.mixin"]

    department_ids = fields.Many2many(
        "hr.department", string="Departments", check_company=True, help="Whose staff hand in; empty: all departments."
    )
    hand_in_hour = fields.Float(
        "Time of Handing In", required=True, help="The time of day at which the meeting is over and all logs are there."
    )

    _hour_of_day = models.Constraint("CHECK(hand_in_hour > 0 AND hand_in_hour < 24)", "A day has the hours 0 to 24.")

    def _staff(self):
        """Return the users who hand in their logs: employees with a user, of these departments."""
        self.ensure_one()
        domain = [("company_id", "=", self.company_id.id), ("user_id.active", "=", True)]
        if self.department_ids:
            domain.append(("department_id", "child_of", self.department_ids.ids))
        # sudo: who works in which department is no secret
        return self.env["hr.employee"].sudo().search(domain).user_id

    def _due(self, day):
        """Return the moment, in UTC, at which the logs of ``day`` are due."""
        self.ensure_one()
        seconds = round(self.hand_in_hour * 3600)
        local = datetime.combine(day, time()) + timedelta(seconds=seconds)
        return self.company_id._policy_timezone().localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def _is_working_day(self, day) -> bool:
        """Say whether the company works on ``day``, public holidays and extra working days considered."""
        self.ensure_one()
        calendar = self.company_id.resource_calendar_id
        return not calendar or bool(calendar._working_days_between(self.company_id, day - timedelta(days=1), day))

    @api.model
    def _cron_expect(self):
        """Open today's hand-in for everybody who owes one."""
        # sudo: the scheduled action works for all companies
        for company in self.env["res.company"].sudo().search([]):
            day = company._policy_today()
            for rule in self._in_force(company):
                if rule._is_working_day(day):
                    rule._expect(day)

    def _expect(self, day):
        """Open the hand-ins of ``day``; those there are stay."""
        self.ensure_one()
        # sudo: see _cron_expect
        handins = self.env["customer.log.handin"].sudo()
        known = handins.search([("company_id", "=", self.company_id.id), ("date", "=", day)])
        due = {"rule_id": self.id, "due_date": self._due(day)}
        staff = self._staff()
        # who made one beforehand, by hand, is due all the same
        known.filtered(lambda handin: not handin.due_date and handin.user_id in staff).write(due)
        handins.create(
            [
                {**due, "company_id": self.company_id.id, "user_id": user.id, "date": day}
                for user in staff - known.user_id
            ]
        )

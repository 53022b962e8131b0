from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo import api, models

from odoo.addons.customer_policy.tools import deadline_time


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    @api.model
    def _visiting_days(self, company, users, first, last) -> dict:
        """Return the days from ``first`` to ``last`` on which each of ``users`` works in ``company``.

        A day of a holiday or a leave is none, nor one given off for help with a promotion; a day of which some working
        time is left is one. Who has no working hours works every day.
        """
        every = frozenset(first + timedelta(days=number) for number in range((last - first).days + 1))
        # sudo: when a colleague is at work is no secret, why not is not told
        employees = (
            self.env["hr.employee"].sudo().search([("user_id", "in", users.ids), ("company_id", "=", company.id)])
        )
        by_user = {employee.user_id: employee for employee in employees}
        days, waiting = {}, {}
        for user in users:
            employee = by_user.get(user, employees.browse())
            calendar = employee.resource_calendar_id or company.sudo().resource_calendar_id  # sudo: as above
            if calendar:
                waiting.setdefault(calendar, {})[user] = employee.resource_id
            else:
                days[user] = every
        for calendar, resources in waiting.items():
            days |= calendar._days_at_work(company, resources, first, last)
        off = self.env["dealer.promotion.helper"]._days_off(company, users, first, last)
        return {user: at_work - off.get(user.id, set()) for user, at_work in days.items()}

    def _days_at_work(self, company, resources: dict, first, last) -> dict:
        """Return the days on which users with these resources work, some of them none."""
        zone = ZoneInfo(self._term_zone(company))
        begin, until = (
            moment.replace(tzinfo=UTC).astimezone(zone)
            for moment in (
                deadline_time.end_of_day(first - timedelta(days=1), zone.key),
                deadline_time.end_of_day(last, zone.key),
            )
        )
        known = self.env["resource.resource"].union(*resources.values())
        # without rights of a user there are no company rules: the holidays of others are not ours
        own = [("time_type", "=", "leave"), ("company_id", "in", (company.id, False))]
        intervals = self._work_intervals_batch(begin, until, resources=known, domain=own, tz=pytz.timezone(zone.key))
        extra = {start.astimezone(zone).date() for start, _end in self._extra_intervals(company, begin, until)}
        leaves = self.env["resource.calendar.leaves"].search(
            [*own, ("resource_id", "in", known.ids), ("date_from", "<", until.astimezone(UTC).replace(tzinfo=None)),
             ("date_to", ">", begin.astimezone(UTC).replace(tzinfo=None))]
        )  # fmt: skip
        result = {}
        for user, resource in resources.items():
            at_work = {entry[0].astimezone(zone).date() for entry in intervals[resource.id]}
            away = set()
            for leave in leaves.filtered(lambda one, resource=resource: one.resource_id == resource):
                start, end = (deadline_time.local_day(one, zone.key) for one in (leave.date_from, leave.date_to))
                away |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
            result[user] = frozenset(at_work | (extra - away))
        return result

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models

from ..tools import deadline_time

#: how far ahead working time is looked for, and in what pieces, in days
HORIZON, PIECE = 1100, 31


class ResourceCalendar(models.Model):
    """Terms in working time: public holidays as core knows them, and the extra working days of the company."""

    _inherit = "resource.calendar"

    def _add_working_term(self, company, start: datetime, amount: int, unit: str) -> datetime | None:
        """Return the end of a term of working time in UTC; None when these hours hold too little work.

        A term of days ends with its last working day; the day on which it starts does not count.
        """
        self.ensure_one()
        if unit in deadline_time.EXACT:
            return self._add_working_time(company, start, deadline_time.EXACT[unit] * amount)
        days = amount
        if unit != "day":
            # weeks and months of the calendar; then the next working day
            first = deadline_time.local_day(start, self.tz) + deadline_time.DAYS[unit] * amount - timedelta(days=1)
            days = 1
        else:
            first = deadline_time.local_day(start, self.tz)
        return self._add_working_days(company, first, days)

    def _add_working_time(self, company, start: datetime, amount: timedelta) -> datetime | None:
        return deadline_time.add_working_time(self._working_intervals(company, start), amount)

    def _add_working_days(self, company, day: date, count: int) -> datetime | None:
        """Return the end of the ``count``-th working day after ``day``; of ``day`` itself for none."""
        if count <= 0:
            return deadline_time.end_of_day(day, self.tz)
        last = day
        for begin, _end in self._working_intervals(company, deadline_time.end_of_day(day, self.tz)):
            today = deadline_time.local_day(begin, self.tz)
            if today > last:
                last, count = today, count - 1
            if not count:
                return deadline_time.end_of_day(last, self.tz)
        return None

    def _working_time_between(self, company, start: datetime, end: datetime) -> timedelta:
        return deadline_time.working_time(self._working_intervals(company, start, end))

    def _working_days_between(self, company, first: date, last: date) -> int:
        """Return how many working days come after ``first``, up to and with ``last``."""
        begin, end = deadline_time.end_of_day(first, self.tz), deadline_time.end_of_day(last, self.tz)
        return len(
            {deadline_time.local_day(start, self.tz) for start, _end in self._working_intervals(company, begin, end)}
        )

    def _working_intervals(self, company, start: datetime, end=None) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working time from ``start`` on, in UTC, in order."""
        self.ensure_one()
        zone = ZoneInfo(self.tz)
        # sudo: when a company works is no secret
        calendar = self.sudo()
        horizon = end or start + timedelta(days=HORIZON)
        while start < horizon:
            stop = min(start + timedelta(days=PIECE), horizon)
            begin, until = start.replace(tzinfo=UTC).astimezone(zone), stop.replace(tzinfo=UTC).astimezone(zone)
            found = [(entry[0], entry[1]) for entry in calendar._work_intervals_batch(begin, until)[False]]
            found += calendar._extra_intervals(company, begin, until)
            for first, last in sorted(found):
                # extra working days may repeat what is worked anyway
                first = max(first.astimezone(UTC).replace(tzinfo=None), start)
                last = last.astimezone(UTC).replace(tzinfo=None)
                if last > first:
                    yield first, last
                    start = last
            start = stop

    def _extra_intervals(self, company, begin: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return the hours of extra working days: those of the weekday they are worked like."""
        zone = begin.tzinfo
        extra = self.env["customer.working.day"]._between(company, self, begin.date(), until.date())
        intervals = []
        for day, weekday in extra.items():
            model = day - timedelta(days=(day.weekday() - weekday) % 7)
            hours = self._attendance_intervals_batch(
                datetime.combine(model, time(), tzinfo=zone), datetime.combine(model, time.max, tzinfo=zone)
            )[False]
            for entry in hours:
                first, last = (
                    datetime.combine(day, moment.astimezone(zone).time(), tzinfo=zone) for moment in entry[:2]
                )
                if first < until and last > begin:
                    intervals.append((max(first, begin), min(last, until)))
        return intervals

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models

from ..tools import deadline_time

#: how far ahead working time is looked for, and in what pieces, in days
HORIZON, PIECE = 1100, 31


class ResourceCalendar(models.Model):
    """Terms in working time: public holidays as core knows them, and the extra working days of the company.

    What deadlines ask (``_term_...``) is answered by an empty recordset as well: then calendar time counts.
    """

    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:  # the time zone of a company is kept in memory
            self.env.registry.clear_cache()
        return result

    def _term_zone(self, company) -> str:
        """Return the time zone in which days begin and end."""
        return self.tz or company._policy_timezone().zone

    def _term_end(self, company, start: datetime, amount: int, unit: str) -> datetime | None:
        """Return the end of a term in UTC; None when these hours hold too little work.

        A term of days ends with its last (working) day; the day on which it starts does not count.
        """
        zone = self._term_zone(company)
        if not self:
            return deadline_time.add_calendar_time(start, amount, unit, zone)
        if unit in deadline_time.EXACT:
            return self._add_working_time(company, start, deadline_time.EXACT[unit] * amount)
        first, days = deadline_time.local_day(start, zone), amount
        if unit != "day":
            # weeks and months of the calendar; then the next working day
            first, days = first + deadline_time.DAYS[unit] * amount - timedelta(days=1), 1
        return self._add_working_days(company, first, days)

    def _term_passed(self, company, start: datetime, end: datetime, unit: str) -> int:
        """Return how much of a term in ``unit`` passes between two moments: days, or seconds of exact terms."""
        if unit in deadline_time.EXACT:
            passed = self._working_time_between(company, start, end) if self else end - start
            return int(passed.total_seconds())
        zone = self._term_zone(company)
        first, last = deadline_time.local_day(start, zone), deadline_time.local_day(end, zone)
        return self._working_days_between(company, first, last) if self else (last - first).days

    def _term_extended(self, company, end: datetime, passed: int, unit: str) -> datetime:
        """Return the end of a term that goes on for what :meth:`_term_passed` returned."""
        if not passed:
            return end
        due = None
        if unit in deadline_time.EXACT:
            if self:
                due = self._add_working_time(company, end, timedelta(seconds=passed))
            return due or end + timedelta(seconds=passed)
        zone = self._term_zone(company)
        last = deadline_time.last_day(end, zone)
        if self:
            due = self._add_working_days(company, last, passed)
        return due or deadline_time.end_of_day(last + timedelta(days=passed), zone)

    def _term_shifted(self, company, end: datetime, amount: int, unit: str) -> datetime:
        """Return the moment a time after the end of a term or, with a negative ``amount``, before it."""
        zone, moved = self._term_zone(company), None
        if self and amount and unit in deadline_time.EXACT:
            time_off = deadline_time.EXACT[unit] * abs(amount)
            move = self._add_working_time if amount > 0 else self._take_working_time
            moved = move(company, end, time_off)
        elif self and amount and unit == "day":
            last = deadline_time.last_day(end, zone)
            day = self._working_day_from(company, last, amount)
            moved = day and deadline_time.shift(end, (day - last).days, "day", zone)
        return moved or deadline_time.shift(end, amount, unit, zone)

    def _working_day_from(self, company, day: date, count: int) -> date | None:
        """Return the ``count``-th working day after ``day`` or, with a negative number, before it."""
        if count > 0:
            end = self._add_working_days(company, day, count)
            return end and deadline_time.last_day(end, self.tz)
        for length in (PIECE, HORIZON):
            begin = deadline_time.end_of_day(day - timedelta(days=length - count), self.tz)
            until = deadline_time.end_of_day(day - timedelta(days=1), self.tz)
            hours = self._working_intervals(company, begin, until)
            days = sorted({deadline_time.local_day(start, self.tz) for start, _end in hours})
            if len(days) >= -count:
                return days[count]
        return None

    def _take_working_time(self, company, end: datetime, amount: timedelta) -> datetime | None:
        """Return the moment after which ``amount`` of working time is left before ``end``."""
        for length in (PIECE, HORIZON):
            rest = amount
            hours = list(self._working_intervals(company, end - timedelta(days=length), end))
            for begin, until in reversed(hours):
                if rest <= until - begin:
                    return until - rest
                rest -= until - begin
        return None

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
        # without rights of a user there are no company rules: the holidays of others are not ours
        holidays = [("time_type", "=", "leave"), ("company_id", "in", (company.id, False))]
        horizon = end or start + timedelta(days=HORIZON)
        while start < horizon:
            stop = min(start + timedelta(days=PIECE), horizon)
            begin, until = start.replace(tzinfo=UTC).astimezone(zone), stop.replace(tzinfo=UTC).astimezone(zone)
            hours = calendar._work_intervals_batch(begin, until, domain=holidays)[False]
            found = [(entry[0], entry[1]) for entry in hours]
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

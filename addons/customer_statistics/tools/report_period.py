"""Periods of reports: which one a day is in, and what it is called. Periods of several units divide the years."""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


class Period(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


def period_of(day: date, unit: str, count: int = 1) -> Period:
    """The period of ``count`` units that ``day`` is in; weeks begin on Monday.

    >>> period_of(date(2026, 5, 17), "month").last, period_of(date(2026, 5, 17), "quarter").first
    (datetime.date(2026, 5, 31), datetime.date(2026, 4, 1))
    >>> march = period_of(date(2026, 4, 30), "month", 2)
    >>> march.first, march.last
    (datetime.date(2026, 3, 1), datetime.date(2026, 4, 30))
    >>> week = period_of(date(2026, 5, 10), "week")
    >>> week.first, week.last
    (datetime.date(2026, 5, 4), datetime.date(2026, 5, 10))
    """
    if unit in DAYS:
        length = DAYS[unit] * count
        # the first day of all, 1 January of the year 1, was a Monday
        first = date.fromordinal((day.toordinal() - 1) // length * length + 1)
        return Period(first, first + timedelta(days=length - 1))
    months = MONTHS[unit] * count
    year, month = divmod((day.year * 12 + day.month - 1) // months * months, 12)
    first = date(year, month + 1, 1)
    return Period(first, first + relativedelta(months=months, days=-1))


def label(first: date, last: date, unit: str, count: int = 1) -> str:
    """What a period is called, the same in every language.

    >>> label(date(2026, 5, 4), date(2026, 5, 10), "week"), label(date(2026, 4, 1), date(2026, 6, 30), "quarter")
    ('2026-W19', '2026-Q2')
    >>> label(date(2026, 3, 1), date(2026, 4, 30), "month", 2), label(date(2026, 1, 1), date(2026, 12, 31), "year")
    ('2026-03–04', '2026')
    >>> label(date(2026, 5, 5), date(2026, 5, 5), "day"), label(date(2026, 5, 1), date(2026, 5, 31), "month")
    ('2026-05-05', '2026-05')
    """
    if unit == "day":
        return str(first) if count == 1 else f"{first} – {last}"
    if unit == "week":
        year, week, _day = first.isocalendar()
        end = "" if count == 1 else f"–W{last.isocalendar()[1]:02d}"
        return f"{year}-W{week:02d}{end}"
    months = MONTHS[unit] * count
    if months == 12:
        return str(first.year)
    if months == 3:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if months == 1:
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m}–{last:%m}" if months < 12 else f"{first.year}–{last.year}"

"""Periods of statistics: days, weeks from Monday, months, quarters and years, or several of them."""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
#: a Monday, from which several days or weeks are counted
MONDAY = date(1970, 1, 5)


class Period(NamedTuple):
    """First and last day."""

    first: date
    last: date


def around(day: date, unit: str, count: int = 1) -> Period:
    """Return the period that ``day`` is in. Several months are counted from January, so that they fill the year.

    >>> around(date(2026, 4, 30), "month", 2)
    Period(first=datetime.date(2026, 3, 1), last=datetime.date(2026, 4, 30))
    >>> around(date(2026, 5, 10), "week")
    Period(first=datetime.date(2026, 5, 4), last=datetime.date(2026, 5, 10))
    >>> around(date(2024, 2, 29), "quarter").last
    datetime.date(2024, 3, 31)
    """
    if unit in DAYS:
        length = DAYS[unit] * count
        first = day - timedelta(days=(day - MONDAY).days % length)
        return Period(first, first + timedelta(days=length - 1))
    length = MONTHS[unit] * count
    years, months = divmod((day.year * 12 + day.month - 1) // length * length, 12)
    first = date(years, months + 1, 1)
    return Period(first, first + relativedelta(months=length, days=-1))


def before(period: Period, unit: str, count: int = 1) -> Period:
    """Return the period before.

    >>> before(around(date(2026, 1, 5), "month"), "month").last
    datetime.date(2025, 12, 31)
    """
    return around(period.first - timedelta(days=1), unit, count)


def last_year(period: Period, unit: str, count: int = 1) -> Period:
    """Return the same period of the year before; a week is compared with that of 52 weeks ago.

    >>> last_year(around(date(2024, 2, 29), "day"), "day").first
    datetime.date(2023, 2, 28)
    >>> last_year(around(date(2026, 5, 10), "week"), "week").first
    datetime.date(2025, 5, 5)
    """
    if unit == "week":
        return around(period.first - timedelta(days=364), unit, count)
    return around(period.first - relativedelta(years=1), unit, count)


def parts(period: Period, unit: str, count: int = 1) -> list[Period]:
    """Return the shorter periods that make up ``period``; none where they do not fit into it.

    >>> len(parts(around(date(2026, 1, 1), "year"), "month"))
    12
    >>> parts(around(date(2026, 5, 1), "month"), "week")
    []
    """
    found, first = [], period.first
    while first <= period.last:
        part = around(first, unit, count)
        found.append(part)
        first = part.last + timedelta(days=1)
    return found if found[0].first == period.first and found[-1].last == period.last else []

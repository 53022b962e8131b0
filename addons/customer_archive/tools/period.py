"""Periods of months that divide the years."""

from datetime import date


def period_start(day: date, months: int) -> date:
    """The first day of the period of ``months`` that ``day`` lies in.

    >>> period_start(date(2026, 7, 1), 6), period_start(date(2026, 6, 30), 6)
    (datetime.date(2026, 7, 1), datetime.date(2026, 1, 1))
    >>> period_start(date(2026, 12, 31), 12), period_start(date(2026, 5, 17), 1)
    (datetime.date(2026, 1, 1), datetime.date(2026, 5, 1))
    """
    year, month = divmod((day.year * 12 + day.month - 1) // months * months, 12)
    return date(year, month + 1, 1)

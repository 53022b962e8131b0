"""From which day on earlier violations count, and how much of one counts."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def first_day(period: str, months: int, day: date) -> date | None:
    """Return the first day that counts together with ``day``; None when all before it do.

    >>> first_day("month", 0, date(2025, 5, 20)), first_day("year", 0, date(2025, 5, 20))
    (datetime.date(2025, 5, 1), datetime.date(2025, 1, 1))

    Of twelve months, the day a year ago is not one:

    >>> first_day("months", 12, date(2025, 3, 1))
    datetime.date(2024, 3, 2)
    >>> first_day("ever", 0, date(2025, 3, 1))
    """
    if period == "month":
        return day.replace(day=1)
    if period == "year":
        return day.replace(month=1, day=1)
    if period == "months":
        return day - relativedelta(months=months) + timedelta(days=1)
    return None


def counted(quantity: float, allowance: float) -> float:
    """Return how much of ``quantity`` is more than what is allowed.

    >>> counted(9, 8), counted(8, 8), counted(0.3, 0.1)
    (1.0, 0.0, 0.2)
    """
    return max(0.0, round(float(quantity) - allowance, 6))

"""What a period is called, the same in every language."""

from datetime import date

from . import period


def period_label(first: date, last: date, unit: str, count: int = 1) -> str:
    """Return what the period of ``count`` units from ``first`` to ``last`` is called.

    >>> period_label(date(2026, 5, 4), date(2026, 5, 10), "week")
    '2026-W19'
    >>> period_label(date(2026, 4, 1), date(2026, 6, 30), "quarter")
    '2026-Q2'
    >>> period_label(date(2026, 3, 1), date(2026, 4, 30), "month", 2)
    '2026-03–04'
    >>> period_label(date(2026, 1, 1), date(2026, 12, 31), "year")
    '2026'
    >>> period_label(date(2026, 5, 5), date(2026, 5, 5), "day")
    '2026-05-05'
    >>> period_label(date(2026, 5, 1), date(2026, 5, 31), "month")
    '2026-05'
    """
    if unit == "day":
        return str(first) if count == 1 else f"{first} – {last}"
    if unit == "week":
        year, week, _day = first.isocalendar()
        end = "" if count == 1 else f"–W{last.isocalendar()[1]:02d}"
        return f"{year}-W{week:02d}{end}"
    months = period.MONTHS[unit] * count
    names = {1: f"{first:%Y-%m}", 3: f"{first.year}-Q{(first.month + 2) // 3}", 12: str(first.year)}
    if months in names:
        return names[months]
    return f"{first:%Y-%m}–{last:%m}" if months < 12 else f"{first.year}–{last.year}"

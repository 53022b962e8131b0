"""When a term ends. Moments are naive UTC as Odoo stores them; days are those of a time zone.

Minutes and hours are exact. A day ends at midnight, so a term of days ends at the midnight that closes its last day,
and the day on which it starts does not count.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

EXACT = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
DAYS = {"day": relativedelta(days=1), "week": relativedelta(weeks=1), "month": relativedelta(months=1)}


def local_day(moment: datetime, zone: str) -> date:
    """The day it is in ``zone`` at ``moment``.

    >>> local_day(datetime(2026, 5, 10, 17, 0), "Asia/Shanghai")
    datetime.date(2026, 5, 11)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The midnight that closes ``day`` in ``zone``.

    >>> end_of_day(date(2026, 5, 11), "Asia/Shanghai")
    datetime.datetime(2026, 5, 11, 16, 0)
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def last_day(end: datetime, zone: str) -> date:
    """The day on which a term that ends at ``end`` is still in time.

    >>> last_day(datetime(2026, 5, 11, 16, 0), "Asia/Shanghai")
    datetime.date(2026, 5, 11)
    """
    return local_day(end - timedelta(microseconds=1), zone)


def add_calendar_time(start: datetime, amount: int, unit: str, zone: str) -> datetime:
    """The end of a term in calendar time; ``amount`` may be negative, for what comes before a moment.

    Ten past three on the 10th plus one day ends with the 11th; a month after 31 January ends with 28 February.

    >>> add_calendar_time(datetime(2026, 5, 10, 7, 10), 1, "day", "Asia/Shanghai")
    datetime.datetime(2026, 5, 11, 16, 0)
    >>> add_calendar_time(datetime(2026, 5, 10, 7, 10), 90, "minute", "Asia/Shanghai")
    datetime.datetime(2026, 5, 10, 8, 40)
    >>> add_calendar_time(datetime(2026, 1, 31, 7, 0), 1, "month", "UTC")
    datetime.datetime(2026, 3, 1, 0, 0)
    """
    if unit in EXACT:
        return start + EXACT[unit] * amount
    return end_of_day(local_day(start, zone) + DAYS[unit] * amount, zone)


def shift(moment: datetime, amount: int, unit: str, zone: str) -> datetime:
    """The same time of day a number of units later or, with a negative ``amount``, earlier.

    >>> shift(datetime(2026, 5, 11, 16, 0), -2, "day", "Asia/Shanghai")
    datetime.datetime(2026, 5, 9, 16, 0)
    """
    if unit in EXACT:
        return moment + EXACT[unit] * amount
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    moved = (local + DAYS[unit] * amount).replace(tzinfo=ZoneInfo(zone))
    return moved.astimezone(UTC).replace(tzinfo=None)


def add_working_time(intervals: Iterable[tuple[datetime, datetime]], amount: timedelta) -> datetime | None:
    """The moment at which ``amount`` of the working time in ``intervals`` has passed; None when they are too few.

    >>> day = datetime(2026, 5, 11)
    >>> hours = [(day.replace(hour=1), day.replace(hour=4)), (day.replace(hour=5), day.replace(hour=9))]
    >>> add_working_time(hours, timedelta(hours=3)), add_working_time(hours, timedelta(hours=4))
    (datetime.datetime(2026, 5, 11, 4, 0), datetime.datetime(2026, 5, 11, 6, 0))
    >>> add_working_time(hours, timedelta(hours=8))
    """
    for begin, end in intervals:
        if amount <= end - begin:
            return begin + amount
        amount -= end - begin
    return None


def working_time(intervals: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The working time in ``intervals``."""
    return sum((end - begin for begin, end in intervals), timedelta())
